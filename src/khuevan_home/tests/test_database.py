"""Which database is used: the home's own, or an existing server by DATABASE_URL, of any version from 15."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from khuevan_home import Trouble, binaries, database, server
from khuevan_home.database import Login


@pytest.fixture
def existing(make_home):
    """A server of its own that plays the existing one, and its administrator's address."""
    home = make_home()
    port = server.ensure_running(home)
    return f"postgresql://postgres:{home.secret('database.superuser')}@127.0.0.1:{port}"


def with_owner(existing: str) -> str:
    with Login.from_url(f"{existing}/postgres").connect() as admin:
        admin.execute("CREATE ROLE owning LOGIN CREATEROLE CREATEDB PASSWORD 'p@ss/word'")
        admin.execute("CREATE DATABASE country OWNER owning")
    return f"postgresql://owning:p%40ss%2Fword@{existing.rpartition('@')[2]}/country"


def test_the_application_is_an_ordinary_role_that_owns_nothing(home):
    found = database.resolve(home)
    with found.app.connect() as connection:
        row = connection.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
    assert row == ("khuevan_app", False, False, False, False)
    with found.owner.connect() as connection:
        owner_row = connection.execute(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert owner_row.fetchone() == (False, True)


def test_an_existing_server_is_used_with_a_role_made_there(existing, home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", with_owner(existing))
    found = database.resolve(home)
    assert (found.owner.user, found.app.user, found.app.database) == ("owning", "country_app", "country")
    assert database.resolve(home) == found
    with found.app.connect() as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("country_app",)
    assert not home.database.exists()


def test_a_role_that_bypasses_row_level_security_is_refused(existing, home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", with_owner(existing))
    monkeypatch.setenv("DATABASE_APP_URL", f"{existing}/country")
    with pytest.raises(Trouble, match="The role postgres bypasses row-level security"):
        database.resolve(home)


def test_an_owner_who_may_not_make_roles_is_told_what_to_ask_for(existing, home, monkeypatch):
    url = with_owner(existing)
    with Login.from_url(f"{existing}/postgres").connect() as admin:
        admin.execute("ALTER ROLE owning NOCREATEROLE")
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Trouble, match="CREATE ROLE country_app LOGIN PASSWORD"):
        database.resolve(home)


def test_a_server_that_does_not_answer_is_named_without_its_password(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:canary@127.0.0.1:1/country")
    with pytest.raises(Trouble, match=r"127\.0\.0\.1:1") as trouble:
        database.resolve(home)
    assert "canary" not in str(trouble.value)


@pytest.mark.parametrize(
    "url",
    ["mysql://a:b@h/d", "postgresql://h/d", "postgresql://a:b@h", "postgresql://a:b@h:x/d",
     "postgresql://a@h/d?sslmode=require", ""],
)  # fmt: skip
def test_an_address_of_another_form_is_refused(url):
    with pytest.raises(Trouble, match="DATABASE_URL has to read"):
        Login.from_url(url)


def other_versions() -> list[Path]:
    mine = binaries.find().major
    return [
        path for path in Path("/usr/lib/postgresql").glob("*/bin")
        if (path / "initdb").exists() and 15 <= int(path.parent.name) != mine
    ]  # fmt: skip


def test_the_launcher_runs_another_version_and_the_versions_refuse_each_other(make_home, monkeypatch):
    others = other_versions()
    if not others:
        pytest.skip("no second PostgreSQL here; `apt-get install postgresql` brings Debian's")
    older = make_home()
    monkeypatch.setenv("KHUEVAN_PG_BIN", str(others[0]))
    found = database.resolve(older)
    with found.app.connect() as connection:
        assert connection.info.server_version // 10000 == int(others[0].parent.name)
    server.stop(older)
    monkeypatch.delenv("KHUEVAN_PG_BIN")
    with pytest.raises(Trouble, match=f"was made by PostgreSQL {others[0].parent.name}"):
        server.ensure_running(older)


def test_programs_that_are_not_there_are_passed_over(monkeypatch, tmp_path):
    monkeypatch.setenv("KHUEVAN_PG_BIN", str(tmp_path))
    assert binaries.find().folder != tmp_path


def test_root_runs_the_server_from_a_home_that_is_closed_to_others(home):
    if os.geteuid() != 0:
        pytest.skip("an ordinary user's own folder is always open to them")
    home.root.mkdir(parents=True)
    home.root.chmod(0o700)
    try:
        port = server.ensure_running(home)
    except Trouble as trouble:
        assert "Set KHUEVAN_HOME to a folder that others may pass through" in trouble.en.replace("  ", " ")
        return
    with server.connect(home, port) as connection, pytest.raises(psycopg.errors.DivisionByZero):
        connection.execute("SELECT 1/0")
