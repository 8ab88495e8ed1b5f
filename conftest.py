"""What every test stands on: a database made by its owner, the application's ordinary role to work on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import override_settings, setup_databases, teardown_databases
from hypothesis import settings as hypothesis

hypothesis.register_profile("house", deadline=None)  # no test measures time
hypothesis.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(  # type: ignore[no-untyped-def]
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker
) -> Iterator[None]:
    """Migrate as the owner; ``default`` mirrors its database and signs in as the application's role."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _style_sheets_from_their_source() -> Iterator[None]:
    """Tests name static files as they stand in the rooms; a served site names them by their digest."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        yield
