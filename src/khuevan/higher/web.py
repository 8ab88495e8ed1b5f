"""The pages of the higher room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
