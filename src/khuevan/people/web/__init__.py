"""The pages of the people room."""

from khuevan.people.web import duplicates, editing, records

# The longer addresses first: a reference could be any word.
urlpatterns = [*duplicates.urlpatterns, *editing.urlpatterns, *records.urlpatterns]

__all__ = ["urlpatterns"]
