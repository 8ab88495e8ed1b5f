"""The pages of the people room."""

from khuevan.people.web.records import urlpatterns

__all__ = ["urlpatterns"]
