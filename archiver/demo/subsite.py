"""The congress branch: a site under the site, with numbers of its own for the same articles."""

from __future__ import annotations

from archiver.demo.categories import CONGRESSES, RECORDS
from archiver.demo.frame import Content
from archiver.demo.layouts import text
from archiver.demo.model import Article, Category
from archiver.demo.pages import article_page, missing_page
from archiver.demo.reach import listed
from archiver.demo.skin import skin_of
from archiver.demo.world import World

HOME = "/daihoi/"
_NUMBERS: dict[int, Category] = {7: CONGRESSES, 8: RECORDS}  # the branch's own numbers of categories


def second_href(article: Article) -> str:
    """The branch's address of an article; "" where the branch does not show it."""
    number = next((n for n, category in _NUMBERS.items() if category.id == article.category.id), 0)
    if not number or article.layout == "form-table":
        return ""
    return f"{HOME}Pages/chi-tiet-tin.aspx?ItemID={article.id}&CatId={number}"


def branch_home(world: World) -> Content:
    """The branch's first page."""
    links = "".join(
        f'<LI><A href="{HOME}Pages/news.aspx?CatId={number}">{text(category.title)}</A></LI>'
        for number, category in _NUMBERS.items()
    )
    return Content(title="Các kì đại hội", html=skin_of(world).block(2, f"<H2>CÁC KÌ ĐẠI HỘI</H2><UL>{links}</UL>"))


def branch_list(world: World, number: int) -> Content:
    """All articles of one of the branch's categories."""
    category = _NUMBERS.get(number)
    own = next((one for one in world.categories if category and one.id == category.id), None)
    articles = listed(world, own) if own else ()
    links = "".join(
        f'<LI><A href="{text(second_href(article))}">{text(article.title)}</A></LI>'
        for article in articles
        if second_href(article)
    )
    return Content(title="Các kì đại hội", html=skin_of(world).block(2, f"<UL>{links}</UL>"))


def branch_article(world: World, identity: int) -> Content:
    """An article as the main site shows it."""
    article = world.by_id.get(identity)
    if article is None or not second_href(article):
        return missing_page(world)
    return article_page(world, article, article.category)
