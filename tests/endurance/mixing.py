"""Pages that are none: `python -m tests.endurance.mixing [SECONDS] [SEED]`.

Pages are cut, spliced with others, mixed up at their tags, stripped of ends and quotes, a few of their signs are said ten thousand
times, and some bytes are changed; then each is decoded and read whole, with HTML and Markdown. None may raise, none may take longer
than its size allows, and each line of the text must stand in the HTML. The pages are those of all sets that ARCHIVER_TEST_DATA names, or those of the simulated portal; what
falls short is kept in files that are named at the end. The exit code is 1 where something does.

Time is that of the processor, and the bound is wide: what it is for are patterns that try each way to part a row of dashes.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import process_time

from archiver.extract.decode import decode
from archiver.extract.stages import extract
from archiver.model import Draft
from tests.extract.shown_words import shown
from tests.quality import portal
from tests.quality.data import names, read_set
from tests.quality.score import say

_BOUND, _BOUND_OF_MEGABYTE = 10.0, 10.0  # seconds
_CHARSETS = (None, "utf-8", "windows-1258", "gbk")
_OTHER_TAGS = ("table", "b", "a", "section", "pre", "ul", "center", "svg", "select", "object", "title")
_BLANKS = (" ", "\n", "\t", "\xa0", "&nbsp;")
_REPEATED = 100_000  # signs
_CONTROL = re.compile("[\x00-\x1f|]")  # which markup cannot hold, and what parts the cells of a row


@dataclass(slots=True)
class Outcome:
    """How many pages were read, and what fell short: the reason, and the file that holds the page."""

    pages: int = 0
    short: list[str] = field(default_factory=list)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    outcome = run(_sources(), seed, lambda read: process_time() < seconds or not read)
    say("\n".join((f"{outcome.pages} pages, {len(outcome.short)} fell short", *outcome.short)))
    return bool(outcome.short)


def run(sources: Sequence[str], seed: int, goes_on: Callable[[int], bool]) -> Outcome:
    """Mixes and reads pages as long as `goes_on`, which is told how many were read, says so."""
    chance, outcome = random.Random(seed), Outcome()
    while goes_on(outcome.pages):
        body = _bytes_of(mixed(sources, chance), chance)
        charset = chance.choice(_CHARSETS)
        if reason := _reason_against(body, charset):
            with tempfile.NamedTemporaryFile(prefix="mixing-", suffix=".html", delete=False) as kept:
                kept.write(body)
            outcome.short.append(f"{kept.name} ({charset}): {reason}")
        outcome.pages += 1
    return outcome


def mixed(sources: Sequence[str], chance: random.Random) -> str:
    """A page to which one to three things have been done."""
    html = chance.choice(sources)
    for _ in range(chance.randrange(1, 4)):
        html = chance.choice(_WAYS)(html, sources, chance)
    return html


def _cut(html: str, _: Sequence[str], chance: random.Random) -> str:
    return html[: chance.randrange(len(html) + 1)]


def _without_middle(html: str, _: Sequence[str], chance: random.Random) -> str:
    first, last = sorted(chance.randrange(len(html) + 1) for _ in range(2))
    return html[:first] + html[last:]


def _spliced(html: str, sources: Sequence[str], chance: random.Random) -> str:
    other = chance.choice(sources)
    return html[: chance.randrange(len(html) + 1)] + other[chance.randrange(len(other) + 1) :]


def _shuffled(html: str, _: Sequence[str], chance: random.Random) -> str:
    pieces = html.split("<")
    for _ in range(20):
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        pieces[one], pieces[other] = pieces[other], pieces[one]
    return "<".join(pieces)


def _renamed(html: str, _: Sequence[str], chance: random.Random) -> str:
    return re.sub(
        r"<(?:div|p|td|tr|li|span|h1)\b",
        lambda tag: tag[0] if chance.random() < 0.7 else f"<{chance.choice(_OTHER_TAGS)}",
        html,
    )


def _unclosed(html: str, _: Sequence[str], chance: random.Random) -> str:
    return re.sub(r"</\w+>", lambda tag: tag[0] if chance.random() < 0.5 else "", html)


def _unquoted(html: str, _: Sequence[str], chance: random.Random) -> str:
    return html.replace('"', "'" if chance.random() < 0.5 else "", chance.randrange(50)).replace(
        ">", "", chance.randrange(5)
    )


def _repeated(html: str, _: Sequence[str], chance: random.Random) -> str:
    """A few of its signs, or of blanks, very often: what a pattern tries from each of them takes time with the square."""
    start = chance.randrange(len(html) + 1)
    few = (
        html[start : start + chance.choice((1, 2, 3, 5, 8, 13, 40))]
        if chance.random() < 0.8
        else chance.choice(_BLANKS)
    )
    return html[:start] + few * (_REPEATED // max(1, len(few))) + html[start:]


_WAYS = (_cut, _without_middle, _spliced, _shuffled, _renamed, _unclosed, _unquoted, _repeated)


def _bytes_of(html: str, chance: random.Random) -> bytes:
    body = bytearray(html.encode("utf-8", "replace"))
    if body and chance.random() < 0.3:
        for _ in range(chance.randrange(200)):
            body[chance.randrange(len(body))] = chance.randrange(256)
    return bytes(body)


def _reason_against(body: bytes, charset: str | None) -> str:
    start = process_time()
    try:
        draft = extract(decode(body, charset, "https://so-vi-du.example/a/b.html"))
    except Exception:  # noqa: BLE001 - whatever it is, a page must not raise it
        return traceback.format_exc(limit=-2)
    took = process_time() - start
    if took > _BOUND + _BOUND_OF_MEGABYTE * len(body) / 1e6:
        return f"{len(body)} bytes took {took:.0f} s"
    missing = _missing_in_html(draft)
    return f"not in the HTML: {missing[0]!r}" if missing else ""


def _missing_in_html(draft: Draft) -> list[str]:
    letters = "".join(shown(draft.html).split())
    lines = (line for line in draft.text.split("\n") if not _CONTROL.search(line))
    return [line for line in lines if "".join(line.split()) not in letters]


def _sources() -> list[str]:
    if not os.environ.get("ARCHIVER_TEST_DATA"):
        return [page.html for page in portal.pages()]
    return [page.html for name in names() for page in read_set(name)]


if __name__ == "__main__":
    sys.exit(main())
