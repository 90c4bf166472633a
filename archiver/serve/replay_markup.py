"""An archived page, safe to be shown: parsed as a browser would, and written anew from what is known to be harmless.

No script, handler, form, refresh, `base` or plug-in is left; each address is a slot. What was never heard of is not
written: its words are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archiver.serve import replay_tags as tags
from archiver.serve.replay_pen import begin_drawn, doctype_of, text_of, value_of
from archiver.serve.replay_style import inline_picture, weave_style
from archiver.serve.replay_turning import choices, posted_by, turning_button
from archiver.serve.weaving import Piece, Slot, as_attribute
from archiver.sites.postback import event_of
from archiver.sites.urls import absolute

LARGEST = 8_000_000  # characters of one page
_MOST_NODES = 400_000
_MARK = "data-replay"
# Beside the page's own looks: what the archive does not hold is seen, and said in the title.
_MARKS = (
    f"a[{_MARK}]{{text-decoration:underline dashed!important;cursor:help!important}}"
    f"img[{_MARK}],iframe[{_MARK}]{{outline:1px dashed #888!important;outline-offset:-1px!important}}"
)
# Of a srcset, as HTML (4.8.4.2.2) reads it; possessive, because twenty thousand commas would be tried in every way.
_CANDIDATE = re.compile(r"[\s,]*+([^\s,]\S*+)(?:(?<=,)|([^,]*+))")
_DESCRIPTOR = re.compile(r"[0-9.]{1,10}[wxh]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What of ours stands in a replayed page."""

    absent: str  # the words for what the archive does not hold
    elsewhere: Callable[[str], str]  # our page about an address that the archive does not hold
    strip: str = ""  # markup at the head of the page, made by us


@dataclass(frozen=True, slots=True, kw_only=True)
class Woven:
    """A page ready to be filled."""

    pieces: list[Piece]
    state: str  # of its view state, as `state_of` tells it; "" where the page has none


def state_of(view_state: str | None) -> str:
    """A view state, by which the request that a page led to is known again, in few letters."""
    return hashlib.sha256(view_state.encode("utf-8", "replace")).hexdigest()[:16] if view_state else ""


def weave_page(html: str, url: str, setting: Setting) -> Woven:
    """The page that had this address."""
    tree = _parsed(html)
    stated = tree.css_first('input[name="__VIEWSTATE"]')
    based = tree.css_first("base[href]")
    base = (absolute(based.attributes.get("href") or "", url) if based is not None else None) or url
    writer = _Writer(base, url, setting)
    writer.pieces.append(doctype_of(html))
    if tree.root is not None:
        writer.write(tree.root)
    return Woven(pieces=writer.pieces, state=state_of(stated.attributes.get("value")) if stated is not None else "")


def weave_drawing(svg: str, url: str, setting: Setting) -> str:
    """An SVG file as a picture that stands by itself."""
    root = _parsed(svg).css_first("svg")
    if root is None:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>'
    writer = _Writer(url, url, setting)
    writer.write(root)
    text = "".join(piece for piece in writer.pieces if isinstance(piece, str))
    return text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def _parsed(html: str) -> LexborHTMLParser:
    text = html[:LARGEST].encode("utf-8", "replace").decode("utf-8")
    return LexborHTMLParser(text)


class _Writer:
    """Writes the elements that may be shown, one after the other."""

    def __init__(self, base: str, url: str, setting: Setting) -> None:
        self.pieces: list[Piece] = []
        self._base = base
        self._form = self._url = url
        self._setting = setting
        self._drawn = 0  # how deep inside an SVG drawing
        self._nodes = 0

    def write(self, root: LexborNode) -> None:
        """The element with all that is in it; without recursion, for a page may nest as deep as it likes."""
        ends: list[tuple[LexborNode | None, str]] = []
        node: LexborNode | None = root
        while self._nodes < _MOST_NODES:
            if node is None:
                if not ends:
                    return
                node, end = ends.pop()
                self._end(end)
                continue
            self._nodes += 1
            following = None if node is root else node.next
            end_tag, inside = self._begin(node)
            if inside:
                ends.append((following, end_tag))
                node = node.child
            else:
                node = following
        for _, end in reversed(ends):
            self._end(end)

    def _end(self, end: str) -> None:
        if end.startswith("</") and self._drawn:
            self._drawn -= 1
        self.pieces.append(end)

    def _begin(self, node: LexborNode) -> tuple[str, bool]:
        """Write what begins here: its end tag, and whether what is inside is to be written."""
        tag = (node.tag or "").lower()
        if tag == "-text":
            self.pieces.append(text_of(node.text_content or ""))
            return "", False
        if tag.startswith("-") or tag in tags.DROPPED:
            return "", False
        if self._drawn or tag == "svg":
            text, end = begin_drawn(node, tag)
            self.pieces.append(text)
            self._drawn += bool(end)
            return end, bool(end) or tag in {"a", "switch"}
        if tag in tags.LITERAL:
            self.pieces.append(f"<pre>{text_of(node.text(deep=True) or '')}</pre>")
            return "", False
        if tag not in tags.KEPT:
            return "", True
        return self._begin_kept(node, tag)

    def _begin_kept(self, node: LexborNode, tag: str) -> tuple[str, bool]:
        given = {name.lower(): value or "" for name, value in node.attributes.items()}
        if self._instead(node, given, tag):
            return "", False
        if tag in {"input", "button"} and (event := posted_by(given, tag)) is not None:
            return self._button(given, tag, event)
        if tag == "form":
            self._form = absolute(given.get("action", ""), self._base) or self._url
        self.pieces.append(f"<{tag}")
        self._attributes(tag, given)
        self.pieces.append(">")
        if tag == "head":
            self.pieces.append(f'<meta charset="utf-8"><style>{_MARKS}</style>')
        elif tag == "body":
            self.pieces.append(self._setting.strip)
        elif tag == "iframe":  # what is inside is for browsers without frames
            self.pieces.append("</iframe>")
        whole = tag in tags.VOID or tag == "iframe"
        return ("", False) if whole else (f"</{tag}>", True)

    def _instead(self, node: LexborNode, given: dict[str, str], tag: str) -> bool:
        """Write what stands in an element's place, if anything: nothing for a hidden field."""
        if tag == "style":
            self._style(node, given)
        elif tag == "link":
            self._stylesheet(given)
        elif tag == "select" and (event := event_of(given.get("onchange", "").replace("\\'", "'"))) is not None:
            self.pieces += choices(node, given.get("name", ""), event, self._form)
        else:
            return tag == "input" and given.get("type", "").strip().lower() in {"hidden", "file"}
        return True

    def _attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name in tags.ATTRIBUTES or tags.ARIA.fullmatch(name) or (name == "name" and tag in {"a", "map"}):
                self.pieces.append(f' {name}="{value_of(value)}"')
            elif name == "usemap" and value.startswith("#"):
                self.pieces.append(f' usemap="{value_of(value)}"')
            elif name == "style":
                self.pieces += [' style="', *as_attribute(weave_style(value, self._base)), '"']
            elif name == "srcset" and tag in {"img", "source"}:
                self._candidates(value)
        self._addresses(tag, given)
        if tag in tags.CONTROLS:
            self.pieces.append(" disabled")
        elif tag in {"audio", "video"} and "controls" not in given:
            self.pieces.append(" controls")

    def _addresses(self, tag: str, given: dict[str, str]) -> None:
        for name in tags.PARTS.get(tag, ()):
            written = next(filter(None, (given.get(lazy) for lazy in tags.LAZY)), None) if tag == "img" else None
            if (written := written or given.get(name)) is not None:
                self._part(name, written)
        if tag in {"a", "area"}:
            self._link(given)
        elif tag in {"iframe", "frame"}:
            absent = f' {_MARK}="absent" title="{value_of(self._setting.absent)}"'
            self._slot(given.get("src", ""), "frame", ' sandbox="" src="', '"', absent)

    def _part(self, name: str, written: str) -> None:
        if (picture := inline_picture(written)) is not None:
            self.pieces.append(f' {name}="{value_of(picture)}"')
        elif name == "background":
            self._slot(written, "part", ' background="', '"', "")
        else:
            self._slot(written, "part", f' {name}="', '"', f' {_MARK}="absent"')

    def _slot(self, written: str, use: str, before: str, after: str, otherwise: str) -> None:
        url = absolute(written, self._base) if written.strip() else None
        if url is None:
            self.pieces.append(otherwise)
        else:
            self.pieces.append(
                Slot(
                    url=url, use="frame" if use == "frame" else "part", before=before, after=after, otherwise=otherwise
                )
            )

    def _candidates(self, srcset: str) -> None:
        self.pieces.append(' srcset="')
        written, place = srcset[:20_000], 0
        while match := _CANDIDATE.match(written, place):
            place = match.end()
            if url := absolute(match[1].rstrip(","), self._base):
                size = (match[2] or "").strip()
                tail = f" {size}, " if _DESCRIPTOR.fullmatch(size) else ", "
                self.pieces.append(Slot(url=url, use="part", before="", after=tail, otherwise=""))
        self.pieces.append('"')

    def _link(self, given: dict[str, str]) -> None:
        href = given.get("href", "").strip()
        event = event_of(f"{href} {given.get('onclick', '')}")
        absent = f' {_MARK}="absent"' + ("" if "title" in given else f' title="{value_of(self._setting.absent)}"')
        if event is not None:
            self.pieces.append(
                Slot(url=self._form, use="post", before=' href="', after='"', otherwise=absent, event=event)
            )
        elif tags.FRAGMENT.fullmatch(href):
            self.pieces.append(f' href="{value_of(href)}"')
        elif href and not href.startswith("#") and (url := absolute(href, self._base)):
            _, mark, part = href.partition("#")
            tail = f'#{part}"' if mark and tags.FRAGMENT.fullmatch(f"#{part}") else '"'
            about = value_of(self._setting.elsewhere(url))
            self.pieces.append(
                Slot(url=url, use="link", before=' href="', after=tail, otherwise=f' href="{about}"{absent}')
            )

    def _button(self, given: dict[str, str], tag: str, event: tuple[str, str]) -> tuple[str, bool]:
        self.pieces.append(turning_button(given, tag, event, self._form))
        if tag == "button":
            return "</a>", True
        if given.get("src"):
            self.pieces.append(f'<img alt="{value_of(given.get("alt") or given.get("title") or "")}"')
            self._part("src", given["src"])
            self.pieces.append("></a>")
        return "", False

    def _stylesheet(self, given: dict[str, str]) -> None:
        if "stylesheet" not in given.get("rel", "").lower().split() or "alternate" in given.get("rel", "").lower():
            return
        media = f' media="{value_of(given["media"])}"' if "media" in given else ""
        if url := absolute(given.get("href", ""), self._base) if given.get("href", "").strip() else None:
            before = f'<link rel="stylesheet"{media} href="'
            self.pieces.append(Slot(url=url, use="style", before=before, after='">', otherwise=""))

    def _style(self, node: LexborNode, given: dict[str, str]) -> None:
        media = f' media="{value_of(given["media"])}"' if "media" in given else ""
        self.pieces += [f"<style{media}>", *weave_style(node.text(deep=True) or "", self._base), "</style>"]
