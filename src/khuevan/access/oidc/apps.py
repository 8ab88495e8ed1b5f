"""Sign-in with an OpenID Connect issuer, as an app that the sign-in library finds its provider in."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """The part of access that speaks with issuers."""

    name = "khuevan.access.oidc"
    label = "access_oidc"
