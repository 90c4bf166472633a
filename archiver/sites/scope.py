"""Which addresses are those of a site: on its host, whatever `www.` says, and in the folder where it begins."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from archiver.sites.session_ids import without_session
from archiver.sites.url_key import UrlRules
from archiver.sites.urls import is_one_host, origin_of


@lru_cache(maxsize=4096)  # a site's menu stands on each of its pages
def is_within(url: str, start: str, rules: UrlRules) -> bool:
    """Whether an address belongs to the site that begins at `start`; a start that ends in `/` is a folder."""
    if not is_one_host(origin_of(url), origin_of(start)):
        return False
    folder = _path(start)
    return not folder.endswith("/") or _folded(_path(url), rules).startswith(_folded(folder, rules))


def typed(written: str, start: str) -> str:
    """An address as people type it: it may begin at the portal's host, as browsers show it, without http://."""
    scheme, _, rest = start.partition("://")
    host, asked = rest.partition("/")[0].lower().removeprefix("www."), written.lower().removeprefix("www.")
    begins_so = host and asked.startswith(host) and asked.removeprefix(host)[:1] in {"", "/", "?"}
    return f"{scheme}://{written}" if begins_so else written


def _path(url: str) -> str:
    """The path of an address as `absolute` writes it."""
    return "/" + url.partition("?")[0].partition("//")[2].partition("/")[2]


def _folded(path: str, rules: UrlRules) -> str:
    decoded = without_session(unquote(path))
    return decoded.lower() if rules.ignore_case else decoded
