"""The article in the JSON from which the scripts of a page draw it: Next.js writes `__NEXT_DATA__`, Nuxt and others the like.

There is no rule how such data are made. An article is an object that is called as its page is, and under which there are
sentences; its text is the value in which most of them stand. What is no sentence in it is read where its name says text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

from archiver.vietnamese.folding import fold

_SCRIPT, _END = re.compile(r"<script\b", re.IGNORECASE), re.compile("</script", re.IGNORECASE)
_ASSIGNED = re.compile(r"\s*window\.\w+\s*=\s*(?=\{)")
_NAMES = ("headline", "title", "name", "heading")
_LEADS = (
    "standfirst",
    "lead",
    "lede",
    "subtitle",
    "summary",
    "excerpt",
    "dek",
    "intro",
    "abstract",
    "teaser",
    "perex",
    "sapo",
    "ingress",
)
_DAYS = (
    "datePublished",
    "publishedAt",
    "published_at",
    "publishDate",
    "publicationDate",
    "published",
    "firstPublished",
    "date",
)
_WRITERS = ("author", "authors", "byline", "writers", "creator")
_BODY = re.compile(
    r"body|content|text|html|description|paragraph|block|section|component|story|markdown", re.IGNORECASE
)
_SAYING = frozenset(
    ("text", "html", "bodyhtml", "content", "value", "body", "paragraph", "heading", "title", "quote", "children")
)
_HEADING = re.compile(r"^h(?:ead(?:ing|er|line))?[1-6]?$|^sub(?:head|title)", re.IGNORECASE)
_SENTENCE = re.compile(r"[^\W\d_][.!?…。！？]|[\u3040-\u30ff\u4e00-\u9fff].*[。！？]")
_MARKED = re.compile(r"<(?:p|h[1-6]|ul|ol|div|br)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[-|–—·]\s+|\s*\|\s*")
_TAG = re.compile("<[^<>]*>")
_DEEPEST, _FEWEST = 40, 30  # objects in one another; words of an article


def drawn_by_scripts(html: str, titles: list[str], *, fewest: int) -> str:
    """The article as markup, with its title, day and author, if it has more than the `fewest` words.

    "" where the data of the page hold none that is called as the page is.
    """
    # An end tag that was cut off makes a title of the whole page, with runs of spaces in which a separator is sought for minutes.
    lines = (" ".join(title.split()) for title in titles)
    called = {_key_of(piece) for line in lines for piece in (line, _SEPARATOR.split(line, maxsplit=1)[0])} - {""}
    scripts = _scripts_in(html) if called else ()
    articles = [one for script in scripts for one in _articles(_json_of(script), called, _DEEPEST)]
    best = max(articles, key=lambda article: _words(_text_of(article)), default=None)
    text = _text_of(best) if best is not None else ""
    if best is None or _words(text) < max(_FEWEST, fewest):
        return ""
    head = f"<h1>{_first(best, _NAMES)}</h1>"
    if day := _first(best, _DAYS):
        head += f'<time itemprop="datePublished" datetime="{day}">{day}</time>'
    if names := ", ".join(_names_in(next((best[name] for name in _WRITERS if best.get(name)), None))):
        head += f'<p class="byline">{escape(names)}</p>'
    lead = _first(best, _LEADS)
    return f"<article>{head}{f'<p>{lead}</p>' if lead and lead not in text else ''}{text}</article>"


def _scripts_in(html: str) -> Iterator[str]:
    """What scripts of data hold, and what others assign to the window; each letter of a page is looked at once or twice."""
    for script in _SCRIPT.split(html)[1:]:
        tag, _, rest = script.partition(">")
        held = _END.split(rest, maxsplit=1)[0]
        if "application/json" in tag:
            yield held
        elif assigned := _ASSIGNED.match(held):
            yield held[assigned.end() :].strip().removesuffix(";")


def _json_of(script: str) -> object:
    try:
        return json.loads(script)
    except (ValueError, RecursionError):
        return None


def _articles(data: object, called: set[str], depth: int) -> Iterator[dict[str, object]]:
    """The objects that are called as the page is."""
    if isinstance(data, dict):
        names = (data.get(name) for name in _NAMES)
        if any(isinstance(name, str) and _key_of(name) in called for name in names):
            yield data
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in values if depth else ():
        yield from _articles(value, called, depth - 1)


def _text_of(article: dict[str, object]) -> str:
    """The value that says most among those that are called as texts are, as markup: a shop keeps all its boxes beside a description."""
    named = (value for name, value in article.items() if _BODY.search(name))
    return max(("".join(_paragraphs(value, _DEEPEST)) for value in named), key=_words, default="")


def _paragraphs(data: object, depth: int, name: str = "", kind: str = "") -> Iterator[str]:
    """What a value says, line by line: sentences, and other words whose name says that they are text."""
    if isinstance(data, str):
        if _MARKED.search(data):
            yield data
        elif _SENTENCE.search(data) or (kind and name.lower() in _SAYING and data.strip()):
            element = "h2" if _HEADING.match(kind) else "p"
            yield f"<{element}>{escape(_TAG.sub('', data))}</{element}>"
    elif isinstance(data, dict) and depth:
        kind = next((str(data[one]) for one in ("type", "_type", "nodeType", "kind", "style") if data.get(one)), "")
        if (line := _line_of(data)) is not None:
            yield from _paragraphs(line, depth - 1, "text", kind)
            return
        for inner, value in data.items():
            yield from _paragraphs(value, depth - 1, inner, kind)
    elif isinstance(data, list) and depth:
        for value in data:
            yield from _paragraphs(value, depth - 1, name, kind)


def _line_of(node: dict[str, object]) -> str | None:
    """The line of a paragraph whose words stand in pieces, each with its style, as editors of rich text keep them."""
    pieces = next((value for name in ("children", "content") if isinstance(value := node.get(name), list)), [])
    texts = [one.get("text", one.get("value")) if isinstance(one, dict) else one for one in pieces]
    whole = bool(texts) and all(isinstance(text, str) for text in texts)
    return "".join(map(str, texts)) if whole else None


def _names_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _names_in(next((value[one] for one in ("name", "fullName", "displayName") if value.get(one)), None))
    elif isinstance(value, list):
        for one in value:
            yield from _names_in(one)


def _first(article: dict[str, object], names: tuple[str, ...]) -> str:
    """The first of these fields that is a line, as markup."""
    found = next((value for name in names if isinstance(value := article.get(name), str) and value.strip()), "")
    return escape(_TAG.sub("", found))


def _key_of(title: str) -> str:
    return " ".join(re.findall(r"\w+", fold(title)))


def _words(markup: str) -> int:
    return len(_TAG.sub(" ", markup).split())
