"""Fields that a platform names itself: SharePoint's list forms and publishing fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from lxml import etree

from archiver.extract.selectors import text_of
from archiver.vietnamese.folding import fold

_FIELD = re.compile(r'FieldName="(?P<label>[^"]*)"\s+FieldInternalName="(?P<name>[^"]*)"\s+FieldType="(?P<type>[^"]*)"')
_SLASH = re.compile(r"\s*/\s*")
_RICH = etree.XPath("//*[contains(@id, 'ControlWrapper_RichHtmlField')]")
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
    ("so ky hieu", "sokyhieu", "so hieu", "sohieu", "so/ky hieu", "so van ban", "sovanban", "so, ky hieu")
)
ISSUED = frozenset(("ngay ban hanh", "ngaybanhanh", "ngay ky", "ngayky", "ngay van ban"))
_FACTS = NUMBERS | ISSUED | {"trich yeu", "co quan ban hanh", "nguoi ky", "loai van ban", "linh vuc", "ngay hieu luc"}


@dataclass(frozen=True, slots=True)
class NamedField:
    """A value on a form, with the names that the form gives it (folded)."""

    names: tuple[str, ...]
    type: str
    element: etree._Element

    @property
    def text(self) -> str:
        return text_of(self.element)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a list item, in the order of the form."""

    fields: tuple[NamedField, ...] = ()

    def find(self, names: frozenset[str] | tuple[str, ...]) -> NamedField | None:
        """The first field of one of these names that has a value; a tuple is an order of preference."""
        if isinstance(names, tuple):
            return next((field for name in names if (field := self.find(frozenset((name,))))), None)
        return next((field for field in self.fields if names.intersection(field.names) and field.text), None)

    def elements(self, names: frozenset[str]) -> list[etree._Element]:
        return [field.element for field in self.fields if names.intersection(field.names)]


def read_form(root: etree._Element) -> Form:
    """The named fields of a SharePoint list form, else of a table of facts; an empty form where the page shows none."""
    fields = []
    for comment in root.iter(etree.Comment):
        match = _FIELD.search(comment.text or "")
        element = _value_of(comment) if match else None
        if match and element is not None:
            names = (_name(match["label"]), _name(match["name"]))
            fields.append(NamedField(names, match["type"], element))
    fields = fields or _fact_table(root)
    if fields and (created := _created_line(root)) is not None:
        fields.append(created)
    return Form(tuple(fields))


def _fact_table(root: etree._Element) -> list[NamedField]:
    """A document's facts as a table of labels and values, as portals of every make have it.

    A list of documents has the same labels, side by side, above many rows: there no label stands beside a value.
    """
    found: list[NamedField] = []
    for row in root.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        texts = [_name(text_of(cell)) for cell in cells] if len(cells) in {2, 4} else []
        found += [
            NamedField((texts[place],), "fact", cells[place + 1])
            for place in range(0, len(texts) - 1, 2)
            if texts[place] in _FACTS and texts[place + 1] not in _FACTS
        ]
    names = {name for field in found for name in field.names}
    return found if names & NUMBERS and names & ISSUED else []


def rich_fields(root: etree._Element) -> list[etree._Element]:
    """The publishing fields that hold words; many stand empty beside a body that is elsewhere."""
    return [element for element in cast("list[etree._Element]", _RICH(root)) if text_of(element)]


def _name(text: str) -> str:
    return _SLASH.sub("/", fold(text.replace("_x0020_", " ")).strip(" :*"))


def _value_of(comment: etree._Element) -> etree._Element | None:
    """The comment stands in the value's cell, or just before it."""
    parent = comment.getparent()
    if parent is not None and parent.tag == "td":
        return parent
    following = comment.getnext()
    return following if following is not None and following.tag == "td" else parent


def _created_line(root: etree._Element) -> NamedField | None:
    """The line "Created at 8/6/2008 2:05 CH by ..." at the foot of a form."""
    for element in root.iter("td", "span", "div"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if ("ms-descriptiontext" in names or "CreatedModifiedInfo" in names) and _CREATED.match(fold(text_of(element))):
            return NamedField(("created",), "SPFieldDateTime", element)
    return None


def is_label(text: str, names: frozenset[str]) -> bool:
    """Whether a text is one of the labels, in any spelling."""
    return _name(text) in names
