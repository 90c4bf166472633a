"""What goes from one address and comes to another, in whatever clothes, is one article; what many come to show is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.extract.rewording import gists
from archiver.jobs.identity import MANY, nobodys, told_apart
from archiver.jobs.settle import Beside, SiteWords, article_of
from archiver.model import Draft, Link
from archiver.store.observations import Observation

SITE = SiteWords(key_of=str, section_titles={})
OLD, NEW = "0000000a 0000000b 0000000c 0000000d", "0000001a 0000001b 0000001c 0000001d"
TEXTS = {
    name: "\n".join(
        f"{name}: câu thứ {number} của bài này nói về công tác {name} ở các chi bộ trực thuộc." for number in range(6)
    )
    for name in ("kiểm tra", "dân vận", "tuyên giáo")
}


def seen(
    number: int,
    key: str,
    text: str,
    *,
    template: str = OLD,
    face: str | None = None,
    title: str = "Tin",
    likeness: str = "",
    **facts,
):
    draft = Draft(kind="article", title=title, text=text, **facts)
    return Observation(
        capture_id=f"c{number:03}",
        url=key,
        url_key=key,
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=number),
        draft=draft,
        wording=f"{title} {text}",
        likeness=likeness or f"{title} {text} {template}",
        template=template,
        gists=gists(draft),
        face=face or f"{text} {number}",
    )


def groups(observations, absent=()):
    return sorted(sorted({one.url_key for one in group}) for group in told_apart(observations, absent))


def versions(observations):
    return [v.digest for v in article_of(observations, Beside({}, {}), SITE).versions]


A = TEXTS["kiểm tra"]


def test_a_redesign_is_no_version_and_an_edit_in_it_is_one():
    moved_line = f"Thứ hai\n{A}\nTin mới"
    assert len(versions([seen(1, "/a", A), seen(2, "/a", moved_line, template=NEW)])) == 1
    assert len(versions([seen(1, "/a", A), seen(2, "/a", moved_line)])) == 2  # the same template: a change of the page
    edited = A.replace("câu thứ 3", "câu thứ ba")
    assert len(versions([seen(1, "/a", A), seen(2, "/a", edited, template=NEW)])) == 2
    later = [seen(1, "/a", A), seen(2, "/a", moved_line, template=NEW), seen(3, "/a", edited, template=NEW)]
    assert len(versions(later)) == 2


def test_what_moves_with_a_redesign_is_one_article():
    history = [seen(1, "/old", A), seen(2, "/new", f"{A}\nChia sẻ", template=NEW)]
    assert groups(history, {"/old"}) == [["/new", "/old"]]
    assert groups(history) == [["/new"], ["/old"]]  # the portal has both: alike is not the same


@pytest.mark.parametrize(
    "came",
    [
        seen(2, "/new", A.replace("câu thứ 3", "câu số 3"), template=NEW),
        seen(2, "/new", A, template=NEW, title="Tin khác hẳn"),
        seen(0, "/new", f"{A}\nChia sẻ", template=NEW),  # it stood there before the other went
    ],
)
def test_what_differs_or_was_there_before_did_not_move(came):
    assert groups([seen(1, "/old", A), came], {"/old"}) == [["/new"], ["/old"]]


def test_a_date_that_differs_is_another_article():
    old, new = (
        seen(1, "/old", A, published="2010-05-03"),
        seen(2, "/new", f"{A}\nIn", template=NEW, published="2010-05-10"),
    )
    assert groups([old, new], {"/old"}) == [["/new"], ["/old"]]


def test_of_two_copies_the_earlier_is_where_it_moved_to():
    history = [
        seen(1, "/old", A),
        seen(2, "/new", f"{A}\nIn", template=NEW),
        seen(3, "/copy", f"{A}\nLưu", template=NEW),
    ]
    assert groups(history, {"/old"}) == [["/copy"], ["/new", "/old"]]


def test_what_strangers_come_to_show_belongs_to_none_of_them():
    home = {"text": "Cổng thông tin của tỉnh kính chào.", "face": "home", "template": NEW, "title": "Cổng"}
    first, second = seen(1, "/a", A, title="Một"), seen(2, "/b", TEXTS["dân vận"], title="Hai")
    after = [seen(3, "/a", **home), seen(4, "/b", **home), seen(5, "/c", **home)]
    assert nobodys([first, second, *after]) == {"c003", "c004"}
    assert nobodys([first, *after[:1]]) == frozenset()  # one alone may have been rewritten
    assert nobodys(after) == frozenset()


def test_two_addresses_of_one_article_that_is_edited_are_no_strangers():
    history = [seen(1, "/a", A), seen(2, "/b", A), seen(3, "/a", f"{A} x", face="f"), seen(4, "/b", f"{A} x", face="f")]
    assert nobodys(history) == frozenset()


FILE, OTHER_FILE = (Link(url=f"/{name}.pdf", text="", kind="document") for name in ("39", "40"))
DATED = {"published": "2010-05-03T08:15", "links": (FILE,)}


@pytest.mark.parametrize(
    ("beside", "is_one"),
    [
        ({}, True),
        ({"published": "2010-05-03"}, True),
        ({"links": (FILE,)}, True),
        ({"published": "2010-05-04"}, False),
        ({"links": (OTHER_FILE,)}, False),
        ({"document_number": "39-CT/TW"}, False),  # each prints what the other does not
    ],
)
def test_what_a_print_view_leaves_out_speaks_against_nothing(beside, is_one):
    whole, printed = seen(1, "/a", A, likeness=A, **DATED), seen(2, "/in?id=1", A, likeness=A, **beside)
    assert (len(groups([whole, printed])) == 1) == is_one


def test_of_two_that_print_another_day_an_undated_one_is_neither():
    days = [seen(n, f"/{n}", A, likeness=A, published=f"2010-05-0{n}") for n in (1, 2)]
    assert groups([*days, seen(3, "/in", A, likeness=A)]) == [["/1"], ["/2"], ["/in"]]


def test_a_print_view_takes_neither_day_nor_section_from_its_article():
    whole = seen(1, "/a", A, likeness=A, published="2010-05-03", breadcrumb=("Trang chủ", "Tin tức"))
    article = article_of(
        [whole, seen(2, "/in?id=1", A, likeness=A)], Beside({}, {}), SiteWords(str, {"tin tuc": "tin-tuc"})
    )
    (version,) = article.versions
    assert (version.draft.published, article.section) == ("2010-05-03", "tin-tuc")


def test_where_very_many_days_are_printed_over_the_same_words_each_is_for_itself():
    whole = seen(1, "/a", A, likeness=A, published="2010-05-03T08:15")
    rough = seen(2, "/in", A, likeness=A, published="2010-05-03")
    others = [seen(n, f"/{n}", A, likeness=A, published=f"19{n}") for n in range(10, 10 + MANY)]
    assert len(groups([whole, rough, *others[: MANY // 2]])) == 1 + MANY // 2
    assert len(groups([whole, rough, *others])) == 2 + MANY


@st.composite
def histories(draw):
    return [
        seen(
            number,
            draw(st.sampled_from(["/a", "/b", "/c"])),
            draw(st.sampled_from([*TEXTS.values(), f"{A}\nIn"])),
            template=draw(st.sampled_from([OLD, NEW])),
            face=draw(st.sampled_from([None, "f", "g"])),
            title=draw(st.sampled_from(["Tin", "Bài"])),
            likeness=draw(st.sampled_from(["like", "other", ""])),
            published=draw(st.sampled_from([None, None, "2010-05-03", "2010-05-04"])),
            links=draw(st.sampled_from([(), (FILE,), (OTHER_FILE,)])),
        )
        for number in range(draw(st.integers(1, 8)))
    ]


@settings(deadline=None, max_examples=150)
@given(histories(), st.sets(st.sampled_from(["/a", "/b", "/c"])), st.randoms(use_true_random=False))
def test_the_order_of_arrival_tells_nothing(history, absent, chance):
    shuffled = history[:]
    chance.shuffle(shuffled)
    assert groups(shuffled, absent) == groups(history, absent)
    assert nobodys(shuffled) == nobodys(history)
    assert sorted(c.capture_id for g in told_apart(history, absent) for c in g) == [o.capture_id for o in history]
