"""A small OpenID Connect issuer for tests: run, it prints its address and serves.

It keeps to the authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 1.0), and lies on
request: ``POST /faults`` with a JSON object sets what is wrong with the next tokens. Whoever comes is
recognised at once, as the person whom ``POST /person`` set.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

CLIENT, SECRET = "khuevan", "a secret: with a colon"
LIFETIME = 300
KEYS = {"RS256": rsa.generate_private_key(65537, 2048), "ES256": ec.generate_private_key(ec.SECP256R1())}
STRANGER = rsa.generate_private_key(65537, 2048)

person: dict[str, Any] = {}
faults: dict[str, Any] = {}
codes: dict[str, dict[str, str]] = {}
tokens: dict[str, dict[str, Any]] = {}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, size: int) -> str:
    return b64(value.to_bytes(size, "big"))


def jwks() -> dict[str, Any]:
    r, e = KEYS["RS256"].public_key().public_numbers(), KEYS["ES256"].public_key().public_numbers()
    return {
        "keys": [
            {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "RS256", "n": number(r.n, 256), "e": "AQAB"},
            {
                "kty": "EC", "use": "sig", "alg": "ES256", "kid": "ES256", "crv": "P-256",
                "x": number(e.x, 32), "y": number(e.y, 32),
            },
            {"kty": "oct", "kid": "shared", "alg": "HS256", "k": b64(SECRET.encode())},
        ]
    }  # fmt: skip


def signed(claims: dict[str, Any]) -> str:
    algorithm = faults.get("alg", "RS256")
    header = {"alg": algorithm, "typ": "JWT", "kid": faults.get("kid", algorithm)}
    message = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    return f"{message}.{b64(signature(algorithm, message.encode()))}"


def signature(algorithm: str, message: bytes) -> bytes:
    if algorithm == "none":
        return b""
    if algorithm == "HS256":  # the trick that turns a public key, or a shared secret, into a signer
        import hmac  # noqa: PLC0415

        return hmac.digest(SECRET.encode(), message, "sha256")
    if algorithm == "ES256":
        r, s = utils.decode_dss_signature(KEYS["ES256"].sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    key = STRANGER if faults.get("signed_by_a_stranger") else KEYS["RS256"]
    return key.sign(message, padding.PKCS1v15(), hashes.SHA256())


class Issuer(BaseHTTPRequestHandler):
    """Answers one request."""

    server: ThreadingHTTPServer

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        match asked.path:
            case "/.well-known/openid-configuration":
                self.tell(self.discovery())
            case "/jwks":
                self.tell(jwks())
            case "/authorize":
                self.authorize(query)
            case "/userinfo":
                self.userinfo()
            case _:
                self.tell({"error": "not_found"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        match self.path:
            case "/token":
                self.token({name: values[0] for name, values in parse_qs(body).items()})
            case "/person" | "/faults":
                target = person if self.path == "/person" else faults
                target.clear()
                target.update(json.loads(body))
                self.tell({})
            case _:
                self.tell({"error": "not_found"}, 404)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorize(self, query: dict[str, str]) -> None:
        asks = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if any(query.get(name) != value for name, value in asks.items()) or "openid" not in query["scope"]:
            self.tell({"error": "invalid_request"}, 400)
            return
        code = secrets.token_urlsafe(24)
        codes[code] = query
        back = {"code": code, "state": faults.get("state", query["state"])}
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def token(self, form: dict[str, str]) -> None:
        asked = codes.pop(form.get("code", ""), None)  # a code is good once
        if asked is None or not self.knows_client() or not self.follows(asked, form):
            self.tell({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = person | {
            "iss": faults.get("iss", self.address),
            "aud": faults.get("aud", CLIENT),
            "iat": now,
            "exp": now + faults.get("lifetime", LIFETIME),
            "nonce": faults.get("nonce", asked.get("nonce")),
        }
        access = secrets.token_urlsafe(24)
        tokens[access] = person | {"sub": faults.get("userinfo_sub", person["sub"])}
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": LIFETIME}
        if not faults.get("no_id_token"):
            answer["id_token"] = signed(claims)
        self.tell(answer)

    def knows_client(self) -> bool:
        word = self.headers.get("Authorization", "").removeprefix("Basic ")
        client, _, secret = base64.b64decode(word).decode().partition(":")
        return (unquote(client), unquote(secret)) == (CLIENT, SECRET)

    @staticmethod
    def follows(asked: dict[str, str], form: dict[str, str]) -> bool:
        challenge = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        return (
            form.get("grant_type") == "authorization_code"
            and form.get("redirect_uri") == asked["redirect_uri"]
            and challenge == asked["code_challenge"]
        )

    def userinfo(self) -> None:
        known = tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        self.tell(known or {"error": "invalid_token"}, 200 if known else 401)

    def tell(self, answer: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: claims are personal."""


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
