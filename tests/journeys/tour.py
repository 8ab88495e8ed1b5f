"""A walk over every page a role can reach by following links: what each weighs, says and breaks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from playwright.sync_api import Error as PlaywrightError

from khuevan.access.contracts import ROLES, Role

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_PAGES = ("/static/", "/files/")
NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 800}
STARTS = ("/", "/search?q=truong", "/search?q=zzzz", "/units?q=truong", "/no/such/page")
SAMPLES = 1  # pages visited of one route; with filters it is another


@dataclass
class Seen:
    """What was noted on one page."""

    role: str
    path: str
    route: str
    status: int
    language: str
    document_bytes: int
    page_bytes: int
    script_bytes: int
    hosts: set[str]
    complaints: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: int = 0


class Wire:
    """What a page asks for, and the bytes that come over the wire, headers too, with an empty cache."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.hosts: list[str] = []
        self._kinds: dict[str, str] = {}
        self._bytes: dict[str, int] = {}
        protocol = context.new_cdp_session(page)
        protocol.on("Network.requestWillBeSent", lambda said: self._asked(said))
        protocol.on("Network.loadingFinished", lambda said: self._done(said))
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def sent(self, kind: str | None = None) -> int:
        """Bytes received, of one kind of thing (``Document``, ``Script``) or of all."""
        return sum(size for name, size in self._bytes.items() if kind in {None, self._kinds.get(name)})

    def _asked(self, said: dict[str, Any]) -> None:
        self._kinds[said["requestId"]] = said.get("type", "")
        if said["request"]["url"].startswith("http"):
            self.hosts.append(urlsplit(said["request"]["url"]).netloc)

    def _done(self, said: dict[str, Any]) -> None:
        self._bytes[said["requestId"]] = int(said["encodedDataLength"])


def walk(browser: Browser, site: str, role: str, language: str = "vi-VN") -> list[Seen]:
    """Visit what a role reaches from the first page; ``role`` is one of the demo's, or empty for nobody."""
    context = browser.new_context(base_url=site, locale=language, viewport=WIDE)
    if role:
        sign_in(context.new_page(), role)
    seen: list[Seen] = []
    visited: dict[str, int] = {}
    known, waiting = set(STARTS), deque(STARTS)
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        if visited.get(route, 0) >= SAMPLES:
            continue
        visited[route] = visited.get(route, 0) + 1
        noted, links = visit(context, site, role, path, route)
        if noted:
            seen.append(noted)
        fresh = [link for link in links if link not in known]
        known.update(fresh)
        waiting.extend(fresh)
    context.close()
    return seen


def sign_in(page: Page, role: str) -> None:
    """Become the demo's ready-made person of a role."""
    page.goto("/demo")
    page.locator("form.card", has=page.get_by_role("heading", name=ROLES[Role(role)].vi)).first.locator(
        "button"
    ).click()
    page.wait_for_load_state()


def visit(
    context: BrowserContext, site: str, role: str, path: str, route: str
) -> tuple[Seen | None, list[str]]:
    """One page, wide and then narrow. Nothing where the address gives a file."""
    page = context.new_page()
    wire = Wire(context, page)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        response = page.goto(path)
    except PlaywrightError as error:
        if "Download is starting" in str(error):
            page.close()
            return None, []
        raise
    assert response is not None
    if "text/html" not in response.headers.get("content-type", ""):
        page.close()
        return None, []
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    noted = Seen(
        role, path, route, response.status, page.locator("html").get_attribute("lang") or "",
        document_bytes=wire.sent("Document"), page_bytes=wire.sent(), script_bytes=wire.sent("Script"),
        hosts=set(wire.hosts),
        complaints=list(complaints),
        violations=violations_on(page),
    )  # fmt: skip
    page.set_viewport_size(NARROW)
    noted.overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.close()
    return noted, [link.removeprefix(site).partition("#")[0] for link in links if is_page(link, site)]


def violations_on(page: Page) -> list[str]:
    """What axe finds on a page, a line each: the rule and where."""
    found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def is_page(link: str, site: str) -> bool:
    return link.startswith(f"{site}/") and not link.removeprefix(site).startswith(NOT_PAGES)


def route_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).route + ("?" if "?" in path else "")
    except Resolver404:
        return path
