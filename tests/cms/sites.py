"""Small sites with the markup that ordinary systems write by default, for a program that has never seen them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECTIONS = {"tin-tuc": "Tin tức", "thong-bao": "Thông báo", "hoat-dong": "Hoạt động"}
ARTICLES = 10  # in a section; five on a page of its listing
WORDS = (
    "Sáng nay Đảng ủy Khối tổ chức hội nghị đánh giá kết quả công tác và bàn phương hướng nhiệm vụ thời gian tới, "
    "với sự tham dự của các đồng chí trong Ban Thường vụ cùng đại diện các đơn vị trực thuộc."
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003"
    "01010018dd8db00000000049454e44ae426082"
)


@dataclass(frozen=True)
class Article:
    """What the site really says."""

    path: str
    title: str
    date: str


@dataclass(frozen=True)
class Make:
    """How one system writes its addresses and pages."""

    head: str
    article_path: str
    listing_path: str
    page_path: str
    frame: str
    article: str
    item: str
    pager: str
    files: str


MAKES = {
    "wordpress": Make(
        head='<meta name="generator" content="WordPress 6.5.2"><link rel="stylesheet" href="/wp-content/themes/t/style.css">',
        article_path="/2015/{month:02d}/{slug}/",
        listing_path="/category/{section}/",
        page_path="/category/{section}/page/{page}/",
        frame='<nav class="main-navigation"><ul class="menu">{menu}</ul></nav><div id="primary"><main id="main" class="site-main">'
        '{content}</main></div><aside id="secondary" class="widget-area"><form action="/?s=x"></form><div class="tagcloud">'
        '<a href="/tag/dang/">Đảng bộ</a><a href="/wp-login.php">Đăng nhập</a></div></aside>',
        article='<article class="post"><header class="entry-header"><h1 class="entry-title">{title}</h1><div class="entry-meta">'
        '<time class="entry-date published" datetime="{date}T08:00:00+07:00">{day}</time></div></header><div class="entry-content">'
        '{body}</div></article><a href="{path}?replytocom=3">Trả lời</a><a href="{path}?share=facebook">Chia sẻ</a>',
        item='<article class="post"><h2 class="entry-title"><a href="{path}" rel="bookmark">{title}</a></h2></article>',
        pager='<nav class="navigation pagination"><div class="nav-links">{links}</div></nav>',
        files="/wp-content/uploads/2015/",
    ),
    "drupal": Make(
        head='<meta name="Generator" content="Drupal 10 (https://www.drupal.org)"><link rel="stylesheet" href="/core/base.css">',
        article_path="/node/{number}",
        listing_path="/{section}",
        page_path="/{section}/page-{page}",
        frame='<nav id="block-main-navigation" class="menu--main"><ul class="menu">{menu}</ul></nav><main role="main">'
        '<a id="main-content"></a><div class="region region-content">{content}</div></main><aside class="region-sidebar-first">'
        '<a href="/user/login">Đăng nhập</a><a href="/search/node">Tìm kiếm</a></aside>',
        article='<h1 class="page-title">{title}</h1><article class="node node--type-article"><footer class="node__meta">'
        '<div class="node__submitted">Đăng bởi admin <time datetime="{date}T08:00:00+07:00">{day}</time></div></footer>'
        '<div class="node__content"><div class="field field--name-body">{body}</div></div></article>',
        item='<div class="views-row"><article class="node"><h2 class="node__title"><a href="{path}">{title}</a></h2></article></div>',
        pager='<nav class="pager" role="navigation"><ul class="pager__items">{links}</ul></nav>',
        files="/sites/default/files/",
    ),
    "nukeviet": Make(
        head='<meta name="generator" content="NukeViet v4.5"><script>var nv_base_siteurl="/",nv_lang_data="vi";</script>',
        article_path="/{section}/{slug}-{number}.html",
        listing_path="/{section}/",
        page_path="/{section}/page-{page}/",
        frame='<div id="menusite" class="navbar"><ul class="nav navbar-nav">{menu}</ul></div><div class="row"><div class="col-md-18">'
        '{content}</div><div class="col-md-6"><a href="/users/login/">Đăng nhập</a><a href="/seek/?q=a">Tìm</a></div></div>',
        article='<div class="news_column panel"><h1 class="title margin-bottom-lg">{title}</h1><span class="h5">{day} 08:00</span>'
        '<a href="/print/{slug}.html">In</a><div id="news-bodyhtml" class="bodytext">{body}</div></div>',
        item='<div class="news_column panel"><h3><a href="{path}" title="{title}">{title}</a></h3></div>',
        pager='<div class="text-center"><ul class="pagination">{links}</ul></div>',
        files="/uploads/news/",
    ),
}


def build(root: Path, make: Make) -> list[Article]:
    """Writes the site's tree below `root`; what it holds."""
    menu = "".join(f'<li><a href="{make.listing_path.format(section=s)}">{t}</a></li>' for s, t in SECTIONS.items())
    everything: list[Article] = []
    for place, (section, title) in enumerate(SECTIONS.items()):
        articles = [_article(root, make, menu, section, title, place * ARTICLES + n + 1) for n in range(ARTICLES)]
        everything += articles
        for page in (1, 2):
            _listing(root, make, menu, section, page, articles[(page - 1) * 5 : page * 5])
    _write(root, "/", _page(make, menu, "Sở Ví dụ", f"<p>{WORDS}</p>"))
    return everything


def _article(root: Path, make: Make, menu: str, section: str, title: str, number: int) -> Article:
    slug, month, day = f"{section}-so-{number}-cua-khoi", number % 12 + 1, number % 27 + 1
    path = make.article_path.format(section=section, slug=slug, number=number, month=month)
    article = Article(path, f"{title} số {number} về công tác của Đảng bộ Khối", f"2015-{month:02d}-{day:02d}")
    files = f'<img src="{make.files}anh-{number}.png" alt=""><a href="{make.files}van-ban-{number}.pdf">Văn bản {number}</a>'
    body = f"<p>{WORDS} Số {number}.</p><p>{WORDS}</p>{files}"
    (root / make.files.strip("/")).mkdir(parents=True, exist_ok=True)
    (root / f"{make.files}anh-{number}.png".strip("/")).write_bytes(PNG + bytes([number]))
    (root / f"{make.files}van-ban-{number}.pdf".strip("/")).write_bytes(b"%PDF-1.4\n" + str(number).encode())
    content = make.article.format(
        title=article.title, date=article.date, day=f"{day:02d}/{month:02d}/2015", body=body, path=path, slug=slug
    )
    _write(root, path, _page(make, menu, article.title, content))
    return article


def _listing(root: Path, make: Make, menu: str, section: str, page: int, articles: list[Article]) -> None:
    first, second = make.listing_path.format(section=section), make.page_path.format(section=section, page=2)
    items = "".join(make.item.format(path=one.path, title=one.title) for one in articles)
    links = f'<li><a href="{first}">1</a></li><li><a href="{second}">2</a></li>'
    content = f"<h1>{SECTIONS[section]}</h1>{items}{make.pager.format(links=links)}"
    _write(root, first if page == 1 else second, _page(make, menu, SECTIONS[section], content))


def _page(make: Make, menu: str, title: str, content: str) -> str:
    head = f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{make.head}</head>'
    return f"{head}<body>{make.frame.format(menu=menu, content=content)}</body></html>"


def _write(root: Path, path: str, text: str) -> None:
    file = root / path.strip("/")
    if not path.endswith(".html"):
        file /= "index.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


class _Handler(SimpleHTTPRequestHandler):
    """The tree, where `/a` is answered by `a/index.html` without a redirect, as such systems do."""

    def translate_path(self, path: str) -> str:
        place = Path(super().translate_path(path))
        return str(place / "index.html" if place.is_dir() else place)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The tree on loopback; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
