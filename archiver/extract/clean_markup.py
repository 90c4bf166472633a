"""Clean markup of chosen blocks: their words as they stand, with the elements that mean something, links absolute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urljoin

from archiver.extract.blocks import PERMALINKS, Block, Sheet
from archiver.extract.files import source_of
from archiver.extract.tags import BOX, HEADINGS, MEANINGS, SKIP, TITLE, VOID, Tag, attributes_of

_MEANT = frozenset(
    (
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody",
        "tfoot", "tr", "td", "th", "blockquote", "pre", "code", "figure", "figcaption", "img", "a", "b", "strong", "i",
        "em", "u", "sub", "sup", "br", "hr",
    )
)  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SIGNS = "%/:=&?~#+!$,;'@()*[]|"  # what stays as it is in an address
_CELLS = frozenset(("td", "th"))
_IN_LINES = frozenset(("a", "b", "strong", "i", "em", "u", "sub", "sup", "code"))  # of those that are written
_DIVISION = "div"  # as which every other element is written that parts its words from those round it
TAGS = frozenset((*_MEANT, _DIVISION, "wbr"))  # that can be in what is written
_SPANS = frozenset(("colspan", "rowspan"))
_SPAN = re.compile("[0-9]{1,4}")  # cells, of which a browser takes a thousand in a row
# Elements in one another that are written: markdownify calls itself three times for each, and Python stops at a thousand.
_DEEPEST = 100
_NAME = re.compile("<(/?)([a-z0-9]+)")
# nh3 takes time with the square of the references and odd signs in one text: longer ones are parted, and joined when it is done.
_LONGEST = 10_000  # signs
_STRETCH = re.compile(rf"(?:&[a-z]+;|.){{1,{_LONGEST}}}", re.DOTALL)
JOINT = "<wbr>"
_SPACES = re.compile("[ \t\r\n\f]{2,}")


@dataclass(slots=True)
class _Open:
    """An element whose end has not come."""

    name: str  # "": it has no meaning of its own, and is written as a division where something stands directly in it
    at: int  # where it is written in `out`, or -1
    skips: bool  # its words are not read
    is_box: bool  # what stands in it stands apart from what stands round it
    filled: bool = False
    speaks: bool = False  # words or pictures stand directly in it


class Writer:
    """Writes the kept text anew, with the elements that have a meaning and stand round something that is kept."""

    def __init__(
        self, sheet: Sheet, blocks: list[Block], pictures: frozenset[int], base: str, original_of: Callable[[str], str]
    ) -> None:
        self.sheet, self.pictures, self.base, self.original_of = sheet, pictures, base, original_of
        self.kept = frozenset(slot for block in blocks for slot in range(block.first, block.last + 1))
        boxes = sheet.boxes
        common = next(
            box
            for box in sheet.above(blocks[0].box)
            if not box or (boxes.begins[box] <= blocks[0].index and boxes.ends[box] > blocks[-1].index)
        )
        self.start = boxes.slots[common]
        self.stop = max(blocks[-1].last, self.start + 1)
        self.out: list[str] = []
        self.preformatted = 0  # open elements whose spaces count
        self.skipped = 0  # open elements whose words are not read: buttons, lists to choose from
        self.open: list[_Open] = []
        self.around: list[_Open] = []  # those of them whose lines are not lines of another

    def written(self) -> str:
        tags, texts = self.sheet.markup.tags, self.sheet.markup.texts
        for slot in range(self.start, len(tags)):
            raw = tags[slot]
            if raw.startswith("/"):
                if not self.open:
                    break
                self._end()
            else:
                self._start(slot, raw)
            if slot + 1 in self.kept and texts[slot + 1] and not self.skipped:
                self._say(texts[slot + 1])
            if slot >= self.stop and not self.open:
                break
        while self.open:
            self._end()
        return "".join(_flattened(self.out))

    def _say(self, text: str) -> None:
        if (
            text.strip() in PERMALINKS and self._is_link_in_heading()
        ):  # elsewhere it is a word: "# Posted 4:15 PM by ..."
            return
        said = text if self.preformatted else _SPACES.sub(_one_space, text)
        self.out.append(JOINT.join(_STRETCH.findall(said)) if len(said) > _LONGEST else said)
        if not text.isspace():
            self._fill()

    def _fill(self) -> None:
        """Words or a picture have been written."""
        if self.around:
            self.around[-1].speaks = True
        for one in reversed(self.open):
            if one.filled:
                break
            one.filled = True

    def _part(self) -> None:
        """What was said stands apart from what comes, also where no tag is written that says so."""
        if self.around and self.around[-1].speaks and not self.out[-1][-1:].isspace():
            self.out.append("\n")

    def _start(self, slot: int, raw: str) -> None:
        tag = MEANINGS[raw]
        name, written = tag.name, ""
        is_box = tag.code_where_seen == BOX
        if name == "img":
            written = self._picture(raw) if slot in self.pictures else ""
            if written:
                self._fill()
        elif name in {"br", "hr"}:
            written = f"<{name}>" if slot + 1 in self.kept or slot in self.kept else ""
        elif name in _MEANT:
            written = f"<{name}{self._attributes(name, raw)}>"
        elif is_box:
            written = f"<{_DIVISION}>"
        if is_box and name in _IN_LINES:
            self._part()
        if name not in VOID:
            one = _Open(name if name in _MEANT else "", len(self.out) if written else -1, self._skips(tag), is_box)
            self.preformatted += name == "pre"
            self.skipped += one.skips
            self.open.append(one)
            if is_box and name not in _IN_LINES:
                self.around.append(one)
        self.out.append(written)

    def _is_link_in_heading(self) -> bool:
        return bool(self.open) and self.open[-1].name == "a" and any(one.name in HEADINGS for one in self.open)

    def _skips(self, tag: Tag) -> bool:
        """Whether its words are not read; those of a button are, where it is a heading."""
        if tag.name == "button" and self.sheet.asks:
            return tag.kind != "heading" and all(one.name not in HEADINGS for one in self.open)
        return tag.code in {SKIP, TITLE}

    def _end(self) -> None:
        one = self.open.pop()
        if self.around and self.around[-1] is one:
            self.around.pop()
        self.skipped -= one.skips
        self.preformatted -= one.name == "pre"
        if one.at >= 0:
            if one.filled or one.name in _CELLS:
                if one.name or one.speaks:
                    self.out.append(f"</{one.name or _DIVISION}>")
                else:
                    self.out[one.at] = ""
            elif one.is_box:
                del self.out[one.at :]
            else:  # a space in bold is a space
                self.out[one.at] = ""
        if one.is_box and (one.name in _IN_LINES or not one.filled):
            self._part()

    def _attributes(self, name: str, raw: str) -> str:
        values = attributes_of(raw)
        if name == "a":
            values["href"] = self._absolute(values.get("href", ""))
        told = (key for key in sorted(ATTRIBUTES.get(name, ())) if values.get(key))
        kept = [key for key in told if key not in _SPANS or _SPAN.fullmatch(values[key])]
        return "".join(f' {key}="{escape(values[key])}"' for key in kept)

    def _picture(self, raw: str) -> str:
        values = attributes_of(raw)
        source = self.original_of(self._absolute(source_of(values) or ""))
        texts = "".join(f' {key}="{escape(values[key])}"' for key in ("alt", "title") if values.get(key))
        return f'<img src="{escape(source)}"{texts}>' if source else ""

    def _absolute(self, address: str) -> str:
        try:
            return quote(urljoin(self.base, address.strip()), safe=_SIGNS) if address else ""
        except ValueError:  # "http://[" is no address
            return ""


def _flattened(pieces: list[str]) -> Iterator[str]:
    """Words, and tags without those that stand too deep in others; what was in a box of its own stays apart."""
    depth = 0
    for piece in pieces:
        tag = _NAME.match(piece)
        if not tag or tag[2] in VOID:
            yield piece
            continue
        depth += not tag[1]
        if depth <= _DEEPEST:
            yield piece
        elif tag[2] not in _IN_LINES:
            yield "\n"
        depth -= bool(tag[1])


def _one_space(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "
