"""RTF, run by run with its font: what Word and WordPad wrote for others to read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from archiver.extract.documents.matter import Found, Run

MAGIC = b"{\\rtf"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.DOTALL
)
_DEEPEST = 1000
_LINES = dict.fromkeys(("par", "line", "row", "sect", "page", "column", "nestrow"), "\n")
_SIGNS = _LINES | {
    "cell": "\t", "nestcell": "\t", "tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ",
    "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_ESCAPED = {b"~": "\u00a0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n", b"*": ""}
# Groups that hold no text of the document.
_ASIDE = frozenset(
    (
        "stylesheet", "colortbl", "pict", "nonshppict", "objdata", "object", "themedata", "datastore", "listtable",
        "listoverridetable", "revtbl", "rsidtbl", "generator", "fldinst", "xmlnstbl", "filetbl", "pgptbl",
        "latentstyles", "bkmkstart", "bkmkend", "falt", "panose", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc",
        "annotation", "atnid", "atnauthor", "wgrffmtfilter", "mmathPr", "factoidname", "blipuid", "sp", "listpicture",
        "tc", "xe", "private",
    )
)  # fmt: skip
_SHOWN_ALL_THE_SAME = frozenset(
    ("shptxt", "dptxbxtext", "result")
)  # within a group that older readers should pass over
_TOLD_BEFORE = "drawn for older readers"  # a text box that was told where it stands
_CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    font: int = -1
    place: str = ""  # fonttbl, info, title, author, creatim, footnote; "aside": no text of the document
    after_letter: int = 1  # how many signs follow a numbered letter, for readers that know no Unicode
    hidden: bool = False
    opening: bool = False  # nothing stood in the group yet


class _Reader:
    """Goes through the file once."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._stack: list[_State] = []
        self._state = _State()
        self._codepage = "cp1252"
        self._default_font = 0
        self._fonts: dict[int, tuple[str, str]] = {}  # number: name and encoding
        self._bytes = bytearray()
        self._text: list[str] = []
        self._skip = 0
        self._resume = 0
        self._half = 0
        self._notes: list[Run] = []  # of the paragraph that is open
        self.facts: dict[str, str] = {"fonttbl": "", "title": "", "author": ""}
        self.created: dict[str, int] = {}

    def runs(self) -> Iterator[Run]:
        for match in _TOKEN.finditer(self._body):
            if match.start() < self._resume:
                continue
            before = self._state
            word, number, code, escaped, brace, plain = match.groups()
            if brace:
                yield from self._end_run()
                self._brace(brace)
            elif word:
                self._word(word.decode("ascii"), number, match.end())
            elif code:
                self._take(bytes.fromhex(code.decode("ascii")))
            elif escaped:
                self._escaped(escaped)
            elif plain:
                self._take(plain)
            if self._state.font != before.font or self._state.place != before.place:
                after, self._state = self._state, before
                yield from self._end_run()
                self._state = after
        yield from self._end_run()
        yield from self._with_notes(Run("\n"))

    def _brace(self, brace: bytes) -> None:
        self._skip = 0
        if brace == b"{":
            if len(self._stack) < _DEEPEST:
                self._stack.append(self._state)
            self._state = replace(self._state, opening=True)
        elif self._stack:
            self._state = self._stack.pop()

    def _escaped(self, sign: bytes) -> None:
        if sign == b"*" and self._state.opening:
            place = self._state.place
            self._state = replace(self._state, place=place if place == _TOLD_BEFORE else "aside")
        else:
            self._letter(_ESCAPED.get(sign, ""))

    def _word(self, word: str, digits: bytes | None, end: int) -> None:
        number = int(digits) if digits else None
        if self._state.opening:
            self._open(word)
        if word == "u" and number is not None:
            self._letter(self._beyond_the_first_plane(number % 65536))
            self._skip = self._state.after_letter
        elif word == "bin":
            self._resume = end + max(0, number or 0)
        elif word in _SIGNS:
            self._letter(_SIGNS[word])
        elif act := _WORDS.get(word):
            act(self, number if number is not None else 1)
        elif self._state.place == "creatim" and number is not None:
            self.created[word] = number

    def _beyond_the_first_plane(self, code: int) -> str:
        """Signs such as those of Nôm are numbered in two halves."""
        self._half, half = 0, self._half
        if 0xD800 <= code < 0xDC00:
            self._half = code
            return ""
        return chr(0x10000 + ((half - 0xD800) << 10) + code - 0xDC00) if half and 0xDC00 <= code < 0xE000 else chr(code)

    def _open(self, word: str) -> None:
        """The first word of a group says what it holds."""
        place = self._state.place
        if place == _TOLD_BEFORE or word == "upr":
            pass
        elif word == "shprslt":
            place = _TOLD_BEFORE
        elif word == "ud" and self._stack:  # the same as the group before it, in Unicode
            place = self._stack[-1].place
        elif word in _SHOWN_ALL_THE_SAME:
            place = ""
        elif word == "footnote":
            place = word
        elif word in {"fonttbl", "info"} or (place == "info" and word in {"title", "author", "creatim"}):
            place = word
            if word in self.facts:
                self.facts[word] = ""
        elif word in _ASIDE or place == "info":
            place = "aside"
        self._state = replace(self._state, place=place, opening=False)

    def set_font(self, number: int) -> None:
        self._flush()
        self._state = replace(self._state, font=number)

    def set_charset(self, number: int) -> None:
        if self._state.place == "fonttbl":
            name, _ = self._fonts.get(self._state.font, ("", ""))
            self._fonts[self._state.font] = (name, _CHARSETS.get(number, ""))

    def set_codepage(self, number: int) -> None:
        self._codepage = _codec(f"cp{number}")

    def set_default(self, number: int) -> None:
        self._default_font = number

    def set_plain(self, _: int) -> None:
        self._flush()
        self._state = replace(self._state, font=-1, hidden=False)

    def set_hidden(self, number: int) -> None:
        self._flush()
        self._state = replace(self._state, hidden=bool(number))

    def set_after_letter(self, number: int) -> None:
        self._state = replace(self._state, after_letter=min(max(number, 0), 8))

    def _letter(self, sign: str) -> None:
        if self._skip and sign:
            self._skip -= 1
            return
        self._state = replace(self._state, opening=False) if self._state.opening else self._state
        self._flush()
        self._text.append(sign)

    def _take(self, raw: bytes) -> None:
        if self._skip:
            passed = min(self._skip, len(raw))
            self._skip -= passed
            raw = raw[passed:]
        self._state = replace(self._state, opening=False) if self._state.opening else self._state
        self._bytes += raw

    def _flush(self) -> None:
        """Bytes become letters by the encoding of their font."""
        if self._bytes:
            _, encoding = self._fonts.get(self._font, ("", ""))
            self._text.append(_decoded(bytes(self._bytes), encoding or self._codepage))
            self._bytes.clear()

    @property
    def _font(self) -> int:
        return self._state.font if self._state.font >= 0 else self._default_font

    def _end_run(self) -> Iterator[Run]:
        """What was gathered goes where it belongs."""
        self._flush()
        text = "".join(self._text)
        self._text.clear()
        place = self._state.place
        if not text or self._state.hidden:
            return
        if place == "fonttbl":
            name, encoding = self._fonts.get(self._state.font, ("", ""))
            self._fonts[self._state.font] = ((name + text).partition(";")[0].strip(), encoding)
        elif place in self.facts:
            self.facts[place] += text
        elif place == "footnote":
            self._notes.append(Run(text, self._fonts.get(self._font, ("", ""))[0]))
        elif not place:
            yield from self._with_notes(Run(text, self._fonts.get(self._font, ("", ""))[0]))

    def _with_notes(self, run: Run) -> Iterator[Run]:
        """Footnotes stand within a sentence, and are told behind the paragraph."""
        last, end, others = run.text.partition("\n")
        if not end or not self._notes:
            yield run
            return
        yield from (Run(f"{last}\n", run.font), *self._notes, Run(f"\n{others}", run.font))
        self._notes.clear()


_WORDS: dict[str, Callable[[_Reader, int], None]] = {
    "f": _Reader.set_font,
    "fcharset": _Reader.set_charset,
    "ansicpg": _Reader.set_codepage,
    "deff": _Reader.set_default,
    "plain": _Reader.set_plain,
    "v": _Reader.set_hidden,
    "deleted": _Reader.set_hidden,
    "uc": _Reader.set_after_letter,
}


def read_rich(body: bytes) -> Found:
    reader = _Reader(body)
    runs = list(reader.runs())
    return Found(runs=runs, title=reader.facts["title"], author=reader.facts["author"], created=_moment(reader.created))


def _moment(facts: dict[str, int]) -> str | None:
    year, month, day = facts.get("yr", 0), facts.get("mo", 0), facts.get("dy", 0)
    if not (1980 < year < 10_000 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    hour, minute = facts.get("hr", 0), facts.get("min", 0)
    return f"{year:04}-{month:02}-{day:02}T{hour % 24:02}:{minute % 60:02}:00"


def _decoded(raw: bytes, encoding: str) -> str:
    """Bytes that windows-1252 has no letter for stay what they are: letters of older encodings."""
    if encoding == "cp1252":
        return raw.decode("cp1252", errors="archiver.keep")
    return raw.decode(encoding, errors="replace")


def _keep(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("archiver.keep", _keep)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
