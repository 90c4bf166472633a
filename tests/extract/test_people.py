"""Who wrote a text, as Vietnamese portals and other scripts tell it; headlines that begin as a byline does name nobody."""

from __future__ import annotations

import pytest

from tests.extract.made_pages import BODY, read

TITLE = "<h1>Hội nghị triển khai nhiệm vụ quý III của toàn ngành</h1>"
RIGHT = "<p align=right><b>{}</b></p>"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("<p>Tác giả bài viết: Lê Hà</p>", "Lê Hà"),
        ("<span>Viết bởi Lê Hà</span>", "Lê Hà"),
        ("<span class=post-author>Người đăng: Lê Hà</span>", "Lê Hà"),
        ("<div class=byline>Bởi <a href=/le-ha>Lê Hà</a></div>", "Lê Hà"),
        ("<div class=author><div>Bởi</div><a href=/le-ha>Lê Hà</a></div>", "Lê Hà"),
        ("<p>Tin, ảnh: Lê Hà</p>", "Lê Hà"),
        ("<p>Bài và ảnh: Lê Hà</p>", "Lê Hà"),
        ("<p>Biên soạn: Lê Hà</p>", "Lê Hà"),
        (RIGHT.format("Lê Hà - Hoàng Minh"), "Lê Hà, Hoàng Minh"),
        (RIGHT.format("Lê Hà (tổng hợp)"), "Lê Hà"),
        (f"{RIGHT.format('Lê Hà')}<p>Các tin liên quan:</p>", "Lê Hà"),
        (RIGHT.format("Ban biên tập giữ bản quyền"), None),
    ],
)
def test_lines_under_a_text(line: str, author: str | None) -> None:
    assert read(f"{TITLE}{BODY}{line}").author == author


@pytest.mark.parametrize(
    "headline",
    [
        "Thực hiện tốt chính sách dân tộc",
        "Di sản văn hóa Then",
        "Bài học từ một đại hội",
        "Tác giả cây rau cần",
        "Di Linh phát triển cây cà phê",
    ],
)
def test_headlines_that_begin_as_a_byline_does(headline: str) -> None:
    linked = f"<h2><a href=/tin/88.html>{headline}</a></h2>"
    assert read(f"{linked}{BODY}").author is None
    assert read(f"{TITLE}{BODY}<p><a href=/tin/89.html>{headline}</a></p>").author is None


@pytest.mark.parametrize("name", ["राकेश मिश्र", "สมชาย ใจดี", "রফিকুল ইসলাম", "مُحَمَّد عَلِي", "Nguyễn Văn Hưởng"])
def test_names_with_marks_that_are_no_letters_to_a_pattern(name: str) -> None:
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{{"@type":"Person","name":"{name}"}}}}</script>'
    assert read(f"{data}{TITLE}{BODY}").author == name


@pytest.mark.parametrize("meta", ["Super User", "Quản trị viên", "Administrator", "VNPT Lạng Sơn"])
def test_who_keeps_the_site_did_not_write_what_another_signs(meta: str) -> None:
    assert read(f'<meta name="author" content="{meta}">{TITLE}{BODY}{RIGHT.format("Lê Hà")}').author == "Lê Hà"


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("<p align=right>(Theo dangcongsan.vn)</p>", None, "dangcongsan.vn"),
        ("<p align=right>Lê Hà (Theo TTXVN)</p>", "Lê Hà", "TTXVN"),
        ("<p>(Theo quy định của pháp luật)</p>", None, None),
        ("<p>来源：新华网 责任编辑：李明</p>", None, "新华网"),
    ],
)
def test_from_where_it_was_taken(line: str, author: str | None, source: str | None) -> None:
    found = read(f"{TITLE}{BODY}{line}")
    assert (found.author, found.source) == (author, source)
