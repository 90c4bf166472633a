"""Guards against addresses without end that no rule of a platform knows: what they look like, and when to stop.

A shape is an address without what tells its pages apart. How many pages of a shape were fetched, and how many of them
said again what another one says, is counted by the crawl; here it is decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from archiver.sites.url_key import UrlRules, decoded_target

_MOST_LETTERS = 2000
_MOST_FOLDERS = 25
_MOST_PARAMETERS = 20
_DIGITS = re.compile(r"\d+")
_GUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?")
_LONG = re.compile(r"[^/.]{25,}")
_YEAR = r"(?:1[5-9]|2\d)\d\d"
_DATE = re.compile(
    rf"(?<!\d)({_YEAR})[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01]))?(?!\d)"
    rf"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.]({_YEAR})(?!\d)"
)
_YEAR_PARAMETER = re.compile(rf"[?&](?:y|yr|year|nam|calyear)=({_YEAR})(?=&|$)", re.IGNORECASE)
# A day in the path is written so; of two numbers in it the first may be anything's.
_DAY_IN_PATH = re.compile(rf"(?<![\d])({_YEAR})[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])(?!\d)")
_WEB_BEGAN = 1900  # an archive may list what is older than the web
_ENOUGH = 15
_SHALLOW = 2  # folders
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class ShapeCount:
    """What became of the addresses of one shape so far."""

    shape: str
    fetched: int
    repeats: int  # of these, how many said what an answer before them said: equal fingerprints


@lru_cache(maxsize=4096)
def shape_of(url: str, rules: UrlRules) -> str:
    """The address with numbers as 0, parameters by their names, and values only as what they are: number, date, word."""
    path, _, query = decoded_target(url, rules).partition("?")
    host = url.partition("//")[2].partition("/")[0].lower()
    if rules.ignore_case:
        path = path.lower()
    folders = _DIGITS.sub("0", _GUID.sub("{}", path))
    *above, last = folders.split("/")
    stem, dot, ending = last.rpartition(".")
    last = f"{_slug(stem)}.{ending}" if dot else _slug(last)
    pairs = sorted({_classed(pair) for pair in query.split("&") if pair})
    return f"{host}{'/'.join([*above, last])}{'?' + '&'.join(pairs) if pairs else ''}"


def deep_shape_of(url: str, rules: UrlRules) -> str | None:
    """An address below several folders by its last part alone; None where it stands higher.

    The menu of a portal has `href="tin-tuc/"` where it means `/tin-tuc/`, and its server answers by the last folder:
    `/tin-tuc/van-ban/lien-he/tin-tuc/`, without end and each of another shape.
    """
    path, _, query = decoded_target(url, rules).partition("?")
    *above, last = path.rstrip("/").split("/")
    if len(above) <= _SHALLOW:
        return None
    shape = shape_of(url, rules)
    name = _DIGITS.sub("0", last.lower() if rules.ignore_case else last)
    return f"{shape.partition('/')[0]}/…/{name}{shape[shape.index('?') :] if query else ''}"


def cut(count: ShapeCount) -> str | None:
    """Why no more addresses of a shape are fetched; None while they may bring news."""
    if count.fetched < _ENOUGH or count.repeats < _SHARE * count.fetched:
        return None
    return f"{count.repeats} of {count.fetched} pages with such an address said what another page says"


@lru_cache(maxsize=4096)
def endless(url: str, this_year: int, years: tuple[int, ...] = ()) -> str | None:
    """Why an address by itself belongs to a set without end; `years` are those that the site's own pages speak of."""
    if len(url) > _MOST_LETTERS:
        return f"an address of more than {_MOST_LETTERS} letters"
    path, _, query = url.partition("//")[2].partition("?")
    folders = [part for part in path.split("/")[1:] if part]
    if len(folders) > _MOST_FOLDERS:
        return f"more than {_MOST_FOLDERS} folders deep"
    if query.count("&") >= _MOST_PARAMETERS:
        return f"more than {_MOST_PARAMETERS} parameters"
    if _repeats(folders):
        return "path that repeats itself"
    named = {int(year) for year in _DAY_IN_PATH.findall(path)}
    return _outside(named | _years_in(query), this_year, years)


def _repeats(folders: list[str]) -> bool:
    """`/a/b/a/b/a/b` and `/x/x/x/x`: a relative link that is resolved against itself."""
    count = len(folders)
    if len(set(folders)) * 2 > count:
        return False
    for size in range(1, 6):
        for start in range(max(0, count - 3 * size + 1)):
            block = folders[start : start + size]
            times = 4 if size == 1 else 3
            if count - start >= times * size and folders[start : start + times * size] == block * times:
                return not all(part.isdigit() for part in block)
    return False


def _years_in(query: str) -> set[int]:
    if not query:
        return set()
    text = "?" + unquote(query)
    named = {int(next(filter(None, match.groups()))) for match in _DATE.finditer(text)}
    return named | {int(match[1]) for match in _YEAR_PARAMETER.finditer(text)}


def _outside(named: set[int], this_year: int, years: tuple[int, ...]) -> str | None:
    """Years that nothing was published in: a calendar's "next month" goes on to 2609."""
    first, last = min(years, default=_WEB_BEGAN), max([*years, this_year + 1])
    wrong = sorted(year for year in named if year < first - 1 or year > last + 1)
    return f"calendar without end: the year {wrong[0]}" if wrong else None


def _slug(text: str) -> str:
    return "*" if _LONG.search(text) or text.count("-") > 2 else text


def _classed(pair: str) -> str:
    name, _, value = pair.partition("=")
    kind = (
        "date"
        if _DATE.fullmatch(value)
        else "0"
        if value.isdecimal()
        else "{}"
        if _GUID.fullmatch(value.lower())
        else ""
    )
    return f"{name.lower()}={kind}"
