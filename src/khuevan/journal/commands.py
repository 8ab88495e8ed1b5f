"""The journal's commands. Checking a receipt opens neither Django nor a database: a stranger runs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from khuevan.journal.keys import PUBLIC_FILE
from khuevan_home import Home
from khuevan_kernel.log import BadReceipt, KeyRing, UnknownKey, check_receipt

BROKEN, UNKNOWN = 1, 3
OpenHouse = Callable[[], None]


@click.group()
def journal() -> None:
    """Nhật ký: niêm phong, kiểm tra, biên nhận. The journal: sealing, verifying, receipts."""


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(open_house: OpenHouse, as_json: bool) -> None:
    """Derive the whole log again and name the first entry that is not what it was."""
    open_house()
    from khuevan.journal.sealing import log_keys  # noqa: PLC0415  needs the house open
    from khuevan.journal.verifying import verify as derive  # noqa: PLC0415

    found = derive(log_keys().ring())
    if as_json:
        click.echo(json.dumps(asdict(found) | {"holds": found.fault is None}))
    elif found.fault is None:
        click.echo(f"Nhật ký toàn vẹn: {found.entries} mục, {found.heads} lần ký, gốc {found.root}.")
        click.echo(
            f"The journal holds: {found.entries} entries, {found.heads} signed heads, root {found.root}."
        )
    else:
        where = f"entry {found.fault.entry}, leaf {found.fault.index}"
        click.echo(f"Nhật ký KHÔNG toàn vẹn ({where}): {found.fault.why}.", err=True)
        click.echo(f"The journal does NOT hold ({where}): {found.fault.why}.", err=True)
    sys.exit(BROKEN if found.fault else 0)


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def seal(open_house: OpenHouse, as_json: bool) -> None:
    """Sign a head over everything that has been committed."""
    open_house()
    from khuevan.journal.sealing import newest_head  # noqa: PLC0415  needs the house open
    from khuevan.journal.sealing import seal as sign_head  # noqa: PLC0415

    new = sign_head()
    head = new or newest_head()
    if as_json:
        click.echo(json.dumps({"new": new is not None, "head": head.as_json() if head else None}))
    elif head is None:
        click.echo("Chưa có gì để ký. / There is nothing to sign yet.")
    else:
        click.echo(f"{head.size} {head.root.hex()} {head.at}")


@journal.command("rotate-key")
@click.pass_obj
def rotate_key(open_house: OpenHouse) -> None:
    """Make a new signing key, endorsed by the old one; old public keys stay published."""
    open_house()
    from khuevan.journal.sealing import database_time, log_keys  # noqa: PLC0415  needs the house open
    from khuevan.journal.sealing import seal as sign_head  # noqa: PLC0415

    sign_head()
    click.echo(log_keys().rotate(database_time()).id)


@journal.command("check-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The log's public keys, from /.well-known/khuevan-log-keys.json.")  # fmt: skip
@click.option("--key-id", default="", help="Trust this key alone, and those that it endorsed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(file: Path, keys: Path | None, key_id: str, as_json: bool) -> None:
    """Check a receipt, with no database and no network.

    Trust comes from the public keys: those of --keys, or of this installation, or the one named by --key-id
    (as printed in a newspaper or on a school's wall). Ends with 1 for a receipt that is not genuine and
    with 3 for one that is whole but signed by a key you gave no reason to trust.
    """
    own = Home.from_environment().keys / PUBLIC_FILE
    source = keys or (own if own.exists() and not key_id else None)
    try:
        ring = KeyRing.read(source.read_text(encoding="utf-8")) if source else KeyRing([])
        checked = check_receipt(file.read_text(encoding="utf-8"), ring, pinned=key_id)
    except UnknownKey as unknown:
        _refuse(as_json, UNKNOWN, "unknown-key",
                f"Biên nhận nguyên vẹn, nhưng khóa ký {unknown} chưa được tin cậy: "
                "hãy tải /.well-known/khuevan-log-keys.json của trang chính thức và dùng --keys.",
                f"The receipt is whole, but nothing vouches for its key {unknown}: fetch "
                "/.well-known/khuevan-log-keys.json from the official site, for --keys.")  # fmt: skip
    except (BadReceipt, ValueError) as bad:
        _refuse(as_json, BROKEN, f"bad-{bad}", f"Biên nhận KHÔNG hợp lệ (bước: {bad}).",
                f"The receipt is NOT genuine (step: {bad}).")  # fmt: skip
    else:
        if as_json:
            click.echo(json.dumps({"holds": True, **asdict(checked)}))
            return
        sealed = ("đã niêm phong / sealed under a signed head" if checked.sealed
                  else "chưa niêm phong / not sealed yet")  # fmt: skip
        click.echo(f"Biên nhận hợp lệ. The receipt is genuine: {checked.what}, {checked.recorded_at}, "
                   f"leaf {checked.index}, {sealed}; key {checked.key}.")  # fmt: skip


def _refuse(as_json: bool, status: int, code: str, vi: str, en: str) -> None:
    if as_json:
        click.echo(json.dumps({"holds": False, "code": code}))
    else:
        click.echo(f"{vi}\n{en}", err=True)
    sys.exit(status)
