"""Extraction by itself: JSON lines in, JSON lines out, neither network nor disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from archiver.errors import UsageError
from archiver.extract.decode import repaired
from archiver.extract.stages import extract
from archiver.model import Draft

_FIELDS: dict[str, Callable[[Draft], object]] = {
    "title": lambda draft: draft.title,
    "text": lambda draft: draft.text,
    "author": lambda draft: draft.author,
    "published": lambda draft: draft.published,
    "language": lambda draft: draft.language,
    "html": lambda draft: draft.html,
    "markdown": lambda draft: draft.markdown,
    "parts": lambda draft: [asdict(part) for part in draft.parts],
    "stage": lambda draft: draft.stage,
}
FIELDS = tuple(_FIELDS)


class BadLine(Exception):
    """A line of the input that is no page."""


def extract_lines(
    lines: Iterable[bytes | str],
    fields: set[str] | None = None,
    template: bool = True,  # noqa: FBT001, FBT002
) -> Iterator[str]:
    """A result line for each page line, in the order read; a line that is no page gives `{"id", "error"}`.

    Each page is read alone: templates of sites are not learned yet, whatever `template` says.
    """
    for result in extract_results(lines, fields, template=template):
        yield json.dumps(result, ensure_ascii=False)


def extract_results(
    lines: Iterable[bytes | str],
    fields: set[str] | None,
    *,
    template: bool,  # noqa: ARG001
) -> Iterator[dict[str, object]]:
    """The same as values; a failed line has the key `error`."""
    wanted = _wanted(fields)
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _result(line, number, wanted)


def _wanted(fields: set[str] | None) -> tuple[str, ...]:
    unknown = sorted((fields or set()) - {*FIELDS, "id"})
    if unknown:
        raise UsageError(f"unknown field {unknown[0]!r}; there are {', '.join(FIELDS)}")
    return tuple(name for name in FIELDS if fields is None or name in fields)


def _result(line: bytes | str, number: int, wanted: tuple[str, ...]) -> dict[str, object]:
    identity: object = None
    try:
        data = _parsed(line, number)
        identity = data.get("id")
        url, html = data.get("url") or "", data.get("html")
        if not isinstance(html, str) or not isinstance(url, str):
            raise BadLine(f"line {number}: 'html' and 'url' have to be strings")  # noqa: TRY301
    except BadLine as error:
        return {"id": identity, "error": str(error)}
    draft = extract(repaired(html, url), rendered=not {"html", "markdown"}.isdisjoint(wanted))
    return {"id": identity} | {name: _FIELDS[name](draft) for name in wanted}


def _parsed(line: bytes | str, number: int) -> dict[str, object]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"line {number}: no JSON: {error}") from error
    if not isinstance(data, dict):
        raise BadLine(f"line {number}: no JSON object")
    return data
