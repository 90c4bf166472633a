"""Addresses of the replay: what of an archived address, of which time, and in which dress.

/-/replay/<db>/20140506070809/http://so-vi-du.example/     the page under our banner
/-/replay/<db>/20140506070809if_/...                       the page itself, for the frame below the banner
/-/replay/<db>/20140506070809mp_/...                       where a link in the frame leads
/-/replay/<db>/20140506070809fr_/...  cs_  im_             a frame, a stylesheet, a picture or font of a page
/-/replay/<db>/20140506070809id_/...                       the archived bytes, to be saved
/-/replay/<db>/20140506070809pb_!<event>/...               the answer to a postback of that page
/-/replay/<db>/20140506070809mp_@<capture>/...             one capture, and no other
/-/replay/<db>/*/...                                       all times
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from datasette.utils import tilde_decode, tilde_encode

from archiver.serve.admission import PASS
from archiver.serve.stamps import full_stamp
from archiver.sites.urls import absolute

if TYPE_CHECKING:  # datasette.app imports its plugins, and so us
    from datasette.app import Datasette

ALL = "*"
_MOMENT = re.compile(
    r"(?P<stamp>[0-9]{4,14}|\*)(?P<mode>(?:if|mp|fr|cs|im|id|pb)_)?(?:(?P<mark>[@!])(?P<rest>[\w~=-]{1,3000}))?"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ENCODED = re.compile(r"https?%3A%2F%2F", re.IGNORECASE)  # as programs write it that fill an address into a template
_IN_THE_SANDBOX = frozenset(["if_", "mp_", "fr_", "cs_", "im_"])
_DOTS = {".", ".."}
_SAFE = "%/:?&=+$,;@~!*'()-._[]"
_LONGEST_EVENT = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """A postback of a page: what it names, and the view state of the page that it stands on."""

    target: str
    argument: str
    state: str
    field: str = ""  # a choice in a dropdown list
    value: str = ""

    def token(self) -> str:
        """As a part of an address."""
        said = json.dumps(astuple(self), ensure_ascii=False)
        return base64.urlsafe_b64encode(said.encode("utf-8", "replace")).decode("ascii").rstrip("=")

    @classmethod
    def of(cls, token: str) -> Event | None:
        """What a token says; None where nobody of ours wrote it."""
        try:
            said = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        except (ValueError, RecursionError):  # `[[[[[...`
            return None
        if not isinstance(said, list) or len(said) != 5 or not all(isinstance(one, str) for one in said):
            return None
        return cls(*said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request to the replay names."""

    url: str
    stamp: str  # 14 digits, or `*`
    mode: str  # "" for the page under our banner
    capture: str | None
    event: Event | None

    @classmethod
    def of(cls, moment: str, url: str) -> Asked | None:
        """None where the address is none of the replay's."""
        found = _MOMENT.fullmatch(moment)
        target = archived(url)
        if found is None or target is None:
            return None
        stamp = ALL if found["stamp"] == ALL else full_stamp(found["stamp"])
        event = Event.of(found["rest"]) if found["mark"] == "!" else None
        if stamp is None or (found["mode"] == "pb_") != (event is not None):
            return None
        capture = tilde_decode(found["rest"]) if found["mark"] == "@" else None
        return cls(url=target, stamp=stamp, mode=found["mode"] or "", capture=capture, event=event)


def archived(written: str) -> str | None:
    """The archived address that stands in one of ours."""
    if _ENCODED.match(written):
        written = unquote(written)
    return absolute(written if _SCHEME.match(written) else f"http://{written}", "")


class Places:
    """Where the replay of one archive is, as links."""

    def __init__(self, datasette: Datasette, name: str, *, in_the_sandbox: bool = True) -> None:
        self._path = datasette.urls.path
        self._name = tilde_encode(name)
        self._begin = PASS.get() if in_the_sandbox else ""

    def shown(self, url: str, stamp: str, mode: str = "", capture: str | None = None) -> str:
        mark = f"@{tilde_encode(capture)}" if capture else ""
        place = self._at("replay", f"{stamp}{mode}{mark}/{within_ours(url)}")
        return f"{self._begin}{place}" if mode in _IN_THE_SANDBOX else place

    def event(self, url: str, stamp: str, event: Event) -> str | None:
        """The answer to a postback; None for one that no portal makes."""
        token = event.token()
        if len(token) > _LONGEST_EVENT:
            return None
        return self._begin + self._at("replay", f"{stamp}pb_!{token}/{within_ours(url)}")

    def times(self, url: str) -> str:
        return self.shown(url, ALL)

    def timegate(self, url: str) -> str:
        return self._at("timegate", within_ours(url))

    def timemap(self, url: str, form: str) -> str:
        return self._at("timemap", f"{form}/{within_ours(url)}")

    def _at(self, what: str, rest: str) -> str:
        path: Any = self._path(f"/-/{what}/{self._name}/{rest}")
        return str(path)


def within_ours(url: str) -> str:
    """An archived address as the end of one of ours: no `..` in it may lead a browser out of the replay."""
    head, mark, query = url.partition("?")
    scheme, _, rest = head.partition("://")
    kept: list[str] = []
    for segment in rest.split("/"):
        plain = segment.lower().replace("%2e", ".")
        if plain == ".." and len(kept) > 1:
            kept.pop()
        elif plain not in _DOTS:
            kept.append(segment)
    return quote(f"{scheme}://{'/'.join(kept)}{mark}{query}", safe=_SAFE)
