"""The journal of the whole country is for those whose permission is of the whole country."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from khuevan.access.contracts import Role
from khuevan.access.public import create_account, give_grant, system

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR, Role.MINISTRY])
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/1/", 200), ("/1/13/", 404), ("/1/13/305/", 404)])
def test_a_permission_over_a_part_of_the_country_opens_no_journal(role, path, status, django_user_model):
    at = timezone.now()
    account = create_account(username="looking", actor=system("test"), at=at)
    give_grant(
        account=account.id, role=role, path=path, since=at - timedelta(hours=1),
        until=at + timedelta(days=1), actor=system("test"), at=at,
    )  # fmt: skip
    client = Client()
    client.force_login(
        django_user_model.objects.get(pk=account.id), backend=settings.AUTHENTICATION_BACKENDS[0]
    )

    with override_settings(STAFF_SECOND_FACTOR_SINCE=None):
        assert client.get("/journal").status_code == status
