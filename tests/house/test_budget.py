"""What every page may weigh and hold, seen from its source; tests/journeys weighs it in a browser."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from whitenoise.base import WhiteNoise

from tests.house.words import ROOMS

FIRST_RESPONSE = (
    14 * 1024
)  # bytes, compressed, with its headers: what the first round trip of a connection carries
STYLE = 10 * 1024
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]+\sstyle\s*=|<style[\s>]"),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>"),
    "a handler in an attribute": re.compile(r"<[^>]+\son[a-z]+\s*="),
    "a third party": re.compile(r"<(?:script|link|img|iframe|form|source)[^>]+=\s*[\"']?(?:https?:)?//"),
}  # fmt: skip


def plain_routes(resolver=None, prefix=""):
    """The pages whose address needs no parameter; what programs ask for is no page."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(entry, URLResolver):
            yield from plain_routes(entry, address)
        elif isinstance(entry, URLPattern) and not re.search(r"[<(?*]|^api/", address):
            yield f"/{address}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.relative_to(ROOMS).as_posix())
def test_a_page_holds_nothing_that_its_content_policy_forbids(template):
    source = re.sub(r"\{[%#].*?[%#]\}", "", template.read_text(), flags=re.DOTALL)

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


def test_the_style_sheet_is_small():
    with open(finders.find("portal/khuevan.css"), "rb") as sheet:
        assert len(gzip.compress(sheet.read())) <= STYLE


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(set(plain_routes())))
def test_the_first_response_of_a_page_fits_one_round_trip(address):
    answer = Client(raise_request_exception=False).get(address, headers={"accept-encoding": "gzip"})
    headers = sum(len(name) + len(value) + 4 for name, value in answer.items())

    assert answer.status_code < 500
    assert answer.streaming or headers + len(answer.content) <= FIRST_RESPONSE


def test_static_files_are_served_compressed(tmp_path):
    kept = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=kept):
        call_command("collectstatic", interactive=False, verbosity=0)
    (sheet,) = (file for file in tmp_path.glob("portal/khuevan.*.css"))
    told = {}

    def start(status, headers):
        told.update(headers, status=status)

    served = WhiteNoise(None, root=tmp_path, prefix="static/")
    asked = {
        "PATH_INFO": f"/static/portal/{sheet.name}",
        "REQUEST_METHOD": "GET",
        "HTTP_ACCEPT_ENCODING": "gzip",
    }
    answered = served(asked, start)
    body = b"".join(answered)
    answered.close()

    assert told["status"] == "200 OK"
    assert told["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == sheet.read_bytes()
