"""Every form that changes something proves whose it is and counts once."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "khuevan"
POSTED = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
# Where a form sent twice does nothing more than sent once.
TWICE_IS_ONCE = {
    "access/templates/account/logout.html": "signing out",
    "portal/templates/portal/base.html": "the language, kept in a cookie",
}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.relative_to(SOURCE).as_posix())
def test_a_posted_form_has_its_two_keys(file):
    forms = POSTED.findall(file.read_text())

    assert [form for form in forms if "{% csrf_token %}" not in form] == []
    if file.relative_to(SOURCE).as_posix() not in TWICE_IS_ONCE:
        assert [form for form in forms if "{% once %}" not in form] == []


def test_no_exception_stands_for_a_page_that_is_gone():
    assert [name for name in TWICE_IS_ONCE if not (SOURCE / name).exists()] == []


def test_no_page_holds_a_style_or_a_script_of_its_own():
    written = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)", re.IGNORECASE)

    assert [file.name for file in TEMPLATES if written.search(file.read_text())] == []
