"""How many of a thing there are, as people say it; whatever is counted for a reader is counted here."""

from __future__ import annotations


def counted(number: int, thing: str, things: str | None = None) -> str:
    """`1 page`, `1,204 pages`; `thing` is one of them, `things` are many where the ending does not tell."""
    if number == 1:
        return f"1 {thing}"
    return f"{number:,} {things or _many(thing)}"


def _many(thing: str) -> str:
    if thing.endswith("y") and thing[-2] not in "aeo":  # galleries, but days
        return f"{thing[:-1]}ies"
    return f"{thing}es" if thing.endswith("s") else f"{thing}s"
