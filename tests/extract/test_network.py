"""The network of blocks: the arrays say what it says in the formulas of its docstrings, the same on every machine."""

from __future__ import annotations

import numpy as np

from archiver.extract.cutting import read_sheet
from archiver.extract.features import features_of
from archiver.extract.forest import ONE
from archiver.extract.head import read_head
from archiver.extract.network import PART, STEPS, Network, blocks_network, ramps_of

PAGE = """<title>Một tiêu đề khá dài của bài</title><nav><a href=/>Trang chủ</a> <a href=/b>Tin tức</a></nav><h1>Một tiêu đề khá dài của bài</h1>
<p>Đoạn thứ nhất nói về việc này, và nói khá dài dòng, để ai cũng thấy đây là văn bản.</p><p>Đoạn thứ hai, cũng dài như đoạn trước, kể tiếp câu
chuyện.</p><div class=footer>Bản quyền © 2008</div>"""


def test_a_network_by_hand() -> None:
    network = Network.read(
        {
            "columns": [0, 0, 1],
            "starts": [0, 10, 5],
            "lengths": [10, 10, 1],
            "first": [[1 * PART], [2 * PART], [4 * PART]],
            "bias": [-1 * STEPS * PART],
            "last": [3 * PART],
            "last_bias": STEPS * PART * PART // 3,
        }
    )
    rows = np.array([[-3, 0, 5, 99, 20], [0, 5, 6, 7, 5]])  # two features of five blocks
    # ramps: (0, 0, 0), (0, 0, 0), (.5, 0, 1), (1, 1, 1), (1, 1, 0)
    assert ramps_of(rows, network.columns, network.starts, network.lengths)[:, 2].tolist() == [128, 0, 255]  # of 255
    things = [-1, -1, 128 / 255 + 4 - 1, 1 + 2 + 4 - 1, 1 + 2 - 1]
    assert network.sums(rows).tolist() == [int((max(thing, 0) * 3 + 1 / 3) * ONE) for thing in things]


def test_the_shipped_network_reckons_in_whole_numbers_that_a_float_holds() -> None:
    """In integers of any size, a block at a time: the same to the last bit, in whatever order the processor adds."""
    network = blocks_network()
    rows = _rows(PAGE)
    first, bias, last = (
        [[*map(int, row)] for row in np.atleast_2d(array)] for array in (network.first, network.bias, network.last)
    )
    by_hand = []
    for block in range(rows.shape[1]):
        ramps = [*map(int, ramps_of(rows[:, [block]], network.columns, network.starts, network.lengths)[:, 0])]
        things = [
            sum(ramp * row[at] for ramp, row in zip(ramps, first, strict=True)) + own for at, own in enumerate(bias[0])
        ]
        answer = sum(max(thing, 0) * weight for thing, weight in zip(things, last[0], strict=True)) + int(
            network.last_bias
        )
        assert abs(answer) < 1 << 53
        by_hand.append(answer * ONE // (STEPS * PART * PART))
    assert network.sums(rows).tolist() == by_hand  # and it differs from block to block:
    assert len(set(by_hand)) > 2


def test_a_block_is_judged_by_itself() -> None:
    network = blocks_network()
    rows = np.tile(_rows(PAGE), 40)
    whole = network.sums(rows)
    last = len(whole) - 1
    for some in ([0, 1, 2], [17, 18, 60], [100], [last - 1, last], [3, 90, last], []):
        assert network.sums(rows[:, some]).tolist() == whole[some].tolist()


def test_no_blocks_no_sums() -> None:
    assert blocks_network().sums(np.zeros((300, 0), np.int64)).tolist() == []


def _rows(html: str) -> np.ndarray:
    sheet = read_sheet(html)
    return features_of(sheet, read_head(sheet))[0]
