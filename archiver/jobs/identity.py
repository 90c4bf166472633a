"""Which observations are of one article: addresses that say the same, and texts that went from one to another. Pure.

It sees all observations of the addresses that it is given, and of all that are joined to them by any mark, so that its
answer never depends on the order in which they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations, takewhile
from typing import TypeVar

from archiver.extract.digest import SHORT, Printed
from archiver.extract.rewording import are_strangers, may_be_one, said_in, says_the_same
from archiver.jobs.leaves import is_leaf_of
from archiver.store.observations import FileSeen, Listing, Observation

PARTED = 2  # times that two addresses were seen with different texts, after which they are two articles
MANY = 64  # dates, numbers and files beside one text: to compare each with each takes a moment for so many

_Seen = TypeVar("_Seen", Observation, FileSeen, Listing)


def nobodys(observations: Iterable[Observation]) -> frozenset[str]:
    """The captures in which an address shows what belongs to no article: ids.

    Where addresses that had nothing in common come to show one and the same page, it is the portal's way of saying that
    they have nothing to show any more.
    """
    by_face: dict[str, dict[str, Observation]] = defaultdict(dict)  # face -> key -> what the key had shown before
    captures: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, history in by_key(observations).items():
        for place, seen in enumerate(history):
            if seen.face is None:
                continue
            before = by_face[seen.face].get(key) or _before(history[:place], seen.face)
            if before is not None:
                by_face[seen.face][key] = before
                captures[seen.face, key].append(seen.capture_id)
    return frozenset(
        capture
        for face, had in by_face.items()
        if any(are_strangers(*two) for two in combinations({said_in(one.draft) for one in had.values()}, 2))
        for key in had
        for capture in captures[face, key]
    )


def _before(history: Sequence[Observation], face: str) -> Observation | None:
    return next((one for one in reversed(history) if one.face != face), None)


def told_apart(observations: Iterable[Observation], absent: Collection[str] = ()) -> list[list[Observation]]:
    """The observations of each article, in order of time.

    Alike is what has the same words and prints nothing else beside them; what a page leaves out is no other thing.
    Two addresses are one article where the latest likeness of one is in the history of the other: an alias that
    changed once stays an alias, one that went its own way for good, or that was seen to lag behind again and again, does
    not. Short texts may be alike by chance: they are one where all addresses but one are `absent` by now (url_keys),
    which is how an article moves. A text that moved with a redesign is told by its sentences, the later pages of one that
    stands on several by their addresses.
    """
    histories = by_key(_told_by_print(observations))
    shown_by: dict[str, list[str]] = defaultdict(list)
    for key, history in histories.items():
        for likeness in {seen.likeness for seen in history if seen.likeness is not None}:
            shown_by[likeness].append(key)
    root = {key: key for key in histories}
    for latest in {history[-1].likeness for history in histories.values()}:
        if latest is None:
            continue
        keys = shown_by[latest]
        if not latest.startswith(SHORT) or len([key for key in keys if key not in absent]) == 1:
            _join(root, _without_departed(latest, keys, histories))
    for key, history in histories.items():
        first = histories.get(history[-1].whole or "")
        if first and is_leaf_of(history[-1].draft, first[-1].draft):
            _join(root, [first[-1].url_key, key])
    _join_has_moved(root, histories, absent)
    groups: dict[str, list[Observation]] = defaultdict(list)
    for key, history in histories.items():
        groups[_root_of(root, key)] += history
    return [sorted(group, key=moment_of) for group in groups.values()]


def _told_by_print(observations: Iterable[Observation]) -> list[Observation]:
    """The observations with likenesses that tell apart what prints another date or number, or other files.

    What prints less is like the one that prints more; where there are several of these, it is like none of them. Where very
    many things are printed beside the same words, nothing is known of what some leave out.
    """
    found = [(one, Printed.of(one.draft)) for one in observations]
    alike: dict[str, set[Printed]] = defaultdict(set)
    for one, printed in found:
        if one.likeness is not None and not one.likeness.startswith(SHORT):
            alike[one.likeness].add(printed)
    names = {
        (likeness, printed): f"{likeness} {(_fullest(printed, others) if len(others) <= MANY else printed).in_words}"
        for likeness, others in alike.items()
        for printed in others
    }
    return [
        replace(one, likeness=names.get((one.likeness or "", printed), one.likeness)) if one.likeness else one
        for one, printed in found
    ]


def _fullest(printed: Printed, others: Collection[Printed]) -> Printed:
    fuller = [other for other in others if other != printed and printed.is_part_of(other)]
    full = [one for one in fuller if not any(one != other and one.is_part_of(other) for other in fuller)]
    return full[0] if len(full) == 1 else printed


def _without_departed(
    likeness: str, keys: Sequence[str], histories: Mapping[str, Sequence[Observation]]
) -> Sequence[str]:
    """The addresses that show this now, and those that showed it, without those that parted from it for good."""
    here = [key for key in keys if histories[key][-1].likeness == likeness]
    return here + [
        key
        for key in keys
        if histories[key][-1].likeness != likeness
        and not any(_has_parted(histories[key], histories[other], likeness) for other in here)
    ]


def _has_parted(history: Sequence[Observation], other: Sequence[Observation], likeness: str) -> bool:
    """Whether one address was seen twice with another text since, and the other twice with the old one."""
    since = [*takewhile(lambda seen: seen.likeness != likeness, reversed(history))]
    kept = [seen for seen in other if seen.likeness == likeness and moment_of(seen) > moment_of(since[-1])]
    return len(since) >= PARTED and len(kept) >= PARTED


def _join_has_moved(
    root: dict[str, str], histories: Mapping[str, Sequence[Observation]], absent: Collection[str]
) -> None:
    """Join what is absent to a text that came after it and says the same, in whatever template."""
    members: dict[str, list[str]] = defaultdict(list)
    by_gist: dict[str, dict[str, None]] = defaultdict(dict)
    for key, history in histories.items():
        members[_root_of(root, key)].append(key)
        for seen in history:
            for gist in seen.gists:
                by_gist[gist][key] = None
    for keys in by_gist.values():
        groups = {_root_of(root, key) for key in keys} if len(keys) > 1 else set[str]()
        here = {top for top in groups if any(key not in absent for key in members[top])}
        places = [_seen_at(members[top], histories) for top in here]
        for gone in sorted(groups - here):
            place = _where_to(_seen_at(members[gone], histories), places)
            if place is not None:
                top = _root_of(root, place)
                _join(root, [top, gone])
                members[top] += members.pop(gone)


def _seen_at(keys: Iterable[str], histories: Mapping[str, Sequence[Observation]]) -> list[Observation]:
    return [one for key in keys for one in histories[key]]


def _where_to(before: Sequence[Observation], places: Sequence[Sequence[Observation]]) -> str | None:
    """A key of the earliest text that came when this one had been seen for the last time, and says the same."""
    last = max(before, key=moment_of)
    firsts = sorted((min(after, key=moment_of) for after in places), key=moment_of)
    found = (
        first.url_key
        for first in firsts
        if moment_of(first) > moment_of(last)
        and may_be_one(last.draft, first.draft)
        and (last.wording == first.wording or says_the_same(last.draft, first.draft))
    )
    return next(found, None)


def by_key(seen: Iterable[_Seen]) -> dict[str, list[_Seen]]:
    """What was seen at each address, in order of time."""
    grouped: dict[str, list[_Seen]] = defaultdict(list)
    for one in sorted(seen, key=moment_of):
        grouped[one.url_key].append(one)
    return grouped


def moment_of(seen: Observation | FileSeen | Listing) -> tuple[datetime, str]:
    """Captures of one instant are ordered by their ids, so that the order never depends on arrival."""
    return seen.fetched_at, seen.capture_id


def _root_of(root: dict[str, str], key: str) -> str:
    while root[key] != key:
        root[key] = root[root[key]]
        key = root[key]
    return key


def _join(root: dict[str, str], keys: Sequence[str]) -> None:
    first = _root_of(root, keys[0])
    for key in keys[1:]:
        root[_root_of(root, key)] = first
