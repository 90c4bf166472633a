"""What an import did, for a reader at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from archiver.cli.terminal import say
from archiver.jobs.importing import Imported
from archiver.quantity import counted
from archiver.sites.profile import SiteProfile

_HEADINGS = (
    ("faults", "CANNOT BE READ"),
    ("wrong", "NOT AS IT SAYS"),
    ("left", "no capture"),
    ("odd", "odd, and taken"),
)
_NAMED = 3  # places of each kind; --json names more


def show(done: list[Imported], profile: SiteProfile) -> None:
    """A few lines a file, and a warning where nothing is of this site."""
    for one in done:
        for line in lines_of(one):
            say(line)
    taken = sum(one.figures.get("captures_taken", 0) for one in done)
    outside = sum(one.figures.get("captures_outside", 0) for one in done)
    if taken and taken == outside:
        say(f"None of the captures is of {profile.start}: they are kept, and make no articles. Is it the right site?")


def lines_of(one: Imported) -> Iterator[str]:
    """What is told of one file."""
    if one.refused:
        why = one.refused.removeprefix(f"{Path(one.source).name}: ")
        yield f"{one.source}: NOT TAKEN: {why}"
        return
    if one.already:
        yield f"{one.source}: is here already as warc/{one.file}; nothing is changed."
        return
    figures = one.figures
    yield f"{one.source} -> warc/{one.file} ({one.kind}, {one.size / 1e6:.1f} MB)"
    pace = f", {one.records / one.seconds:,.0f} a second" if one.seconds > 0.5 else ""
    yield f"  records: {one.records:,} ({_counts(figures['records'])}){pace}"
    hosts = _counts(figures["hosts_outside"])
    outside = f", of these of other sites: {figures['captures_outside']:,} ({hosts})" if hosts else ""
    yield f"  captures: taken {figures['captures_taken']:,}, here already {figures['captures_held']:,}{outside}"
    if one.waiting:
        yield f"  revisits whose payload is not in the archive: {one.waiting:,}; import the file that holds it too"
    for apart in one.apart[:_NAMED]:
        yield f"  an answer in parts that cannot be joined: {apart}"
    if len(one.apart) > _NAMED:
        yield f"  and {counted(len(one.apart) - _NAMED, 'more such answer')}"
    if figures["digests"]:
        yield f"  digests: {_counts(figures['digests'])}"
    for name, heading in _HEADINGS:
        for told in figures[name]:
            places = ", ".join(told["places"][:_NAMED]) + (", ..." if told["count"] > _NAMED else "")
            yield f"  {heading}: {told['what']}: {told['count']:,} ({places})"


def _counts(counts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
