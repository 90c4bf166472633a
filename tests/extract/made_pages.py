"""Small pages of a newspaper that does not exist."""

from __future__ import annotations

from archiver.extract.stages import extract
from archiver.model import Draft, Page

ARTICLE = '<meta property="og:type" content="article">'
BODY = (
    "<p>The council met on Monday, and after a long debate it decided to repair the old bridge before winter.</p>" * 3
)


def read(html: str, url: str = "https://www.example-times.org/2024/bridge") -> Draft:
    return extract(Page(url=url, html=html), rendered=False)
