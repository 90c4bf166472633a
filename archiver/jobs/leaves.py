"""Texts that a portal spreads over several pages: what was seen of each page, put together to what a reader saw. Pure.

A visit (one crawl) shows the text once, with each page as that visit found it, or as it was found last: what a crawl
fetched in a second of ten is one wording, and a page that it did not ask for again still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import TypeVar

from archiver.extract.digest import version_digest, words_of
from archiver.jobs.presence import Sign
from archiver.model import Draft
from archiver.store.observations import Observation
from archiver.vietnamese.folding import fold

_One = TypeVar("_One")


def is_leaf_of(leaf: Draft, first: Draft) -> bool:
    """Whether a later page goes on with the text of the first: it has its title, perhaps with the number of the page."""
    title, its = (" ".join(words_of(fold(draft.title or ""))) for draft in (first, leaf))
    return bool(title) and f"{its} ".startswith(f"{title} ")


def put_together(seen: Sequence[Observation], signs: Iterable[Sign]) -> list[Observation]:
    """The observations of one article, in order of time, each of the whole of it; those of a text on one page as they are."""
    if all(one.leaf == 1 for one in seen) or all(one.leaf > 1 for one in seen):
        return list(seen)
    heard = list(signs)
    visits = {(sign.url_key, sign.seen_at): sign.visit for sign in heard}
    leaves: dict[int, Observation] = {}
    first: Observation | None = None
    wholes: list[Observation] = []
    for visit, found in groupby(seen, key=lambda one: visits.get((one.url_key, one.fetched_at), "")):
        shown = list(found)
        leaves |= {one.leaf: one for one in shown if one.leaf > 1}
        there = _still_there(
            leaves, [sign for sign in heard if sign.seen_at <= shown[-1].fetched_at or sign.visit == visit]
        )
        firsts = [one for one in shown if one.leaf == 1]
        wholes += [_whole(one, there) for one in firsts]
        if not firsts and first is not None:
            at = shown[0]
            wholes.append(replace(_whole(first, there), capture_id=at.capture_id, fetched_at=at.fetched_at))
        first = firsts[-1] if firsts else first
    return wholes


def in_one(drafts: Sequence[Draft]) -> Draft:
    """What several pages say together; a page that says what one before it says is left out."""
    saying: dict[object, Draft] = {}
    for draft in drafts:
        saying.setdefault(draft.text or draft.links, draft)
    first, *more = pages = list(saying.values())
    if not more:
        return first
    return replace(
        first,
        text="\n".join(page.text for page in pages),
        html="\n".join(page.html for page in pages),
        markdown="\n\n".join(page.markdown.strip("\n") for page in pages) + "\n" * first.markdown.endswith("\n"),
        author=first.author or pages[-1].author,
        source=first.source or pages[-1].source,
        published=first.published or pages[-1].published,
        published_raw=first.published_raw if first.published else pages[-1].published_raw,
        parts=(*first.parts, *(part for page in pages[1:] for part in page.parts if part.kind != "title")),
        tags=_each_once(page.tags for page in pages),
        event_dates=_each_once(page.event_dates for page in pages),
        links=_each_once(page.links for page in pages),
        repairs=_each_once(page.repairs for page in pages),
    )


def _whole(first: Observation, leaves: Mapping[int, Observation]) -> Observation:
    pages = [first, *(leaves[number] for number in sorted(leaves))]
    if len(pages) == 1:
        return first
    draft = in_one([page.draft for page in pages])
    return replace(first, draft=draft, wording=version_digest(draft), leaves=tuple(page.capture_id for page in pages))


def _still_there(leaves: Mapping[int, Observation], signs: Iterable[Sign]) -> dict[int, Observation]:
    """The pages without those that the portal has taken away since they were seen."""
    lost = [(sign.url_key, sign.seen_at) for sign in signs if sign.absent]
    return {
        number: one
        for number, one in leaves.items()
        if not any(key == one.url_key and moment > one.fetched_at for key, moment in lost)
    }


def _each_once(rows: Iterable[Iterable[_One]]) -> tuple[_One, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(rows)))
