"""A little portal on loopback: a function from what is asked to what is answered, and what was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True)
class Asked:
    """One request as the portal sees it."""

    method: str
    target: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(frozen=True)
class Answer:
    """What the portal says."""

    body: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())


def page(title: str, *links: str, words: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A page of some length, whose words are its own: pages that differ in a number alone are taken for a trap."""
    name = "".join(f" {_DIGITS[int(sign)]}" if sign.isdigit() else sign for sign in title)
    anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    text = "".join(f"<p>Câu thứ {n} của bài {name}: tỉnh ta làm được nhiều việc có ích cho dân.</p>" for n in range(12))
    return Answer(
        f"<!doctype html><meta charset=utf-8><title>{title}</title><main><h1>{title}</h1>{words}{text}{anchors}</main>",
        headers=headers,
    )


class SmallServer:
    """The portal, for the time of a `with`."""

    def __init__(self, answer: Callable[[Asked], Answer], host: str = "127.0.0.1") -> None:
        self.asked: list[Asked] = []
        handler = type("Handler", (_Handler,), {"answer": staticmethod(answer), "asked": self.asked})
        self._server = ThreadingHTTPServer((host, 0), handler)
        self.base = f"http://{host}:{self._server.server_address[1]}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def times(self, target: str) -> int:
        """How often an address was asked for."""
        return sum(one.target == target for one in self.asked)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    answer: Callable[[Asked], Answer]
    asked: list[Asked]

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        pairs = (pair.strip().partition("=") for pair in self.headers.get("Cookie", "").split(";") if pair.strip())
        asked = Asked(
            method=self.command,
            target=self.path,
            headers=dict(self.headers.items()),
            cookies={name: value for name, _, value in pairs},
            form=dict(parse_qsl(body, keep_blank_values=True)),
        )
        self.asked.append(asked)
        answer = type(self).answer(asked)
        raw = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-type" for name, _ in answer.headers):
            self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *arguments: object) -> None:
        """Nothing is written: `asked` is the log."""
