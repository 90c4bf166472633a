"""What turned the pages of an archived list by a form: buttons and dropdowns become links to the answers that were had."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from archiver.serve.replay_pen import text_of, value_of
from archiver.serve.weaving import Piece, Slot
from archiver.sites.postback import event_of

_MOST_CHOICES = 400


def posted_by(given: dict[str, str], tag: str) -> tuple[str, str] | None:
    """What a button posts: by a script, or under its own name."""
    event = event_of(given.get("onclick", ""))
    if event is not None:
        return event
    submits = tag == "input" and given.get("type", "").strip().lower() in {"submit", "image"}
    return (given["name"], "") if submits and given.get("name") else None


def turning_button(given: dict[str, str], tag: str, event: tuple[str, str], form: str) -> Slot:
    """A button that turns the page is a link to the answer that was had; the one with a picture is ended by who writes that."""
    named = "".join(f' {name}="{value_of(given[name])}"' for name in ("id", "class") if name in given)
    words = given.get("value", "")
    before, after, otherwise = f'<a{named} href="', '">', f"<a{named}>"
    if tag == "input" and not given.get("src"):
        after = f'">{text_of(words)}</a>'
        otherwise = f'<input type="button"{named} value="{value_of(words)}" disabled>'
    return Slot(url=form, use="post", before=before, after=after, otherwise=otherwise, event=event)


def choices(node: LexborNode, name: str, event: tuple[str, str], form: str) -> list[Piece]:
    """A dropdown that shows another list as soon as one chooses is a list of links that opens."""
    options = node.css("option")[:_MOST_CHOICES]
    shown = next((one for one in options if "selected" in one.attributes), options[0] if options else None)
    words = (shown.text(strip=True) or "") if shown is not None else ""
    pieces: list[Piece] = [f'<details style="display:inline-block"><summary>{text_of(words)}</summary>']
    for one in options:
        label = text_of(one.text(strip=True) or "")
        value = one.attributes.get("value")
        choice = (*event, name, (one.text(strip=True) or "") if value is None else value)
        before, after, otherwise = '<a href="', f'">{label}</a><br>', f"{label}<br>"
        if one is shown:
            pieces.append(f"<b>{label}</b><br>")
        else:
            pieces.append(Slot(url=form, use="post", before=before, after=after, otherwise=otherwise, event=choice))
    return [*pieces, "</details>"]
