"""A walk over every page a role can reach by following links: what each weighs, says and breaks."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize
from playwright.sync_api import Error as PlaywrightError

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NOT_PAGES = ("/static/", "/files/")
NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 800}
SAMPLES = 2  # pages visited of one route with parameters or filters


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


def walk(browser: Browser, site: str, role: str, language: str = "vi-VN") -> list[Seen]:
    """Visit what a role reaches from the first page; ``role`` is one of the demo's, or empty for nobody."""
    context = browser.new_context(base_url=site, locale=language, viewport=WIDE)
    if role:
        sign_in(context.new_page(), role)
    seen: list[Seen] = []
    visited: dict[str, int] = {}
    known, waiting = {"/"}, deque(["/"])
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
    page.locator(
        f'form:has([value="{role}"]) button, button[value="{role}"], button[data-role="{role}"]'
    ).first.click()
    page.wait_for_load_state()


def visit(
    context: BrowserContext, site: str, role: str, path: str, route: str
) -> tuple[Seen | None, list[str]]:
    """One page, wide and then narrow. Nothing where the address gives a file."""
    page = context.new_page()
    requests: list[Request] = []
    complaints: list[str] = []
    page.on("requestfinished", requests.append)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        response = page.goto(path, wait_until="networkidle")
    except PlaywrightError as error:
        if "Download is starting" in str(error):
            page.close()
            return None, []
        raise
    assert response is not None
    if "text/html" not in response.headers.get("content-type", ""):
        page.close()
        return None, []
    sizes = {request: request.sizes() for request in requests}
    sent = {request: size["responseBodySize"] for request, size in sizes.items()}
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    noted = Seen(
        role, path, route, response.status, page.locator("html").get_attribute("lang") or "",
        document_bytes=sent[response.request] + sizes[response.request]["responseHeadersSize"],
        page_bytes=sum(sent.values()),
        script_bytes=sum(size for request, size in sent.items() if request.resource_type == "script"),
        hosts={urlsplit(request.url).netloc for request in requests if request.url.startswith("http")},
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
