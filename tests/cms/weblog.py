"""A weblog as the makers of static sites write it: whole texts on its first pages, lists by section, by tag and by month."""

from __future__ import annotations

from pathlib import Path

from tests.cms.sites import SECTIONS, WORDS, Article, write

POSTS = 24
_ON_A_PAGE = 5
_HEAD = '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{}</title></head>'


def build_weblog(root: Path) -> list[Article]:
    """Writes the tree below `root`; what it holds."""
    names = list(SECTIONS)
    posts = [_post(number, names[number % len(names)]) for number in range(POSTS)]
    months = "".join(f'<li><a href="/{post.date[:4]}/{post.date[5:7]}/">{post.date[:7]}</a></li>' for post in posts)
    for number, post in enumerate(posts):
        _write(root, post.path, post.title, months, _whole(number, post, f"<h1>{post.title}</h1>"))
        # The link itself has the name, as Hexo writes it.
        named = f'<article><a class="archive-article-date" href="{post.path}"><time datetime="{post.date}">{post.date}</time></a>'
        named += f'<h1><a class="archive-article-title" href="{post.path}">{post.title}</a></h1></article>'
        _write(root, f"/{post.date[:4]}/{post.date[5:7]}/", f"Lưu trữ: {post.date[:7]}", months, named)
    for tag in range(3):
        _list(root, f"tag/the{tag}", f"Thẻ {tag}", months, posts[tag::3])
    for place, (name, title) in enumerate(SECTIONS.items()):
        _list(root, f"category/{name}", title, months, posts[place :: len(SECTIONS)])
    _first_pages(root, months, posts)
    return posts


def _post(number: int, section: str) -> Article:
    date = f"{2012 + number // 12}-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
    return Article(
        f"/{section}-so-{number}.html", f"{SECTIONS[section]} số {number} về công tác của Đảng bộ Khối", date
    )


def _whole(number: int, post: Article, heading: str) -> str:
    text = "".join(f"<p>{WORDS} Số {number}, đoạn {part}.</p>" for part in range(4))
    posted = f'<footer class="post-info"><time class="published" datetime="{post.date}T08:00:00+07:00">{post.date}</time></footer>'
    return (
        f'<article class="hentry"><header>{heading}</header><div class="entry-content">{posted}{text}</div></article>'
    )


def _list(root: Path, path: str, title: str, months: str, posts: list[Article]) -> None:
    """Titles with the beginnings of their texts; `>` leads to /path2.html."""
    pages = [posts[first : first + _ON_A_PAGE] for first in range(0, len(posts), _ON_A_PAGE)]
    for page, some in enumerate(pages, 1):
        rows = "".join(
            f'<li><article class="hentry"><header><h1><a href="{post.path}" rel="bookmark">{post.title}</a></h1></header>'
            f'<div class="entry-content"><footer class="post-info"><span>Ngày đăng: {post.date}</span></footer>'
            f'<p>{WORDS}</p><a class="readmore" href="{post.path}">đọc tiếp</a></div></article></li>'
            for post in some
        )
        after = f'<li><a href="/{path}{page + 1}.html">&rang;</a></li>' if page < len(pages) else ""
        turned = f"<nav><ul><li>Page {page} / {len(pages)}</li>{after}</ul></nav>"
        _write(
            root, f"/{path}{page if page > 1 else ''}.html", title, months, f'<ol id="posts-list">{rows}</ol>{turned}'
        )


def _first_pages(root: Path, months: str, posts: list[Article]) -> None:
    pages = [range(first, min(first + _ON_A_PAGE, POSTS)) for first in range(0, POSTS, _ON_A_PAGE)]
    for page, some in enumerate(pages, 1):
        whole = "".join(_whole(n, posts[n], f'<h1><a href="{posts[n].path}">{posts[n].title}</a></h1>') for n in some)
        older = f'<a class="next" href="/index{page + 1}.html">Older posts</a>' if page < len(pages) else ""
        _write(root, f"/index{page}.html" if page > 1 else "/", "Sở Ví dụ", months, whole + older)


def _write(root: Path, path: str, title: str, months: str, content: str) -> None:
    menu = "".join(f'<li><a href="/category/{name}.html">{words}</a></li>' for name, words in SECTIONS.items())
    tags = "".join(f'<a href="/tag/the{tag}.html">Thẻ {tag} của trang</a>' for tag in range(3))
    side = f'<aside><ul class="archives">{months}</ul><div class="tagcloud">{tags}</div></aside>'
    body = f'<body><nav id="menu"><ul>{menu}</ul></nav><section id="content">{content}</section>{side}</body></html>'
    write(root, path, _HEAD.format(title) + body)
