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
from collections import Counter
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl

from archiver.demo.control import control_server
from archiver.demo.exchange import Answer, Request
from archiver.demo.portal import Site

_COOKIE = "ASP.NET_SessionId"
_LETTERS = "abcdefghijklmnopqrstuvwxyz012345"


@dataclass
class Counters:
    """What crawlers did to the portal."""

    requests: int = 0
    by_path: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes_sent: int = 0
    peak_parallel: int = 0
    forms_submitted: int = 0  # forms of content, which nobody but a reader may send
    postbacks_refused: int = 0
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def begin(self, target: str) -> None:
        """A request has come in."""
        with self._lock:
            self.requests += 1
            self.by_path[target] += 1
            self._open += 1
            self.peak_parallel = max(self.peak_parallel, self._open)

    def answered(self, answer: Answer) -> None:
        """Its answer is about to go out: who has it, finds it counted."""
        with self._lock:
            self.statuses[int(answer.status)] += 1
            self.bytes_sent += len(answer.body)
            self.forms_submitted += answer.violation
            self.postbacks_refused += answer.refused

    def end(self) -> None:
        """Its answer has gone out, or never will."""
        with self._lock:
            self._open -= 1

    def as_dict(self) -> dict[str, object]:
        """The counters for the control port."""
        with self._lock:
            return {
                "requests": self.requests,
                "by_path": dict(self.by_path),
                "statuses": {str(status): count for status, count in self.statuses.items()},
                "bytes_sent": self.bytes_sent,
                "peak_parallel": self.peak_parallel,
                "forms_submitted": self.forms_submitted,
                "postbacks_refused": self.postbacks_refused,
            }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, site: Site, counters: Counters) -> None:
        self.site = site
        self.counters = counters
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up is no event."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Microsoft-IIS/6.0"
    sys_version = ""
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
        counters.begin(self.path)
        try:
            session = self._session()
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
        value = self._cookies().get(_COOKIE, "")
        return value if len(value) == 24 and value.isalnum() else ""

    def _cookies(self) -> dict[str, str]:
        parts = (part.strip().partition("=") for part in self.headers.get("Cookie", "").split(";"))
        return {name: value for name, _, value in parts if name}

    def _send(self, answer: Answer, *, new_session: str) -> None:
        lines = [
            f"HTTP/1.1 {int(answer.status)} {answer.status.phrase}",
            f"Date: {formatdate(usegmt=True)}",
            "Server: Microsoft-IIS/6.0",
            "MicrosoftSharePointTeamServices: 12.0.0.4518",
            "X-Powered-By: ASP.NET",
            *(f"{name}: {value}" for name, value in answer.headers),
        ]
        if answer.is_page:
            lines += ["Cache-Control: private", "Exires: Sat, 07 Nov 2026 00:00:00 GMT"]
            lines.append("Set-Cookie: MSOWebPartPage_AnonymousAccessCookie=80; path=/")
            if new_session:
                lines.append(f"Set-Cookie: {_COOKIE}={new_session}; path=/; HttpOnly")
        if answer.status is not HTTPStatus.NOT_MODIFIED:
            lines.append(f"Content-Length: {len(answer.body)}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        self.wfile.write(head if self.command == "HEAD" else head + answer.body)


class Portal:
    """The simulated portal, running while the context is open."""

    def __init__(self, seed: int = 2008, size: str = "tiny", port: int = 0) -> None:
        self.site = Site(seed, size)
        self.counters: Counters = Counters()
        self._server = _Server(port, self.site, self.counters)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def base(self) -> str:
        """The address of the root."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    @property
    def epoch(self) -> int:
        """Which state of the portal is shown."""
        return self.site.epoch

    @epoch.setter
    def epoch(self, value: int) -> None:
        self.site.epoch = value

    def start(self) -> Portal:
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port; open connections end with their next request."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

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
    wanted = parser.parse_args()
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before any thread: they inherit it, and we alone wait
    with Portal(wanted.seed, wanted.size, wanted.port) as portal:
        control = control_server(portal)
        threading.Thread(target=control.serve_forever, daemon=True).start()
        places = {"base": portal.base, "control": f"http://127.0.0.1:{control.server_port}/"}
        sys.stdout.write(json.dumps(places) + "\n")
        sys.stdout.flush()
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
