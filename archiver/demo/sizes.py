"""How large a simulated portal is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The amounts of everything on the portal in its first state."""

    name: str
    categories: int  # the four of the menu come first
    articles: int
    news: int  # of these, how many stand in "Tin tức", the listing that is paged by postback
    documents: int
    galleries: int
    pictures: int  # in each gallery
    galleries_a_page: int
    videos: int
    audios: int
    words: int  # the median length of an article
    padding: tuple[int, int]  # KB of view state on a page, and of scripts at most
    archive_rows: int = 120  # rows of the list that shows everything on one page


SIZES = {
    size.name: size
    for size in (
        Size(
            name="tiny",
            categories=4,
            articles=40,
            news=24,
            documents=8,
            galleries=3,
            pictures=4,
            galleries_a_page=2,
            videos=1,
            audios=1,
            words=160,
            padding=(2, 4),
        ),
        Size(
            name="demo",
            categories=8,
            articles=200,
            news=115,
            documents=30,
            galleries=8,
            pictures=8,
            galleries_a_page=5,
            videos=3,
            audios=4,
            words=350,
            padding=(12, 50),
        ),
        Size(
            name="small",
            categories=12,
            articles=400,
            news=130,
            documents=60,
            galleries=15,
            pictures=12,
            galleries_a_page=10,
            videos=6,
            audios=10,
            words=380,
            padding=(18, 80),
            archive_rows=2182,
        ),
        Size(
            name="medium",
            categories=12,
            articles=5000,
            news=1500,
            documents=400,
            galleries=15,
            pictures=24,
            galleries_a_page=10,
            videos=6,
            audios=10,
            words=380,
            padding=(18, 80),
            archive_rows=2182,
        ),
    )
}
