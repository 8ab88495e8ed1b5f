"""The pages of the portal."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from khuevan.access.public import open_to_all


def frame(request: HttpRequest) -> dict[str, object]:
    """What every page's frame shows."""
    return {}


@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return HttpResponse("Khuê Văn")


urlpatterns = [path("", home, name="home"), path("my-work", home, name="my-work")]
