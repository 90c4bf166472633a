"""Makes the network of blocks: the arrays that `archiver.extract.network` reads, learned by gradients.

Adam with decoupled weight decay (Loshchilov, Hutter, 2019), and a rate that rises and falls once (Smith, 2018). What comes out is
tried on a page by both ways to reckon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from archiver.extract.forest import MOST, ONE
from archiver.extract.network import PART, STEPS, Network, ramps_of

Weights = dict[str, Any]

_WIDTH = 128  # things that are made of the ramps
_RAMPS = 8  # a feature
_FEW = 32  # values: a ramp from each to the next
_OF_A_PAGE = 40  # blocks by which the ramps are laid, so that every page counts for the same
_AT_ONCE = 4096  # blocks in a step of learning
_ROUNDS = 30
_RATE, _FIRST_RATE, _LAST_RATE, _WARM = 2e-3, 8e-5, 8e-9, 0.15
_MEAN, _SQUARE, _TINY, _DECAY = 0.9, 0.999, 1e-8, 0.05
_STEEPEST = 1.0
_FORGET = 0.1  # of what is seen, and of what is made of it
_PAGE = 200  # blocks: the errors of so many count as one
_MOST_APART = 0.05  # of a logit
_EXACT = 1 << 53  # whole numbers up to this a float holds


@dataclass(frozen=True, slots=True)
class Lesson:
    """The blocks of one page: what is seen, the truth, and how much each weighs."""

    features: Any  # a row a block
    truths: Any
    weights: Any


def network_of(lessons: list[Lesson], seed: int = 0) -> dict[str, Any]:
    """The arrays of a network that has learned these pages."""
    rng = np.random.default_rng(seed)
    columns, starts, lengths = _ramps(lessons, rng)
    seen, truths, shares = (np.concatenate(column) for column in zip(*(_known(one) for one in lessons), strict=True))
    ramps = _on_ramps(seen, (columns, starts, lengths))
    weights = _learned(ramps, truths, shares, rng)
    arrays = {"columns": columns.astype(np.int16), "starts": starts, "lengths": lengths, **_in_parts(weights)}
    _try(weights, arrays, seen[:_AT_ONCE], ramps[:_AT_ONCE])
    return arrays


def _ramps(lessons: list[Lesson], rng: np.random.Generator) -> tuple[Any, Any, Any]:
    """Between the values that part the blocks into equal shares; of few values, between each and the next."""
    some = [one.features[rng.permutation(len(one.features))[:_OF_A_PAGE]] for one in lessons]
    sample = np.clip(np.concatenate(some), -MOST, MOST)
    columns, starts, lengths = [], [], []
    for column, values in enumerate(sample.T):
        borders = np.unique(values)
        if len(borders) > _FEW:
            borders = np.unique(np.quantile(values, np.linspace(0, 1, _RAMPS + 1), method="lower"))
        columns += [column] * (len(borders) - 1)
        starts += borders[:-1].tolist()
        lengths += np.diff(borders).tolist()
    return np.array(columns), np.array(starts, np.int32), np.array(lengths, np.int32)


def _known(one: Lesson) -> tuple[Any, Any, Any]:
    """The blocks that count."""
    some = one.weights > 0
    return one.features[some], one.truths[some].astype(np.float32), one.weights[some].astype(np.float32)


def _on_ramps(features: Any, ramps: tuple[Any, Any, Any]) -> Any:
    """Ramps in place of features, as bytes: else they would not fit into memory."""
    columns, starts, lengths = ramps
    seen = np.empty((len(features), len(columns)), np.uint8)
    for at in range(0, len(features), _AT_ONCE):
        seen[at : at + _AT_ONCE] = ramps_of(
            features[at : at + _AT_ONCE].T, columns, starts[:, None], lengths[:, None]
        ).T
    return seen


def _learned(ramps: Any, truths: Any, shares: Any, rng: np.random.Generator) -> Weights:
    count = ramps.shape[1]
    weights: Weights = {
        "first": rng.standard_normal((count, _WIDTH), np.float32) * np.float32(3 / np.sqrt(count)),
        "bias": np.zeros(_WIDTH, np.float32),
        "last": rng.standard_normal(_WIDTH, np.float32) / np.float32(np.sqrt(_WIDTH)),
        "last_bias": np.zeros((), np.float32),
    }
    means, squares = ({name: np.zeros_like(value) for name, value in weights.items()} for _ in range(2))
    steps = [places for _ in range(_ROUNDS) for places in _drawn(len(truths), rng)]
    for number, places in enumerate(steps, 1):
        slopes = _slopes(weights, ramps[places].astype(np.float32) / STEPS, truths[places], shares[places], rng)
        steepness = np.sqrt(sum(float((slope * slope).sum()) for slope in slopes.values()))
        rate = _rate(number / len(steps))
        gentler = np.float32(min(1.0, _STEEPEST / steepness))
        for name in slopes:
            slope = slopes[name] * gentler
            means[name] = _MEAN * means[name] + (1 - _MEAN) * slope
            squares[name] = _SQUARE * squares[name] + (1 - _SQUARE) * slope * slope
            step = means[name] / (1 - _MEAN**number)
            step = step / (np.sqrt(squares[name] / (1 - _SQUARE**number)) + _TINY)
            weights[name] = (weights[name] - rate * (step + _DECAY * weights[name])).astype(np.float32)
    return weights


def _drawn(count: int, rng: np.random.Generator) -> Iterator[Any]:
    """The places of blocks in the order of a lot, so many at once; the last few are left for another round."""
    yield from rng.permutation(count)[: count - count % _AT_ONCE].reshape(-1, _AT_ONCE)


def _rate(share: float) -> float:
    """How much is learned, when so much of the time is over."""
    begin, end, part = (
        (_FIRST_RATE, _RATE, share / _WARM) if share < _WARM else (_RATE, _LAST_RATE, (share - _WARM) / (1 - _WARM))
    )
    return float(end + (begin - end) * (1 + np.cos(np.pi * part)) / 2)


def _slopes(weights: Weights, seen: Any, truths: Any, shares: Any, rng: np.random.Generator) -> Weights:
    """Which way the error rises: cross entropy, of blocks of which some of what is seen is forgotten, by lot."""
    seen = seen * _kept(seen.shape, rng)
    kept = _kept((len(seen), _WIDTH), rng)
    things = (seen @ weights["first"] + weights["bias"]) * kept
    heard = np.maximum(things, 0)
    wrong = 1 / (1 + np.exp(-(heard @ weights["last"] + weights["last_bias"]))) - truths
    wrong = (wrong * shares * np.float32(_PAGE / _AT_ONCE)).astype(np.float32)
    back = np.outer(wrong, weights["last"]) * (things > 0) * kept
    return {"first": seen.T @ back, "bias": back.sum(0), "last": heard.T @ wrong, "last_bias": wrong.sum()}


def _kept(shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    return (rng.random(shape, np.float32) >= _FORGET) / np.float32(1 - _FORGET)


def _in_parts(weights: Weights) -> Weights:
    """In whole numbers, which have to be small enough for sums that floats hold exactly."""
    parts = {
        "first": np.rint(weights["first"] * PART).astype(np.int32),
        "bias": np.rint(weights["bias"].astype(np.float64) * STEPS * PART).astype(np.int64),
        "last": np.rint(weights["last"] * PART).astype(np.int32),
        "last_bias": np.rint(weights["last_bias"].astype(np.float64) * STEPS * PART * PART).astype(np.int64),
    }
    things = STEPS * np.abs(parts["first"]).sum(0, dtype=np.int64) + np.abs(parts["bias"])
    greatest = sum(int(thing) * abs(int(last)) for thing, last in zip(things, parts["last"], strict=True))
    if greatest + abs(int(parts["last_bias"])) >= _EXACT:
        raise RuntimeError(f"the weights are too great: sums may reach {greatest}")
    return parts


def _try(weights: Weights, arrays: dict[str, Any], features: Any, ramps: Any) -> None:
    """Both ways to reckon have to agree: so little is what whole numbers may cost."""
    things = np.maximum(ramps.astype(np.float32) / STEPS @ weights["first"] + weights["bias"], 0)
    learned = things @ weights["last"] + weights["last_bias"]
    read = Network.read(arrays).sums(features.T.astype(np.int64)) / ONE
    if (apart := float(np.abs(learned - read).max())) > _MOST_APART:
        raise RuntimeError(f"archiver.extract.network says something else than what was learned: {apart} apart")
