"""A page as canonical markup: parsed once by lexbor as a browser would, written out balanced, and split at its tags.

What comes after reads strings and never a tree. In canonical markup every element is closed, every value stands in double
quotes and `<` stands nowhere but before a tag, so splitting at tags is exact, and it costs a fraction of a walk over nodes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape

import numpy as np
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from archiver.errors import ProfileError

MARK = "data-archiver-mark"  # what a profile points at is marked so, before the tree is left
FIELD = "archiver-field"  # a SharePoint comment that names the field beside it
# Elements without words for a reader, or whose content is written out unescaped.
_DROPPED = ["script", "style", "svg", "math", "iframe", "template", "canvas", "xmp", "noembed", "noframes", "plaintext"]
_COMMENT_OR_TAG = re.compile("<!--.*?-->|<([^>]*)>", re.DOTALL)
_TAG = re.compile("<([^<>]*)>")
_DATA = "script[type='application/ld+json' i]"
_CAPTIONS = "object [class*='caption' i], object figcaption"
_MOST_CAPTIONS, _WORDS_OF_CAPTION = 50, 5
_TEMPLATE = re.compile(r"<(/?)template\b[^<>]*>", re.IGNORECASE)
_FIELD_COMMENT = re.compile(
    r'<!--[^<>]{0,80}?FieldName="(?P<label>[^"<>]*)"\s+FieldInternalName="(?P<name>[^"<>]*)"\s+FieldType="(?P<type>[^"<>]*)"[^<>]*?-->'
)
_DEEPEST = (
    1500  # elements in one another; a browser stops at 512, and beyond this the parser's time grows with the square
)
# Those that the parser looks back for at each of their kind. A browser nests them all; ruby and preformatted text no page nests in earnest.
_HOLDING = (
    "div|p|section|article|blockquote|ul|ol|li|dl|dd|dt|center|table|tbody|tr|td|main|aside|nav|form|address|details|dialog|dir|fieldset|"
    "figcaption|figure|footer|header|hgroup|listing|menu|optgroup|pre|rb|rp|rtc?|search|summary"
)
_NESTING = re.compile(rf"<(/?)(?:{_HOLDING})\b", re.IGNORECASE)
_NESTED = re.compile(rf"</?(?:{_HOLDING})\b[^<>]*>", re.IGNORECASE)
_LARGE = 200_000  # characters; only a page larger than this can hold enough of what follows
_OVERLONG = 40_000
_OVERLONG_TAG = re.compile(rf"<[a-z][^<>]{{{_OVERLONG},}}>", re.IGNORECASE)
_MANY_ATTRIBUTES = 4000


@dataclass(frozen=True, slots=True)
class Markup:
    """Canonical markup split at its tags: `texts[0] <tags[0]> texts[1] <tags[1]> ...`, and the page's own data."""

    tags: list[str]  # without their brackets: `div class="x"`, `/div`
    texts: list[str]  # one more than tags
    data: tuple[str, ...] = ()  # the texts of JSON-LD scripts


def read_markup(html: str, marks: Mapping[str, tuple[str, ...]] | None = None) -> Markup:
    """Any string gives a page. `marks` are CSS selectors by the name under which what they find is marked."""
    tree = LexborHTMLParser(_bounded(_with_open_shadows(html) if "shadowroot" in html else html))
    data = tuple(node.text() for node in tree.css(_DATA)) if "ld+json" in html else ()
    if marks:
        _mark(tree, marks)
    tree.strip_tags(_DROPPED)
    if tree.tags("object"):
        _set_captions_out(tree)
    written = tree.html or ""
    canonical = _without_comments(written)
    pieces = _split(canonical)
    if (
        len(pieces) != 2 * canonical.count("<") + 1
    ):  # `<div<p a<!--b>`: the standard has it that names may hold the sign
        pieces = _TAG.split(_COMMENT_OR_TAG.sub(_mended, written))
        pieces[0::2] = [text.replace("<", "&lt;").replace(">", "&gt;") for text in pieces[0::2]]
    return Markup(pieces[1::2], pieces[0::2], data)


def _with_open_shadows(html: str) -> str:
    """The page with what its components show of themselves, which a browser takes out of their declarative shadow roots."""
    shadows: list[bool] = []

    def opened(tag: re.Match[str]) -> str:
        if tag[1]:
            return "</div>" if shadows and shadows.pop() else tag[0]
        shadows.append(" shadowroot" in tag[0])
        return "<div>" if shadows[-1] else tag[0]

    return _TEMPLATE.sub(opened, html)


def _mark(tree: LexborHTMLParser, marks: Mapping[str, tuple[str, ...]]) -> None:
    for node in tree.css(f"[{MARK}]"):  # the page's own
        del node.attrs[MARK]
    for name, selectors in marks.items():
        for rank, selector in enumerate(selectors):
            try:
                found = tree.css(selector)
            except (SelectolaxError, ValueError) as error:
                raise ProfileError(f"selector {selector!r} cannot be used: {error}") from error
            for node in found:
                before = node.attrs.get(MARK) or ""
                node.attrs[MARK] = f"{before} {name}.{rank}".strip()


def _set_captions_out(tree: LexborHTMLParser) -> None:
    """Sets the captions of films behind their players, in which they stand among words for readers without Flash."""
    outermost: dict[int, tuple[LexborNode, LexborNode]] = {}
    for node in tree.css(_CAPTIONS)[:_MOST_CAPTIONS]:
        above, held = node.parent, False
        player = node
        while above is not None and not held:
            held = above.mem_id in outermost
            player = above if above.tag == "object" else player
            above = above.parent
        if not held and len(node.text().split()) >= _WORDS_OF_CAPTION:
            outermost[node.mem_id] = player, node
    for player, node in reversed(outermost.values()):
        player.insert_after(node)
        node.decompose()


def _split(canonical: str) -> list[str]:
    """Texts and tags in turns; a text is the first and the last."""
    return canonical.replace(">", "<").split("<")


def _without_comments(html: str) -> str:
    if "FieldInternalName=" in html:
        html = _FIELD_COMMENT.sub(_field, html)
    first, *others = html.split("<!--")
    kept, inside = [first], False
    for piece in others:
        # `<!--[if !IE]><!-->`: what looks like the beginning of another one is its end.
        _, end, rest = (f"--{piece}" if inside else piece).partition("-->")
        inside = not end
        kept.append(rest)
    return "".join(kept)


def _field(match: re.Match[str]) -> str:
    """The comment as a tag of canonical markup, which comments are not."""
    label, name, kind = (escape(unescape(value)).replace("&#x27;", "'") for value in match.groups())
    return f'<{FIELD} label="{label}" name="{name}" type="{kind}">'


def _mended(match: re.Match[str]) -> str:
    return f"<{match[1].replace('<', '')}>" if match[1] else ""


def _bounded(html: str) -> bytes:
    """The page for the parser, without what would take it longer than the size allows: absurd nesting, absurd tags."""
    if len(html) > _LARGE and _has_overlong_tag(html):
        html = _OVERLONG_TAG.sub(lambda tag: tag[0] if tag[0].count("=") < _MANY_ATTRIBUTES else "<b>", html)
    encoded = html.encode("utf-8", "replace")  # half a surrogate pair is no letter
    if len(encoded) > 2 * _DEEPEST and _may_be_deep(encoded) and _depth(html) > _DEEPEST:
        encoded = _NESTED.sub(" ", html).encode("utf-8", "replace")
    return encoded


def _may_be_deep(encoded: bytes) -> bool:
    """Whether enough tags begin as those do that hold others; on arrays, since this is asked of every page."""
    signs = np.frombuffer(encoded, np.uint8)
    begins = signs[:-2] == ord("<")
    if np.count_nonzero(begins) <= 2 * _DEEPEST:
        return False
    begins = np.flatnonzero(begins)
    return int(np.count_nonzero(_begins_of_holding()[signs[begins + 1], signs[begins + 2]])) > _DEEPEST


@cache
def _begins_of_holding() -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Whether a tag that begins with these two bytes may be one of those that hold others."""
    table = np.zeros((256, 256), np.bool_)
    for name in _HOLDING.split("|"):
        first, second = ([ord(letter), ord(letter.upper())] for letter in f"{name}?"[:2])
        table[first] |= len(name) == 1  # what follows is no letter of it
        table[np.ix_(first, second)] = True
    return table


def _has_overlong_tag(html: str) -> bool:
    """Whether a tag of `_OVERLONG` signs may be here: then one of the windows of half that size has no bracket, and lies in a tag."""
    half = _OVERLONG // 2
    for start in range(0, len(html) - half, half):
        if html.find("<", start, start + half) < 0:
            begin = html.rfind("<", 0, start)
            if html[begin + 1 : begin + 2].isalpha() and html.find(">", begin, start + half) < 0:
                return True
    return False


def _depth(html: str) -> int:
    depth = deepest = 0
    for closes in _NESTING.findall(html):
        if closes:
            depth = max(0, depth - 1)
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
