"""What goes wrong on a portal: for a moment, always, or on purpose."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

from archiver.demo.exchange import HTML, Answer, Request, moved

SLOW = "/Pages/cham.aspx"
CUT = "/Pages/dut.aspx"
WRONG_LENGTH = "/Pages/sai-do-dai.aspx"
BOMB = "/Pages/nen.aspx"
LOOP = "/Pages/vong.aspx"
CHAIN = "/Pages/chuyen.aspx"
BROKEN = "/Pages/hong.aspx"
ALWAYS = (SLOW, CUT, WRONG_LENGTH, BOMB, f"{LOOP}?n=1", CHAIN, BROKEN)
_BUSY = b"<html><head><title>Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>"
_ERROR = b"<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"
_TEXT = "<html><head><title>Trang thử</title></head><body><p>Nội dung trang này không quan trọng.</p></body></html>".encode()
_BOMB_BYTES = 20_000_000
_PERCENT = 100


class Faults:
    """The faults of one server. Each address fails once at most: whoever asks three times gets all."""

    def __init__(self, slow: float) -> None:
        self._slow = slow
        self._lock = threading.Lock()
        self._failed: set[str] = set()

    def instead(self, request: Request) -> Answer | None:
        """The answer of an address that never works, or that fails this time."""
        path, _, query = request.target.partition("?")
        always = self._always().get(path.lower())
        if always is not None:
            return always(request, query)
        lot = self._lot(request)
        if lot == 0:
            return Answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, body=_ERROR)
        if lot == 1:
            headers = (("Content-Type", HTML), ("Retry-After", "1"))
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE, body=_BUSY, headers=headers)
        if lot == 2:
            return Answer(body=_TEXT * 40, cut_after=700)
        return None

    def _lot(self, request: Request) -> int:
        """Which fault the address has, where it is asked for the first time; postbacks never fail so."""
        lot = lot_of(request.target)
        if request.method != "GET" or lot > 2:
            return _PERCENT
        with self._lock:
            if request.target in self._failed:
                return _PERCENT
            self._failed.add(request.target)
        return lot

    def _always(self) -> dict[str, Callable[[Request, str], Answer]]:
        return {
            SLOW.lower(): lambda *_: Answer(body=_TEXT, delay=self._slow),
            CUT.lower(): lambda *_: Answer(body=_TEXT * 100, cut_after=1000),
            WRONG_LENGTH.lower(): lambda *_: Answer(body=_TEXT, declared=len(_TEXT) + 500),
            BOMB.lower(): lambda *_: Answer(
                body=_bomb(), headers=(("Content-Type", HTML), ("Content-Encoding", "gzip"))
            ),
            LOOP.lower(): lambda _, query: moved(f"{LOOP}?n={2 if query == 'n=1' else 1}"),
            CHAIN.lower(): _chain,
            BROKEN.lower(): lambda *_: Answer(status=HTTPStatus.INTERNAL_SERVER_ERROR, body=_ERROR),
        }


def lot_of(target: str) -> int:
    """One of a hundred numbers, the same for an address each time: 0, 1 and 2 mean a fault."""
    return int(hashlib.md5(target.encode(), usedforsecurity=False).hexdigest()[:8], 16) % _PERCENT


def _chain(request: Request, query: str) -> Answer:
    """From one name of the host to the other and back, then home."""
    step = int(query[2:]) if query.startswith("h=") and query[2:] in {"1", "2", "3"} else 0
    port = request.host.rpartition(":")[2]
    if step == 3 or not port.isdecimal():
        return moved("/Pages/home.aspx")
    name = "127.0.0.1" if step % 2 else "localhost"
    return moved(f"http://{name}:{port}{CHAIN}?h={step + 1}")


@lru_cache(maxsize=1)
def _bomb() -> bytes:
    """Twenty megabytes that unpack to about twenty thousand: one stream of equal, flushed blocks."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 8_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * (_BOMB_BYTES // len(block) + 1) + packer.flush()
