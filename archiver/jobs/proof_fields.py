"""What an index says of a text, held field by field against what its record says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CONTEXT = 40  # letters that are shown round the place where two texts part


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which the record says something else than the index."""

    field: str
    index: str | None
    record: str | None
    at: int | None = None  # the first letter that differs, from 0; the texts are given from shortly before it


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The fields that are not the same."""
    return tuple(_difference(name, expected[name], found[name]) for name in expected if expected[name] != found[name])


def _difference(name: str, index: Any, record: Any) -> Difference:
    """Where two texts part; short values are given whole."""
    if not (isinstance(index, str) and isinstance(record, str)) or max(len(index), len(record)) <= 2 * _CONTEXT:
        return Difference(name, _text(index), _text(record))
    at = next((n for n, (a, b) in enumerate(zip(index, record, strict=False)) if a != b), min(len(index), len(record)))
    begin = max(0, at - _CONTEXT)
    return Difference(name, index[begin : at + _CONTEXT], record[begin : at + _CONTEXT], at)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
