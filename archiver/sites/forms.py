"""The one form of an ASP.NET page, as a browser would send it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast
from urllib.parse import urlencode

from lxml import html

from archiver.sites.urls import absolute, origin_of

_NEVER_SENT = {"submit", "button", "image", "reset", "file"}  # a button counts only when it is pressed
_MOST_FIELDS = 5000


def action_of(form: html.HtmlElement, base: str) -> str | None:
    """Where the form is sent; None where that is another site."""
    action = absolute(form.get("action") or "", base)
    return action if action is not None and origin_of(action) == origin_of(base) else None


def body_of(form: html.HtmlElement, event: Mapping[str, str], chosen: Mapping[str, str]) -> bytes:
    """The form as it stands in the page, with the event that a script would set and other choices in its dropdowns."""
    fields = list(event.items())
    fields += [(name, chosen.get(name, value)) for name, value in _controls(form) if name not in event]
    return urlencode(fields[:_MOST_FIELDS], errors="replace").encode("ascii")


def selected_in(select: html.HtmlElement) -> list[str]:
    """The values that a dropdown or a list holds."""
    options = [one for one in select.iter("option") if one.get("disabled") is None]
    marked = [value_of(one) for one in options if one.get("selected") is not None]
    if select.get("multiple") is not None:
        return marked
    return marked[-1:] or [value_of(one) for one in options[:1]]


def value_of(option: html.HtmlElement) -> str:
    """What is sent for an option: its value, or its words."""
    value = option.get("value")
    return value if value is not None else " ".join(" ".join(cast("list[str]", [*option.itertext()])).split())


def _controls(form: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for field in form.iter("input", "select", "textarea"):
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "select":
            yield from ((name, value) for value in selected_in(field))
        elif field.tag == "textarea":
            yield name, "".join(cast("list[str]", [*field.itertext()])).removeprefix("\n")
        else:
            kind = (field.get("type") or "text").lower()
            if kind in {"radio", "checkbox"}:
                if field.get("checked") is not None:
                    yield name, field.get("value", "on")
            elif kind not in _NEVER_SENT:
                yield name, field.get("value") or ""
