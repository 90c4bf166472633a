"""Session ids in addresses: what a portal writes there for a visitor who sends no cookie, and gives anew to the next.

Names alone do not tell: `?sid=5086` is an article of PHP-Nuke, `?s=dai-hoi` a search. A name that has other uses counts
only where its value has the form of an id that a server draws by lot.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache
from urllib.parse import unquote

# ASP.NET: /(S(24 letters and digits))/, also with (A(..)) and (F(..)), its tickets, and (X(1)), which tells of no cookies.
_FOLDER = re.compile(r"/\((?=[^/]*[AFS]\([\w-]{20})(?:[AFSX]\([\w-]{1,4000}\)){1,4}\)(?=/|$)", re.IGNORECASE)
# Java: a parameter of the path, before the query.
_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)

_SURE = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|asp\.net_sessionid|oscsid|xtcsid|zenid|aspxautodetectcookiesupport"
)
_NAMED_SO = re.compile(r"(?:\w{1,12}[_.-])?sess(?:ion)?(?:[_.-]?id)?")
_NO_SECRET = frozenset({"aspxautodetectcookiesupport"})
_MAY_BE = frozenset({"s", "sid"})
_COLD_FUSION = frozenset({"cfid", "cftoken"})  # each by itself may be anything

_HEX = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
_DRAWN = re.compile(r"[0-9A-Za-z]{20,256}")
_GUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_TURNS = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_FEW_TURNS = 4


def without_session(path: str) -> str:
    """The path without the session ids in it."""
    if "(" in path:
        path = _FOLDER.sub("", path) or "/"
    return _IN_PATH.sub("", path) if ";" in path else path


def sessionless(url: str) -> str:
    """The address as another visitor may ask for it: a session that is written down is dead by tomorrow."""
    path, mark, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    names = {pair.partition("=")[0].lower() for pair in pairs}
    kept = [pair for pair in pairs if not names_session(pair.partition("=")[0], unquote(pair.partition("=")[2]), names)]
    bare = without_session(path)
    return url if bare == path and kept == pairs else f"{bare}{mark if kept else ''}{'&'.join(kept)}"


def names_session(name: str, value: str, others: AbstractSet[str]) -> bool:
    """Whether a parameter holds a session id; `others`: the names of all parameters, in lower case."""
    kind = _kind_of(name)
    if kind == "no":
        return False
    if kind == "cold fusion":
        return others >= _COLD_FUSION
    return kind == "sure" or _is_drawn_by_lot(value) or (kind == "named so" and bool(_GUID.fullmatch(value)))


def holds_session(url: str) -> bool:
    """Whether an address holds a session id: who has the address, has the session."""
    path, _, query = unquote(url.partition("#")[0]).partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")]
    names = {name.lower() for name, _, _ in pairs}
    return without_session(path) != path or any(
        names_session(name, value, names) for name, _, value in pairs if name.lower() not in _NO_SECRET
    )


@lru_cache(maxsize=1024)  # a site has few names of parameters
def _kind_of(name: str) -> str:
    folded = name.lower()
    if folded in _MAY_BE:
        return "may be"
    if folded in _COLD_FUSION:
        return "cold fusion"
    if _SURE.fullmatch(folded):
        return "sure"
    return "named so" if _NAMED_SO.fullmatch(folded) else "no"


def _is_drawn_by_lot(value: str) -> bool:
    """32 hexadecimal digits, or letters and digits in no order; neither words nor a number."""
    if not any(map(str.isdigit, value)) or value.isdigit():
        return False
    return bool(_HEX.fullmatch(value) or (_DRAWN.fullmatch(value) and len(_TURNS.findall(value)) >= _FEW_TURNS))
