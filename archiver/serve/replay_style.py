"""Archived stylesheets, safe to be shown: read token by token and written anew, so that no escape hides an address.

The tokens are those of CSS Syntax Level 3. Only `url()`, `@import` and the strings of `image-set()` can make a browser
ask for something; each becomes a slot. `<` never stands before a letter, so a style cannot end its element.
"""

from __future__ import annotations

import re

from archiver.serve.weaving import Piece, Slot
from archiver.sites.urls import absolute

LARGEST = 4_000_000  # characters of one stylesheet

_TOKEN = re.compile(
    r"""
      (?P<comment>/\*.*?(?:\*/|\Z))
    | (?P<string>"(?:[^"\\\n\r\f]|\\(?:\r\n|.|\Z))*(?:"|\Z|(?=[\n\r\f]))|'(?:[^'\\\n\r\f]|\\(?:\r\n|.|\Z))*(?:'|\Z|(?=[\n\r\f])))
    | (?P<word>@?(?:[-\w]|[^\x00-\x7f]|\\(?:[0-9a-fA-F]{1,6}(?:\r\n|[ \t\r\n\f])?|[^\n\r\f0-9a-fA-F]))+)
    | (?P<space>[ \t\r\n\f]+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\n\r\f])|(.)|\Z)", re.DOTALL)
_PLAIN_LETTER = re.compile(r"[a-zA-Z_\u00a0-\U0010ffff]")
_UNFIT = re.compile(r"""[\x00-\x1f\x7f"'\\<>&]""")
_QUOTED = re.compile(r"""\s*("(?:[^"\\\n\r\f]|\\(?:\r\n|.))*"|'(?:[^'\\\n\r\f]|\\(?:\r\n|.))*')""", re.DOTALL)
_BARE = re.compile(r"(?:[^)\\]|\\.)*", re.DOTALL)
_NO_URL = re.compile(r"""["'()\s\x00-\x08\x0b\x0e-\x1f\x7f]""")
_PLAIN_CONDITION = re.compile(r"[\w\s,():.\-]{0,300}")
_ADDRESS_FUNCTIONS = frozenset({"url", "src", "url-prefix", "domain"})
_NAMING_FUNCTIONS = frozenset({"image-set", "-webkit-image-set", "image", "-webkit-cross-fade", "cross-fade"})
# What old browsers ran, and what could bring a string from elsewhere into image-set().
_NEVER = frozenset({"expression", "behavior", "-moz-binding", "paint"})
_FROM_ELSEWHERE = frozenset({"var", "env", "attr"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_INLINE_PICTURE = re.compile(
    r"data:(?:image/(?:png|gif|jpe?g|webp|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)|(?:application/(?:x-)?font-|font/)[a-z0-9+-]+)"
    r"(?:;charset=[\w-]+)?(?:;base64)?,[A-Za-z0-9+/=%\-._~!*',;:@$&]*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[^\w.-]")
NOTHING = "data:,"  # an address that asks nobody


def weave_style(css: str, base: str) -> list[Piece]:
    """A stylesheet, or the declarations of a `style` attribute, whose addresses are relative to `base`."""
    return _Weaver(css[:LARGEST].replace("\0", "\ufffd"), base).woven()


def inline_picture(url: str) -> str | None:
    """The `data:` address of a picture or a font, which asks nobody; None for anything else."""
    found = _INLINE_PICTURE.fullmatch("".join(url.split()))
    return found[0].replace("'", "%27") if found else None


class _Weaver:
    """One reading of a stylesheet from its beginning to its end."""

    def __init__(self, css: str, base: str) -> None:
        self._css = css
        self._base = base
        self._at = 0
        self._open: list[tuple[str, bool]] = []  # brackets, and whether strings in them are addresses
        self._pieces: list[Piece] = []

    def woven(self) -> list[Piece]:
        while self._at < len(self._css):
            token = _TOKEN.match(self._css, self._at)
            if token is None:  # no character escapes the last alternative
                break
            self._at = token.end()
            self._take(token)
        return self._pieces

    def _take(self, token: re.Match[str]) -> None:
        text = token[0]
        if token.lastgroup == "word":
            self._word(text)
        elif token.lastgroup == "string":
            self._string(text)
        elif token.lastgroup == "sign":
            self._sign(text)
        else:
            self._pieces.append(" " if token.lastgroup == "comment" or "\n" not in text else "\n")

    def _word(self, text: str) -> None:
        word = _ESCAPE.sub(_letter, text) if "\\" in text else text
        name = word.lower()
        if name.startswith("@"):
            self._rule(word, name)
        elif self._css.startswith("(", self._at):
            self._function(word, name)
        else:
            self._pieces.append("x-" + word if name in _NEVER else word)

    def _rule(self, word: str, name: str) -> None:
        if name == "@import":
            self._import()
        elif name in {"@charset", "@namespace"}:
            self._at = self._end_of_statement()
        else:
            self._pieces.append(word)

    def _function(self, word: str, name: str) -> None:
        self._at += 1
        if name in _ADDRESS_FUNCTIONS:
            self._pieces.append(self._slot(self._argument(), 'url("', '")', f'url("{NOTHING}")'))
            return
        within = self._names_addresses
        if name in _NEVER or (within and name in _FROM_ELSEWHERE):
            word = "none"
        self._open.append(("(", within or name in _NAMING_FUNCTIONS))
        self._pieces.append(f"{word}(")

    @property
    def _names_addresses(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _argument(self) -> str:
        """What stands in `url(`...`)`; the reading goes on behind it."""
        quoted = _QUOTED.match(self._css, self._at)
        bare = _BARE.match(self._css, quoted.end() if quoted else self._at)
        written = bare[0] if bare else ""
        self._at = min(len(self._css), (bare.end() if bare else self._at) + 1)
        if quoted:
            return _unquoted(quoted[1])
        address = written.strip(" \t\r\n\f")
        return "" if _NO_URL.search(_ESCAPE.sub("", address)) else _ESCAPE.sub(_meant, address)

    def _string(self, text: str) -> None:
        said = _unquoted(text)
        if self._names_addresses:
            self._pieces.append(self._slot(said, 'url("', '")', f'url("{NOTHING}")'))
        else:
            self._pieces.append(_quoted(said))

    def _sign(self, sign: str) -> None:
        if sign in _CLOSING:
            self._open.append((sign, self._names_addresses))
        elif self._open and sign == _CLOSING[self._open[-1][0]]:
            self._open.pop()
        if sign == "<" and self._css.startswith("!--", self._at):  # how styles were hidden from browsers of 1996
            self._at += 3
            return
        if sign == "<":  # `(width < 40em)`, and no tag
            sign = "<" if self._css[self._at : self._at + 1] == "=" else "< "
        elif sign == "\\":  # an escaped line break, which is no token
            sign = " "
        self._pieces.append(sign)

    def _import(self) -> None:
        end = self._end_of_statement()
        said = _COMMENT.sub(" ", self._css[self._at : end]).strip()
        self._at = end
        begin = _TOKEN.match(said)
        if begin is None:
            return
        if begin.lastgroup == "string":
            address, rest = _unquoted(begin[0]), said[begin.end() :]
        elif _ESCAPE.sub(_letter, begin[0]).lower() == "url" and said.startswith("(", begin.end()):
            inner = _Weaver(said, self._base)
            inner._at = begin.end() + 1
            address = inner._argument()
            rest = said[inner._at :]
        else:
            return
        condition = rest.rstrip(";").strip()
        if _PLAIN_CONDITION.fullmatch(condition) and "url" not in condition.lower():
            tail = f'"){" " + condition if condition else ""};'
            self._pieces.append(self._slot(address, '@import url("', tail, "", style=True))

    def _end_of_statement(self) -> int:
        """Behind the `;` that ends it, or before what does not belong to it."""
        at, depth = self._at, 0
        while (token := _TOKEN.match(self._css, at)) is not None:
            sign = token[0]
            if sign == "(":
                depth += 1
            elif sign == ")":
                depth = max(0, depth - 1)
            elif sign in {"{", "}"} or (sign == ";" and not depth):
                return token.end() if sign == ";" else at
            at = token.end()
        return at

    def _slot(self, written: str, before: str, after: str, otherwise: str, *, style: bool = False) -> Piece:
        if not style and (picture := inline_picture(written)) is not None:
            return f"{before}{picture}{after}"
        if written.startswith("#") and not style:  # `filter: url(#shadow)`, a part of the page itself
            return f"{before}#{_NO_NAME.sub('', written)}{after}"
        url = absolute(written, self._base) if written.strip() else None
        if url is None:
            return otherwise
        return Slot(
            url=url, use="style" if style else "part", before=before, after=after, otherwise=otherwise, in_markup=False
        )


def _letter(match: re.Match[str]) -> str:
    """An escape in a word: a letter is written plainly, all else stays escaped so that it stays part of the word."""
    letter = _meant(match)
    if not letter or _PLAIN_LETTER.fullmatch(letter):
        return letter
    return f"\\{ord(letter):x} "


def _meant(match: re.Match[str]) -> str:
    if match[1]:
        number = int(match[1], 16)
        return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
    return match[3] or ""


def _unquoted(text: str) -> str:
    inner = text[1:-1] if len(text) > 1 and text[-1] == text[0] and not _ends_escaped(text) else text[1:]
    return _ESCAPE.sub(_meant, inner)


def _ends_escaped(text: str) -> bool:
    """Whether the last quotation mark is `\\"`, and the string was never ended."""
    body = text[1:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def _quoted(said: str) -> str:
    return '"' + _UNFIT.sub(lambda match: f"\\{ord(match[0]):x} ", said) + '"'
