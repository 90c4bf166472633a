"""The lists of articles that the portal has, and by which kind of pager each is turned."""

from __future__ import annotations

from archiver.demo.lacviet import of_lacviet
from archiver.demo.model import Category, Pager
from archiver.demo.sizes import Size

NEWS = Category(id=104, title="Tin tức", pager="postback", trail=("Tin tức",))
RECORDS = Category(id=120, title="Tư liệu Đại hội", pager="get", trail=("Tư liệu Đại hội",))
CONGRESSES = Category(
    id=116,
    title="Các kì đại hội",
    pager="get",
    trail=("Các kì đại hội",),
    page="/Pages/cac-ki-dai-hoi.aspx",
    numbered=False,
)
UPPER_UNITS = Category(
    id=118,
    title="Đảng bộ cấp trên cơ sở",
    pager="get",
    trail=("Đảng bộ cấp trên cơ sở",),
    page="/Pages/dang-bo-cap-tren-co-so.aspx",
    numbered=False,
)
_FURTHER: tuple[tuple[str, Pager], ...] = (
    ("Công tác tổ chức", "get"),
    ("Kiểm tra, giám sát", "linkbutton"),
    ("Tuyên giáo", "dropdown"),
    ("Dân vận", "updatepanel"),
    ("Đoàn thể", "listview"),
    ("Học tập chuyên đề", "archive"),
    ("Gương người tốt", "script"),
    ("Trao đổi nghiệp vụ", "newest"),
)


def categories_of(size: Size, site: str) -> tuple[Category, ...]:
    """As many as the size has; on site C in the manner of the maker's product."""
    further = tuple(
        Category(
            id=125 + 2 * number,
            title=title,
            pager=pager,
            trail=("Tin tức", title),
            page="/Lists/TinTuc/AllItems.aspx" if pager == "listview" else "/Pages/news.aspx",
            numbered=pager != "listview",
        )
        for number, (title, pager) in enumerate(_FURTHER)
    )
    chosen = (NEWS, RECORDS, CONGRESSES, UPPER_UNITS, *further)[: size.categories]
    return tuple(map(of_lacviet, chosen)) if site == "C" else chosen
