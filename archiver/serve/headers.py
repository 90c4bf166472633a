"""What a browser may do with our answers, said on every response, once; and what of its questions reaches the rooms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from http.cookies import CookieError, SimpleCookie
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Our own pages: no script at all, nothing from anywhere else.
PAGE = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The page under our banner: what is archived stands in a frame, and the frame in a sandbox.
BANNER = f"{PAGE}; frame-src 'self'"
# An archived page: its own looks, from our replay; no script, no form, no other origin.
REPLAY = (
    "sandbox; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "media-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'"
)
REPLAY_FRAME = f"{REPLAY}; frame-ancestors 'self'"
# Archived bytes: shown as what they are or saved, never run.
FILE = "sandbox; default-src 'none'; frame-ancestors 'none'"
# Datasette's own pages have small scripts and styles in the page.
_DATASETTE = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}


_MOST_COOKIES = 200  # as many as a browser keeps of one host
READING = ("GET", "HEAD", "OPTIONS")  # Datasette 0.65 stumbles over TRACE and what else HTTP will have, and over POST


def reading(app: App, methods: Collection[str] = READING) -> App:
    """The same application, which no method reaches that nobody reads with, and no page of somebody else's."""

    async def read(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["method"] not in methods:
            allow = (b"allow", ", ".join(methods).encode())
            await _refuse(send, 405, b"The reading room is read with GET.\n", allow)
        elif _is_of_another_page(scope):
            await _refuse(send, 403, b"A page of another site asked for this; open its address in the browser.\n")
        else:
            await app(_with_readable_cookies(scope), receive, send)

    return read


def _is_of_another_page(scope: Scope) -> bool:
    """Whether a page of another site has a browser ask: it could read no answer, but have us work for nothing.

    A link may lead here from anywhere. To the sandbox of an archived page, all that is ours is of another site.
    """
    said = {name: value for name, value in scope["headers"] if name.startswith(b"sec-fetch-")}
    crosses = said.get(b"sec-fetch-site") == b"cross-site" and said.get(b"sec-fetch-dest") != b"document"
    return crosses and "/-/replay/" not in scope["path"]


async def _refuse(send: Send, status: int, words: bytes, *fields: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *fields]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words})


def _with_readable_cookies(scope: Scope) -> Scope:
    """The request without cookies that Python cannot read; a browser sends those of every other program on this host too."""
    if not any(name == b"cookie" for name, _ in scope["headers"]):
        return scope
    headers = [(name, _readable(value) if name == b"cookie" else value) for name, value in scope["headers"]]
    return {**scope, "headers": headers}


def _readable(cookies: bytes) -> bytes:
    return b";".join([one for one in cookies.split(b";")[:_MOST_COOKIES] if _is_readable(one)])


def _is_readable(cookie: bytes) -> bool:
    try:
        return len(SimpleCookie(cookie.decode("latin-1"))) == 1
    except CookieError:
        return False


def guarded(app: App) -> App:
    """The same application, whose every answer carries the headers."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _complete(message.get("headers", []))}
            await send(message)

        await app(scope, receive, send_guarded)

    return guard


def _complete(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = {bytes(name).lower() for name, _ in headers}
    wanted = {b"content-security-policy": _DATASETTE.encode(), **_ALWAYS}
    said = [(name, value) for name, value in headers if value]  # a field without a value is one that is not wanted
    return [*said, *((name, value) for name, value in wanted.items() if name not in given)]
