"""The pages of the operations room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
