"""The 8-bit encodings of Vietnamese before Unicode, as they surface when their bytes are read as Western letters.

Such a page shows `§¶ng bé` for "Đảng bộ" (TCVN3), `Ñaûng boä` (VNI), `Ðäng bµ` (VISCII), `ñäng b¶` (VPS).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# A tag or a change of font inside a word: reading passes over it, and leaves it where it is.
JOINER = "\0"


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One way in which Vietnamese was written before Unicode."""

    name: str
    font: re.Pattern[str] | None  # the names of fonts that were made for it
    shared: frozenset[str]  # letters that it writes as Latin-1 does
    word: re.Pattern[str]  # a word as it surfaces
    touched: re.Pattern[str]  # what would be read otherwise
    edges: str  # signs that are letters of it inside a word, and mostly themselves at its edge
    read: Callable[[str], str]  # from what surfaces to what was meant


def western(byte: int) -> str:
    """The letter that a browser shows for a byte of windows-1252; where that has none, the control character."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _surfaces(rows: dict[int, str]) -> dict[str, str]:
    """Rows of sixteen letters by their first byte, "." where the encoding has none.

    The bytes 80-9F surface as control characters (read as Latin-1) or as windows-1252 signs.
    """
    letters = {}
    for first, row in rows.items():
        for byte, letter in enumerate(row, first):
            if letter != ".":
                letters[chr(byte)] = letters[western(byte)] = letter
    return letters


_TCVN3 = _surfaces(
    {
        0xA0: ".ĂÂÊÔƠƯĐăâêôơưđ.",
        0xB0: ".....àảãáạ.ằẳẵắ.",
        0xC0: "......ặầẩẫấậè.ẻẽ",
        0xD0: "éẹềểễếệìỉ...ĩíịò",
        0xE0: ".ỏõóọồổỗốộờởỡớợù",
        0xF0: ".ủũúụừửữứựỳỷỹýỵ.",
    }
)
# Converters to PDF and Word put a sign that looks the same in the place of three of them.
_TCVN3 |= {"\u03bc": "à", "\u2212": "ư", "\u2219": "ã"}

_VISCII = _surfaces(
    {
        0x00: "..Ẳ..ẴẪ.........",
        0x10: "....Ỷ....Ỹ....Ỵ.",
        0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ",
        0x90: "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
        0xA0: "Õắằặấầẩậẽẹếềểễệố",
        0xB0: "ồổỗỠƠộờởịỰỨỪỬơớƯ",
        0xC0: "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ",
        0xD0: "ĐứÒÓÔạỷừửÙÚỹỵÝỡư",
        0xE0: "àáâãảăữẫèéêẻìíĩỉ",
        0xF0: "đựòóôõỏọụùúũủýợỮ",
    }
)

# Mozilla and IANA call it x-viet-vps; the values are facts that viparse (MIT) and Mozilla's table agree on.
_VPS = _surfaces(
    {
        0x00: "..ẠẬẶẸỆ.........",
        0x10: "ỊỌỘỢỤỰ...Ỵ..ẪỮ..",
        0x80: "ÀẢÃẤẦẨọỗĂếềểệẮẰẲ",
        0x90: "Ế..ỀỂỄỐỒỔỖýỷỵỚỜỞ",
        0xA0: ".ắằẳẵặỠớÙờởỡŨỨợỪ",
        0xB0: "ổỬỲỸÍÌộỈĨÓửữÒỎÕự",
        0xC0: "ầÁÂấẩẫậđẻÉÊẹỉễịỹ",
        0xD0: "ƯỦồốÔỏơÈừứÚũưÝẺ.",
        0xE0: "àáâãảạă.èéêẽìí.ĩ",
        0xF0: "ẴĐòóôõöƠụùúủüỶẼỳ",
    }
)

# windows-1258 writes most tones as letters of their own behind the vowel; only what it does not share with 1252 tells.
_CP1258 = {western(byte): bytes((byte,)).decode("cp1258") for byte in range(0xC0, 0x100)}

_TONES = {"\u0300": "øØ", "\u0301": "ùÙ", "\u0309": "ûÛ", "\u0303": "õÕ", "\u0323": "ïÏ"}
_ROOFS = {"": "âÂ", "\u0300": "àÀ", "\u0301": "áÁ", "\u0309": "åÅ", "\u0303": "ãÃ", "\u0323": "äÄ"}
_BREVES = {"": "êÊ", "\u0300": "èÈ", "\u0301": "éÉ", "\u0309": "úÚ", "\u0303": "üÜ", "\u0323": "ëË"}
_PAIRS = (("aeouyi", "aeouyi", _TONES), ("ôö", "ơư", _TONES), ("aeo", "âêô", _ROOFS), ("a", "ă", _BREVES))


def _vni() -> dict[str, str]:
    """A vowel and behind it a letter that stands for its tone, its roof, or both; a few letters stand alone."""
    letters = dict(zip("ñôöæóòîìíÑÔÖÆÓÒÎÌÍ", "đơưỉĩịỵìíĐƠƯỈĨỊỴÌÍ", strict=True))
    for vowels, meant, marks in _PAIRS:
        for vowel, base in zip(vowels, meant, strict=True):
            for tone, signs in marks.items():
                letter = unicodedata.normalize("NFC", base + tone)
                for sign in signs:  # a mark does not always follow the case of its vowel
                    letters[vowel + sign] = letter
                    letters[vowel.upper() + sign] = letter.upper()
    return letters


DOUBLE_UTF8 = "double UTF-8"
# Signs of windows-1252 and control characters, which are letters too in VISCII and VPS.
EDGES = "‚„…†‡•–—“”‘’‹›" + "".join(map(chr, range(1, 0x20)))
_WORD_SIGNS = rf"[^\W\d_]|[\u0300-\u036f{JOINER}]"


# A word whose plain letters are capitals, two at the least: "CộNG", and not "Hà".
_HALF_CAPITALS = re.compile(r"(?<![^\W\d_])(?=[^\W\d_a-z]*[A-Z][^\W\d_a-z]*[A-Z])[^\W\d_a-z]+(?![^\W\d_])")


def _raised(text: str) -> str:
    """TCVN3 has no accented capitals: `CéNG` was set in a font that has, and means "CỘNG"."""
    return _HALF_CAPITALS.sub(lambda match: match[0].upper(), text)


def _of_letters(name: str, font: str | None, letters: dict[str, str], finish: Callable[[str], str] = str) -> Encoding:
    """An encoding whose letters surface each as one sign."""
    told = {surface: letter for surface, letter in letters.items() if surface != letter}
    table = str.maketrans(told)
    told_class = f"[{re.escape(''.join(told))}]"
    return Encoding(
        name=name,
        font=re.compile(font, re.IGNORECASE) if font else None,
        shared=frozenset(letters) - told.keys(),
        word=re.compile(rf"(?:{_WORD_SIGNS}|{told_class})+"),
        touched=re.compile(told_class),
        edges=EDGES,
        read=lambda text: finish(unicodedata.normalize("NFC", text.translate(table))),
    )


def _of_pairs(name: str, font: str, letters: dict[str, str]) -> Encoding:
    """An encoding in which a letter may surface as two signs; the longer reading is the right one."""
    told = {surface: letter for surface, letter in letters.items() if surface != letter}
    surfaces = re.compile("|".join(sorted(map(re.escape, told), key=len, reverse=True)))
    return Encoding(
        name=name,
        font=re.compile(font, re.IGNORECASE),
        shared=frozenset(letters) - told.keys(),
        word=re.compile(rf"(?:{_WORD_SIGNS})+"),
        touched=surfaces,
        edges=EDGES,
        read=lambda text: unicodedata.normalize("NFC", surfaces.sub(lambda match: told[match[0]], text)),
    )


def _of_bytes(name: str) -> Encoding:
    """UTF-8 whose bytes were taken for Western letters and written as UTF-8 once more."""
    byte_of = {surface: byte for byte in range(0x80, 0x100) for surface in (chr(byte), western(byte))}
    follower = f"[{re.escape(''.join(sign for sign, byte in byte_of.items() if byte < 0xC0))}]"
    sequence = rf"(?:[\xc3-\xc6\xcc]{follower}|\xe1[\xba\xbb]{follower}|\xe2[\x80\u20ac]{follower})"

    def undone(match: re.Match[str]) -> str:
        return bytes(byte_of[sign] for sign in match[0]).decode("utf-8", errors="replace")

    pattern = re.compile(sequence)
    return Encoding(
        name=name,
        font=None,
        shared=frozenset(),
        word=re.compile(rf"(?:{sequence}|{_WORD_SIGNS})+"),
        touched=pattern,
        edges="",
        read=lambda text: unicodedata.normalize("NFC", pattern.sub(undone, text)),
    )


ENCODINGS = (
    _of_letters("TCVN3", r"\.?Vn(?!i)|ABC ", _TCVN3, _raised),
    _of_pairs("VNI", "VNI", _vni()),
    _of_letters("VISCII", "VISCII", _VISCII),
    _of_letters("VPS", "VPS", _VPS),
    _of_letters("windows-1258", None, _CP1258),
    _of_bytes(DOUBLE_UTF8),
)
