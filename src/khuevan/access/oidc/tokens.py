"""Whether an identity token may be believed: OpenID Connect Core 1.0, section 3.1.3.7, all of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
CLOCKS_DIFFER_BY = 60  # seconds
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def nonce_of(verifier: str) -> str:
    """The nonce of a sign-in: follows from its PKCE verifier, which only we know until the code is traded."""
    return hashlib.sha256(f"nonce:{verifier}".encode()).hexdigest()


def verified(
    token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """The claims of a token that was signed by one of ``keys`` for this client and this sign-in.

    The algorithm is the key's, never the token's own word: ``none`` and shared secrets are no keys here.
    Refuses everything else with ``OAuth2Error``.
    """
    try:
        key = _key(token, keys)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[key.algorithm_name],
            audience=client_id,
            issuer=issuer,
            leeway=CLOCKS_DIFFER_BY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as trouble:
        raise OAuth2Error(f"the identity token is refused: {type(trouble).__name__}") from None
    if not hmac.compare_digest(str(claims["nonce"]), nonce):
        raise OAuth2Error("the identity token belongs to another sign-in")
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if many else client_id) != client_id:
        raise OAuth2Error("the identity token was given to another client")
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    wanted = jwt.get_unverified_header(token).get("kid")
    known = jwt.PyJWKSet.from_dict(dict(keys)).keys
    found = [key for key in known if key.key_id == wanted and key.algorithm_name in ALGORITHMS]
    if len(found) != 1:
        raise OAuth2Error("the identity token names no key of the issuer")
    return found[0]
