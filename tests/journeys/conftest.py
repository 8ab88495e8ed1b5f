"""A whole installation of its own, served as in production, and one browser to visit it with.

The tests sign in through the demo's page of ready-made persons, as a visitor does; none touches the database.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic",
]  # fmt: skip
SCALE, SEED = "0.001", "1"
PATIENCE = 120  # seconds until the site has to answer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                how = "no browser: apt-get update && apt-get install -y chromium"
                item.add_marker(pytest.mark.skip(reason=how))


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a served demo in a home of its own."""
    home = Path(tempfile.mkdtemp(prefix="khuevan-journeys-"))
    home.chmod(0o755)  # under root the database runs as an ordinary user, who has to reach its folder
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    settings = {"KHUEVAN_HOME": str(home), "KHUEVAN_PORT": port, "KHUEVAN_DEMO": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    environment |= settings
    command = Path(sys.executable).parent / "khuevan"
    server = None
    try:
        for step in (["migrate"], ["nation", "build", "--scale", SCALE, "--seed", SEED]):
            subprocess.run([command, *step], env=environment, check=True, stdout=subprocess.DEVNULL)
        with (home / "serve.log").open("wb") as log:
            server = subprocess.Popen([command, "serve"], env=environment, stdout=log, stderr=log)
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        if server:
            server.terminate()
            server.wait(30)
        subprocess.run([command, "stop"], env=environment, check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(home, ignore_errors=True)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the site does not answer; the server's exit: {server.poll()}")


# The browser's event loop lives in this thread, where Django then touches no database: it ends early.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Page]:
    """A page nobody has signed in on, in Vietnamese."""
    yield from _page(browser.new_context(base_url=site, locale="vi-VN"))


@pytest.fixture
def plain_visitor(browser: Browser, site: str) -> Iterator[Page]:
    """The same, with JavaScript switched off."""
    yield from _page(browser.new_context(base_url=site, locale="vi-VN", java_script_enabled=False))


def _page(context: BrowserContext) -> Iterator[Page]:
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
