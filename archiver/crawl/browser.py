"""A headless Chromium for pages that are empty until their scripts have run.

The browser has no network of its own: each request that a page makes is handed to our fetcher, which keeps it in the
record like any other, under the same rules, and the browser is given what came. It is driven over a pipe (Chrome
DevTools Protocol), so no port is opened that another program could drive it by.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from archiver.crawl.devtools import BrowserError, DevTools

PATIENCE = 30.0  # seconds for one page; then it is taken as it stands
_QUIET = 0.6  # seconds without a request, after the page has loaded
_TEXT = "(document.doctype ? '<!DOCTYPE ' + document.doctype.name + '>' : '') + document.documentElement.outerHTML"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request that a page makes by itself."""

    url: str
    method: str
    headers: dict[str, str]
    body: bytes
    kind: str  # Document, Script, XHR, Fetch, Image, Stylesheet, Font ... (CDP Network.ResourceType)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the page gets: an answer, content coding removed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page after its scripts have run."""

    html: str
    leads_to: str | None = None  # where a script wanted to go instead
    whole: bool = True  # False: it was still loading when patience ended


Fetch = Callable[[Asked], Awaitable[Given | None]]


@dataclass(slots=True)
class _Page:
    """One tab while it loads."""

    tools: DevTools
    session: str
    frame: str  # the page's own; what its frames load is part of it
    url: str
    first: Given
    fetch: Fetch
    open: set[asyncio.Task[None]] = field(default_factory=set)
    loaded: bool = False
    last_event: float = 0.0
    answered_first: bool = False
    leads_to: str | None = None


class Browser:
    """Chromium, started with the first page that needs it; one page at a time."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._tools: DevTools | None = None
        self._page: _Page | None = None

    async def render(self, url: str, first: Given, fetch: Fetch) -> Rendered:
        """Load `url`, of which `first` is the answer already had, and give the page that its scripts made of it."""
        async with self._lock:
            if self._tools is None or not self._tools.running:
                await self.close()
                self._tools = await DevTools.start(self._happened)
            tools = self._tools
            context = (await tools.call("Target.createBrowserContext", disposeOnDetach=True))["browserContextId"]
            try:
                return await self._render(tools, context, url, first, fetch)
            finally:
                self._page = None
                with suppress(BrowserError):
                    await tools.call("Target.disposeBrowserContext", browserContextId=context)

    async def close(self) -> None:
        """End the browser."""
        tools, self._tools = self._tools, None
        if tools is not None:
            await tools.close()

    async def _render(self, tools: DevTools, context: str, url: str, first: Given, fetch: Fetch) -> Rendered:
        target = (await tools.call("Target.createTarget", url="about:blank", browserContextId=context))["targetId"]
        session = (await tools.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        self._page = page = _Page(tools=tools, session=session, frame=target, url=url, first=first, fetch=fetch)
        await tools.call("Page.enable", session)
        await tools.call("Network.enable", session)
        await tools.call("Network.setBypassServiceWorker", session, bypass=True)
        await tools.call("Fetch.enable", session, patterns=[{"urlPattern": "*"}])
        await tools.call("Page.navigate", session, url=url)
        whole = await self._settled(page)
        result = await tools.call("Runtime.evaluate", session, expression=_TEXT, returnByValue=True)
        for task in page.open:
            task.cancel()
        html = result.get("result", {}).get("value")
        if not isinstance(html, str):
            raise BrowserError(f"{url}: the browser holds no page to read.")
        return Rendered(html=html, leads_to=page.leads_to, whole=whole)

    async def _settled(self, page: _Page) -> bool:
        """Wait until the page has loaded and asks for nothing more."""
        clock = asyncio.get_running_loop().time
        end = clock() + PATIENCE
        page.last_event = clock()
        while clock() < end:
            await asyncio.sleep(0.05)
            if (page.loaded or page.leads_to) and not page.open and clock() - page.last_event >= _QUIET:
                return True
            if not page.tools.running:
                raise BrowserError(f"{page.url}: the browser ended while it read this page.")
        return False

    def _happened(self, session: str, event: str, told: dict[str, Any]) -> None:
        page = self._page
        if page is None or session != page.session:
            return
        page.last_event = asyncio.get_running_loop().time()
        if event == "Page.loadEventFired":
            page.loaded = True
        elif event == "Fetch.requestPaused":
            self._begin(page, self._answer(page, told))
        elif event == "Page.javascriptDialogOpening":
            self._begin(page, self._dismiss(page))

    def _begin(self, page: _Page, work: Any) -> None:
        task = asyncio.create_task(work)
        page.open.add(task)
        task.add_done_callback(page.open.discard)

    async def _dismiss(self, page: _Page) -> None:
        with suppress(BrowserError):
            await page.tools.call("Page.handleJavaScriptDialog", page.session, accept=False)

    async def _answer(self, page: _Page, told: dict[str, Any]) -> None:
        """Give the browser what our fetcher brings; a second document is another page and not this one's business."""
        asked = _asked(told)
        given: Given | None
        if asked.kind == "Document" and not page.answered_first:
            page.answered_first, given = True, page.first
        elif asked.kind == "Document" and told.get("frameId") == page.frame:
            page.leads_to, given = asked.url, None
        elif asked.method not in {"GET", "POST", "HEAD"} or not asked.url.startswith(("http://", "https://")):
            given = None
        else:
            given = await page.fetch(asked)
        with suppress(BrowserError):  # the page may be gone by now
            await self._give(page, told["requestId"], given)

    async def _give(self, page: _Page, request: str, given: Given | None) -> None:
        if given is None:
            await page.tools.call("Fetch.failRequest", page.session, requestId=request, errorReason="Aborted")
            return
        headers = [{"name": name, "value": value} for name, value in given.headers if _passes(name)]
        body = base64.b64encode(given.body).decode("ascii")
        await page.tools.call(
            "Fetch.fulfillRequest",
            page.session,
            requestId=request,
            responseCode=given.status if given.status >= 200 else 502,
            responseHeaders=headers,
            body=body,
        )


def _asked(told: dict[str, Any]) -> Asked:
    request = told["request"]
    return Asked(
        url=request["url"].partition("#")[0],
        method=request["method"],
        headers={name: str(value) for name, value in request.get("headers", {}).items()},
        body=request.get("postData", "").encode("utf-8", "surrogatepass"),
        kind=told.get("resourceType", "Other"),
    )


def _passes(name: str) -> bool:
    """Codings are removed, so the fields that speak of them go; cookies are ours to keep."""
    return name.lower() not in {
        "content-encoding",
        "transfer-encoding",
        "content-length",
        "connection",
        "set-cookie",
        "content-security-policy-report-only",
    }
