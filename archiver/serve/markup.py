"""Hostile markup made safe: archived text, links and snippets, before a browser sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urljoin, urlsplit

import nh3
from markupsafe import Markup

_TAGS = frozenset(
    re.findall(
        r"\w+",
        """
        a abbr b blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption figure
        h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub sup
        table tbody td tfoot th thead tr u ul var
        """,
    )
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "col": {"span"},
    "colgroup": {"span"},
}
_ADDRESSES = {("a", "href"), ("img", "src")}
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?: [a-z]+="[^"]*")*>')  # as nh3 writes it
_PICTURE = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')  # as nh3 writes it
_SOURCE = re.compile(r' src="([^"]*)"')
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def safe_link(url: str | None) -> str | None:
    """The address if a browser may be sent there: http and https, and nothing else."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:  # "http://[" is an address to nobody
        return None
    return (url or "").strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def language_tag(value: str | None) -> str | None:
    """A language as `lang` takes it; None where the archive says something else."""
    return value if value and _LANGUAGE.fullmatch(value) else None


def addresses(html: str, base: str) -> frozenset[str]:
    """Every absolute address that the markup links to or shows."""
    found: set[str] = set()

    def note(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) in _ADDRESSES and (absolute := _absolute(base, value)):
            found.add(absolute)
        return None

    _clean(html, note)
    return frozenset(found)


def clean(
    html: str, base: str, pages: Mapping[str, str], files: Mapping[str, str], pictures: Mapping[str, str] | None = None
) -> Markup:
    """The markup with links into the archive where it holds the target, and no picture from anywhere else.

    `files`: where each is to be had; `pictures`: where they are shown, if not there.
    """
    sources = {**files, **(pictures or {})}
    names: dict[str, str] = {}

    def lead(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) not in _ADDRESSES:
            return value
        absolute = _absolute(base, value)
        if absolute is None:
            return None
        if tag == "img":
            if (shown := sources.get(absolute)) is not None:
                names[str(Markup.escape(shown))] = unquote(urlsplit(absolute).path.rpartition("/")[2])
            return shown
        return pages.get(absolute) or files.get(absolute) or absolute

    safe = _scrolled(_named(_clean(html, lead), names))
    # The page's own title is its only first heading.
    return Markup(safe.replace("<h1>", "<h2>").replace("</h1>", "</h2>"))  # noqa: S704 - nh3 has just made it safe


def _scrolled(html: str) -> str:
    """Each table in a box that is scrolled where the table is wider than the page, by keyboard too."""
    deep = 0

    def put_in(found: re.Match[str]) -> str:
        nonlocal deep
        end, name = found.groups()
        if name != "table":
            return found[0]
        outermost = deep == (1 if end else 0)
        deep += -1 if end else 1
        if not outermost:
            return found[0]
        return f"{found[0]}</div>" if end else f'<div class="scrolled" tabindex="0">{found[0]}'

    return _TAG.sub(put_in, html)


def _named(html: str, names: Mapping[str, str]) -> str:
    """A picture of which the portal says nothing is told by the name of its file to those who do not see it."""

    def name(found: re.Match[str]) -> str:
        said = found[1]
        if " alt=" in said or " title=" in said:
            return found[0]
        source = _SOURCE.search(said)
        return f'<img{said} alt="{Markup.escape(names.get(source[1], "") if source else "")}">'

    return _PICTURE.sub(name, html)


def marked(snippet: str, begin: str, end: str) -> Markup:
    """A snippet with its hits in <mark>; all the rest is text."""
    escaped = str(Markup.escape(snippet))
    parts = re.split(f"({re.escape(begin)}|{re.escape(end)})", escaped)
    output, inside = [], False
    for part in parts:
        if part in {begin, end}:
            # A mark that the text itself holds must not open a second one, nor leave one open.
            if inside != (part == begin):
                output.append("<mark>" if part == begin else "</mark>")
                inside = part == begin
        else:
            output.append(part)
    return Markup("".join(output) + ("</mark>" if inside else ""))  # noqa: S704 - every piece was escaped above


def _absolute(base: str, value: str) -> str | None:
    try:
        return safe_link(urljoin(base, value.strip()))
    except ValueError:
        return None


def _clean(html: str, attribute_filter: object) -> str:
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=attribute_filter,  # type: ignore[arg-type]
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
