"""How pieces of a replayed page are written: words, values, the doctype, the elements of a drawing."""

from __future__ import annotations

import re
from html import escape

from selectolax.lexbor import LexborNode

from archiver.serve import replay_tags as tags

# Nothing is given back: where no doctype follows, thirty empty comments can be parted in a thousand million ways.
_DOCTYPE = re.compile(
    r"""\ufeff?(?>\s|<\?[^>]{0,500}>|<!--.{0,5000}?-->)*+<!doctype\s+html(?P<public>\s+public\s+["'](?P<name>[\w\s+/.:-]{0,200})["'])?"""
    r"""(?:\s*(?:system\s+)?["'](?P<system>[\w+/.:-]{0,200})["'])?\s*>""",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def text_of(text: str) -> str:
    """Words, of which none is markup."""
    return escape(_CONTROL.sub("", text), quote=False)


def value_of(text: str) -> str:
    """What stands between the quotation marks of an attribute."""
    return escape(_CONTROL.sub("", text))


def doctype_of(html: str) -> str:
    """The page's own, for a browser decides by it how wide a box is."""
    found = _DOCTYPE.match(html)
    if found is None:
        return ""
    name = f' PUBLIC "{found["name"]}"' if found["public"] else " SYSTEM" if found["system"] else ""
    return f"<!DOCTYPE html{name}" + (f' "{found["system"]}">' if found["system"] else ">")


def begin_drawn(node: LexborNode, tag: str) -> tuple[str, str]:
    """An element of an SVG drawing: what is written where it begins, and its end tag if more follows inside."""
    name = tags.DRAWN.get(tag)
    if name is None:
        return "", ""
    written = [f"<{name}"]
    for key, value in ((key.lower(), value or "") for key, value in node.attributes.items()):
        painted = "url" not in value.lower() and "\\" not in value
        if key in tags.PAINT and (painted or tags.OWN_PAINT.fullmatch(value.strip())):
            written.append(f' {tags.PAINT[key]}="{value_of(value)}"')
        elif key in {"href", "xlink:href"} and tags.FRAGMENT.fullmatch(value):
            written.append(f' href="{value_of(value)}"')
    if name in {"title", "desc"}:  # inside which markup would be markup again
        return "".join([*written, f">{text_of(node.text(deep=True) or '')}</{name}>"]), ""
    return "".join([*written, ">"]), f"</{name}>"
