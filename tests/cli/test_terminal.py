"""What strangers wrote cannot steer a terminal; and what is printed beside moving bars goes where it was sent."""

import os
import subprocess
import sys
import unicodedata
from contextlib import suppress

import pytest
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


_AT_WORK = """
from rich.progress import TextColumn
from archiver.cli.terminal import bars, say_beside
with bars(TextColumn("{task.description}")) as shown:
    shown.add_task("captures")
    say_beside(shown, "[a] file is done")
"""


@pytest.mark.parametrize("into_a_file", [True, False])
def test_what_is_printed_beside_the_bars_goes_above_them_or_into_the_file_that_stdout_is(tmp_path, into_a_file):
    ours, theirs = os.openpty()
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", _AT_WORK],
            stdout=out if into_a_file else theirs,
            stderr=theirs,
            env=os.environ | {"TERM": "xterm"},
        )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # how a terminal says that nobody writes to it any more
        while piece := os.read(ours, 1 << 16):
            shown += piece
    os.close(ours)
    assert process.wait(timeout=60) == 0
    assert b"captures" in shown
    assert (b"\x1b[2K[a] file is done\r\n" in shown) is not into_a_file  # what stood on the line was taken off it first
    assert (tmp_path / "out").read_bytes() == (b"[a] file is done\n" if into_a_file else b"")
