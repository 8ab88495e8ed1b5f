"""The pages of the journal room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
