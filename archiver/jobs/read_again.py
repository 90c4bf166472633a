"""Captures that were read otherwise than by the template of their layout are read again, before the command ends.

So in the end all captures of a layout are read by one template, and a page that was captured before there was one gets no version
by it. What is cut off stands in the list still, and the next ingest goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice

from sqlite_utils import Database

from archiver.errors import WarcError
from archiver.jobs.examine import Finding
from archiver.jobs.lessons import capture_of, learn
from archiver.jobs.payload import is_revisit, key_of
from archiver.jobs.portions import Reading, findings_of, readers
from archiver.jobs.taking import Source, look_again
from archiver.model import Capture
from archiver.processors import usable_processors
from archiver.store import templates as kept
from archiver.store.revisits import held_payload
from archiver.watching import Progress

_AT_ONCE = 512  # captures
_WORTH_A_POOL = 500  # captures; fewer are read before the processes have begun

Settle = Callable[[set[str]], None]  # the articles of these url_keys are to be made anew


def learn_and_read_again(
    db: Database, source: Source, settle: Settle, progress: Progress, reading: Reading | None = None
) -> None:
    """What is left to do for the templates when all has been taken in; `reading`: by the readers that are at work already."""
    source = replace(source, templates=learn(db, source))
    captures = kept.captures_to_read(db)
    if not captures:
        return
    processes = usable_processors() if len(captures) >= _WORTH_A_POOL else 1
    with nullcontext(reading) if reading else readers(processes, source.profile) as how:
        for portion in _portions(captures):
            for more in _read_portion(db, portion, source, how, settle):
                progress(more)


def _portions(captures: list[str]) -> Iterator[list[str]]:
    ordered = iter(captures)
    while portion := list(islice(ordered, _AT_ONCE)):
        yield portion


def _read_portion(db: Database, captures: list[str], source: Source, reading: Reading, settle: Settle) -> Iterator[int]:
    """Each part of it in a transaction of its own: who reads the archive never waits for extraction."""
    revisits: list[Capture] = []
    whole = _whole(captures, db, source, revisits)
    for findings in findings_of(whole, reading, source.profile, ahead_at_most=4, templates=lambda: source.templates):
        with db.atomic():
            settle(_say(db, findings, source))
        yield len(findings)
    if revisits:
        with db.atomic():
            settle({key for capture in revisits for key in _say_once_more(db, capture, source)})
        yield len(revisits)


def _whole(captures: list[str], db: Database, source: Source, revisits: list[Capture]) -> Iterator[Capture]:
    """The captures that hold their payload; the others are put aside."""
    for one in kept.places_of(db, captures):
        try:
            capture = capture_of(one, source)
        except WarcError:  # the file is damaged or gone since: it goes on to say what it said
            continue
        if is_revisit(capture):
            revisits.append(capture)
        else:
            yield capture


def _say(db: Database, findings: list[Finding], source: Source) -> set[str]:
    """Write what captures say now; the url_keys of those that say something else than before."""
    changed = set()
    for found in findings:
        if found.aside:
            said = (found.observation, found.named) if found.observation else None
            if kept.say_of_aside(db, found.aside.read_with, found.capture.id, said, source.profile.key_of):
                changed.add(found.url_key)
        elif found.observation and kept.say_otherwise(db, found.observation, found.named, source.profile.key_of):
            changed.add(found.url_key)
    kept.is_read(db, (found.capture.id for found in findings))
    return changed


def _say_once_more(db: Database, capture: Capture, source: Source) -> set[str]:
    """The same for a capture that names the payload of another."""
    held = held_payload(db, capture)
    said = kept.say_as(db, capture.id, held.capture_id, source.profile.key_of) if held else None
    if said is not None:
        kept.is_read(db, [capture.id])
        return {key_of(capture, source.profile)} if said else set()
    try:
        return _say(db, [look_again(db, capture, source)], source)
    except WarcError:
        return set()
