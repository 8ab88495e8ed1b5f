"""The pages of the people room."""

from khuevan.people.web import duplicates, editing, entering, identifiers, records

# The longer addresses first: a reference could be any word.
urlpatterns = [
    *duplicates.urlpatterns,
    *entering.urlpatterns,
    *identifiers.urlpatterns,
    *editing.urlpatterns,
    *records.urlpatterns,
]

__all__ = ["urlpatterns"]
