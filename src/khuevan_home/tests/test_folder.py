"""The folder of an installation: its port, its secrets, and what is said when it cannot be used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from khuevan_home import Home, Trouble

ASKING = """
import sys
from pathlib import Path
from khuevan_home import Home
print(Home(Path(sys.argv[1])).secret(sys.argv[2]))
"""


def test_processes_that_ask_at_once_are_told_the_same_secret_and_lose_none(tmp_path):
    names = ["one", "other"] * 4
    asked = [
        subprocess.Popen([sys.executable, "-c", ASKING, tmp_path, name], stdout=subprocess.PIPE, text=True)
        for name in names
    ]
    told = [one.communicate()[0].strip() for one in asked]
    home = Home(tmp_path)
    assert told == [home.secret(name) for name in names]
    assert len(set(told)) == 2
    assert min(map(len, told)) == 43


def test_secrets_and_keys_are_their_owners_alone(tmp_path):
    home = Home(tmp_path / "new")
    home.secret("django")
    assert (home.root / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert home.keys.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["keys", "files", "mail"])
def test_what_holds_personal_data_is_its_owners_alone_and_made_so_again(tmp_path, name):
    home = Home(tmp_path)
    home.prepare()
    folder = home.root / name
    made = folder.stat().st_mode & 0o777
    folder.chmod(0o755)
    home.prepare()
    assert (made, folder.stat().st_mode & 0o777) == (0o700, 0o700)


def test_a_broken_file_of_secrets_is_told_and_never_written_over(tmp_path):
    (tmp_path / "secrets.json").write_text('{"django": "abc')
    with pytest.raises(Trouble, match="bring it back from a backup"):
        Home(tmp_path).secret("django")
    assert (tmp_path / "secrets.json").read_text() == '{"django": "abc'


@pytest.mark.parametrize("said", ["0", "65536", "-1", "eighty", "80.5", "８０"])
def test_what_is_no_port_is_refused_by_name(tmp_path, monkeypatch, said):
    monkeypatch.setenv("KHUEVAN_PORT", said)
    with pytest.raises(Trouble, match=f"KHUEVAN_PORT is “{said}”"):
        _ = Home(tmp_path).site_port


def test_a_home_that_cannot_be_made_is_refused_with_its_place(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match=f"{tmp_path}/file/home cannot be written"):
        Home(tmp_path / "file" / "home").prepare()
