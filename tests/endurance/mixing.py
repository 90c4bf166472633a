"""What is no page and no document: `python -m tests.endurance.mixing [SECONDS] [SEED]`.

Pages and documents are damaged and mixed in a hundred ways (`mixed_pages`, `mixed_documents`); then each is read. None may raise but
what says in words that it is damaged, and none may take longer than its size allows. What falls short is kept in files that are named
at the end. The exit code is 1 where something does.

Time is that of the processor, and the bound is wide: what it is for are patterns that try each way to part a row of dashes.
"""

from __future__ import annotations

import random
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import process_time

from tests.endurance import mixed_documents, mixed_pages
from tests.quality.score import say

_BOUND, _BOUND_OF_MEGABYTE = 10.0, 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Mixture:
    """What is made of bytes by chance, and how it is read: the reason why that is not good, or nothing."""

    suffix: str
    made: Callable[[random.Random], bytes]
    reason_against: Callable[[bytes], str]


@dataclass(slots=True)
class Outcome:
    """How many were read, and what fell short: the reason, and the file that holds it."""

    read: int = 0
    short: list[str] = field(default_factory=list)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    mixtures = of_pages(mixed_pages.every_page()), of_documents(mixed_documents.every_document())
    outcome = run(mixtures, seed, lambda read: process_time() < seconds or not read)
    say("\n".join((f"{outcome.read} read, {len(outcome.short)} fell short", *outcome.short)))
    return bool(outcome.short)


def of_pages(pages: Sequence[str]) -> Mixture:
    return Mixture(".html", partial(mixed_pages.made, pages), mixed_pages.reason_against)


def of_documents(documents: Sequence[bytes]) -> Mixture:
    return Mixture(".bin", partial(mixed_documents.made, documents), mixed_documents.reason_against)


def run(mixtures: Sequence[Mixture], seed: int, goes_on: Callable[[int], bool]) -> Outcome:
    """Mixes and reads, one kind after the other, as long as `goes_on`, which is told how many were read, says so."""
    chance, outcome = random.Random(seed), Outcome()
    while goes_on(outcome.read):
        mixture = mixtures[outcome.read % len(mixtures)]
        body = mixture.made(chance)
        if reason := _reason_against(mixture, body):
            with tempfile.NamedTemporaryFile(prefix="mixing-", suffix=mixture.suffix, delete=False) as kept:
                kept.write(body)
            outcome.short.append(f"{kept.name}: {reason}")
        outcome.read += 1
    return outcome


def _reason_against(mixture: Mixture, body: bytes) -> str:
    start = process_time()
    try:
        reason = mixture.reason_against(body)
    except Exception:  # noqa: BLE001 - whatever it is, nothing that a site sends must raise it
        return traceback.format_exc(limit=-2)
    took = process_time() - start
    return f"{len(body)} bytes took {took:.0f} s" if took > _BOUND + _BOUND_OF_MEGABYTE * len(body) / 1e6 else reason


if __name__ == "__main__":
    sys.exit(main())
