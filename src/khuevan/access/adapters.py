"""What this house decides where the sign-in library asks."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from khuevan.access import selectors, services
from khuevan.access.linking import person_of
from khuevan.access.marks import Request, reaching, system
from khuevan.access.models import Account

SIGN_IN = "sign-in"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by those who may, or by signing in with an issuer; nobody makes their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


class IssuerAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts that come with an issuer's word."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Always: whoever an issuer vouches for may sign in, and sees their own record at most."""
        return True

    def pre_social_login(self, request: Request, sociallogin: Any) -> None:
        """Find whose account this is by the person's record if the sign-in is new; else tie it."""
        if sociallogin.is_existing:
            self._tie(request, sociallogin)
            return
        person = self._person(request, sociallogin)
        account = selectors.active_account_of(person) if person is not None else None
        if account is not None:
            sociallogin.connect(request, account)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Account:
        """A new account: a name of its own that tells nothing, and what the issuer says of the person's."""
        user: Account = sociallogin.user
        user.username = f"{sociallogin.account.provider}-{secrets.token_hex(6)}"[:150]
        user.name = str(data.get("name") or "")[:200]
        user.email = ""  # an address that nobody has confirmed is no way back into an account
        return user

    def save_user(self, request: Request, sociallogin: Any, form: Any = None) -> Account:
        """Keep a new account, journal it, and tie it to the person's record where exactly one matches."""
        user: Account = sociallogin.user
        user.set_unusable_password()
        sociallogin.save(request)
        services.account_adopted(
            account=user.pk,
            issuer=sociallogin.account.provider,
            actor=system(SIGN_IN),
            at=request.received_at,
        )
        self._tie(request, sociallogin)
        return user

    def _tie(self, request: Request, sociallogin: Any) -> None:
        person = self._person(request, sociallogin)
        if person is not None and sociallogin.user.person is None:
            services.link_person(
                account=sociallogin.user.pk, person=person, issuer=sociallogin.account.provider,
                actor=system(SIGN_IN), at=request.received_at,
            )  # fmt: skip
            sociallogin.user.refresh_from_db(fields=["person"])

    def _person(self, request: Request, sociallogin: Any) -> int | None:
        reaching(system(SIGN_IN))  # nobody has signed in yet, and the second wall would hide the record
        try:
            return person_of(sociallogin.identity)
        finally:
            reaching(request.actor)
