"""The pages of assessment."""

from khuevan.assessment.web.routes import urlpatterns

__all__ = ["urlpatterns"]
