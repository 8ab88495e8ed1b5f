"""The pages of the exams room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
