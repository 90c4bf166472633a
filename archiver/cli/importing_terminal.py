"""What an import did, for a reader at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from archiver.jobs.import_report import Imported, Sums
from archiver.quantity import counted
from archiver.sites.profile import SiteProfile

_DAMAGE = (("faults", "CANNOT BE READ"), ("wrong", "NOT AS IT SAYS"))
_NOTES = (("left", "no capture"), ("odd", "odd, and taken"))
_NAMED = 3  # places of each kind; --json names more


def lines_of(one: Imported) -> Iterator[str]:
    """What is told of one file when it is done: a line, and more where something in it is damaged."""
    if one.refused:
        why = one.refused.removeprefix(f"{Path(one.source).name}: ")
        yield f"{one.source}: NOT TAKEN: {why}"
        return
    figures = one.figures
    damage = [
        f"{heading}: {_at_places(told['what'], told['count'], told['places'])}"
        for name, heading in _DAMAGE
        for told in figures.get(name, ())
    ]
    if one.already:
        came = f" It came damaged: {'; '.join(damage)}" if damage else ""
        yield f"{one.source}: is here already as warc/{one.file}; nothing is changed.{came}"
        return
    pace = f", {one.records / one.seconds:,.0f} a second" if one.seconds > 0.5 else ""
    hosts = _counts(figures["hosts_outside"])
    outside = f", of these of other sites: {figures['captures_outside']:,} ({hosts})" if hosts else ""
    yield (
        f"{one.source} -> warc/{one.file} ({one.kind}, {one.size / 1e6:.1f} MB): {counted(one.records, 'record')}{pace}; "
        f"captures: taken {figures['captures_taken']:,}, here already {figures['captures_held']:,}{outside}"
    )
    for line in damage:
        yield f"  {line}"


def closing_lines(done: Sequence[Imported], sums: Sums, profile: SiteProfile) -> Iterator[str]:
    """What can only be told at the end, what is no damage in any file, and the sums."""
    for name, heading in _NOTES:
        counts: Counter[str] = Counter()
        places: dict[str, list[str]] = {}
        for told in chain.from_iterable(one.figures.get(name, ()) for one in done):
            counts[told["what"]] += told["count"]
            places.setdefault(told["what"], []).extend(told["places"][:_NAMED])
        for what, count in counts.most_common():
            yield f"{heading}: {_at_places(what, count, places[what])}"
    waiting = {one.source: one.waiting for one in done if one.waiting}
    if waiting:
        named = _first(waiting)
        yield (
            f"revisits whose payload is not in the archive: {sum(waiting.values()):,} ({named}); import the file that holds it too"
        )
    apart = [why for one in done for why in one.apart]
    for why in apart[:_NAMED]:
        yield f"an answer in parts that cannot be joined: {why}"
    if len(apart) > _NAMED:
        yield f"and {counted(len(apart) - _NAMED, 'more such answer')}"
    outside = sum(one.figures.get("captures_outside", 0) for one in done)
    if sums.captures_taken and sums.captures_taken == outside:
        yield f"None of the captures is of {profile.start}: they are kept, and make no articles. Is it the right site?"
    yield _sums(sums)


def _sums(sums: Sums) -> str:
    files = [f"taken {sums.taken:,}", f"here already {sums.already:,}"]
    files += [f"NOT TAKEN {sums.not_taken:,}"] if sums.not_taken else []
    files += [f"damaged {len(sums.damaged):,} ({_first(sums.damaged)})"] if sums.damaged else []
    parts = [f"{counted(sums.files, 'file')}: {', '.join(files)}"]
    parts += [f"left in folders, as said at the beginning: {sums.left:,}"] if sums.left else []
    parts += [f"captures taken {sums.captures_taken:,}"]
    parts += [f"articles in the archive now {sums.articles:,}"] if sums.articles is not None else []
    return "; ".join(parts)


def _at_places(what: str, count: int, places: Sequence[str]) -> str:
    return f"{what}: {count:,} ({', '.join(places[:_NAMED])}{', ...' if count > _NAMED else ''})"


def _first(names: Sequence[str] | Mapping[str, int]) -> str:
    return ", ".join(islice(names, _NAMED)) + (", ..." if len(names) > _NAMED else "")


def _counts(counts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
