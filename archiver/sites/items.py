"""Which links of a listing are what it lists.

A listing says the same thing many times: its items are the links of one address shape, in the content area, with the
most words. Menus, years, other categories and pagers are not items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from archiver.sites.areas import Area
from archiver.sites.profile import SiteProfile
from archiver.sites.url_key import parameter_names
from archiver.sites.urls import is_one_host, origin_of

# What an address may say of a page that has a row of its own in the archive.
ROW_KINDS = frozenset(["article", "document", "page", "gallery", "video", "audio"])
_DIGITS = re.compile(r"\d+")
_SLUG = re.compile(r"[\d\-_ %]|.{25,}")
_WORDS_AT_MOST = 100  # letters of one link that count: a summary wholly inside its link is still one link
_TITLE_LETTERS = 12  # a title is longer than "Xem tiếp" or "2006"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A page link that could be an item, and where it stands."""

    key: str
    url: str
    text: str
    area: Area
    kind: str | None  # by its address


def choose_items(candidates: Sequence[Candidate], url: str, profile: SiteProfile) -> set[str]:
    """The keys of the items among a listing's links."""
    sections = {profile.key_of(section.url) for section in profile.sections if section.url}
    own = profile.key_of(url)
    fit = [one for one in candidates if one.key not in sections and one.key != own and _can_be_item(one, url)]
    in_content = [one for one in fit if one.area == "content"]
    return _best_groups(in_content or [one for one in fit if one.area == "aside"])


def _can_be_item(one: Candidate, url: str) -> bool:
    if one.area in {"outside", "pager"} or not _same_site(one.url, url):
        return False
    if one.kind is not None:
        return one.kind in ROW_KINDS
    # The same page with the same parameters is the same listing of another year or category.
    return _path(one.url) != _path(url) or not set(parameter_names(one.url)) <= set(parameter_names(url))


def _best_groups(candidates: list[Candidate]) -> set[str]:
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    known: set[str] = set()
    for one in candidates:
        shape = _shape(one.key)
        if one.kind in ROW_KINDS:
            known.add(shape)
        texts = groups[shape]
        texts[one.key] = max(texts.get(one.key, ""), one.text, key=len)
    scores = {shape: sum(min(len(text), _WORDS_AT_MOST) for text in texts.values()) for shape, texts in groups.items()}
    best = max(scores.values(), default=0)
    return {
        key for shape, texts in groups.items() if shape in known or _lists(texts, scores[shape], best) for key in texts
    }


def _lists(texts: dict[str, str], score: int, best: int) -> bool:
    return score * 2 >= best and score >= _TITLE_LETTERS * len(texts)


def _shape(key: str) -> str:
    """A key with all that tells one item from the next taken out: `//tin/7` and `/tin/8?_ga=2` are of one list."""
    *folders, last = [part for part in _path(key).split("/") if part] or [""]
    name, dot, extension = last.rpartition(".")
    if _SLUG.search(name if dot else last):
        last = f"*{dot}{extension}" if dot else "*"
    return "/".join([_DIGITS.sub("#", "/".join(folders)), last, *parameter_names(key)])


def _path(url: str) -> str:
    return unquote(url.partition("?")[0].partition("//")[2].partition("/")[2]).lower().rstrip("/")


def _same_site(url: str, page: str) -> bool:
    return is_one_host(origin_of(url), origin_of(page))
