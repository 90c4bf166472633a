"""Makes the network of blocks: the arrays that `archiver.extract.network` reads, learned by gradients with JAX.

The network is the same as there, written once more for JAX; what comes out is tried on a page by both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from archiver.extract.forest import MOST, ONE
from archiver.extract.network import REACH, TINY, Network

Array = Any  # of JAX or numpy
Weights = dict[str, Any]

WIDTH = 48  # channels
SEEN = 64  # things that a layer may see
STEPS = (1, 2, 4, 8)
_RAMPS = 8  # a feature
_FEW = 32  # values: a ramp from each to the next
_OF_A_PAGE = 40  # blocks by which the ramps are laid, so that every page counts for the same
_ROUNDS = 10
_RATE, _WARM, _DECAY = 2e-3, 0.15, 0.05
_FORGET_FEATURES, _FORGET = 0.15, 0.15
_MOST_APART = 0.05  # of a logit
_AT_ONCE = 4096  # blocks in a step of learning
_LENGTHS = (64, 128, 256, 512, 1024)  # pages are filled up to one of these; longer ones are cut


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
    weights = _learned(lessons, (columns, starts, lengths), seed)
    arrays = {"columns": columns.astype(np.int16), "starts": starts, "lengths": lengths, "steps": np.array(STEPS)}
    short = {name: np.asarray(value, np.float16) for name, value in weights.items()}
    _try(short, {**arrays, **short}, lessons[0])
    return {**arrays, **short}


def _try(weights: Weights, arrays: dict[str, Any], one: Lesson) -> None:
    """Both ways to reckon have to agree on a page: so little is what features in 255 parts and single precision may cost."""
    columns, starts, lengths = arrays["columns"], arrays["starts"], arrays["lengths"]
    seen = _seen(one, (columns, starts, lengths)).features
    long = {name: np.asarray(value, np.float32) for name, value in weights.items()}
    learned = np.asarray(forward(long, None, seen[None], np.ones((1, len(seen)), np.float32)))[0]
    read = Network.read(arrays).sums(one.features.T.astype(np.int64), np.arange(len(seen))) / ONE
    if (apart := float(np.abs(learned - read).max())) > _MOST_APART:
        raise RuntimeError(f"archiver.extract.network says something else than what was learned: {apart} apart")


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


def _learned(lessons: list[Lesson], ramps: tuple[Any, Any, Any], seed: int) -> Weights:
    import jax
    import optax

    held = [_seen(one, ramps) for one in lessons]
    rng, key = np.random.default_rng(seed), jax.random.PRNGKey(seed)
    weights = _first_weights(key, len(ramps[0]))
    number = _ROUNDS * sum(1 for _ in _steps(held, rng))
    rate = optax.cosine_onecycle_schedule(number, _RATE, _WARM)
    learner = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(rate, weight_decay=_DECAY))
    state = learner.init(weights)

    @jax.jit
    def step(weights: Weights, state: Any, key: Array, *page: Array) -> tuple[Weights, Any]:
        slope = jax.grad(_loss)(weights, key, *page)
        change, state = learner.update(slope, state, weights)
        return optax.apply_updates(weights, change), state

    for _ in range(_ROUNDS):
        for pages in _steps(held, rng):
            key, lot = jax.random.split(key)
            weights, state = step(weights, state, lot, *pages)
    return weights


def _seen(one: Lesson, ramps: tuple[Any, Any, Any]) -> Lesson:
    """With ramps in place of features, in 255 parts: they fit into memory as bytes."""
    columns, starts, lengths = ramps
    known = np.clip(one.features, -MOST, MOST)[:, columns]
    return Lesson(np.rint(np.clip((known - starts) / lengths, 0, 1) * 255).astype(np.uint8), one.truths, one.weights)


def _steps(lessons: list[Lesson], rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    """Pages of like length together, in the order of a lot."""
    by_length: dict[int, list[tuple[int, int, int]]] = {length: [] for length in _LENGTHS}
    for page, one in enumerate(lessons):
        for start in range(0, len(one.truths), _LENGTHS[-1]):
            end = min(start + _LENGTHS[-1], len(one.truths))
            by_length[next(length for length in _LENGTHS if end - start <= length)].append((page, start, end))
    groups = []
    for length, pieces in by_length.items():
        drawn = [pieces[at] for at in rng.permutation(len(pieces))]
        groups += [(length, drawn[at : at + _AT_ONCE // length]) for at in range(0, len(drawn), _AT_ONCE // length)]
    for at in rng.permutation(len(groups)):
        yield _filled(lessons, *groups[at])


def _filled(lessons: list[Lesson], length: int, pieces: list[tuple[int, int, int]]) -> tuple[Any, ...]:
    shape = (_AT_ONCE // length, length)
    features = np.zeros((*shape, lessons[0].features.shape[1]), np.uint8)
    truths, weights, there = (np.zeros(shape, np.float32) for _ in range(3))
    for at, (page, start, end) in enumerate(pieces):
        one, row = lessons[page], slice(0, end - start)
        features[at, row] = one.features[start:end]
        truths[at, row], weights[at, row], there[at, row] = one.truths[start:end], one.weights[start:end], 1
    return features, truths, weights, there


def _first_weights(key: Array, ramps: int) -> Weights:
    import jax
    import jax.numpy as jnp

    keys = iter(jax.random.split(key, 2 + 2 * len(STEPS)))

    def drawn(before: int, after: int, size: float = 1.0) -> Array:
        return jax.random.normal(next(keys), (before, after)) * size / np.sqrt(before)

    weights = {"first": drawn(ramps, WIDTH, 3.0), "bias": jnp.zeros(WIDTH)}
    for at in range(len(STEPS)):
        weights |= {
            f"gain{at}": jnp.ones(WIDTH),
            f"look{at}": drawn((2 * REACH + 1) * WIDTH, SEEN),
            f"bias{at}": jnp.zeros(SEEN),
            f"say{at}": drawn(SEEN, WIDTH, 0.5),
        }
    return {**weights, "last": drawn(WIDTH, 1)[:, 0], "last_bias": jnp.zeros(())}


def forward(weights: Weights, key: Array, features: Array, there: Array) -> Array:
    """The logits of rows of blocks; with a key some of what is seen is forgotten, by lot."""
    import jax
    import jax.numpy as jnp

    lots = iter(() if key is None else jax.random.split(key, 2 + len(STEPS)))

    def kept(numbers: Array, forget: float) -> Array:
        return (
            numbers
            if key is None
            else numbers * jax.random.bernoulli(next(lots), 1 - forget, numbers.shape) / (1 - forget)
        )

    numbers = kept(features.astype(jnp.float32) / 255, _FORGET_FEATURES) @ weights["first"] + weights["bias"]
    numbers = kept(numbers, _FORGET)
    length = features.shape[1]
    for at, step in enumerate(STEPS):
        centred = numbers - numbers.mean(-1, keepdims=True)
        even = centred * weights[f"gain{at}"] / jnp.sqrt((centred * centred).mean(-1, keepdims=True) + TINY)
        wide = jnp.pad(even * there[..., None], ((0, 0), (REACH * step, REACH * step), (0, 0)))
        row = [wide[:, place : place + length] for place in range(0, 2 * REACH * step + 1, step)]
        seen = jax.nn.relu(jnp.concatenate(row, -1) @ weights[f"look{at}"] + weights[f"bias{at}"])
        numbers = numbers + kept(seen @ weights[f"say{at}"], _FORGET)
    return jax.nn.relu(numbers) @ weights["last"] + weights["last_bias"]


def _loss(weights: Weights, key: Array, features: Array, truths: Array, shares: Array, there: Array) -> Array:
    import optax

    wrong = optax.sigmoid_binary_cross_entropy(forward(weights, key, features, there), truths)
    return (shares * wrong).sum() / (_AT_ONCE / 200)
