"""The same text in other clothes is the same text; another text in them is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.extract.rewording import are_strangers, gists, may_be_one, said_in, says_the_same
from archiver.extract.template import is_another, sketch_of
from archiver.model import Draft

TITLE = "Hội nghị sơ kết sáu tháng đầu năm"
LEAD = "(BL-CL) - Sáng nay Đảng ủy Khối tổ chức hội nghị sơ kết công tác sáu tháng."
FIRST = "Dự hội nghị có 120 đại biểu của các chi bộ. Hội nghị nghe báo cáo của Ban Thường vụ."
SECOND = "Các ý kiến tập trung vào công tác phát triển đảng viên; nhiều đơn vị đề nghị tăng kinh phí."
LAST = "Kết luận hội nghị, đồng chí Bí thư yêu cầu các chi bộ rà soát lại chỉ tiêu của năm."
BODY = (LEAD, FIRST, SECOND, LAST)


def draft(*lines: str, title: str | None = TITLE, **facts: str) -> Draft:
    return Draft(kind="article", title=title, text="\n".join(lines), **facts)  # type: ignore[arg-type]


OLD = draft(*BODY)


@pytest.mark.parametrize(
    "new",
    [
        draft(*BODY, title=TITLE.upper()),
        draft("Thứ hai, ngày 3 tháng 5", *BODY, "Tin mới nhất", "Khai mạc đại hội điểm tại xã Tân Hiệp"),
        draft(*BODY[1:]),  # the lead was set apart
        draft(*BODY[:-1]),
        draft(TITLE, *BODY, title="Đảng bộ Khối"),  # the site's name was taken for the title
        draft(*BODY[1:], title=LEAD),  # and here the first line
        draft(LEAD, SECOND, FIRST, LAST),  # two columns, read in the other order
        draft(f"{LEAD} {FIRST}", f"{SECOND} {LAST}"),
        draft(*(line.replace(" ", "\u00a0 ") for line in BODY)),
        draft(*BODY, title=None),
    ],
)
def test_the_same_in_another_template(new):
    assert says_the_same(OLD, new)
    assert says_the_same(new, OLD)


@pytest.mark.parametrize(
    "new",
    [
        draft(LEAD, FIRST.replace("120", "121"), SECOND, LAST),
        draft(LEAD, FIRST, SECOND, LAST.replace("rà soát lại", "báo cáo")),  # at the edge, too
        draft(LEAD.replace("Sáng", "Chiều"), FIRST, SECOND, LAST),
        draft(LEAD, FIRST, LAST),
        draft(LEAD, FIRST, "Một câu mới được thêm vào giữa bài.", SECOND, LAST),
        draft(*BODY, title=TITLE.replace("sáu", "chín")),
        draft("Không tìm thấy nội dung yêu cầu."),
        draft(),
        draft(LEAD, "Bài khác hẳn. " * 12),
    ],
)
def test_another_text_in_another_template(new):
    assert not says_the_same(OLD, new)
    assert not says_the_same(new, OLD)


@given(
    st.lists(st.sampled_from([*BODY, "Câu khác.", "Ý kiến khác nữa; và thêm."]), max_size=6),
    st.lists(st.sampled_from([*BODY, "Câu khác."]), max_size=6),
)
def test_it_does_not_matter_which_came_first(one, other):
    assert says_the_same(draft(*one), draft(*other)) == says_the_same(draft(*other), draft(*one))
    assert says_the_same(draft(*one), draft(*one))


def test_a_text_that_lost_its_lead_shares_a_mark_with_what_it_was():
    for left_out in range(len(BODY)):
        new = draft(*BODY[:left_out], *BODY[left_out + 1 :], title=TITLE.upper())
        assert set(gists(OLD)) & set(gists(new))
    assert not set(gists(OLD)) & set(gists(draft(*BODY, title="Hội nghị tổng kết năm")))
    assert gists(draft("Ảnh: Toàn cảnh")) == ()


def test_a_date_that_one_page_prints_with_its_hour_is_no_contradiction():
    day, hour, other = (
        draft(*BODY, published=when) for when in ("2010-05-03", "2010-05-03T08:30:00+07:00", "2010-05-04")
    )
    assert may_be_one(day, hour)
    assert may_be_one(day, OLD)
    assert not may_be_one(hour, other)
    assert not may_be_one(draft(document_number="37-CT/TW"), draft(document_number="38-CT/TW"))


def test_strangers_share_neither_title_nor_sentence():
    assert are_strangers(said_in(OLD), said_in(draft("Một văn bản khác hẳn.", title="Kế hoạch năm")))
    assert not are_strangers(said_in(OLD), said_in(draft("Một văn bản khác hẳn.")))
    assert not are_strangers(said_in(OLD), said_in(draft(SECOND, title="Kế hoạch năm")))


def page(names: str, words: str = "") -> str:
    inner = "".join(f'<div class="{name}" id="x{number}">{words}</div>' for number, name in enumerate(names.split()))
    return f"<html><body class=trang>{inner}</body></html>"


OLD_NAMES = (
    "dau trang-chu menu-trai menu-phai noi-dung tieu-de sapo ngay than-bai tac-gia tin-khac chan lien-ket banner"
)
NEW_NAMES = "header main nav aside content headline lead date body byline others footer links carousel"


def test_a_template_is_known_by_its_names_whatever_it_says():
    old = sketch_of(page(OLD_NAMES, "một bài"))
    assert old == sketch_of(page(OLD_NAMES, "<p>một bài khác</p>"))
    assert not is_another(old, sketch_of(page(f"{OLD_NAMES} khung-moi quang-cao")))
    assert is_another(old, sketch_of(page(NEW_NAMES)))
    assert is_another(sketch_of("<html><body><font><b>Bài</b><br>Chữ</font></body></html>"), old)


def test_what_was_never_sketched_is_no_other_template():
    assert not is_another("", sketch_of(page(OLD_NAMES)))
    assert not is_another(sketch_of(page(OLD_NAMES)), "")
