"""Fields that a platform names itself: SharePoint's list forms and publishing fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from archiver.extract.blocks import FieldComment, Sheet
from archiver.extract.tags import attributes_of
from archiver.vietnamese.folding import fold

_CREATED = re.compile(r"^(?:created at|duoc tao (?:luc|vao))\b(?P<date>.{4,60}?)(?:\bby\b|\bboi\b|$)")

TITLES = frozenset(("title", "tieu de", "tieude", "ten bai", "trich yeu", "trichyeu"))
BODIES = frozenset(("body", "noi dung", "noidung", "content", "articlecontent", "publishingpagecontent"))
PUBLISHED = (
    "ngay dang", "ngaydang", "ngay xuat ban", "ngayxuatban", "articlestartdate", "publishingdate", "publisheddate", "ngaydangtin",
    "ngay dang tin", "created", "ngay tao",
)  # fmt: skip
AUTHORS = frozenset(("tac gia", "tacgia", "author byline", "articlebyline"))
SOURCES = frozenset(("nguon", "nguon tin", "nguontin", "source", "co quan ban hanh", "coquanbanhanh"))
NUMBERS = frozenset(
    (
        "so ky hieu", "sokyhieu", "so hieu", "sohieu", "so/ky hieu", "so van ban", "sovanban", "so, ky hieu", "so hieu van ban", "so vb",
        "so hieu vb", "ky hieu van ban",
    )
)  # fmt: skip
ISSUED = frozenset(("ngay ban hanh", "ngaybanhanh", "ngay ky", "ngayky", "ngay van ban"))
_FACTS = (
    NUMBERS
    | ISSUED
    | {
        "trich yeu",
        "co quan ban hanh",
        "nguoi ky",
        "loai van ban",
        "linh vuc",
        "ngay hieu luc",
        "ngay dang",
        "ngay xuat ban",
    }
)
_WORDS_OF_FACT = 60
_LONGEST_LABEL = 40  # characters


@dataclass(frozen=True, slots=True)
class NamedField:
    """A value on a form, with the names that the form gives it (folded)."""

    names: tuple[str, ...]
    text: str
    box: int


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a list item, in the order of the form."""

    fields: tuple[NamedField, ...] = ()
    are_facts: bool = False  # that a page states of a document, whose text may stand under them

    def find(self, names: frozenset[str] | tuple[str, ...]) -> NamedField | None:
        """The first field of one of these names that has a value; a tuple is an order of preference."""
        if isinstance(names, tuple):
            return next((field for name in names if (field := self.find(frozenset((name,))))), None)
        return next((field for field in self.fields if names.intersection(field.names) and field.text), None)

    def boxes(self, names: frozenset[str]) -> list[int]:
        return [field.box for field in self.fields if names.intersection(field.names)]

    def others(self, names: frozenset[str]) -> list[int]:
        return [field.box for field in self.fields if not names.intersection(field.names)]


def read_form(sheet: Sheet) -> Form:
    """The named fields of a SharePoint list form, else the facts of a document; an empty form where the page shows none."""
    fields = []
    for comment in sheet.fields:
        names = attributes_of(comment.raw)
        box = _cell_of(sheet, comment)
        fields.append(NamedField((_name(names["label"]), _name(names["name"])), sheet.text_in(box), box))
    facts = [] if fields else _of_document(_facts_in_table(sheet)) or _of_document(_facts_in_lines(sheet))
    fields += facts
    if fields and (created := _created_line(sheet)) is not None:
        fields.append(created)
    return Form(tuple(fields), are_facts=bool(facts))


def _of_document(facts: list[NamedField]) -> list[NamedField]:
    """Facts that name number and day of a document; fewer say nothing of the page."""
    names = {name for field in facts for name in field.names}
    return facts if names & NUMBERS and names & ISSUED else []


def _facts_in_lines(sheet: Sheet) -> list[NamedField]:
    """Label and value in two boxes, as `dt` and `dd`, or in one line, "Số ký hiệu: 45-KH/HU"."""
    found = []
    for block, after in zip_longest(sheet.blocks, sheet.blocks[1:]):
        if block is None or block.words > _WORDS_OF_FACT:
            continue
        label, colon, value = block.text.partition(":")
        if not is_fact(label):
            continue
        if value.strip():
            if colon and not is_label(label, TITLES):  # the box of a title holds nothing else
                found.append(NamedField((_name(label),), value.strip(), block.box))
        elif after is not None and after.words <= _WORDS_OF_FACT and not is_fact(after.text):
            found.append(NamedField((_name(label),), after.text, after.box))
    return found


def _facts_in_table(sheet: Sheet) -> list[NamedField]:
    """A document's facts as a table of labels and values, as portals of every make have it.

    A list of documents has the same labels, side by side, above many rows: there no label stands beside a value.
    """
    found: list[NamedField] = []
    for cells in _rows(sheet):
        texts = [_name(sheet.text_in(cell)) for cell in cells] if len(cells) in {2, 4} else []
        found += [
            NamedField((texts[place],), sheet.text_in(cells[place + 1]), cells[place + 1])
            for place in range(0, len(texts) - 1, 2)
            if texts[place] in _FACTS and texts[place + 1] not in _FACTS
        ]
    return found


def _rows(sheet: Sheet) -> list[list[int]]:
    """The cells of each table row, as boxes."""
    boxes, rows = sheet.boxes, dict[int, list[int]]()
    for box in boxes.named("td", "th"):
        if boxes.tags[boxes.parents[box]].name == "tr":
            rows.setdefault(boxes.parents[box], []).append(box)
    return list(rows.values())


def rich_fields(sheet: Sheet) -> list[int]:
    """The publishing fields that hold words; many stand empty beside a body that is elsewhere."""
    boxes = sheet.boxes
    return [box for box in boxes.having(lambda tag: tag.is_rich) if boxes.ends[box] > boxes.begins[box]]


@lru_cache(maxsize=4096)  # labels recur from page to page
def _name(text: str) -> str:
    words = fold(text.replace("_x0020_", " ")).strip(" :*").replace("ki hieu", "ky hieu")
    return "/".join(piece.strip() for piece in words.split("/"))


def _cell_of(sheet: Sheet, comment: FieldComment) -> int:
    """The comment stands in the value's cell, or just before it."""
    tags = sheet.boxes.tags
    if tags[comment.box].name != "td" and comment.next_box < len(tags) and tags[comment.next_box].name == "td":
        return comment.next_box
    return comment.box


def _created_line(sheet: Sheet) -> NamedField | None:
    """The line "Created at 8/6/2008 2:05 CH by ..." at the foot of a form."""
    for box in range(len(sheet.boxes)):
        raw = sheet.raw(box)
        if "ms-descriptiontext" in raw or "CreatedModifiedInfo" in raw:
            text = sheet.text_in(box)
            if _CREATED.match(fold(text)):
                return NamedField(("created",), text, box)
    return None


def is_fact(text: str) -> bool:
    """Whether a text is the label of a fact of a document."""
    return len(text) <= _LONGEST_LABEL and is_label(text, _FACTS)


def is_label(text: str, names: frozenset[str]) -> bool:
    """Whether a text is one of the labels, in any spelling."""
    return _name(text) in names
