"""Extraction by itself: JSON lines in, JSON lines out, neither network nor disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from archiver.errors import UsageError
from archiver.jobs.sites_in_input import Given, drafts_alone, drafts_by_site
from archiver.model import Draft

_FIELDS: dict[str, Callable[[Draft], object]] = {
    "title": lambda draft: draft.title,
    "text": lambda draft: draft.text,
    "author": lambda draft: draft.author,
    "published": lambda draft: draft.published,
    "language": lambda draft: draft.language,
    "tags": lambda draft: draft.tags,
    "place": lambda draft: draft.place,
    "event_dates": lambda draft: draft.event_dates,
    "html": lambda draft: draft.html,
    "markdown": lambda draft: draft.markdown,
    "parts": lambda draft: [asdict(part) for part in draft.parts],
    "stage": lambda draft: draft.stage,
    "stages": lambda draft: draft.stages,
    "confidence": lambda draft: draft.confidence,
}
FIELDS = tuple(_FIELDS)


def extract_results(
    lines: Iterable[bytes | str], fields: set[str] | None, *, template: bool
) -> Iterator[dict[str, object]]:
    """A result for each page line, in the order read; a line that is no page gives `{"id", "error"}`.

    Pages of one host teach each other what they have in common, for which all lines are read before the first result is made;
    without `template` each page is read alone, as it comes.
    """
    wanted = _wanted(fields)
    rendered = not {"html", "markdown"}.isdisjoint(wanted)
    given = (_given(line, number) for number, line in enumerate(lines, 1) if line.strip())
    for one, draft in (drafts_by_site if template else drafts_alone)(given, rendered=rendered):
        yield {"id": one.identity} | (
            {"error": one.error} if draft is None else {name: _FIELDS[name](draft) for name in wanted}
        )


def _wanted(fields: set[str] | None) -> tuple[str, ...]:
    unknown = sorted((fields or set()) - {*FIELDS, "id"})
    if unknown:
        raise UsageError(f"unknown field {unknown[0]!r}; there are {', '.join(FIELDS)}")
    return tuple(name for name in FIELDS if fields is None or name in fields)


def _given(line: bytes | str, number: int) -> Given:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Given(None, error=f"line {number}: no JSON: {error}")
    if not isinstance(data, dict):
        return Given(None, error=f"line {number}: no JSON object")
    url, html = data.get("url") or "", data.get("html")
    if not isinstance(html, str) or not isinstance(url, str):
        return Given(data.get("id"), error=f"line {number}: 'html' and 'url' have to be strings")
    return Given(data.get("id"), url, html)
