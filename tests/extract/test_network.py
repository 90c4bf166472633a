"""The network of blocks: the arrays say what it says in the formulas of its docstrings, and a page's length changes nothing."""

from __future__ import annotations

from math import sqrt

import numpy as np

from archiver.extract.cutting import read_sheet
from archiver.extract.features import features_of
from archiver.extract.forest import ONE
from archiver.extract.head import read_head
from archiver.extract.network import REACH, Network, blocks_network

PAGE = """<title>Một tiêu đề khá dài của bài</title><nav><a href=/>Trang chủ</a> <a href=/b>Tin tức</a></nav><h1>Một tiêu đề khá dài của bài</h1>
<p>Đoạn thứ nhất nói về việc này, và nói khá dài dòng, để ai cũng thấy đây là văn bản.</p><p>Đoạn thứ hai, cũng dài như đoạn trước, kể tiếp câu
chuyện.</p><div class=footer>Bản quyền © 2008</div>"""


def test_a_network_by_hand() -> None:
    network = Network.read(
        {
            "columns": [0, 0, 1],
            "starts": [0, 10, 5],
            "lengths": [10, 10, 1],
            "first": [[1], [2], [4]],
            "bias": [-1],
            "steps": [],
            "last": [3],
            "last_bias": 0.5,
        }
    )
    rows = np.array([[-3, 5, 15, 99, 20], [0, 5, 6, 7, 5]])  # two features of five blocks
    # ramps: (0, 0, 0), (.5, 0, 0), (1, .5, 1), (1, 1, 1), (1, 1, 0)
    numbers = [-1, -0.5, 1 + 1 + 4 - 1, 1 + 2 + 4 - 1, 1 + 2 - 1]
    assert network.sums(rows, np.arange(5)).tolist() == [round((max(n, 0) * 3 + 0.5) * ONE) for n in numbers]


def test_the_shipped_network_block_by_block() -> None:
    network = blocks_network()
    rows = _rows(PAGE)
    count = rows.shape[1]
    numbers = [network.first.T @ network.ramps(rows[:, [block]])[:, 0] + network.bias for block in range(count)]
    for layer in network.layers:
        even = [_even(one) * layer.gain for one in numbers]
        after = []
        for block in range(count):
            places = range(block - REACH * layer.step, block + REACH * layer.step + 1, layer.step)
            nothing = np.zeros(len(layer.gain))
            row = np.concatenate([even[at] if 0 <= at < count else nothing for at in places])
            seen = [max(0.0, float(row @ look) + bias) for look, bias in zip(layer.look.T, layer.bias, strict=True)]
            after.append(numbers[block] + layer.say.T @ np.array(seen))
        numbers = after
    logits = [float(np.maximum(one, 0) @ network.last) + network.last_bias for one in numbers]
    sums = network.sums(rows, np.arange(count))
    assert np.abs(sums - np.array(logits) * ONE).max() <= 1  # it differs from block to block:
    assert len(set(sums.tolist())) > 2


def test_a_page_in_portions_is_the_same_page() -> None:
    network = blocks_network()
    rows = np.tile(_rows(PAGE), 500)
    period = rows.shape[1] // 500
    assert rows.shape[1] > 2000
    sums = network.sums(rows, np.arange(rows.shape[1]))
    middle = sums[100 * period : 300 * period].reshape(-1, period)  # far from both ends
    assert np.ptp(middle, axis=0).max() <= 1


def test_a_part_is_judged_as_the_whole_is() -> None:
    network = blocks_network()
    rows = np.tile(_rows(PAGE), 40)
    whole = network.sums(rows, np.arange(rows.shape[1]))
    last = len(whole) - 1
    for some in ([0, 1, 2], [17, 18, 60], [100], [last - 1, last], [3, 90, last], []):
        part = network.sums(rows, np.array(some, np.intp))
        assert len(part) == len(some)
        assert np.abs(part - whole[some]).max(initial=0) <= 1


def test_no_blocks_no_sums() -> None:
    assert blocks_network().sums(np.zeros((300, 0), np.int64), np.arange(0)).tolist() == []


def _rows(html: str) -> np.ndarray:
    sheet = read_sheet(html)
    return features_of(sheet, read_head(sheet))[0]


def _even(numbers: np.ndarray) -> np.ndarray:
    middle = sum(numbers) / len(numbers)
    spread = sqrt(sum((one - middle) ** 2 for one in numbers) / len(numbers) + 1e-5)
    return np.array([(one - middle) / spread for one in numbers])
