"""The recording download handler: what goes over the wire is kept as it went, before anything reads it.

Middlewares and signals see a response after header case, order, reason phrase and chunking are gone, and Content-Length
is invented on a 304; so the connection itself is teed. This uses private names of Scrapy's HTTP/1.1 handler: the bound
on Scrapy's version in pyproject.toml and the raw-socket test stand for that.
"""

from __future__ import annotations

import ipaddress
from asyncio import Semaphore
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import make_response, wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web.client import _HTTP11ClientFactory

from archiver.crawl.session import Session
from archiver.model import Place
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Task
from archiver.warc.http import parse
from archiver.warc.reader import read_capture
from archiver.warc.writer import Recording

SCRIPTED_ROLES = frozenset({"listing", "item", "page"})  # what a browser reads in a section that says javascript


class Wire:
    """The bytes of one exchange, growing."""

    def __init__(self, ip_address: str | None) -> None:
        self.began = datetime.now(UTC)
        self.ip_address = ip_address
        self.sent = bytearray()
        self.received = bytearray()

    def final_response(self) -> bytes:
        """The answer without the interim ones (RFC 9110, 15.2) that may stand before it."""
        raw = bytes(self.received)
        while (message := parse(raw)).status // 100 == 1 and message.body:
            raw = raw[message.head_length :]
        return raw


class PrivateAddressError(IgnoreRequest):
    """The connection leads to an address that a public portal has no business with."""


class _Tee:
    """The transport while a request is written to it."""

    def __init__(self, transport: Any, sent: bytearray) -> None:
        self._transport = transport
        self._sent = sent

    def write(self, data: bytes) -> None:
        self._sent += data
        self._transport.write(data)

    def writeSequence(self, pieces: Any) -> None:  # noqa: N802  Twisted's name
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _RecordingProtocol(_LenientHTTP11ClientProtocol):
    """One connection; each request on it begins a new recording."""

    transport: Any
    wire: Wire | None = None
    allow_private = False

    def request(self, request: Any) -> Deferred[Any]:
        transport = self.transport
        address = getattr(transport.getPeer(), "host", None)
        if not self.allow_private and address is not None and not ipaddress.ip_address(address).is_global:
            transport.loseConnection()
            raise PrivateAddressError(
                f"{address} is a private address; set allow_private = true in the profile to crawl it"
            )
        self.wire = wire = Wire(address)
        self.transport = _Tee(transport, wire.sent)
        try:
            answer = super().request(request)
        finally:
            self.transport = transport

        def attach(response: Any) -> Any:
            response._archiver_wire = wire
            return response

        return answer.addCallback(attach)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        if self.wire is not None:
            self.wire.received += data
        super().dataReceived(data)


class _RecordingFactory(_HTTP11ClientFactory):
    noisy = False
    protocol = _RecordingProtocol

    def buildProtocol(self, addr: Any) -> Any:  # noqa: ARG002, N802  Twisted's name
        return self.protocol(self._quiescentCallback)


class _PrivateRecordingProtocol(_RecordingProtocol):
    allow_private = True


class _PrivateRecordingFactory(_RecordingFactory):
    protocol = _PrivateRecordingProtocol


class _RecordingAgent(_ScrapyAgent):
    """Scrapy's agent, which remembers the wire of the answer it got."""

    wire: Wire | None = None

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        self.wire = getattr(txresponse, "_archiver_wire", None)
        return super()._cb_bodyready(txresponse, request)


class RecordingHandler(HTTP11DownloadHandler):
    """http and https: an answer reaches the spider only when it stands in the WARC file."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session: Session = crawler.spider.session
        profile = self._session.profile
        private = profile.allow_private or names_private_host(profile.start or "")
        self._pool._factory = _PrivateRecordingFactory if private else _RecordingFactory
        # Scrapy 2.19 counts a transfer when its task begins, not when it is started: all that waits goes out at once.
        self._gates = defaultdict[str, Semaphore](lambda: Semaphore(profile.politeness.concurrency))

    async def download_request(self, request: Request) -> Response:
        task: Task | None = request.meta.get("task")
        place = task.place if task is not None else request.meta.get("place")
        if place is not None:
            return _answer_again(self._session, request, place)
        async with self._gates[urlsplit(request.url).netloc]:
            return await self._fetch(request, task)

    async def _fetch(self, request: Request, task: Task | None) -> Response:
        agent = _RecordingAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=False,
            crawler=self._crawler,
            tls_verbose_logging=False,
        )
        try:
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
        except BaseException as error:
            if agent.wire is not None and agent.wire.received:
                self._keep(request, agent.wire, task, _why_cut(error))
            raise
        if agent.wire is not None:
            self._keep(request, agent.wire, task, "disconnect" if "dataloss" in response.flags else None)
        return response

    def _keep(self, request: Request, wire: Wire, task: Task | None, truncated: str | None) -> None:
        recording = Recording(
            url=request.url,
            method=request.method,
            fetched_at=wire.began,
            request=bytes(wire.sent),
            response=wire.final_response(),
            ip_address=wire.ip_address,
            truncated=truncated,
            facts=_facts(request, task, self._session.profile) | {"crawl": self._session.crawl_id},
        )
        with self._session.keeping():
            request.meta["written"] = written = self._session.record(recording, task)
            request.meta["capture_id"] = written.capture_id
        if self._session.failure is not None:
            raise IgnoreRequest("what is not kept is not read")


def names_private_host(start: str) -> bool:
    """Whether the archivist wrote a private address out: then it is meant. A name that leads to one may be a trap."""
    host = urlsplit(start).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost"


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


def _why_cut(error: BaseException) -> str:
    """The words that ISO 28500 has for a record that is not whole."""
    name = type(error).__name__
    if "Timeout" in name:
        return "time"
    return "length" if "Cancelled" in name else "disconnect"


def _answer_again(session: Session, request: Request, place: Place) -> Response:
    """An answer that was captured before a crash, for the spider that has not read it yet."""
    capture = read_capture(session.folder.warc, place)
    request.meta["capture_id"] = capture.id
    request.meta["rendered"] = not capture.scripted
    body = capture.body
    if capture.revisit_of and (original := session.ledger.place_of(capture.revisit_of)):
        body = read_capture(session.folder.warc, original).body
    headers = Headers()
    for name, value in capture.headers:
        headers.appendlist(name, value)
    return make_response(url=request.url, status=capture.status, headers=headers, body=body)
