"""A request and its answer as a simulated site sees them; no sockets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the portal sees it."""

    method: str
    target: str
    session: str
    form: Mapping[str, str] = field(default_factory=dict)
    if_none_match: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    host: str = ""
    ajax: bool = False  # the page's script asks for the changed part only


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers of its own, and body."""

    status: HTTPStatus = HTTPStatus.OK
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    is_page: bool = False  # pages set cookies and bear no validator
    violation: bool = False  # a form of content was sent
    refused: bool = False  # a postback was
    delay: float = 0  # seconds before the first byte
    cut_after: int | None = None  # bytes of the body after which the connection is closed
    declared: int | None = None  # another Content-Length than the true one


class Answers(Protocol):
    """A site that a server can serve."""

    epoch: int

    @property
    def robots(self) -> str | None:
        """The site's robots.txt; None where it has none."""

    def answer(self, request: Request) -> Answer:
        """The answer to one request."""


def moved(target: str) -> Answer:
    """Look elsewhere, for now."""
    return Answer(status=HTTPStatus.FOUND, headers=(("Content-Type", HTML), ("Location", target)))
