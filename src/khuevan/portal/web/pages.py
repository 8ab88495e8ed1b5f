"""The pages that are the portal's own: the first page, one's work, and what visitors may want to know."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khuevan.access.public import open_to_all


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what do you need today?"""
    return render(request, "portal/home.html")


@open_to_all
def about_help(request: HttpRequest) -> HttpResponse:
    """How to use the site."""
    return render(request, "portal/help.html")


@open_to_all
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who may see it, and how to see who has."""
    return render(request, "portal/privacy.html")


@open_to_all
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everyone can use the site, and what was not."""
    return render(request, "portal/accessibility.html")
