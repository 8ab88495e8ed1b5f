"""The folder in which one installation keeps its database, files, keys and logs."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

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
        return int(os.environ.get("KHUEVAN_PORT") or DEFAULT_PORT)

    def prepare(self) -> None:
        """Create what is missing; keys and secrets are readable by their owner alone."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self.files, self.logs, self.run, self.root / "static"):
            folder.mkdir(exist_ok=True)
        self.keys.mkdir(mode=0o700, exist_ok=True)

    def secret(self, name: str) -> str:
        """The secret of that name, made on first use: 43 letters, 256 bits."""
        kept = self.root / "secrets.json"
        known: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
        if name not in known:
            self.prepare()
            known[name] = secrets.token_urlsafe(32)
            draft = kept.with_suffix(f".{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump(known, file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(kept)
        return known[name]
