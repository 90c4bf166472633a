"""Labels of days on which something happened, or will: no day of publication, though it stands where that would."""

from __future__ import annotations

import re

from archiver.extract.blocks import Block, Sheet
from archiver.extract.names import Role

_WORDS_OF_LABEL = 6
_PUBLISHED = r"dang\b(?! ky)|xuat ban|dua|tao|gui|viet|cap nhat|post|phat hanh|tai|thang \d|hom|thu|chu nhat|publi|posted|creat|updat|modif|issue"
# "Ngày sinh", "Hạn nộp hồ sơ", "Closing date", "Bewerbungsfrist": folded, from the beginning of a label.
_OF_FACT = re.compile(
    rf"\W*(?:ngay (?!{_PUBLISHED})[a-z]+|(?:thoi )?han\b(?! che)|sinh (?:ngay|nam)|thoi gian (?!dang|cap|xuat|gui)[a-z]+|(?:khai|be) mac|"
    rf"khoi cong|khanh thanh|thanh lap|tu ngay|den ngay|date of (?!{_PUBLISHED})|"
    r"(?:application|arrival|auction|birth|closing|departure|due|effective|end|event|exam|expiry|expiration|interview|meeting|opening|start|tour) date\b|"
    r"(?:[a-z]+ )?(?:deadline|closing|closes|expir(?:es|y)|born|birthday|died|founded|established|due|opening|opens|starts?|begins?|valid|"
    r"effective|meeting|arrival|departure|termin|beginn|frist|geboren|gestorben|gegrundet|einsendeschluss|naissance|nacimiento))\b"
    r"|\W*[a-z]+frist\b"
)
# What stands as the name of a fact beside its value and is one of publication, in other languages too.
_OF_PUBLICATION = re.compile(
    rf"\W*(?:(?:ngay|thoi gian|date|datum|fecha|data|дата|日期|时间|時間)\W*$|(?:ngay |thoi gian |date (?:of )?)?(?:{_PUBLISHED})|"
    r"(?:last |page )?(?:updated|modified|reviewed)|release|veroffentlicht|erschienen|publicad|pubblicat|publie|stand\b|"
    r"опубликован|发布|發布|公開|掲載|更新|出版|نشر)"
)

_LABELLED = re.compile(r"[^\d:：]{3,30}[:：]\D{0,20}\d")


def begins_with_fact(folded: str) -> bool:
    """Whether a line, folded, begins with a label that is not of publication: "Hạn cuối: 12/9/2022"."""
    return _OF_FACT.match(folded) is not None


def is_value(sheet: Sheet, block: Block, label: Block, told: str) -> bool:
    """Whether a block before a day is the label of a fact, `told` being its words folded: two cells of a row, `dt` and `dd`, two lines."""
    if label.words > _WORDS_OF_LABEL or label.kind == "heading" or label.roles & (Role.TITLE | Role.BYLINE):
        return False
    if _LABELLED.match(block.text):  # "Details" over "Published: 02/09/2020" is the name of the list
        return begins_with_fact(told)
    return not _OF_PUBLICATION.match(told) and (begins_with_fact(told) or _are_pair(sheet, label, block))


def _are_pair(sheet: Sheet, label: Block, value: Block) -> bool:
    """Whether the markup says that one is the name of the other."""
    if label.kind == value.kind == "table":
        return label.row == value.row
    name, held = sheet.ancestor(label.box, "dt"), sheet.ancestor(value.box, "dd")
    return name is not None and held is not None and sheet.boxes.parents[name] == sheet.boxes.parents[held]
