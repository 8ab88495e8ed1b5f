"""The folder in which one installation keeps its database, files, keys and logs."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from khuevan_home.trouble import Trouble

DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Home:
    """One installation. Two homes on one machine share nothing: no port, no role, no file."""

    root: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The home that ``KHUEVAN_HOME`` names, or ``./var``."""
        return cls(Path(os.environ.get("KHUEVAN_HOME") or "var").resolve())

    @property
    def database(self) -> Path:
        return self.root / "database"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def site_port(self) -> int:
        """The port of ``KHUEVAN_PORT``, or 8000. Refuses with ``Trouble`` what is no port."""
        said = os.environ.get("KHUEVAN_PORT") or str(DEFAULT_PORT)
        if not said.isascii() or not said.isdigit() or not 0 < int(said) < 2**16:
            raise Trouble(
                vi=f"KHUEVAN_PORT là “{said}”; cần một số từ 1 đến 65535.",
                en=f"KHUEVAN_PORT is “{said}”; it has to be a number from 1 to 65535.",
            )
        return int(said)

    def prepare(self) -> None:
        """Create what is missing; keys, secrets, files and letters are readable by their owner alone: files
        hold children's rows, letters the way to set a password. Refuses with ``Trouble``."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.logs, self.run, self.root / "static"):
                folder.mkdir(exist_ok=True)
            for folder in (self.keys, self.files, self.root / "mail"):
                folder.mkdir(mode=0o700, exist_ok=True)
                folder.chmod(0o700)
        except OSError as error:
            raise Trouble(
                vi=f"Không ghi được vào {self.root} ({error.strerror}). Hãy đặt KHUEVAN_HOME tới một thư "
                "mục ghi "
                "được, hoặc sửa quyền của thư mục này.",
                en=f"{self.root} cannot be written ({error.strerror}). Set KHUEVAN_HOME to a folder that "
                "can be, "
                "or mend the permissions of this one.",
            ) from None

    def secret(self, name: str) -> str:
        """The secret of that name, made on first use: 43 letters, 256 bits. Safe from many processes at
        once."""
        if known := self._secrets().get(name):
            return known
        self.prepare()
        with self.locked("secrets"):
            held = self._secrets()
            if name not in held:
                held[name] = secrets.token_urlsafe(32)
                self._keep(held)
        return held[name]

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Alone on this machine with what the name stands for, until the block is left or the process
        dies."""
        lock = os.open(self.run / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _secrets(self) -> dict[str, str]:
        kept = self.root / "secrets.json"
        try:
            held: dict[str, str] = json.loads(kept.read_text())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise Trouble(
                vi=f"Không đọc được {kept} ({type(error).__name__}). Tệp này giữ mật khẩu của cơ sở dữ "
                "liệu; hãy lấy "
                "lại nó từ bản sao lưu.",
                en=f"{kept} cannot be read ({type(error).__name__}). It holds the database's passwords: "
                "bring it back from a backup.",
            ) from None
        return held

    def _keep(self, held: dict[str, str]) -> None:
        # Written beside its place and moved there: a power cut leaves the old file or the new one, whole.
        draft = self.root / "secrets.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(held, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / "secrets.json")
        settle(self.root)


def settle(folder: Path) -> None:
    """Have the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
