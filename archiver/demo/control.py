"""The port behind the stage: it switches epochs and tells counters and truth. No crawler ever sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from archiver.demo.manifest import as_json_lines, manifest
from archiver.demo.portal import Site
from archiver.demo.world import LAST_EPOCH


class Tally(Protocol):
    """Counters that can be told."""

    def as_dict(self) -> dict[str, object]:
        """The counters by name."""


class Stage(Protocol):
    """The running portal, as the control port sees it."""

    site: Site
    epoch: int

    @property
    def counters(self) -> Tally:
        """What has been counted so far."""

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """The same for every site, and for the foreign host."""

    @property
    def bases(self) -> dict[str, str]:
        """The roots of all sites by their letters."""


def control_server(stage: Stage) -> ThreadingHTTPServer:
    """A server that is not yet serving: GET /epoch?set=1, /counters, /manifest, /manifest?site=B."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = _tell(stage, parts.path, parse_qs(parts.query))
            self.send_response(200 if body is not None else 404)
            payload = (body or "").encode()
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *arguments: object) -> None:
            """Nothing is written."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def _tell(stage: Stage, path: str, query: dict[str, list[str]]) -> str | None:
    site = stage.site
    if path == "/epoch":
        wanted = query.get("set", [""])[0]
        if wanted.isdecimal() and int(wanted) <= LAST_EPOCH:
            stage.epoch = int(wanted)
        return json.dumps({"epoch": site.epoch})
    if path == "/counters":
        told = stage.counters.as_dict()
        told["sites"] = {letter: tally.as_dict() for letter, tally in stage.tallies.items()}
        return json.dumps(told)
    if path == "/manifest":
        letter = query.get("site", ["A"])[0]
        base = stage.bases.get(letter)
        return as_json_lines(manifest(site.seed, site.size, site.epoch, base, letter)) if base else None
    return None
