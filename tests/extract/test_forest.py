"""The model of blocks: whole numbers in, the same sums everywhere."""

from __future__ import annotations

import numpy as np

from archiver.extract.cutting import read_sheet
from archiver.extract.features import features_of
from archiver.extract.forest import STOPS, Forest, blocks_forest
from archiver.extract.head import read_head

PAGE = """<title>Một tiêu đề khá dài của bài</title><nav><a href=/>Trang chủ</a> <a href=/b>Tin tức</a></nav><h1>Một tiêu đề khá dài của bài</h1>
<p>Đoạn thứ nhất nói về việc này, và nói khá dài dòng, để ai cũng thấy đây là văn bản.</p><p>Đoạn thứ hai, cũng dài như đoạn trước, kể tiếp câu
chuyện.</p><div class=footer>Bản quyền © 2008</div>"""


def test_a_forest_by_hand() -> None:
    forest = Forest.read(
        {
            "columns": [[0, 1], [1, 1]],
            "borders": [[5, 0], [2, 9]],
            "leaves": [[1, 2, 3, 4], [10, 20, 30, 40]],
            "bias": 100,
        }
    )
    rows = np.array([[5, 6, 6], [0, 1, 10]])  # two features of three blocks
    assert forest.sums(rows).tolist() == [100 + 1 + 10, 100 + 4 + 10, 100 + 4 + 40]


def test_each_tree_adds_the_leaf_that_its_answers_lead_to() -> None:
    forest = blocks_forest()
    menu = "".join(
        f"<li><a href=/{name}>{name}</a></li>" for name in ["tin-tức", "sự-kiện", "văn-bản", "ảnh", "phim", "thư-viện"]
    )
    sheet = read_sheet(PAGE.replace("<nav>", f"<nav><ul>{menu}</ul>"))
    rows, _ = features_of(sheet, read_head(sheet))
    by_hand, by_all = [], []
    for block in range(rows.shape[1]):
        totals = [forest.bias]
        for columns, borders, leaves in zip(forest.columns.T, forest.borders.T, forest.leaves, strict=True):
            place = sum(
                int(rows[c, block] > b) << level for level, (c, b) in enumerate(zip(columns, borders, strict=True))
            )
            totals.append(totals[-1] + int(leaves[place]))
        by_all.append(totals[-1])
        by_hand.append(next((totals[count] for count, stop in STOPS if totals[count] <= stop), totals[-1]))
    assert forest.sums(rows).tolist() == by_hand
    assert by_hand != by_all  # the menu needs no more than the first trees
    assert [one > 0 for one in by_hand] == [one > 0 for one in by_all]


def test_features_are_whole_numbers_and_as_many_as_the_model_asks_for() -> None:
    sheet = read_sheet(PAGE)
    rows, title = features_of(sheet, read_head(sheet))
    assert np.issubdtype(rows.dtype, np.integer)
    assert rows.shape[1] == len(sheet.blocks)
    assert blocks_forest().columns.max() < rows.shape[0]
    assert sheet.blocks[title].text == "Một tiêu đề khá dài của bài"
