"""By what way a reader gets to an article: told by the portal itself, so that the truth about it cannot differ."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from archiver.demo.model import Article, Category
from archiver.demo.pagers import PAGE
from archiver.demo.world import World

Reach = Literal["GET", "POST", "script", "RSS", "viewstate", "chain"]
_BY_EVENT = frozenset({"postback", "linkbutton", "dropdown", "updatepanel"})
FEED = 25  # entries of a feed
_HIDDEN_IN_FEED = 2  # the place of the article that stands in its list's feed and in no listing
_VIEW_STATE_ONLY = 5  # of the archive page's articles, each fifth has no link that shows


def reach_of(world: World, article: Article) -> Reach:
    """What it takes to get to this article."""
    category = article.category
    if category.pager in _BY_EVENT:
        return "GET" if _stands_first(world, article) else "POST"
    if category.pager == "script":
        return "script"
    if category.pager == "archive":
        return "viewstate" if in_view_state_only(article) else "GET"
    if category.pager == "newest":
        if article is in_feed_only(world, category):
            return "RSS"
        return "GET" if _stands_first(world, article) else "chain"
    return "GET"


def listed(world: World, category: Category) -> tuple[Article, ...]:
    """The articles that the category's own pages name, the newest first."""
    articles = world.by_category.get(category.id, ())
    hidden = in_feed_only(world, category)
    return tuple(article for article in articles if article is not hidden)


@lru_cache(maxsize=64)
def in_feed_only(world: World, category: Category) -> Article | None:
    """The article that only the feed names; newer articles do not make another one of it."""
    if category.pager != "newest":
        return None
    old = [a for a in world.by_category.get(category.id, ()) if int(a.rank.rpartition("-")[2]) < world.size.articles]
    return old[_HIDDEN_IN_FEED] if len(old) > _HIDDEN_IN_FEED else None


def in_view_state_only(article: Article) -> bool:
    """Whether the archive page names the article in its view state and nowhere else."""
    return article.category.pager == "archive" and article.id % _VIEW_STATE_ONLY == 0


def chain_from(world: World, article: Article, category: Category) -> tuple[Article, ...]:
    """The "other news" under an article: the ten newest; where a list has no pager, the ten that came before."""
    articles = listed(world, category)
    if category.pager == "newest" and article in articles:
        place = articles.index(article)
        return articles[place + 1 : place + 1 + PAGE]
    if category.pager in {"script", "archive"}:
        return ()  # no link to them stands anywhere but on the list itself
    return tuple(other for other in articles[: PAGE + 1] if other.id != article.id)[:PAGE]


def _stands_first(world: World, article: Article) -> bool:
    return any(article is other for other in listed(world, article.category)[:PAGE])
