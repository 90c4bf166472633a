"""Makes the models of blocks anew: `python -m tests.quality.train` writes archiver/extract/blocks.json and blocks.npz.

--only     trees or network: the other stays as it is
--cross    first trains on two thirds of the sites three times, and prints what the models do on pages of the other third
--folder   keep the rows of features there, and use those that are there

Learns from the sets with gold text that ARCHIVER_TEST_DATA names. Needs `pip install portal-archive[quality]`. One thread and a
fixed seed: the same data and versions give the same file.
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import re
import sys
import tempfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from archiver.extract import forest
from archiver.extract.cutting import read_sheet
from archiver.extract.decode import repaired
from archiver.extract.features import features_of
from archiver.extract.head import read_head
from archiver.extract.network import Network
from archiver.extract.verdict import said
from tests.quality import portal
from tests.quality.data import CAPTIONED, TITLED, GoldPage, names, read_set
from tests.quality.labels import label
from tests.quality.score import Tally, say, words_of
from tests.quality.train_network import Lesson, network_of

TREES, NETWORK = (Path(forest.__file__).with_name(name) for name in ("blocks.json", "blocks.npz"))
_MOST_OF_ONE = 0.3  # a block counts for as much of its page at the most
_MOST_AGAINST = 2.0  # and all that is no text for as much as two texts
_SNIPPET = 0.12
_RARE = 0.006  # lighter blocks are drawn by lot, and then count for more
_FOLDS = 3
_NAMELESS = 5  # one page in so many is learned from once more
_NAMED = re.compile(r"""\s(?:class|id|itemprop|role)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
_TREES = 720
_LOOKED_AT = 30  # features, by each tree on the average
_DEPTH = 6


@dataclass(slots=True)
class Rows:
    """The blocks of one page as the model sees them, with the truth and the weight of each."""

    page: GoldPage
    texts: list[str]
    features: np.ndarray[Any, Any]
    truths: np.ndarray[Any, Any]
    weights: np.ndarray[Any, Any]
    title: int
    captions: np.ndarray[Any, Any]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["trees", "network"])
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    rows = _all_rows(options.folder)
    if options.cross:
        _cross(rows)
    if options.only != "network":
        TREES.write_text(json.dumps(_exported(_fitted(rows)), separators=(",", ":")) + "\n")
    if options.only != "trees":
        np.savez(NETWORK, allow_pickle=False, **network_of([_lesson(one) for one in rows]))
    say(f"{TREES.parent}: {len(rows)} pages, {sum(len(one.texts) for one in rows)} blocks")
    return 0


def _all_rows(folder: Path | None) -> list[Rows]:
    kept = folder / "rows.pickle" if folder else None
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes())  # our own file
    pages = [page for name in names() for page in read_set(name) if page.text.strip() or page.present]
    pages += portal.pages()
    pages += [_nameless(page) for page in pages if zlib.crc32(page.id.encode()) % _NAMELESS == 0]
    with ProcessPoolExecutor(2) as pool:
        rows = [one for one in pool.map(_rows_of, pages, chunksize=8) if one is not None]
    if kept:
        kept.write_bytes(pickle.dumps(rows))
    return rows


def _nameless(page: GoldPage) -> GoldPage:
    """The same page as if its maker had named nothing: old pages and foreign templates have no names that we know."""
    return replace(page, html=_NAMED.sub("", page.html))


def _rows_of(page: GoldPage) -> Rows | None:
    sheet = read_sheet(repaired(page.html, page.url).html, struck=False)
    if not sheet.blocks:
        return None
    head = read_head(sheet)
    features, title = features_of(sheet, head)
    texts = [block.text for block in sheet.blocks]
    captions = np.array([block.is_caption for block in sheet.blocks])
    if page.text.strip() or page.set == portal.NAME:
        truths = np.array(label(texts, page.text), bool)
        weights = _weights(page, texts, truths)
    else:
        truths, weights = _by_snippets(page, texts)
    if title >= 0:  # the title is found by itself, and the sets disagree on whether it is text
        weights[title] = 0.0
    if page.set not in CAPTIONED:
        weights[captions] = 0.0
    return Rows(page, texts, features.T.astype(np.int32), truths, weights, title, captions)


def _weights(page: GoldPage, texts: list[str], truths: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What a block is to the figures: its share of the page's gold text."""
    sizes = np.array([len(words_of(text)) for text in texts], float)
    gold = len(words_of(page.text))
    weights = np.minimum(np.maximum(sizes, 1) / max(gold, 20), _MOST_OF_ONE)
    against = weights[~truths].sum()
    if against > _MOST_AGAINST:
        weights[~truths] *= _MOST_AGAINST / against
    if page.set != portal.NAME and (
        sizes[truths].sum() < 0.6 * gold or gold < 12
    ):  # most of the gold text is not on the page
        weights *= 0.1
    return weights


def _by_snippets(page: GoldPage, texts: list[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Only the blocks in which a snippet stands are known."""
    present = [" ".join(one.split()) for one in page.present]
    absent = [" ".join(one.split()) for one in page.absent]
    wanted = np.array([any(one in text or (len(text) > 20 and text in one) for one in present) for text in texts])
    unwanted = np.array([any(one in text for one in absent) for text in texts])
    return wanted & ~unwanted, np.where(wanted | unwanted, _SNIPPET, 0.0)


def _fitted(rows: list[Rows]) -> Any:
    from catboost import CatBoostClassifier, Pool

    features = np.concatenate([np.clip(one.features, -forest.MOST, forest.MOST) for one in rows]).astype(np.float32)
    truths = np.concatenate([one.truths for one in rows]).astype(int)
    weights = np.concatenate([one.weights for one in rows])
    chance = np.minimum(1.0, weights / _RARE)
    drawn = np.random.default_rng(0).random(len(weights)) < chance
    model = CatBoostClassifier(
        iterations=_TREES, depth=_DEPTH, learning_rate=0.11, l2_leaf_reg=12, border_count=64, random_seed=5, thread_count=1,
        verbose=0, bootstrap_type="Bernoulli", subsample=0.7, rsm=_LOOKED_AT / features.shape[1], boosting_type="Plain", allow_writing_files=False,
    )  # fmt: skip
    return model.fit(Pool(features[drawn], truths[drawn], weight=(weights / np.maximum(chance, 1e-9))[drawn]))


def _exported(model: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        data = json.loads(path.read_text())
    trees = data["oblivious_trees"]
    scale, (bias,) = data["scale_and_bias"]
    splits = [[(s["float_feature_index"], math.floor(s["border"])) for s in tree["splits"]] for tree in trees]
    padded = [one + [(0, forest.MOST)] * (_DEPTH - len(one)) for one in splits]  # a tree may be shallower
    return {
        "columns": [[column for column, _ in one] for one in padded],
        "borders": [[border for _, border in one] for one in padded],
        "leaves": [
            [round(scale * value * forest.ONE) for value in tree["leaf_values"]]
            + [0] * (2**_DEPTH - len(tree["leaf_values"]))
            for tree in trees
        ],
        "bias": round(bias * forest.ONE),
    }


def _cross(rows: list[Rows]) -> None:
    tallies: dict[str, Tally] = {}
    for fold in range(_FOLDS):
        inside = [zlib.crc32(one.page.site.encode()) % _FOLDS == fold for one in rows]
        learned = [one for one, held in zip(rows, inside, strict=True) if not held]
        trees = forest.Forest.read(_exported(_fitted(learned)))
        network = Network.read(network_of([_lesson(one) for one in learned]))
        for one in (one for one, held in zip(rows, inside, strict=True) if held and one.page.text.strip()):
            seen = one.features.T.astype(np.int64)
            kept = said(trees, network, seen, 0) > 0
            tallies.setdefault(one.page.set, Tally()).add_text(one.page.text, _text_of(one, kept))
    for name, tally in sorted(tallies.items()):
        row = tally.row()
        say(f"{name:14s} F1 {row['F1']:.3f}  P {row['P']:.3f}  R {row['R']:.3f}")


def _lesson(one: Rows) -> Lesson:
    return Lesson(one.features, one.truths, one.weights)


def _text_of(one: Rows, kept: np.ndarray[Any, Any]) -> str:
    lines = []
    for place, text in enumerate(one.texts):
        if place == one.title:
            lines += [text] if one.page.set in TITLED else []
        elif kept[place] and (not one.captions[place] or one.page.set in CAPTIONED):
            lines.append(text)
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
