"""The identity providers that people may sign in with: from ``oidc.toml`` in the home, or the environment.

The file holds one table for each issuer; ``docs/how-to/sign-in-with-an-issuer.md`` shows a whole one. No
page about the national e-ID says for certain which claims it gives, so names of claims are settings and
never code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from khuevan_home import Home, Trouble

ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """One identity provider. ``endpoints`` replace what its discovery document says.

    ``claims`` maps ``national_id``, ``name`` and ``email`` to the names the issuer gives them. An issuer
    without a ``national_id`` claim vouches for nobody's number: its accounts are tied to no person.
    """

    id: str
    name: str
    server_url: str
    client_id: str
    client_secret: str = ""
    scopes: tuple[str, ...] = ("openid",)
    token_auth_method: str = "client_secret_basic"
    userinfo: bool = True
    claims: Mapping[str, str] = field(default_factory=dict)
    endpoints: Mapping[str, str] = field(default_factory=dict)

    def as_app(self) -> dict[str, object]:
        """The issuer as the sign-in library takes it."""
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.client_secret,
            "settings": {
                "server_url": self.server_url,
                "scope": list(self.scopes),
                "token_auth_method": self.token_auth_method,
                "fetch_userinfo": self.userinfo,
                "claims": dict(self.claims),
                "openid_configuration_overrides": dict(self.endpoints),
            },
        }


def issuers(home: Home, environment: Mapping[str, str]) -> list[Issuer]:
    """The issuers of an installation, of the file first. Refuses an entry that is incomplete or not https."""
    file = home.root / "oidc.toml"
    tables = tomllib.loads(file.read_text()).get("issuer", []) if file.exists() else []
    if server := environment.get("KHUEVAN_OIDC_SERVER"):
        tables = [*tables, _from_environment(server, environment)]
    return [_issuer(table) for table in tables]


def _from_environment(server: str, environment: Mapping[str, str]) -> dict[str, object]:
    prefix = "KHUEVAN_OIDC_CLAIM_"
    return {
        "id": environment.get("KHUEVAN_OIDC_ID", "oidc"),
        "name": environment.get("KHUEVAN_OIDC_NAME", "OpenID Connect"),
        "server_url": server,
        "client_id": environment.get("KHUEVAN_OIDC_CLIENT_ID", ""),
        "client_secret": environment.get("KHUEVAN_OIDC_CLIENT_SECRET", ""),
        "scopes": environment.get("KHUEVAN_OIDC_SCOPES", "openid").split(),
        "claims": {
            key.removeprefix(prefix).lower(): name
            for key, name in environment.items()
            if key.startswith(prefix)
        },
    }


def _issuer(table: Mapping[str, object]) -> Issuer:
    known = {key: value for key, value in table.items() if value != ""}
    try:
        issuer = Issuer(**known)  # type: ignore[arg-type]
    except TypeError as trouble:
        raise _wrong(str(table.get("id", "?")), str(trouble).partition(" ")[2]) from None
    for address in [issuer.server_url, *issuer.endpoints.values()]:
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise _wrong(issuer.id, f"{address}: https")
    strange = (set(issuer.endpoints) - set(ENDPOINTS)) | (
        set(issuer.claims) - {"national_id", "name", "email"}
    )
    if strange:
        raise _wrong(issuer.id, ", ".join(sorted(strange)))
    return issuer


def _wrong(issuer: str, what: str) -> Trouble:
    return Trouble(
        vi=f"oidc.toml, nơi cấp “{issuer}”: {what}. Cần id, name, server_url (https), client_id.",
        en=f"oidc.toml, issuer “{issuer}”: {what}. It needs id, name, server_url (https) and client_id.",
    )


def origins(found: Iterable[Issuer]) -> list[str]:
    """Where a form that begins signing in may lead."""
    addresses = [
        address
        for issuer in found
        for address in (issuer.server_url, issuer.endpoints.get("authorization_endpoint", ""))
    ]
    return sorted({f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, addresses) if parts.netloc})
