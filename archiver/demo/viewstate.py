"""The hidden fields of an ASP.NET page, and the check that a postback carries the right ones.

The server knows nothing of a reader but the session cookie; what page of a list the reader sees is said by the
signed view state. A postback counts only with the view state that this session was last given for this list, and
only for a page number that its pager offered.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from archiver.demo.pagers import event_target

_MARK = b"\xff\x01\x0f\x0f"  # every view state of ASP.NET 2.0 begins so, hence "/wEPD"
_SESSIONS = 4096


class ViewStateError(Exception):
    """The postback does not carry what the page last gave to this session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenFields:
    """What a page gives its reader to send back."""

    view_state: str
    event_validation: str


class ViewStates:
    """Gives out and checks the hidden fields of one server's lists."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._lock = threading.Lock()
        self._last: OrderedDict[tuple[str, str], str] = OrderedDict()

    def issue(
        self, session: str, listing: str, offered: tuple[str, ...], padding: bytes, place: str = ""
    ) -> HiddenFields:
        """Fields that allow a postback for one of the `offered` arguments, once they are the last given out."""
        serial = os.urandom(8).hex()
        said = json.dumps([session, listing, serial, place]).encode()
        allowed = json.dumps([session, listing, serial, place, *offered]).encode()
        with self._lock:
            self._last[session, listing] = serial
            self._last.move_to_end((session, listing))
            if len(self._last) > _SESSIONS:
                self._last.popitem(last=False)
        return HiddenFields(view_state=self._seal(said, padding), event_validation=self._seal(allowed, b""))

    def inert(self, session: str, padding: bytes) -> HiddenFields:
        """Fields of a page that offers no postback; every page carries some."""
        said = json.dumps([session, "", os.urandom(8).hex()]).encode()
        return HiddenFields(view_state=self._seal(said, padding), event_validation=self._seal(said, b""))

    def check(self, session: str, listing: str, argument: str, form: Mapping[str, str]) -> str:
        """Where in the list the reader is; refuse what is forged, foreign, stale, or was not offered."""
        state = self._open(form.get("__VIEWSTATE", ""))
        allowed = self._open(form.get("__EVENTVALIDATION", ""))
        if state != allowed[:4]:
            raise ViewStateError("the two hidden fields do not belong together")
        if state[:2] != [session, listing]:
            raise ViewStateError("given to another session or for another list")
        with self._lock:
            if self._last.get((session, listing)) != state[2]:
                raise ViewStateError("no longer the last one given out")
        event = _event(listing, argument, form)
        if event not in allowed[4:]:
            raise ViewStateError(f"{event!r} was not offered")
        return str(state[3])

    def _seal(self, said: bytes, padding: bytes) -> str:
        inner = _MARK + len(said).to_bytes(4, "big") + said + padding
        return base64.b64encode(inner + self._signature(inner)).decode("ascii")

    def _open(self, field: str) -> list[object]:
        try:
            raw = base64.b64decode(field, validate=True)
        except (binascii.Error, ValueError):
            raise ViewStateError("not base64") from None
        inner, signature = raw[:-20], raw[-20:]
        if not inner.startswith(_MARK) or not hmac.compare_digest(self._signature(inner), signature):
            raise ViewStateError("the signature is not ours")
        length = int.from_bytes(inner[4:8], "big")
        said: list[object] = json.loads(inner[8 : 8 + length])
        return said

    def _signature(self, inner: bytes) -> bytes:
        return hmac.digest(self._key, inner, hashlib.sha1)


def _event(listing: str, argument: str, form: Mapping[str, str]) -> str:
    """What happened: a grid's argument, a button's name, or the value that a field of choice was set to."""
    control = form.get("__EVENTTARGET", "")
    if control == event_target(listing):
        return argument
    return f"{control}|{form.get(control, argument)}"
