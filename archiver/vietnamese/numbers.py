"""Numbers of State and Party documents: `39/2015/QĐ-UBND`, `122/2024/QH15`, `37-CT/TW`, `391-KH/TU`."""

from __future__ import annotations

import re
import unicodedata

_ORGAN = r"[A-ZĐƯÔ][A-ZĐƯÔ&0-9]{0,11}"
_STATE = rf"\d{{1,5}}(?:\s?/\s?(?:19|20)\d\d)?\s?/\s?(?:{_ORGAN})(?:\s?-\s?{_ORGAN}){{0,4}}"
_PARTY = rf"\d{{1,5}}\s?[-–]\s?[A-ZĐ]{{1,6}}r?\s?/\s?{_ORGAN}(?:\s?-\s?{_ORGAN}){{0,2}}"
_NUMBER = re.compile(rf"(?<![\w/.,-])(?:{_PARTY}|{_STATE})(?![\w/])")
_SPACES = re.compile(r"\s+")


def find_numbers(text: str) -> tuple[str, ...]:
    """Every document number in the text, in its order, each once."""
    composed = unicodedata.normalize("NFC", text).replace("\u00d0", "Đ")
    found = (_canonical(match[0]) for match in _NUMBER.finditer(composed))
    return tuple(dict.fromkeys(number for number in found if _is_number(number)))


def find_number(text: str) -> str | None:
    """The first document number in the text."""
    return next(iter(find_numbers(text)), None)


def _canonical(number: str) -> str:
    return _SPACES.sub("", number).replace("–", "-")


def _is_number(number: str) -> bool:
    """`5/KM` or `10/A` are measures and parts: a document names its kind and its organ, or its year."""
    letters = number.rsplit("/", maxsplit=1)[-1]
    return "-" in number or (number.count("/") == 2 and len(letters) >= 2)
