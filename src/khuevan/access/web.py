"""The pages of access: signing in and out is the library's."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]
