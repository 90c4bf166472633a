"""Pages of a portal in their body layouts; what each of them says."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.extract.decode import decode
from archiver.extract.digest import Printed
from archiver.extract.stages import extract, likeness, version_digest
from archiver.model import Draft
from archiver.sites.catalog import platforms
from archiver.sites.profile import SiteProfile, parse_profile

PAGES = Path(__file__).parent / "pages"
ADDRESS = "https://so-vi-du.example/Pages/newsdetail.aspx?NewsId=5086&CatId=104"
TITLE = "Chi bộ Phòng Kế hoạch sơ kết công tác sáu tháng đầu năm"
LINES = (
    "Sáng nay, Chi bộ Phòng Kế hoạch tổ chức hội nghị sơ kết sáu tháng đầu năm",
    "Theo báo cáo trình tại hội nghị, ngày 12 tháng 3 năm 2007 chi bộ",
    "Đồng chí bí thư chi bộ nhấn mạnh",
    "1. Về công tác tổ chức:",
    "- Củng cố các tổ công tác",
    "Hội nghị biểu dương năm cá nhân",
)
NOISE = (
    "Chuyên mục",
    "Tin cũ số",
    "Các tin khác",
    "Lượt xem",
    "Bản quyền",
    "Đăng nhập",
    "Hôm nay",
    "Lê Thị Mẫu",
    "Theo Báo",
)
LAYOUTS = ("web-part-table", "rich-html-field", "list-form", "bare-text", "two-cells")
PROFILE = parse_profile(
    'name = "so-vi-du"\ntitle = "Cổng thông tin Ví dụ"\nplatform = "sharepoint"\nstart = "https://so-vi-du.example/"\n',
    where="so-vi-du.toml",
    platforms=platforms(),
)


def read(name: str, profile: SiteProfile | None = None, *, render: int = 1, url: str = ADDRESS) -> Draft:
    """A page as the portal sends it the first, second ... time."""
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    noise = {
        "digest": "A1" * 64 * render,
        "viewstate": "/wEPDw" * render,
        "today": f"{render} tháng 8 năm 2015",
        "views": str(1386 + render),
    }
    for word, value in noise.items():
        html = html.replace("{" + word + "}", value)
    return extract(decode(html.encode(), "utf-8", url), profile)


@pytest.mark.parametrize("profile", [None, PROFILE], ids=["alone", "profile"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_text_is_the_body_and_nothing_else(name: str, profile: SiteProfile | None) -> None:
    draft = read(name, profile)
    lines = draft.text.split("\n")
    assert [line[: len(start)] for line, start in zip(lines, LINES, strict=True)] == list(LINES)
    assert not [word for word in NOISE if word in draft.text or word in draft.html or word in draft.markdown]
    assert "Ảnh:" not in draft.text  # a caption is kept as one, and is no text
    assert (draft.title or "").casefold() == TITLE.casefold()
    assert draft.language == "vi"


@pytest.mark.parametrize("profile", [None, PROFILE], ids=["alone", "profile"])
@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("web-part-table", "2008-06-18T10:35:00+07:00"),
        ("list-form", "2008-06-18T14:05:00+07:00"),
        ("two-cells", "2013-05-31T09:59:00+07:00"),
        ("bare-text", None),  # the only date there is an event's
        ("rich-html-field", None),
    ],
)
def test_published_is_what_the_portal_prints(name: str, profile: SiteProfile | None, published: str | None) -> None:
    assert read(name, profile).published == published


@pytest.mark.parametrize("name", [*LAYOUTS, "listing", "document", "soft-error"])
def test_noise_makes_no_difference(name: str) -> None:
    assert read(name, render=1) == read(name, render=2)


def test_author_source_and_files() -> None:
    assert read("web-part-table").author == "Lê Thị Mẫu"
    assert read("bare-text").source == "Báo Ví dụ"
    assert [(link.kind, link.text) for link in read("two-cells").links] == [
        ("image", "Ảnh: quang cảnh hội nghị sơ kết")
    ]
    assert [link.url for link in read("list-form").links] == [
        "https://so-vi-du.example/Lists/TinTuc/Attachments/66/37-CT%20TW.pdf"
    ]


def test_a_document_has_its_number_and_date_from_the_form() -> None:
    draft = read("document", PROFILE, url="https://so-vi-du.example/Lists/VanBan/DispForm.aspx?ID=3331")
    assert (draft.kind, draft.document_number, draft.issued) == ("document", "37-CT/TW", "2010-08-05")
    assert draft.title == "Chỉ thị về đại hội các cấp tiến tới đại hội toàn quốc"
    assert draft.published is None
    assert [link.kind for link in draft.links] == ["document"]


@pytest.mark.parametrize(
    ("name", "url", "reason"),
    [
        ("listing", "https://so-vi-du.example/Pages/muc.aspx", "listing"),
        ("soft-error", ADDRESS, "error"),
        ("web-part-table", "https://so-vi-du.example/Pages/print.aspx?NewsId=5086", "print"),
    ],
)
def test_what_is_no_article(name: str, url: str, reason: str) -> None:
    draft = read(name, PROFILE, url=url)
    assert (draft.kind, draft.reason) == (None, reason)


def test_the_same_wording_in_other_markup_is_the_same_version() -> None:
    digests = {version_digest(read(name)) for name in ("list-form", "web-part-table", "two-cells")}
    assert len(digests) == 1


def test_likeness_asks_for_the_same_words_and_what_is_printed_beside_them_is_told_apart() -> None:
    one, other = read("web-part-table"), read("two-cells")
    assert likeness(one) == likeness(read("web-part-table", url=ADDRESS + "&l=1")) == likeness(other)
    assert Printed.of(one) == Printed.of(read("web-part-table", url=ADDRESS + "&l=1")) != Printed.of(other)
    assert likeness(read("document")) is None


def test_the_site_s_name_is_no_title() -> None:
    page = "<title>Cổng thông tin Ví dụ</title><h1>Cổng thông tin Ví dụ</h1><p>Một câu ngắn về công việc của cơ quan, đủ dài để đọc.</p>"
    assert extract(decode(page.encode(), None, ADDRESS), PROFILE).title != "Cổng thông tin Ví dụ"


def test_html_is_clean() -> None:
    page = """<h1>Tiêu đề của bài</h1><div><p onclick="x()">Đoạn văn <a href="/a.aspx?b=1#c">thứ nhất</a> nói về việc này, và nói khá
    dài dòng.</p><script>alert(1)</script><p style="color:red"><font face=".VnTime">Đoạn thứ hai</font> tiếp tục câu chuyện, cũng dài như
    đoạn trước đó.</p><img src="anh/toan canh.jpg" width="400"><a href="javascript:alert(1)">xấu</a></div>"""
    draft = extract(decode(page.encode(), None, ADDRESS))
    assert "script" not in draft.html
    assert "style" not in draft.html
    assert 'href="https://so-vi-du.example/a.aspx?b=1#c"' in draft.html
    assert 'src="https://so-vi-du.example/Pages/anh/toan%20canh.jpg"' in draft.html
    assert "Tiêu đề" not in draft.html
    assert "[thứ nhất](https://so-vi-du.example/a.aspx?b=1#c)" in draft.markdown
