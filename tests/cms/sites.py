"""Small sites as ordinary systems serve them, for a program that has never seen them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from tests.cms.makes import Make

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


def build(root: Path, make: Make) -> list[Article]:
    """Writes the site's tree below `root`; what it holds."""
    menu = "".join(f'<li><a href="{make.listing_path.format(section=s)}">{t}</a></li>' for s, t in SECTIONS.items())
    everything: list[Article] = []
    for place, (section, title) in enumerate(SECTIONS.items()):
        articles = [_article(root, make, menu, section, title, place * ARTICLES + n + 1) for n in range(ARTICLES)]
        everything += articles
        for page in (1, 2):
            _listing(root, make, menu, section, page, articles[(page - 1) * 5 : page * 5])
    write(root, "/", _page(make, menu, "Sở Ví dụ", f"<p>{WORDS}</p>"))
    return everything


CHAPTERS = {
    "bat-dau": ("Cài đặt phần mềm", "Cấu hình lần đầu", "Nâng cấp từ bản cũ", "Gỡ bỏ"),
    "su-dung": ("Đăng nhập và phân quyền", "Soạn văn bản", "Ký số văn bản", "Gửi và nhận", "Tìm kiếm nâng cao"),
    "quan-tri": ("Sao lưu dữ liệu", "Khôi phục", "Theo dõi hệ thống"),
}


def build_documentation(root: Path) -> dict[str, str]:
    """A manual as Sphinx writes it, which has no dates and no listings; its pages as path -> title."""
    pages = {f"/{name}/{n}.html": title for name, titles in CHAPTERS.items() for n, title in enumerate(titles, 1)}
    order = list(pages)
    for place, (path, title) in enumerate(pages.items()):
        toc = "".join(
            f'<li class="toctree-l1"><a class="reference internal" href="..{to}">{t}</a></li>'
            for to, t in pages.items()
        )
        before, after = order[place - 1], order[(place + 1) % len(order)]
        head = f'<link rel="prev" href="..{before}"><link rel="next" href="..{after}"><link rel="search" href="../search.html">'
        body = (
            f'<section id="a"><h1>{title}<a class="headerlink" href="#a" title="Liên kết">¶</a></h1><p>{WORDS}</p>'
            f'<h2>Các bước<a class="headerlink" href="#b">¶</a></h2><ol><li>Mở mục {title}.</li><li>{WORDS}</li></ol>'
            f"<pre>may-chu {place} --khoi-dong</pre></section>"
        )
        source = f'<a href="../_sources{path.removesuffix("html")}rst.txt">Mã nguồn</a>'
        write(root, path, _manual(title, head, f'<div class="body" role="main">{body}</div>', toc + source))
    toc = "".join(f'<li class="toctree-l1"><a href="{to[1:]}">{t}</a></li>' for to, t in pages.items())
    write(
        root,
        "/",
        _manual("Hướng dẫn", "", f'<div class="body" role="main"><h1>Hướng dẫn</h1><ul>{toc}</ul></div>', toc),
    )
    for name in ("genindex", "search"):
        write(root, f"/{name}.html", _manual(name, "", f'<div class="body"><h1>{name}</h1></div>', toc))
    return pages


def _manual(title: str, head: str, body: str, side: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} &#8212; Hướng dẫn 1.0</title>{head}'
        '<script src="/_static/documentation_options.js"></script></head><body><div class="related"><a href="/genindex.html">Chỉ mục</a>'
        f'</div><div class="document">{body}<div class="sphinxsidebar"><ul>{side}</ul></div></div>'
        '<div class="footer">&copy; 2015, Sở Ví dụ. Tạo bởi <a href="https://www.sphinx-doc.org/">Sphinx</a> 7.2</div></body></html>'
    )


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
        title=article.title,
        date=article.date,
        day=f"{day:02d}/{month:02d}/2015",
        body=body,
        path=path,
        slug=slug,
        section=section,
        section_title=title,
        number=number,
    )
    write(root, path, _page(make, menu, article.title, content))
    return article


def _listing(root: Path, make: Make, menu: str, section: str, page: int, articles: list[Article]) -> None:
    first, second = make.listing_path.format(section=section), make.page_path.format(section=section, page=2)
    items = "".join(make.item.format(path=one.path, title=one.title, section=section) for one in articles)
    links = f'<li><a href="{first}">1</a></li><li><a href="{second}">2</a></li>'
    content = f"<h1>{SECTIONS[section]}</h1>{items}{make.pager.format(links=links, section=section)}"
    write(root, first if page == 1 else second, _page(make, menu, SECTIONS[section], content))


def _page(make: Make, menu: str, title: str, content: str) -> str:
    head = f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{make.head}</head>'
    return f"{head}<body>{make.frame.format(menu=menu, content=content)}</body></html>"


def write(root: Path, path: str, text: str) -> None:
    """A page of the tree, where the server looks for it."""
    file = _file_of(root, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _file_of(root: Path, address: str) -> Path:
    """Where the page of an address lies; one with a query has a file of its own."""
    path, _, query = address.partition("?")
    file = root / path.strip("/")
    if not path.endswith(".html"):
        file /= "index.html"
    return file.with_name(f"{file.stem}-{quote(query, safe='')[-200:]}.html") if query else file


class _Handler(SimpleHTTPRequestHandler):
    """The tree, where `/a` is answered by `a/index.html` without a redirect, as such systems do."""

    def translate_path(self, path: str) -> str:
        asked = _file_of(Path(self.directory), path)
        place = asked if asked.is_file() else Path(super().translate_path(path))
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
