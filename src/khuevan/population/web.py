"""The pages of the population room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
