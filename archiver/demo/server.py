"""The simulated portal over HTTP, on the loopback only.

`Portal` runs it inside a process; `python -m archiver.demo.server` runs it as a process of its own, with a second
port that switches epochs and tells counters and truth, and that no crawler ever sees.
"""

from __future__ import annotations

import argparse
import json
import secrets
import signal
import sys
import threading
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from types import TracebackType
from urllib.parse import parse_qsl

from archiver.demo.control import control_server
from archiver.demo.counters import Counters, barred_by
from archiver.demo.elsewhere import Elsewhere
from archiver.demo.exchange import Answer, Answers, Request
from archiver.demo.hosts import Host, other_sites
from archiver.demo.portal import Site

_LETTERS = "abcdefghijklmnopqrstuvwxyz012345"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, site: Answers, counters: Counters) -> None:
        self.site = site
        self.counters = counters
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no event."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._serve({})

    def do_HEAD(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        raw = self.rfile.read(min(int(length), 1 << 24)) if length.isdecimal() else b""
        self._serve(dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)))

    def log_message(self, *arguments: object) -> None:
        """Nothing is written: the counters are the log."""

    def _serve(self, form: dict[str, str]) -> None:
        counters = self.server.counters
        session = self._session()
        counters.begin(
            self.path,
            cookie=self._cookies().get(self.server.site.manner.session),
            well_formed=bool(session),
            barred=barred_by(self.server.site.robots, self.path),
        )
        try:
            request = Request(
                method=self.command,
                target=self.path,
                session=session or "".join(secrets.choice(_LETTERS) for _ in range(24)),
                form=form,
                if_none_match=self.headers.get("If-None-Match", ""),
                cookies=self._cookies(),
                host=self.headers.get("Host", ""),
                ajax="delta=true" in self.headers.get("X-MicrosoftAjax", "").lower(),
            )
            answer = self.server.site.answer(request)
        finally:
            counters.end()  # before it is sent: who has the last byte may ask again before this thread goes on
        counters.answered(answer)
        self._send(answer, new_session="" if session else request.session)

    def _session(self) -> str:
        """The session that the reader's cookie names; IIS takes a well-formed one over, even if it is old."""
        value = self._cookies().get(self.server.site.manner.session, "")
        return value if len(value) == 24 and value.isalnum() else ""

    def _cookies(self) -> dict[str, str]:
        parts = (part.strip().partition("=") for part in self.headers.get("Cookie", "").split(";"))
        return {name: value for name, _, value in parts if name}

    def _send(self, answer: Answer, *, new_session: str) -> None:
        manner = self.server.site.manner
        lines = [
            f"HTTP/1.1 {int(answer.status)} {answer.status.phrase}",
            f"Date: {formatdate(usegmt=True)}",
            *(f"{name}: {value}" for name, value in (*manner.always, *answer.headers)),
        ]
        if answer.is_page:
            lines += [f"{name}: {value}" for name, value in manner.pages]
            if new_session and manner.session:
                lines.append(f"Set-Cookie: {manner.session}={new_session}; path=/; HttpOnly")
        if answer.status is not HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {answer.declared or len(answer.body)}")
        if answer.delay:
            sleep(answer.delay)
        body = answer.body if answer.cut_after is None else answer.body[: answer.cut_after]
        if answer.cut_after is not None or answer.declared is not None:
            self.close_connection = True
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self.wfile.write(head if self.command == "HEAD" else head + body)


def _root(server: _Server) -> str:
    return f"http://127.0.0.1:{server.server_port}/"


class Portal:
    """The simulated portal, running while the context is open."""

    def __init__(
        self, seed: int = 2008, size: str = "tiny", port: int = 0, *, faults: bool = False, slow: float = 0.5
    ) -> None:
        self.site = Site(seed, size, faults=faults, slow=slow)
        self.counters: Counters = Counters()
        self.elsewhere_counters = Counters()
        self._host = Host(self.site)
        self._server = _Server(port, self._host, self.counters)
        self._elsewhere = _Server(0, Elsewhere(seed), self.elsewhere_counters)
        self.site.elsewhere = self.elsewhere
        self._others = {letter: _Server(0, site, Counters()) for letter, site in other_sites(seed, size).items()}
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True) for server in self._servers
        ]

    @property
    def _servers(self) -> tuple[_Server, ...]:
        return (self._server, self._elsewhere, *self._others.values())

    @property
    def base(self) -> str:
        """The address of the root."""
        return _root(self._server)

    @property
    def bases(self) -> dict[str, str]:
        """The roots of all sites by their letters."""
        return {"A": self.base, **{letter: _root(server) for letter, server in self._others.items()}}

    @property
    def elsewhere(self) -> str:
        """The root of the foreign host."""
        return _root(self._elsewhere)

    @property
    def tallies(self) -> dict[str, Counters]:
        """The counters of every site, and of the foreign host."""
        others = {letter: server.counters for letter, server in self._others.items()}
        return {"A": self.counters, **others, "elsewhere": self.elsewhere_counters}

    @property
    def epoch(self) -> int:
        """Which state of the portal is shown."""
        return self.site.epoch

    @epoch.setter
    def epoch(self, value: int) -> None:
        self._host.epoch = value
        for server in self._others.values():
            server.site.epoch = value

    def start(self) -> Portal:
        """Begin to answer."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Close the port; open connections end with their next request."""
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()

    def __enter__(self) -> Portal:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def main() -> None:
    """Serve until killed; the first line on standard output says where."""
    parser = argparse.ArgumentParser(description="The simulated portal as a process of its own.")
    parser.add_argument("--size", default="tiny")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--faults", action="store_true", help="link traps and let answers fail")
    parser.add_argument("--slow", type=float, default=8.0, help="seconds that a slow answer takes")
    wanted = parser.parse_args()
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before any thread: they inherit it, and we alone wait
    with Portal(wanted.seed, wanted.size, wanted.port, faults=wanted.faults, slow=wanted.slow) as portal:
        control = control_server(portal)
        threading.Thread(target=control.serve_forever, daemon=True).start()
        places = {
            "base": portal.base,
            "control": f"http://127.0.0.1:{control.server_port}/",
            "sites": portal.bases,
            "elsewhere": portal.elsewhere,
        }
        sys.stdout.write(json.dumps(places) + "\n")
        sys.stdout.flush()
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
