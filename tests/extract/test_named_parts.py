"""What stands behind the box that an article names for its text has to be text beyond doubt, and so have its readers' comments."""

from __future__ import annotations

import pytest

from archiver.extract.body import find_body
from archiver.extract.cutting import read_sheet
from archiver.extract.forest import ONE
from archiver.extract.head import read_head
from archiver.extract.named import read_form
from archiver.extract.named_parts import with_names
from archiver.extract.pointers import Pointers, marks_of
from archiver.extract.stages import extract
from archiver.extract.verdict import Verdict
from archiver.model import Draft, Page
from archiver.sites.catalog import platforms
from archiver.sites.profile import parse_profile

PARAGRAPH = "<p>Một đoạn văn đủ dài, có dấu phẩy, để ai cũng thấy rằng đây là văn bản của bài.</p>"
LEAD = "<p>Lời dẫn đứng trên, ngoài khung của bài, và cũng là văn bản.</p>"
CAPTION = "<figcaption>Ảnh chụp tại hội nghị, đứng ngoài khung</figcaption>"
TEASERS = "<div class=more><p>Một tin khác, cũng viết thành câu, nhưng không thuộc về bài này.</p></div>"
THREAD = '<script type="application/ld+json">{"@type": "DiscussionForumPosting", "headline": "Hỏi"}</script>'


def _after(html: str, own: int = ONE) -> list[int]:
    """How much less is said of each block."""
    sheet = read_sheet(html)
    sums = [own] * len(sheet.blocks)
    return [before - after for before, after in zip(sums, with_names(sheet, read_head(sheet), sums, 0), strict=True)]


def test_what_stands_behind_the_named_box_counts_less_and_a_lead_and_a_caption_do_not() -> None:
    page = f"{LEAD}<div class=article-body>{3 * PARAGRAPH}</div>{CAPTION}{TEASERS}"
    lead, *text, caption, teaser = _after(page)
    assert [lead, *text, caption] == [0, 0, 0, 0, 0]
    assert teaser > 3 * ONE


@pytest.mark.parametrize(
    "page",
    [
        f"<div>{3 * PARAGRAPH}</div>{TEASERS}",  # no name
        f"<div class=article-body><p>Xem thêm</p></div>{6 * PARAGRAPH}",  # the name of something else
        f"{THREAD}<div class=post-body>{PARAGRAPH}</div><div class=post-body>{PARAGRAPH}</div>",
        "",
    ],
)
def test_otherwise_nothing_counts_less(page: str) -> None:
    assert not any(_after(page))


def test_of_two_named_boxes_in_one_another_the_inner_one_holds_nearly_all() -> None:
    inner = f"<div class=article-content>{40 * PARAGRAPH}</div>"
    assert _after(f"<div class=article-body>{inner}{TEASERS}</div>")[-1] > 0
    assert _after(f"<div class=article-body>{inner}{3 * PARAGRAPH}</div>")[-1] == 0


def test_comments_under_news_count_less_and_those_of_a_thread_do_not() -> None:
    comments = f"<div class=comments>{PARAGRAPH}</div>"
    for kind, less in (("NewsArticle", True), ("DiscussionForumPosting", False)):
        data = f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "Tin"}}</script>'
        *text, comment = _after(f"{data}<div>{3 * PARAGRAPH}</div>{comments}")
        assert not any(text)
        assert (comment > 3 * ONE) is less


def test_in_a_container_of_many_sites_the_models_have_a_veto_and_in_the_profiles_own_they_have_none() -> None:
    text = 'name = "x"\ntitle = "X"\nlanguage = "vi"\nstart = "http://a.example/"\n[[section]]\nname = "tin"\ntitle = "Tin"\nurl = "/"\n'
    for own, kept in (("", 3), ('[article]\nbody = [".article-body"]\n', 4)):
        profile = parse_profile(text + own, where="x.toml", platforms=platforms())
        sheet = read_sheet(f"<div class=article-body>{3 * PARAGRAPH}<p>Chia sẻ, in, gửi</p></div>", marks_of(profile))
        verdict = Verdict([ONE, ONE, ONE, -4 * ONE], 0)
        pointers = Pointers.read(sheet, profile)
        assert len(find_body(sheet, read_form(sheet), pointers, sheet.blocks[:3], verdict).blocks) == kept


def _of_liferay(page: str) -> Draft:
    written = 'name = "a"\ntitle = "A"\nplatform = "liferay"\nstart = "http://cong.example/"\n'
    profile = parse_profile(written, where="a", platforms=platforms())
    return extract(Page(url="http://cong.example/-/doan", html=page), profile)


def test_of_the_places_that_a_platform_names_the_surest_one_holds_the_text() -> None:
    """Liferay makes the boxes at the side and the footer of the same parts as the article."""
    text = "".join(
        f"<p>Đoàn công tác số {n} đã về thăm và làm việc với các xã của huyện về nước sạch.</p>" for n in range(6)
    )
    made = "<div class=journal-content-article>{}</div>"
    page = (
        "<html><body><div id=main-content><div class=asset-full-content><h1 class=header-title>Đoàn công tác thăm xã</h1>"
        f"<div class=asset-content>{made.format(text)}</div></div>"
        f"<div class=portlet-journal-content>{made.format('<p>Mời bà con đăng ký dự hội chợ trước ngày 31 tháng 12 năm nay.</p>')}</div></div>"
        f"<div id=footer>{made.format('<p>Uỷ ban nhân dân huyện, số 3 đường Chợ Cũ, điện thoại 0251 3 822 501.</p>')}</div></body></html>"
    )
    draft = _of_liferay(page)
    assert draft.text.count("\n") == 5
    assert "hội chợ" not in draft.text
    assert "Chợ Cũ" not in draft.text


def test_one_sentence_under_the_title_outweighs_teasers_at_the_side() -> None:
    teasers = "".join(
        f"<div class=asset-abstract><h3><a href=/-/tin-{n}>Hội nghị thứ {n} về nước sạch</a></h3><div class=asset-content>"
        f"Đoàn công tác số {n} đã về thăm xã, nghe báo cáo về nước sạch, và làm việc với huyện trong hai ngày.</div></div>"
        for n in range(6)
    )
    page = (
        "<html><body><div id=main-content><div class=asset-full-content><h1 class=header-title>Thông báo nghỉ lễ</h1>"
        "<div class=asset-content><div class=journal-content-article><div>30/04/2015</div>"
        "<p>Ủy ban nhân dân huyện nghỉ lễ từ ngày 30 tháng 4 đến hết ngày 3 tháng 5.</p></div></div></div>"
        f"<div class=side>{teasers}</div></div></body></html>"
    )
    draft = _of_liferay(page)
    assert draft.text == "Ủy ban nhân dân huyện nghỉ lễ từ ngày 30 tháng 4 đến hết ngày 3 tháng 5."
