"""Traps that no rule knows: addresses of one shape whose pages keep saying the same are left alone."""

from __future__ import annotations

from archiver.sites.guards import ShapeCount, cut, deep_shape_of, shape_of
from archiver.sites.items import ROW_KINDS
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Frontier, Wanted

_MAY_BE_A_TRAP = frozenset({"page", "listing"})  # what a listing lists, a file or a picture is never guessed to be one


def trap_by_shape(wanted: Wanted, profile: SiteProfile, frontier: Frontier) -> str | None:
    """Why an address of this shape is not worth fetching; None where it may be."""
    counts = (ShapeCount(shape, *frontier.shape(shape)) for shape in _shapes(wanted, profile))
    return next(filter(None, map(cut, counts)), None)


def keep_shape(wanted: Wanted, fingerprint: str, profile: SiteProfile, frontier: Frontier) -> None:
    """Count what a page said, for those that look like it."""
    if shapes := _shapes(wanted, profile):
        frontier.saw(shapes, fingerprint)


def may_be_a_trap(wanted: Wanted, profile: SiteProfile) -> bool:
    """Whether what an address says is to be compared with its likes."""
    return wanted.role in _MAY_BE_A_TRAP and wanted.method == "GET" and profile.kind_of(wanted.url) not in ROW_KINDS


def _shapes(wanted: Wanted, profile: SiteProfile) -> tuple[str, ...]:
    if not may_be_a_trap(wanted, profile):
        return ()
    rules = profile.platform.urls
    deep = deep_shape_of(wanted.url, rules)
    return (shape_of(wanted.url, rules), *([deep] if deep else ()))
