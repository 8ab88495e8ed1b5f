"""The settings of an installation that the world can reach, and of a demo that it cannot."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from khuevan.config.oidc import issuers, origins
from khuevan_home import Home, Trouble

PUBLIC = {"KHUEVAN_URL": "https://khuevan.example", "KHUEVAN_HOSTS": "khuevan.example"}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    held = {key: value for key, value in os.environ.items() if key not in {"KHUEVAN_DEMO", "KHUEVAN_URL"}}
    held["DJANGO_SETTINGS_MODULE"] = "khuevan.config.settings"
    return subprocess.run(
        [sys.executable, "-W", "error::SyntaxWarning", *command],
        env=held | environment,
        capture_output=True,
        text=True,
    )


def test_a_public_installation_passes_the_frameworks_own_checks():
    checked = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING", **PUBLIC)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_public_installation_sends_its_cookies_over_tls_to_itself_alone():
    show = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.DEBUG, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
    )

    assert (
        run("-c", show, **PUBLIC).stdout == "__Host-session True __Host-csrf True True 31536000 False False\n"
    )


@pytest.mark.parametrize("told", [PUBLIC, *({name: value} for name, value in PUBLIC.items())])
def test_a_demo_stays_on_its_own_machine(told):
    started = run("-m", "django", "check", KHUEVAN_DEMO="1", **told)

    assert started.returncode != 0
    assert "KHUEVAN_DEMO" in started.stderr


@pytest.mark.skipif(settings.DEMO, reason="KHUEVAN_DEMO is set")
def test_outside_a_demo_its_pages_do_not_exist(db):
    for name, address in [("demo", "/demo"), ("demo-sign-in", "/demo/sign-in")]:
        with pytest.raises(NoReverseMatch):
            reverse(name)
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code == 404


def test_a_forwarded_address_is_believed_only_behind_a_proxy_of_ours():
    assert (settings.PROXIES, settings.SECURE_PROXY_SSL_HEADER) == (0, None)


def test_an_unknown_host_is_refused(db):
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 400


def test_issuers_are_read_from_the_home_and_the_environment(tmp_path):
    (tmp_path / "oidc.toml").write_text(
        '[[issuer]]\nid = "vneid"\nname = "VNeID"\nserver_url = "https://sso.example/realms/citizen"\n'
        'client_id = "k"\nclaims = { national_id = "SoDinhDanh", name = "HoVaTen" }\n'
    )
    environment = {
        "KHUEVAN_OIDC_SERVER": "https://id.example",
        "KHUEVAN_OIDC_CLIENT_ID": "k",
        "KHUEVAN_OIDC_CLAIM_NATIONAL_ID": "cccd",
    }

    first, second = issuers(Home(tmp_path), environment)

    assert first.claims == {"national_id": "SoDinhDanh", "name": "HoVaTen"}
    assert (second.id, second.claims) == ("oidc", {"national_id": "cccd"})
    assert origins([first, second]) == ["https://id.example", "https://sso.example"]


@pytest.mark.parametrize(
    "line",
    [
        'server_url = "http://sso.example"',
        "",
        'server_url = "https://a.b"\nclaims = { cccd = "x" }',
        'colour = "red"',
    ],
    ids=["no TLS", "no address", "unknown claim", "unknown key"],
)
def test_a_half_described_issuer_is_refused_with_its_name(tmp_path, line):
    (tmp_path / "oidc.toml").write_text(f'[[issuer]]\nid = "sso"\nname = "S"\nclient_id = "k"\n{line}\n')

    with pytest.raises(Trouble, match="sso"):
        issuers(Home(tmp_path), {})
