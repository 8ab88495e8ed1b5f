"""The sign-in library's OpenID Connect with what it leaves out: nonces, PKCE, our names for claims."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

from khuevan.access.contracts import VerifiedIdentity
from khuevan.access.oidc.tokens import nonce_of
from khuevan.access.oidc.views import IssuerOAuth2Adapter


class IssuerProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """An issuer as the settings describe it."""

    oauth2_adapter_class = IssuerOAuth2Adapter
    package = "khuevan.access.oidc"
    pkce_enabled_default = True

    def get_pkce_params(self) -> dict[str, str]:
        """The challenge, and a nonce that follows from its verifier: both live as long as the state."""
        params: dict[str, str] = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """What the settings say; nothing that the address adds."""
        params: dict[str, str] = self.get_auth_params()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """What the settings say; nothing that the address adds."""
        scope: list[str] = self.get_scope()
        return scope

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject of the token that was verified."""
        return str(data["id_token"]["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept with the account: who vouched. Numbers and names stay out of this table."""
        return {"iss": data["id_token"]["iss"]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None: an issuer's address is a way to write to somebody, never a way to find their account."""
        return []

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """The name and address that a new account begins with."""
        identity = self.identity(data)
        return {"name": identity.name, "email": identity.email}

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """The sign-in, with the identity that the issuer vouches for."""
        login = super().sociallogin_from_response(request, response)
        login.identity = self.identity(response)
        return login

    def identity(self, data: dict[str, Any]) -> VerifiedIdentity:
        """What the claims say, by the settings' names for them; the token's word before the user info's."""
        claims = data.get("userinfo", {}) | data["id_token"]
        names = {"name": "name", "email": "email"} | self.app.settings.get("claims", {})

        def said(what: str) -> str:
            return str(claims.get(names.get(what, ""), "") or "")

        return VerifiedIdentity(data["id_token"]["iss"], said("national_id"), said("name"), said("email"))


provider_classes = [IssuerProvider]
