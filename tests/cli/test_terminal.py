"""What strangers wrote cannot steer a terminal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from archiver.cli.terminal import harmless


def test_an_escape_sequence_is_shown_and_not_obeyed():
    assert harmless("Tin \x1b[2J\x07mới\n\tsau") == "Tin ␛[2J␇mới\n\tsau"


@given(st.text())
def test_nothing_but_line_breaks_and_tabs_controls(text):
    assert not [c for c in harmless(text) if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert len(harmless(text)) == len(text)


def test_plain_vietnamese_stays_as_it_is():
    assert harmless("Đảng bộ khối — “Uỷ ban”") == "Đảng bộ khối — “Uỷ ban”"
