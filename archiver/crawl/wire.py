"""HTTP/1.1 over a socket of our own, so that what goes over it can be kept as it went.

Clients for HTTP hand out what they made of an answer: header case, order, chunks and wrong lengths are gone. Here the
bytes come first, and what they mean is read leniently from them (RFC 9112), as browsers do with old servers.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from archiver.warc.http import HttpMessage, parse

CONNECT = 30.0  # seconds until a host must have taken a connection
_HEAD_LIMIT = 1024 * 1024  # bytes; a head that is longer is none
_IDLE_AT_MOST = 8  # open connections kept for each host
_IDLE_SECONDS = 15.0
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]{0,4000})?\r?\n")
_CHUNK_LINE = 4096  # bytes; one that has not ended by then is none
_TRAILERS = 64 * 1024  # bytes behind the last chunk
_END_OF_HEAD = re.compile(rb"\n\r?\n")  # servers end it with CRLF CRLF, LF LF or a mixture

Origin = tuple[str, str, int]  # scheme, host, port


class PrivateAddressError(OSError):
    """The host's address is one that a public portal has no business with."""


class ConnectError(OSError):
    """No connection came about; the message says why in plain words."""


class UnknownHostError(ConnectError):
    """The host's name is not known."""


@dataclass(slots=True)
class Wire:
    """The bytes of one exchange, and how it ended."""

    sent: bytes
    ip_address: str | None
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    received: bytes = b""  # without interim answers (RFC 9110, 15.2)
    message: HttpMessage | None = None  # None: what came is no answer
    broken: str | None = None  # how the bytes end before the answer does: disconnect, time, length (ISO 28500, 5.13)


class _Answer:
    """An answer that grows, and knows when it is whole."""

    def __init__(self, method: str, heard: Callable[[], None]) -> None:
        self._method = method
        self._heard = heard
        self.data = bytearray()
        self.head_length = 0
        self.keeps_open = False
        self._needs: int | None = None  # bytes in all; None: until the server closes
        self._chunk_at = 0  # where the next chunk begins; 0: the body is not chunked

    def take(self, data: bytes) -> bool:
        """More bytes; true when the answer is whole."""
        self._heard()
        looked_at = max(0, len(self.data) - 2)  # where a head that comes byte by byte has no end yet
        self.data += data
        if not self.head_length and not self._read_head(looked_at):
            return False
        if self._chunk_at:
            return self._chunks_end()
        return self._needs is not None and len(self.data) >= self._needs

    @property
    def ends_with_connection(self) -> bool:
        """Whether the server closing the connection is how this answer ends."""
        return bool(self.head_length) and self._needs is None and not self._chunk_at

    def _read_head(self, looked_at: int) -> bool:
        """Cut off interim answers, then find out how the end of the body will be known."""
        while end := _END_OF_HEAD.search(self.data, looked_at):
            length = end.end()
            message = parse(bytes(self.data[:length]))
            if 100 <= message.status < 200 and message.status != 101:
                del self.data[:length]
                looked_at = 0
                continue
            self.head_length = length
            self._frame(message)
            return True
        return False

    def _frame(self, message: HttpMessage) -> None:
        said = (message.header("connection") or "").lower()
        self.keeps_open = "close" not in said and (message.start.startswith("HTTP/1.1") or "keep-alive" in said)
        if self._method == "HEAD" or message.status in {204, 304}:
            self._needs = self.head_length
        elif message.chunked:
            self._chunk_at = self.head_length
        elif (length := (message.header("content-length") or "").strip()).isascii() and length.isdigit():
            self._needs = self.head_length + int(length[:18])

    def _chunks_end(self) -> bool:
        while True:
            line = _CHUNK.match(self.data, self._chunk_at)
            if line is None:
                begun = self.data[self._chunk_at : self._chunk_at + _CHUNK_LINE]
                if b"\n" in begun or len(begun) == _CHUNK_LINE:
                    self._chunk_at, self.keeps_open = 0, False  # no chunk after all: the body goes on to the close
                return False
            size = int(line[1], 16)
            if size == 0:
                return self._trailers_end(line.end())
            end = line.end() + size
            if len(self.data) < end + 2:
                return False
            self._chunk_at = end + (2 if self.data[end : end + 2] == b"\r\n" else 1)

    def _trailers_end(self, start: int) -> bool:
        """After the last chunk come trailer fields, or none, and an empty line."""
        rest = bytes(self.data[start : start + _TRAILERS])
        if len(rest) == _TRAILERS:  # the body is whole, and they may go on without end
            self.keeps_open = False
            return True
        return rest.startswith((b"\r\n", b"\n")) or b"\r\n\r\n" in rest or b"\n\n" in rest


class _Connection(asyncio.Protocol):
    """One connection: one exchange at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.ip_address: str | None = None
        self.idle_since = 0.0
        self._answer: _Answer | None = None
        self._limit = 0
        self._done: asyncio.Future[str | None] | None = None

    @property
    def usable(self) -> bool:
        return self.transport is not None and not self.transport.is_closing() and self._done is None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a stream's transport is one
        self.transport = transport
        peer = transport.get_extra_info("peername")
        self.ip_address = peer[0] if peer else None

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._done is None or self._done.done():
            self.close()  # nobody asked: what follows cannot be told apart from the next answer
            return
        if self._answer.take(data):
            self._end(None)
        elif len(self._answer.data) > self._limit or (
            not self._answer.head_length and len(self._answer.data) > _HEAD_LIMIT
        ):
            self._end("length")

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002  the protocol's argument
        self.transport = None
        if self._answer is not None:
            self._end(None if self._answer.ends_with_connection else "disconnect")

    def _end(self, broken: str | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_result(broken)

    async def exchange(self, sent: bytes, method: str, limit: int, patience: float, heard: Callable[[], None]) -> Wire:
        """Send a request and take its answer; bounded in size and time."""
        assert self.transport is not None  # noqa: S101  only usable connections are asked
        wire = Wire(sent=sent, ip_address=self.ip_address)
        loop = asyncio.get_running_loop()
        self._answer, self._limit, self._done = _Answer(method, heard), limit, loop.create_future()
        timer = loop.call_later(patience, self._end, "time")
        self.transport.write(sent)
        try:
            wire.broken = await self._done
        except asyncio.CancelledError:
            self.close()  # what still comes is for nobody
            raise
        finally:
            timer.cancel()
            answer, self._answer, self._done = self._answer, None, None
            if wire.broken or not answer.keeps_open:
                self.close()
        wire.received = bytes(answer.data[:limit] if wire.broken == "length" else answer.data)
        if answer.head_length:
            wire.message = parse(wire.received)
            if not wire.message.start.startswith("HTTP/"):
                wire.message = None
        return wire

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()


class Network:
    """All connections of a crawl."""

    def __init__(self, *, allow: Callable[[str], bool], context: ssl.SSLContext | None = None) -> None:
        self._allow = allow  # whether an IP address may be spoken to
        self._context = context
        self._idle: dict[Origin, list[_Connection]] = {}

    async def exchange(
        self, origin: Origin, sent: bytes, method: str, *, limit: int, patience: float, heard: Callable[[], None]
    ) -> Wire:
        """One request and its answer; `heard` is called when something of it comes.

        ConnectError where no connection comes about, PrivateAddressError where none is wanted. Whatever else goes
        wrong is told by the Wire, which holds the bytes that came.
        """
        connection = self._idle_to(origin)
        if connection is not None:
            wire = await connection.exchange(sent, method, limit, patience, heard)
            # A server may close an idle connection at the moment at which we use it (RFC 9112, 9.3.1).
            if wire.received or wire.broken != "disconnect" or method not in {"GET", "HEAD"}:
                self._keep(origin, connection)
                return wire
        connection = await self._connect(origin)
        wire = await connection.exchange(sent, method, limit, patience, heard)
        self._keep(origin, connection)
        return wire

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _idle_to(self, origin: Origin) -> _Connection | None:
        idle = self._idle.get(origin, [])
        now = asyncio.get_running_loop().time()
        while idle:
            connection = idle.pop()
            if connection.usable and now - connection.idle_since < _IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def _keep(self, origin: Origin, connection: _Connection) -> None:
        idle = self._idle.setdefault(origin, [])
        if connection.usable and len(idle) < _IDLE_AT_MOST:
            connection.idle_since = asyncio.get_running_loop().time()
            idle.append(connection)
        else:
            connection.close()

    async def _connect(self, origin: Origin) -> _Connection:
        """Look the name up once and connect to what was checked: between two look-ups a name can move."""
        scheme, host, port = origin
        loop = asyncio.get_running_loop()
        try:
            found = await asyncio.wait_for(loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), CONNECT)
        except (OSError, UnicodeError) as error:
            raise UnknownHostError("the host's name is not known") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not self._allow(address):
                raise PrivateAddressError(
                    f"{address} is a private address; set allow_private = true in the profile to crawl it"
                )
        failure: Exception = ConnectError("the host has no address")
        for address in addresses[:4]:
            try:
                return await asyncio.wait_for(self._open(address, port, host if scheme == "https" else None), CONNECT)
            except ssl.SSLError as error:
                failure = ConnectError(f"its certificate or encryption is refused: {error.reason or error}")
            except TimeoutError:
                failure = ConnectError("no connection in time")
            except ConnectionRefusedError:
                failure = ConnectError("the connection was refused")
            except OSError as error:
                failure = ConnectError(f"no connection: {error.strerror or error}")
        raise failure

    async def _open(self, address: str, port: int, tls_name: str | None) -> _Connection:
        loop = asyncio.get_running_loop()
        if tls_name is not None and self._context is None:
            self._context = ssl.create_default_context()
        _, connection = await loop.create_connection(
            _Connection,
            address,
            port,
            ssl=self._context if tls_name is not None else None,
            server_hostname=tls_name,
        )
        return connection
