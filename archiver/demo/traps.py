"""Which addresses lead nowhere new: what a careful crawler asks for seldom or never."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import parse_qsl, unquote

TrapKind = Literal[
    "calendar", "sort", "filter", "source", "mobile", "print", "system", "login", "session", "bigloop", "form"
]
_SYSTEM = ("/_vti_bin/", "/_layouts/viewlsts.aspx", "/_catalogs/", "/_layouts/settings.aspx", "/_layouts/userdisp.aspx")
_LOGIN = (
    "/_layouts/authenticate.aspx",
    "/_layouts/accessdenied.aspx",
    "/_layouts/login.aspx",
    "/_layouts/signout.aspx",
)
_FORMS = ("/newform.aspx", "/editform.aspx", "/pages/y-kien-dong-gop.aspx", "/lists/khaosat/overview.aspx")
_BY_PATH: tuple[tuple[Callable[[str], bool], TrapKind], ...] = (
    (lambda path: path.startswith(_LOGIN), "login"),
    (lambda path: path.startswith("/_layouts/mobile/"), "mobile"),
    (lambda path: path.startswith(_SYSTEM), "system"),
    (lambda path: path.endswith("/print.aspx"), "print"),
    (lambda path: "/vong/" in path or path == "/pages/vong.aspx", "bigloop"),
    (lambda path: path.endswith(_FORMS), "form"),
    (lambda path: "/(s(" in path, "session"),
)
_BY_KEY: tuple[tuple[frozenset[str], TrapKind], ...] = (
    (frozenset({"calendardate", "calendarperiod"}), "calendar"),
    (frozenset({"filterfield1", "filtervalue1", "filterfield2", "filter"}), "filter"),
    (frozenset({"sortfield", "sortdir"}), "sort"),
    (frozenset({"sid", "sessionid", "phpsessid", "asp.net_sessionid"}), "session"),
    (frozenset({"mobile"}), "mobile"),
    (frozenset({"print", "in"}), "print"),
    (frozenset({"source", "returnurl"}), "source"),
)


def trap_kind(target: str) -> TrapKind | None:
    """The kind of trap that a request target belongs to."""
    path, _, query = target.partition("?")
    lower = unquote(path).lower()
    by_path = next((kind for matches, kind in _BY_PATH if matches(lower)), None)
    if by_path:
        return by_path
    keys = {key.lower() for key, _ in parse_qsl(query, keep_blank_values=True)}
    return next((kind for names, kind in _BY_KEY if keys & names), None)
