"""Signing in with an issuer: there, and back again."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

from khuevan.access.oidc import tokens

ALL_ENDPOINTS = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}


class IssuerOAuth2Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The library's adapter, which believes a token because it came by TLS; this one verifies it."""

    _nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The issuer's endpoints by the settings; by its discovery document where they leave some out."""
        given = self.get_provider().app.settings.get("openid_configuration_overrides", {})
        if given.keys() >= ALL_ENDPOINTS:
            return dict(given)
        config: dict[str, Any] = super().openid_config
        return config

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Trade the code for tokens; the verifier also gives the nonce that the token has to carry."""
        if not pkce_code_verifier:
            raise OAuth2Error("the sign-in has lost its verifier")
        self._nonce = tokens.nonce_of(pkce_code_verifier)
        data: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        return data

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """The sign-in of whom the verified token names. The user info has to be of the same subject."""
        config = self.openid_config
        claims = tokens.verified(
            kwargs["response"].get("id_token", ""),
            keys=self._get(config["jwks_uri"]),
            issuer=config["issuer"],
            client_id=app.client_id,
            nonce=self._nonce,
        )
        data = {"id_token": claims}
        if app.settings.get("fetch_userinfo", True) and "userinfo_endpoint" in config:
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("the user info is of another subject")
        return self.get_provider().sociallogin_from_response(request, data)

    def _get(self, address: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(address)
            response.raise_for_status()
            found: dict[str, Any] = response.json()
        return found


@login_not_required  # type: ignore[untyped-decorator]
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead somebody to an issuer; asks first unless the form was posted."""
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take back whom an issuer has recognised."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view.adapter_view(IssuerOAuth2Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return response


for _view in (login, callback):
    _view.needs = "nothing"
