"""Canonical markup: exact to split, bounded in time, for any input."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from archiver.errors import ProfileError
from archiver.extract.cutting import read_sheet
from archiver.extract.markup import MARK, read_markup


def test_tags_and_texts_alternate() -> None:
    markup = read_markup('<p title="a > b">x &lt; y<!-- > --><b>z</b><script>if (a < b) {}</script>')
    assert len(markup.texts) == len(markup.tags) + 1
    assert markup.tags[4:] == ['p title="a &gt; b"', "b", "/b", "/p", "/body", "/html"]
    assert markup.texts[5:7] == ["x &lt; y", "z"]


@pytest.mark.parametrize(
    "html",
    [
        "<div<p class=x>a",
        "<p a<b>c",
        "<p a<!--b>c -->d",
        "<!DOCTYPE html><p>a<!-- <!-- b -->",
        "<p>a --><!",
        "-->-->-- > <!",
    ],
)
def test_a_stray_sign_inside_a_tag_does_not_shift_the_rest(html: str) -> None:
    markup = read_markup(html)
    assert len(markup.texts) == len(markup.tags) + 1
    assert not any("<" in piece or ">" in piece for piece in (*markup.tags, *markup.texts))


def test_what_a_page_shows_to_all_browsers_but_one_is_shown() -> None:
    markup = read_markup(
        '<!--[if gt IE 8]><!--><html lang="vi"><!--<![endif]--><body><p>a</p><!--[if !IE]><!--><p>b</p><!--<![endif]--><!--[if IE]><p>c</p><![endif]--><p>d</p>'
    )
    assert 'html lang="vi"' in markup.tags
    assert [text for text in markup.texts if text] == ["a", "b", "d"]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<!--", "-->", ">", "-", "<!", "[if x]>", "chữ", "<b>", "</b>"]), max_size=20).map(
        "".join
    )
)
def test_comments_go_whole_and_nothing_with_them(html: str) -> None:
    """As a plain reading of what lexbor writes has it: from each beginning that is in no other comment to the first end."""
    html += "<p>.</p>"
    tree = LexborHTMLParser(html)
    plain = re.sub("<!--.*?-->", "", tree.html or "", flags=re.DOTALL)
    markup = read_markup(html)
    written = markup.texts[0] + "".join(
        f"<{tag}>{text}" for tag, text in zip(markup.tags, markup.texts[1:], strict=True)
    )
    assert written == plain


def test_data_of_the_page_is_kept_and_its_scripts_are_not() -> None:
    markup = read_markup('<script type="application/ld+json">{"a": 1}</script><script>b</script><p>c')
    assert markup.data == ('{"a": 1}',)
    assert "b" not in markup.texts


def test_captions_stand_behind_the_player_once_and_in_their_order() -> None:
    boxes = "".join(
        f"<div class=caption-box><p class=Caption>The {name} film, which shows the bridge</p></div>"
        for name in ("first", "second")
    )
    player = f"<OBJECT><object>You need Flash<p class=captions>Captions off</p>{boxes}</object></OBJECT>"
    said = [text for text in read_markup(f"<h1>a</h1>{player}<p>b</p>").texts if text]
    films = [f"The {name} film, which shows the bridge" for name in ("first", "second")]
    assert said == ["a", "You need Flash", "Captions off", *films, "b"]
    assert [block.text for block in read_sheet(f"<h1>a</h1>{player}<p>b</p>").blocks] == ["a", *films, "b"]


def test_a_page_cannot_set_the_marks_of_a_profile() -> None:
    markup = read_markup(f'<p {MARK}="own-title.0">a</p><h3>b</h3>', {"own-title": ("h3",)})
    assert [tag for tag in markup.tags if MARK in tag] == [f'h3 {MARK}="own-title.0"']


def test_a_selector_that_cannot_be_used_is_named() -> None:
    with pytest.raises(ProfileError, match="p:::x"):
        read_markup("<p>", {"own-title": ("p:::x",)})


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "một câu" + "</div>" * 100_000,
        "<DIV>" * 100_000 + "một câu",
        "<b><i><a>" * 20_000 + "một câu",
        "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">một câu",
        "<table><tr><td>" * 20_000 + "một câu",
        "<p>" + "<br>" * 200_000 + "một câu",
    ],
    ids=["closed", "open", "inline", "attributes", "tables", "breaks"],
)
def test_absurd_markup_takes_no_more_than_some_times_a_plain_page_of_its_size(html: str) -> None:
    def taken(page: str) -> float:
        start = time.process_time()
        assert "một câu" in " ".join(block.text for block in read_sheet(page).blocks)
        return time.process_time() - start

    plain = "<div><p>một câu khác</p></div>" * (len(html) // 30) + "<p>một câu"
    assert taken(html) < 20 * max(taken(plain), 0.05)
