"""The pages of the marks room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
