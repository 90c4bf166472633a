"""What a tag of canonical markup means to the pass that cuts a page into blocks."""

from __future__ import annotations

import re

from archiver.extract.markup import FIELD, MARK
from archiver.extract.names import Role, role_by_name, role_of

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
VOID = frozenset(
    (
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
        "param", "source", "track", "wbr", FIELD,
    )
)  # fmt: skip
_BLOCKS = frozenset(
    (
        "html", "body", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
        "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "blockquote", "pre", "figure", "figcaption",
        "section", "article", "main", "header", "footer", "nav", "aside", "form", "fieldset", "legend",
        "center", "address", "details", "summary", "dir", "menu", "dialog", "hgroup", "frameset",
    )
)  # fmt: skip
_SKIPPED = frozenset(
    ("head", "noscript", "select", "option", "textarea", "button", "object", "applet", "audio", "video", "map", "datalist")
)  # fmt: skip
_MEDIA = frozenset(("img", "object", "embed", "video", "audio", "source"))
# An inline element is a box of its own where its names say that it is more than letters in a line.
_TELLING = (
    Role.CAPTION | Role.BYLINE | Role.DATE | Role.TITLE | Role.HIDDEN | Role.SHARE | Role.ADVERT | Role.TAGS | Role.RELATED
    | Role.COMMENTS
)  # fmt: skip
_ATTRIBUTE = re.compile(r' ([^\s=]+)="([^"]*)"')
_TELLING_ATTRIBUTE = re.compile(rf' (?:class|id|role|itemprop|hidden|aria-hidden|style|{MARK})="[^"]*"')
_MUTE = frozenset(("meta", "img", "link", "input", "source", "param"))
# For those who hear a page and do not see it: "(opens in a new tab)".
_UNSEEN = re.compile(
    r'class="[^"]*\b(?:sr-?only|visually-?hidden|hidden-?visually|screen-?reader|off-?screen)\b|style="[^"]*\bclip(?:-path)?\s*:\s*(?:rect|inset)',
    re.IGNORECASE,
)
_EDITS = re.compile(r'class="mw-editsection\b')  # "[edit]", "[sửa | sửa mã nguồn]" beside each heading of a wiki
# A button that is a heading: the question in a list of them, which opens what is under it.
_OPENING = re.compile(r'(?:class|id)="[^"]*(?:accordion|faq)', re.IGNORECASE)
_RICH = "ControlWrapper_RichHtmlField"  # in the id of SharePoint's publishing fields
_DIGITS = re.compile(r"\d+")
_KIND_OF = dict.fromkeys(HEADINGS, "heading") | {
    "li": "list", "dt": "list", "dd": "list", "blockquote": "quote", "pre": "code", "figcaption": "caption", "caption": "caption",
}  # fmt: skip
# Numbers of names for the model of blocks; new ones go to the end, or the model has to be made anew.
_NUMBERS = {
    name: number
    for number, name in enumerate(
        (
            "p", "div", "li", "td", "h1", "h2", "h3", "h4", "h5", "h6", "span", "blockquote", "pre", "dd", "dt", "th", "figcaption",
            "section", "article", "main", "header", "footer", "nav", "aside", "form", "ul", "ol", "tr", "table", "body", "center",
            "font", "a", "b", "strong", "em", "i", "small", "label", "time", "figure", "address", "caption", "details", "summary",
        ),
        1,
    )
}  # fmt: skip
_CACHEABLE = 240  # characters
_MOST_CACHED = 20_000

# What the pass does at a tag.
INLINE, BOX, LINK, BREAK, SKIP, PICTURE, META, TITLE, NAMED, NOTHING, UNSEEN = range(11)


class Tag:
    """A start tag, as far as cutting needs it; tags that say the same of themselves share one."""

    __slots__ = (
        "code",
        "code_where_seen",
        "is_body",
        "is_rich",
        "is_row",
        "is_void",
        "key",
        "kind",
        "media",
        "name",
        "number",
        "role",
    )

    def __init__(self, raw: str) -> None:
        name, _, rest = raw.partition(" ")
        self.name = name
        self.is_void = name in VOID or name[0] == "!"  # the document type
        self.is_row = name in {"tr", "li", "dt"}
        self.media = name in _MEDIA
        self.kind = _KIND_OF.get(name, "")  # of the blocks directly in it
        values = attributes_of(raw) if rest else {}
        classes = values.get("class", "")
        self.role = _role(name, values) if values else role_of(name, None, None, None)
        self.is_body = "-body" in values.get(MARK, "")  # what a profile or a platform says is the text
        self.is_rich = _RICH in raw
        self.number = _NUMBERS.get(name, 0)
        self.key = f"{name} {classes}"  # what alike elements of a page share
        self.code = self.code_where_seen = self._code(values)
        if values and _EDITS.search(raw):
            self.code = self.code_where_seen = SKIP
        elif name == "button" and values and _OPENING.search(raw):
            self.kind = "heading"
        if self.code in {INLINE, BOX} and name not in _BLOCKS and values and _UNSEEN.search(raw):
            self.code = UNSEEN

    def _code(self, values: dict[str, str]) -> int:
        name = self.name
        if name in _SKIPPED:
            return SKIP
        if name in _BLOCKS or MARK in values or (self.role & _TELLING and not self.is_void):
            return BOX
        return _CODES.get(name, NOTHING if self.is_void else INLINE)


_CODES = {
    "a": LINK, "br": BREAK, "hr": BREAK, "img": PICTURE, "embed": PICTURE, "source": PICTURE, "meta": META, "title": TITLE, FIELD: NAMED,
}  # fmt: skip


def _role(name: str, values: dict[str, str]) -> int:
    role = role_of(name, values.get("role"), values.get("style"), values.get("itemprop"))
    if "hidden" in values or values.get("aria-hidden") == "true":
        role |= Role.HIDDEN
    return role | role_by_name(f"{values.get('class', '')} {values.get('id', '')}")


def attributes_of(raw: str) -> dict[str, str]:
    """The attributes of a start tag of canonical markup."""
    return {name: _meant(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(raw)}


def _meant(value: str) -> str:
    """A value without its references; canonical markup knows five."""
    value = value.replace("&quot;", '"').replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">")
    return value.replace("&amp;", "&")


class _Meanings(dict[str, Tag]):
    """What tags mean, each read once; a plain look-up, because one is made for every tag of every page."""

    def __missing__(self, raw: str) -> Tag:
        name = raw.partition(" ")[0]
        if name in _MUTE and name != raw:
            return self[name]
        before, _, after = raw.partition(' href="')
        bare = before + after.partition('"')[2] if after else raw  # most links are like another but for their address
        tag = self.get(bare) if after else None
        if tag is None:
            alike = _telling(bare, name)
            tag = self.get(alike)
            if tag is None:
                tag = self[alike] = Tag(alike)
            if len(bare) < _CACHEABLE and "src=" not in bare and "title=" not in bare:  # these seldom come twice
                self[bare] = tag
        if after and len(raw) < _CACHEABLE:  # of a menu, on each page of a portal
            self[raw] = tag
        if len(self) > _MOST_CACHED:
            self.clear()
        return tag


def _telling(raw: str, name: str) -> str:
    """The tag with what its meaning depends on: names, and whether it is hidden."""
    if name == raw:
        return name
    telling = [
        one
        for one in _TELLING_ATTRIBUTE.findall(raw)
        if not one.startswith(" style=") or "none" in one or "hidden" in one
    ]
    return name + _DIGITS.sub("0", "".join(telling)) if telling else name


MEANINGS = _Meanings()
