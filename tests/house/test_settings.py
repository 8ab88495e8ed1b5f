"""The settings of an installation that the world can reach, and of a demo that it cannot."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

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


def test_a_demo_stays_on_its_own_machine():
    started = run("-m", "django", "check", KHUEVAN_DEMO="1", **PUBLIC)

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
