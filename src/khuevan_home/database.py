"""Which database the application uses, and as which roles: one owns the tables, an ordinary one works on
them."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from khuevan_home import server
from khuevan_home.folder import Home
from khuevan_home.trouble import Trouble

OLDEST_SERVER = 150000


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in to a database."""

    host: str
    port: int
    user: str
    password: str
    database: str

    @classmethod
    def from_url(cls, url: str) -> Login:
        """Read ``postgresql://user:password@host:port/database``; refuses another form with ``Trouble``."""
        try:
            parts = urlsplit(url)
            port = parts.port or 5432
        except ValueError:
            raise _malformed() from None
        known = parts.scheme in {"postgres", "postgresql"} and parts.username and not parts.query
        if not known or len(parts.path) < 2:
            raise _malformed()
        return cls(parts.hostname or "127.0.0.1", port, unquote(parts.username or ""),
                   unquote(parts.password or ""), unquote(parts.path[1:]))  # fmt: skip

    def connect(self) -> psycopg.Connection:
        """A connection that commits each statement."""
        return psycopg.connect(
            host=self.host, port=self.port, user=self.user, password=self.password, dbname=self.database,
            autocommit=True, connect_timeout=10,
        )  # fmt: skip


def _malformed() -> Trouble:
    return Trouble(
        vi="DATABASE_URL phải có dạng postgresql://người_dùng:mật_khẩu@máy:cổng/cơ_sở_dữ_liệu. Cách nối "
        "khác, như "
        "mã hoá, đặt bằng biến của libpq: PGSSLMODE, PGSSLROOTCERT.",
        en="DATABASE_URL has to read postgresql://user:password@host:port/database. How to connect beyond "
        "that, "
        "encryption above all, is said by libpq's own variables: PGSSLMODE, PGSSLROOTCERT.",
    )


@dataclass(frozen=True, slots=True)
class Database:
    """The owner migrates; the application signs in as ``app``, which is bound by row-level security."""

    owner: Login
    app: Login


def resolve(home: Home) -> Database:
    """The database of this installation, running and with both roles.

    ``DATABASE_URL`` is the owner's login to an existing server (PostgreSQL 15 or newer) and
    ``DATABASE_APP_URL`` the application's, made here when it is not given. Without them the home's embedded
    server is used. Refuses with ``Trouble``.
    """
    if url := os.environ.get("DATABASE_URL"):
        return _existing(Login.from_url(url))
    return _embedded(home, server.ensure_running(home))


def _embedded(home: Home, port: int) -> Database:
    owner, app = (
        Login("127.0.0.1", port, f"khuevan_{role}", home.secret(f"database.{role}"), "khuevan")
        for role in ("owner", "app")
    )
    if not (_opens(owner) and _opens(app)):
        with home.locked("roles"), server.connect(home, port) as admin:
            _make_role(admin, owner, "CREATEDB")
            _make_role(admin, app, "")
            exists = admin.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [owner.database]
            ).fetchone()
            if not exists:
                statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
                admin.execute(statement.format(sql.Identifier(owner.database), sql.Identifier(owner.user)))
    return Database(owner, app)


def _opens(login: Login) -> bool:
    try:
        login.connect().close()
    except psycopg.OperationalError:
        return False
    return True


def _existing(owner: Login) -> Database:
    try:
        connection = owner.connect()
    except psycopg.OperationalError as error:
        raise Trouble(
            vi=f"Không kết nối được máy chủ trong DATABASE_URL ({owner.host}:{owner.port}).",
            en=f"The server of DATABASE_URL ({owner.host}:{owner.port}) cannot be reached: {error}",
        ) from None
    with connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise Trouble(
                vi=f"Máy chủ là PostgreSQL {connection.info.server_version // 10000}; cần bản 15 trở lên.",
                en=f"The server is PostgreSQL {connection.info.server_version // 10000}; version 15 or "
                "newer is needed.",
            )
        if url := os.environ.get("DATABASE_APP_URL"):
            app = Login.from_url(url)
        else:
            # Derived, so that every machine that is given the same DATABASE_URL signs in alike.
            password = hmac.new(owner.password.encode(), b"khuevan app role", hashlib.sha256).hexdigest()
            app = Login(owner.host, owner.port, f"{owner.database}_app", password, owner.database)
            connection.execute("SELECT pg_advisory_lock(hashtext('khuevan roles'))")
            if not _opens(app):
                _make_app_role(connection, app)
        _require_ordinary(connection, app)
    return Database(owner, app)


def _require_ordinary(connection: psycopg.Connection, app: Login) -> None:
    """Row-level security binds neither a superuser nor who may bypass it, silently: such a role is
    refused."""
    found = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [app.user]
    ).fetchone()
    if found and found[0]:
        raise Trouble(
            vi=f"Vai trò {app.user} vượt qua được bảo mật theo hàng. Hãy đặt DATABASE_APP_URL tới một vai "
            "trò thường.",
            en=f"The role {app.user} bypasses row-level security. Set DATABASE_APP_URL to an ordinary role.",
        )


def _make_app_role(connection: psycopg.Connection, app: Login) -> None:
    try:
        _make_role(connection, app, "")
    except psycopg.errors.InsufficientPrivilege:
        raise Trouble(
            vi=f"Người dùng trong DATABASE_URL không được tạo vai trò. Hãy nhờ quản trị chạy "
            f"CREATE ROLE {app.user} LOGIN PASSWORD '…'; rồi đặt DATABASE_APP_URL.",
            en=f"The user of DATABASE_URL may not create roles. Have an administrator run "
            f"CREATE ROLE {app.user} LOGIN PASSWORD '…'; and set DATABASE_APP_URL to that login.",
        ) from None


def _make_role(connection: psycopg.Connection, login: Login, rights: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.user]).fetchone()
    statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER {} PASSWORD {}").format(
        sql.SQL("ALTER" if known else "CREATE"),
        sql.Identifier(login.user),
        sql.SQL(rights),
        sql.Literal(login.password),
    )
    connection.execute(statement)
