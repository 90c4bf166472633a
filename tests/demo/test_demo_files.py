"""The portal's files are what their names say, and the writer's sentences are fit to be searched."""

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.demo import files
from archiver.demo.datelines import date_line, dotnet_line
from archiver.demo.library import bytes_of
from archiver.demo.pagers import event_target, offered_arguments, page_asked, pages_of, slice_of
from archiver.demo.portal import all_files
from archiver.demo.viewstate import ViewStateError, ViewStates
from archiver.demo.words import Writer, chance, old_tone_marks
from archiver.demo.world import world

_BEGINNINGS = {
    "jpg": b"\xff\xd8\xff\xe0",
    "png": b"\x89PNG\r\n\x1a\n",
    "pdf": b"%PDF-1.4",
    "doc": b"{\\rtf1",
    "txt": b"\xef\xbb\xbf",
    "mp3": b"ID3",
    "flv": b"FLV",
}


def test_no_two_files_are_equal_and_each_begins_as_its_kind_does():
    every = all_files(world(2008, "small", 0))
    made = {bytes_of(2008, file) for file in every}
    assert len(made) == len(every) > 400
    assert all(bytes_of(2008, file).startswith(_BEGINNINGS[file.kind]) for file in every if file.oddity != "empty")


def test_names_hold_spaces_vietnamese_letters_and_signatures():
    names = {file.name for file in all_files(world(2008, "small", 0))}
    assert any(name.endswith(" (1).signed.signed.pdf") for name in names)
    assert any("ế" in name for name in names)
    assert any(" " in name for name in names)


def test_a_png_is_whole():
    data = files.png(chance("png"))
    place = 8
    while place < len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        payload = data[place + 8 : place + 8 + length]
        assert struct.unpack(">I", data[place + 8 + length : place + 12 + length]) == (zlib.crc32(name + payload),)
        place += 12 + length
    assert place == len(data)


def test_a_pdf_says_where_its_objects_are_and_holds_the_letters():
    data = files.pdf(("Đảng ủy",))
    table = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = data[table:].splitlines()[3:11]
    assert [data[int(row[:10]) :].split(b" ", 1)[0] for row in rows] == [str(n).encode() for n in range(1, 9)]
    assert "Đảng ủy".encode("utf-16-be").hex().encode() in data


def test_rich_text_is_ascii_and_names_each_letter():
    assert b"\\u7911?" in files.rtf(("ủ",))
    assert files.rtf(("ủ",)).isascii()


def test_older_typists_set_the_tone_mark_elsewhere():
    assert old_tone_marks("Đảng ủy xã Bình Hòa khóa mới") == "Đảng uỷ xã Bình Hoà khoá mới"


def test_the_same_dice_write_the_same_sentences():
    one, two = Writer(chance(1, "a")), Writer(chance(1, "a"))
    assert [one.paragraph(3) for _ in range(5)] == [two.paragraph(3) for _ in range(5)]
    assert one.dates == two.dates


@given(st.datetimes(), st.integers(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_date_line_shows_the_day_it_means(when, seed, twice):
    if not 1900 < when.year < 2900:
        return
    for line, iso in (date_line(chance(seed), when, twice=twice), dotnet_line(when)):
        assert iso.startswith(f"{when:%Y-%m-%d}")
        assert str(when.year) in line
        assert len(iso) in {10, 25}


@given(st.integers(0, 400), st.integers(1, 20))
@settings(deadline=None, max_examples=60)
def test_every_item_stands_on_one_page(count, size):
    items = tuple(range(count))
    last = pages_of(count, size)
    pages = [slice_of(items, page, size)[0] for page in range(1, last + 1)]
    assert tuple(item for page in pages for item in page) == items


@given(st.integers(1, 60), st.integers(1, 60))
@settings(deadline=None, max_examples=60)
def test_a_pager_offers_the_next_page_and_never_its_own(page, last):
    page = min(page, last)
    offered = [page_asked(argument) for argument in offered_arguments(page, last)]
    assert page not in offered
    assert page == last or page + 1 in offered
    assert all(1 <= number <= last for number in offered)
    assert len(offered) <= 11


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()))
@settings(deadline=None, max_examples=60)
def test_no_made_up_view_state_is_believed(field):
    states = ViewStates(b"k" * 32)
    given_out = states.issue("s", "/l", ("Page$2",), b"")
    form = {"__EVENTTARGET": event_target("/l"), "__VIEWSTATE": field, "__EVENTVALIDATION": given_out.event_validation}
    with pytest.raises(ViewStateError):
        states.check("s", "/l", "Page$2", form)
