"""How the portal's old articles are written: in the fonts and encodings of before Unicode, or broken on the way.

The tables stand here on their own, by vowel and tone, so that they can be held against those of the reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from archiver.demo.exchange import HTML
from archiver.demo.model import Article, Body, PortalFile

Setter = Callable[[Article, Body], str]
Writer = Callable[[str], str]

# What the small portals should have comes first: the portal of the tests has six old articles.
ENCODINGS = (
    "TCVN3",
    "windows-1258 undeclared",
    "VNI",
    "TCVN3 quotation",
    "VISCII",
    "TCVN3 capitals",
    "double UTF-8",
    "VPS",
    "windows-1258",
    "NFD body",
    "byte order mark inside",
    "TCVN3 font round Unicode",
    "eth for Đ",
    "gha for ư",
    "numeric references",
    "invisible signs",
    "no-break spaces",
    "header and meta disagree",
)
_OLD = (359, 2190)  # days of 2008 among the days of the portal's first state


def encoding_of(number: int, articles: int) -> str:
    """What article `number` of so many is written in: one in twenty is not in plain UTF-8, all of them before 2009."""
    old = articles * _OLD[0] // _OLD[1] - 1  # less the seed page
    wanted = min(old, max(articles // 20, len(ENCODINGS)))
    if number >= old:
        return "utf-8"
    place = number * wanted // old
    return ENCODINGS[place % len(ENCODINGS)] if (number + 1) * wanted // old > place else "utf-8"


def in_old_fonts(files: tuple[PortalFile, ...], number: int, issued: str) -> tuple[PortalFile, ...]:
    """Of the Word files of before 2009, every other is in an old font."""
    if number % 2 or issued >= "2009":
        return files
    name = "VNI" if number % 4 else "TCVN3"
    return tuple(replace(file, encoding=name) if file.kind == "doc" else file for file in files)


# Each row: a vowel, then the same with grave, hook, tilde, acute and dot.
_VOWELS = ("aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ")  # fmt: skip
_TCVN3 = ("aµ¶·¸¹", "¨»¼½¾Æ", "©ÇÈÉÊË", "eÌÎÏÐÑ", "ªÒÓÔÕÖ", "i×ØÜÝÞ", "oßáâãä", "«åæçèé", "¬êëìíî", "uïñòóô", "\u00adõö÷øù", "yúûüýþ")  # fmt: skip
_TCVN3_CAPITALS = dict(zip("ĂÂÊÔƠƯĐđ", "¡¢£¤¥¦§®", strict=True))
_VISCII = (
    "61E0E4E3E1D5", "E5A2C6C7A1A3", "E2A5A6E7A4A7", "65E8EBA8E9A9", "EAABACADAAAE", "69ECEFEEEDB8",
    "6FF2F6F5F3F7", "F4B0B1B2AFB5", "BDB6B7DEBEFE", "75F9FCFBFAF8", "DFD7D8E6D1F1", "79CFD6DBFDDC",
)  # fmt: skip
_VISCII_CAPITALS = (
    "41C0C4C3C180", "C58202058183", "C28586068487", "45C8CB88C989", "CA8B8C8D8A8E", "49CC9BCECD98",
    "4FD299A0D39A", "D49091928F93", "B49697B39594", "55D99C9DDA9E", "BFBBBCFFBAB9", "599F1419DD1E",
)  # fmt: skip
_VPS = (
    "61E0E4E3E1E5", "E6A2A3A4A1A5", "E2C0C4C5C3C6", "65E8C8EBE9CB", "EA8A8BCD898C", "69ECCCEFEDCE",
    "6FF2D5F5F386", "F4D2B087D3B6", "D6A9AAABA7AE", "75F9FBDBFAF8", "DCD8BABBD9BF", "79FF9BCF9A9C",
)  # fmt: skip
_VPS_CAPITALS = (
    "41808182C102", "888E8FF08D04", "C284851C8303", "45D7DEFEC905", "CA9394959006", "49B5B7B8B410",
    "4FBCBDBEB911", "D49798999612", "F79E9FA69D13", "55A8D1ACDA14", "D0AFB11DAD15", "59B2FDB3DD19",
)  # fmt: skip


def _bytes_by_letter(small: tuple[str, ...], capital: tuple[str, ...], **stroked: int) -> dict[str, int]:
    codes = dict(stroked)
    for row, low, high in zip(_VOWELS, small, capital, strict=True):
        codes |= dict(zip(row, bytes.fromhex(low), strict=True)) | dict(
            zip(row.upper(), bytes.fromhex(high), strict=True)
        )
    return codes


_BYTES = {
    "VISCII": _bytes_by_letter(_VISCII, _VISCII_CAPITALS, đ=0xF0, Đ=0xD0),
    "VPS": _bytes_by_letter(_VPS, _VPS_CAPITALS, đ=0xC7, Đ=0xF1),
}
_TCVN3_LETTERS = dict(zip("".join(_VOWELS), "".join(_TCVN3), strict=True)) | _TCVN3_CAPITALS


def tcvn3(text: str) -> str:
    """As `.VnTime` has it: for accented capitals there are the small letters only."""
    return "".join(sign if sign < "\x80" else _TCVN3_LETTERS.get(sign) or _small_tcvn3(sign) for sign in text)


def _small_tcvn3(sign: str) -> str:
    return _TCVN3_LETTERS.get(sign.lower(), sign)


_VNI_MARKS = {
    "": dict(zip("\u0300\u0309\u0303\u0301\u0323", "øûõùï", strict=True)),
    "\u0302": dict(zip(("", *"\u0300\u0309\u0303\u0301\u0323"), "âàåãáä", strict=True)),
    "\u0306": dict(zip(("", *"\u0300\u0309\u0303\u0301\u0323"), "êèúüéë", strict=True)),
}
_VNI_ALONE = dict(zip("đươìỉĩíịỵ", "ñöôìæóíòî", strict=True))


def vni(text: str) -> str:
    """As VNI-Times has it: a vowel and a letter for its marks."""
    return "".join(_vni_letter(sign) for sign in text)


def _vni_letter(sign: str) -> str:
    small = sign.lower()
    base, shape, tone = _taken_apart(small)
    if small in _VNI_ALONE:
        letters = _VNI_ALONE[small]
    elif shape == "\u031b":  # the horn is in the letter, the tone behind it
        letters = _VNI_ALONE[unicodedata.normalize("NFC", base + shape)] + _VNI_MARKS[""].get(tone, "")
    elif shape or tone:
        letters = base + _VNI_MARKS[shape][tone]
    else:
        return sign
    return letters.upper() if sign != small else letters


def _taken_apart(sign: str) -> tuple[str, str, str]:
    marks = unicodedata.normalize("NFD", sign)
    shape = next((mark for mark in marks if mark in "\u0302\u0306\u031b"), "")
    return marks[0], shape, next((mark for mark in marks if mark in _VNI_MARKS[""]), "")


def double_utf8(text: str) -> str:
    """UTF-8 taken for windows-1252 and written as UTF-8 once more; what that lacks became control characters."""
    return "".join(_western(byte) for byte in text.encode())


def _western(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _with_invisible(text: str) -> str:
    """Word breaks long words, and web editors leave a sign of width zero where the caret stood."""
    sign = "\u00ad" if len(text) % 2 else "\u200b"
    return re.sub(r"(\b\w{2})(\w{2,}\b)", rf"\1{sign}\2", text)


def _with_fixed_spaces(text: str) -> str:
    """Indents and gaps of no-break spaces, as Word leaves them."""
    words = text.split(" ")
    return "\u00a0\u00a0\u00a0 " + "".join(
        word + ("\u00a0\u00a0 " if place % 7 == 3 else "\u00a0" if place % 5 == 2 else " ")
        for place, word in enumerate(words)
    ).rstrip(" \u00a0")


def _with_marks_apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# What each encoding makes of a text, and the font that it is set in.
_WRITERS: dict[str, tuple[Writer, str]] = {
    "TCVN3": (tcvn3, ".VnTime"),
    "TCVN3 capitals": (tcvn3, ".VnTime"),
    "VNI": (vni, "VNI-Times"),
    "double UTF-8": (double_utf8, ""),
    "byte order mark inside": (lambda text: f"\ufeff{text}", ""),
    "TCVN3 font round Unicode": (str, ".VnTime"),
    "eth for Đ": (lambda text: text.replace("Đ", "\u00d0"), ""),
    "gha for ư": (lambda text: text.replace("ư", "\u01a3").replace("Ư", "\u01a2"), ""),
    "invisible signs": (_with_invisible, ""),
    "no-break spaces": (_with_fixed_spaces, ""),
}


def lines_and_font(file: PortalFile) -> tuple[tuple[str, ...], str]:
    """The lines of a document as its old font has them, and the font; "" where it is Unicode."""
    write, font = _WRITERS.get(file.encoding, (str, ""))
    return tuple(map(write, file.lines)), font


def set_old(article: Article, body: Body, setter: Setter) -> str:
    """The article in its layout, as its encoding has it."""
    name = article.encoding
    if name == "utf-8":
        return setter(article, body)
    if name == "NFD body":
        body = _written(body, _with_marks_apart)
    elif name == "TCVN3 quotation":
        body = _quoting(body)
    elif name in _WRITERS:
        write, font = _WRITERS[name]
        shown = article.title.upper() if article.site_title else article.title
        title = write(shown.lower() if name == "TCVN3 capitals" else shown)
        shown_by = replace(
            article,
            title=title,
            site_title=False,
            byline=write(article.byline) if article.byline else "",
            author=write(article.author) if article.author else None,
            source=write(article.source) if article.source else None,
        )
        html = setter(shown_by, _written(body, write))
        if name == "TCVN3 capitals":
            html = html.replace(title, f'<FONT face=".VnTimeH">{title}</FONT>', 1)
        return f'<FONT face="{font}">{html}</FONT>' if font else html
    html = setter(article, body)
    return "".join(map(_reference, html)) if name == "numeric references" else html


def _written(body: Body, write: Writer) -> Body:
    return replace(body, lead=write(body.lead) if body.lead else "", paragraphs=tuple(map(write, body.paragraphs)))


def _quoting(body: Body) -> Body:
    """A long paragraph quotes an office that had the old font: all but its first and its last sentence."""
    place = max(range(len(body.paragraphs)), key=lambda number: body.paragraphs[number].count(". "))
    sentences = body.paragraphs[place].split(". ")
    first = min(1, len(sentences) - 1)
    last = max(first + 1, len(sentences) - 1)
    mixed = ". ".join((*sentences[:first], *map(tcvn3, sentences[first:last]), *sentences[last:]))
    return replace(body, paragraphs=(*body.paragraphs[:place], mixed, *body.paragraphs[place + 1 :]))


def _reference(sign: str) -> str:
    """Decimal and hexadecimal in turn, as two editors wrote them."""
    if sign < "\x80":
        return sign
    return f"&#{ord(sign)};" if ord(sign) % 2 else f"&#x{ord(sign):X};"


def head_title(article: Article) -> str:
    """The title for the <title> element, which the page escapes: written references are escaped a second time there."""
    if article.encoding == "numeric references":
        return "".join(map(_reference, article.title))
    write, _ = _WRITERS.get(article.encoding, (str, ""))
    return write(article.title)


def on_the_wire(encoding: str, page: bytes) -> tuple[bytes, str]:
    """The page's bytes and its Content-Type; most oddities are in its text, and it is UTF-8."""
    if encoding == "header and meta disagree":
        return page, "text/html; charset=windows-1258"
    if encoding == "windows-1258":
        return _encoded(page, "windows-1258", _in_1258), "text/html; charset=windows-1258"
    if encoding == "windows-1258 undeclared":
        return _encoded(page, "", _in_1258), "text/html"
    if encoding in _BYTES:
        return _encoded(page, "x-user-defined", _BYTES[encoding].get), "text/html"
    return page, HTML


def _encoded(page: bytes, charset: str, code_of: Callable[[str], int | None]) -> bytes:
    html = re.sub("; charset=utf-8", f"; charset={charset}" if charset else "", page.decode(), count=1)
    return b"".join(_encoded_sign(sign, code_of) for sign in html)


def _encoded_sign(sign: str, code_of: Callable[[str], int | None]) -> bytes:
    if sign < "\x80":
        return sign.encode()
    code = code_of(sign)
    if code is not None:
        return bytes((code,))
    marks = unicodedata.normalize("NFD", sign)
    tone = next((mark for mark in marks if mark in _VNI_MARKS[""]), "")
    letter = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else sign
    codes = [ord(part) if part < "\x80" else code_of(part) for part in letter + tone]
    return f"&#{ord(sign)};".encode() if None in codes else bytes(code for code in codes if code is not None)


def _in_1258(sign: str) -> int | None:
    try:
        return sign.encode("cp1258")[0]
    except UnicodeEncodeError:
        return None
