"""The recording download handler: what goes over the wire is kept as it went, before anything reads it."""

from __future__ import annotations

import ipaddress
import logging
import time
from asyncio import Semaphore
from collections import defaultdict
from dataclasses import replace
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Headers, Response

from archiver.crawl.account import Account, without_secrets
from archiver.crawl.session import Session
from archiver.crawl.wire import ConnectError, Network, Origin, PrivateAddressError, UnknownHostError, Wire
from archiver.errors import WarcError
from archiver.model import Capture, Original, Place
from archiver.sites.cookies import read_cookie
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Task
from archiver.warc.http import HttpMessage, parse
from archiver.warc.reader import read_capture
from archiver.warc.writer import Recording

logger = logging.getLogger(__name__)

SCRIPTED_ROLES = frozenset({"listing", "item", "page"})  # what a browser reads in a section that says javascript
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# What Python 3.11 takes for addresses of the open internet.
_CLOSED = (
    ipaddress.IPv4Network("192.0.0.0/24"),  # RFC 6890; a cloud has told its machines their keys at 192.0.0.192
    ipaddress.IPv4Network("168.63.129.16/32"),  # where another cloud tells its machines theirs
    ipaddress.IPv6Network("::/96"),  # an IPv4 address in the dress of RFC 4291, 2.5.5.1
    ipaddress.IPv6Network("::ffff:0:0:0/96"),  # and of RFC 2765
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # NAT64 within a network (RFC 8215)
    ipaddress.IPv6Network("fec0::/10"),  # site-local (RFC 3879)
    ipaddress.IPv6Network("5f00::/16"),  # segments of a route (RFC 9602)
)
_LINE_BREAKS = str.maketrans("\r\n\0", "   ")


class RecordingHandler:
    """http and https: an answer reaches the spider only when it stands in the WARC file."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._session: Session = crawler.spider.session
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._patience = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        profile = self._session.profile
        private = profile.allow_private or names_private_host(profile.start or "")
        self._network = Network(allow=lambda address: private or is_public(address))
        # The promise to the host, kept once more where it counts: a browser's requests come by another way.
        self._gates = defaultdict[str, Semaphore](lambda: Semaphore(profile.politeness.concurrency))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        task: Task | None = request.meta.get("task")
        place = task.place if task is not None else request.meta.get("place")
        if place is not None:
            return _answer_again(self._session, request, place)
        async with self._gates[urlsplit(request.url).netloc]:
            return await self._fetch(request, task)

    async def close(self) -> None:
        self._network.close()

    async def _fetch(self, request: Request, task: Task | None) -> Response:
        origin, sent = written_out(request)
        try:
            async with self._session.calls.call() as call:
                wire = await self._network.exchange(
                    origin, sent, request.method, limit=self._limit, patience=self._patience, heard=call.hear
                )
        except PrivateAddressError as error:
            raise IgnoreRequest(str(error)) from error
        except UnknownHostError as error:
            raise CannotResolveHostError(str(error)) from error
        except ConnectError as error:
            raise DownloadConnectionRefusedError(str(error)) from error
        if wire.received and not request.meta.get("unrecorded"):
            self._keep(request, wire, task)
        asked_of: Original | None = request.meta.get("asked_of")
        if asked_of is not None and wire.message is not None and wire.message.status == 304:
            return _unchanged(self._session, request, asked_of, wire.message)
        return _response(request, wire, self._limit)

    def _keep(self, request: Request, wire: Wire, task: Task | None) -> None:
        facts = _facts(request, task, self._session.profile) | {"crawl": self._session.crawl_id}
        sent, received = wire.sent, wire.received
        account = self._session.account
        if account is not None and account.covers(request.url):
            sent, received, withheld = without_secrets(sent, received)
            if withheld:
                facts["withheld"] = ", ".join(withheld)
            self._refuse_secrets(request, account, parse(wire.received), sent + received)
        recording = Recording(
            url=request.url,
            method=request.method,
            fetched_at=wire.began,
            request=sent,
            response=received,
            ip_address=wire.ip_address,
            truncated=wire.broken,
            asked_of=request.meta.get("asked_of"),
            facts=facts,
        )
        with self._session.keeping():
            request.meta["written"] = written = self._session.record(recording, task)
            request.meta["capture_id"] = written.capture_id
        if self._session.failure is not None:
            raise IgnoreRequest("what is not kept is not read")

    def _refuse_secrets(self, request: Request, account: Account, message: HttpMessage, kept: bytes) -> None:
        """An exchange that shows a secret is not kept: what would be left out of it is a hole that nobody sees."""
        for name, value in message.headers:
            cookie = read_cookie(value, request.url, time.time()) if name.lower() == "set-cookie" else None
            if cookie is not None:
                account.learn(cookie)
        if not account.shown_in(message, kept):
            return
        why = "it shows the login's session or password, which the record must not hold"
        with self._session.keeping():
            self._session.writer.note("withheld", {"url": request.url, "status": message.status, "why": why})
        raise IgnoreRequest(why)


def written_out(request: Request) -> tuple[Origin, bytes]:
    """A request as bytes, and to whom they go."""
    parts = urlsplit(request.url)
    scheme, host = parts.scheme, parts.hostname or ""
    port = parts.port or _PORTS[scheme]
    name = f"[{host}]" if ":" in host else host
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {name}{'' if port == _PORTS[scheme] else f':{port}'}"]
    for key, values in request.headers.items():
        # A line break within a value would begin a header field of somebody else's making.
        lines += [f"{key.decode('latin-1')}: {value.decode('latin-1').translate(_LINE_BREAKS)}" for value in values]
    if request.body or request.method in {"POST", "PUT"}:
        lines.append(f"Content-Length: {len(request.body)}")
    return (scheme, host, port), "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + request.body


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; one that wraps an IPv4 address is as public as that."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _wrapped(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    if any(ip in network for network in _CLOSED):
        return False
    return ip.is_global and not ip.is_multicast and (inner is None or is_public(str(inner)))


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which a gateway would take this one: mapped, 6to4 (RFC 3056) or NAT64 (RFC 6052)."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def names_private_host(start: str) -> bool:
    """Whether the archivist wrote a private address out: then it is meant. A name that leads to one may be a trap."""
    host = urlsplit(start).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"


def _response(request: Request, wire: Wire, limit: int) -> Response:
    """The answer for the spider; what is no whole answer is the error that says how it ended."""
    if wire.broken == "time":
        raise DownloadTimeoutError("no answer in time")
    if wire.broken == "length":
        raise DownloadCancelledError(f"the answer is larger than {limit} bytes")
    if wire.message is None:
        raise DownloadFailedError("the connection was closed" if not wire.received else "what came is no answer")
    headers = Headers()
    for name, value in wire.message.headers:
        headers.appendlist(name, value)
    flags = ["dataloss"] if wire.broken else []
    body = wire.message.payload
    return Response(request.url, status=wire.message.status, headers=headers, body=body, flags=flags)


def _facts(request: Request, task: Task | None, profile: SiteProfile) -> dict[str, str]:
    """What only the spider knows of this exchange."""
    if task is None:
        given: dict[str, str] = request.meta.get("facts", {})
        return given or {"role": "other"}
    wanted = task.wanted
    facts = {"role": wanted.role, "key": wanted.key, "via": wanted.via, "section": wanted.section}
    facts |= {"linkText": wanted.link_text, "page": str(wanted.page) if wanted.page > 1 else None}
    if profile.scripted(wanted.section) and wanted.role in SCRIPTED_ROLES:
        facts["scripted"] = "yes"
    return {name: value for name, value in facts.items() if value}


def _answer_again(session: Session, request: Request, place: Place) -> Response:
    """An answer that was captured before a crash, for the spider that has not read it yet."""
    capture = read_capture(session.folder.warc, place)
    request.meta["capture_id"] = capture.id
    request.meta["rendered"] = not capture.scripted
    original = session.ledger.place_of(capture.revisit_of) if capture.revisit_of else None
    if original is None:
        return _of_capture(request, capture)
    held = read_capture(session.folder.warc, original)
    return _of_capture(request, held if capture.status == 304 else replace(capture, body=held.body))


def _unchanged(session: Session, request: Request, original: Original, said: HttpMessage) -> Response:
    """The answer that the server says it would send again; where we have it no more, what the server said.

    Its cookies are those of today.
    """
    place = session.ledger.place_of(original.capture_id)
    try:
        if place is not None:
            held = read_capture(session.folder.warc, place)
            kept = [pair for pair in held.headers if pair[0].lower() != "set-cookie"]
            new = [pair for pair in said.headers if pair[0].lower() == "set-cookie"]
            return _of_capture(request, replace(held, headers=(*kept, *new)))
    except WarcError as error:
        logger.warning("%s: unchanged since %s, and that cannot be read: %s", request.url, original.fetched_at, error)
    return Response(request.url, status=304)


def _of_capture(request: Request, capture: Capture) -> Response:
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name, value)
    return Response(request.url, status=capture.status, headers=headers, body=capture.body)
