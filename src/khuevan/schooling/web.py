"""The pages of the schooling room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
