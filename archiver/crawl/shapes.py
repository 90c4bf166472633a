"""Traps that no rule knows: addresses of one shape whose pages keep saying the same are left alone."""

from __future__ import annotations

from archiver.sites.guards import ShapeCount, cut, shape_of
from archiver.sites.items import ROW_KINDS
from archiver.sites.profile import SiteProfile
from archiver.store.frontier import Frontier, Wanted

_MAY_BE_A_TRAP = frozenset({"page", "listing"})  # what a listing lists, a file or a picture is never guessed to be one


def trap_by_shape(wanted: Wanted, profile: SiteProfile, frontier: Frontier) -> str | None:
    """Why an address of this shape is not worth fetching; None where it may be."""
    shape = _shape(wanted, profile)
    if shape is None:
        return None
    fetched, repeats = frontier.shape(shape)
    return cut(ShapeCount(shape, fetched, repeats))


def keep_shape(wanted: Wanted, fingerprint: str, profile: SiteProfile, frontier: Frontier) -> None:
    """Count what a page said, for those that look like it."""
    shape = _shape(wanted, profile)
    if shape is not None:
        frontier.saw(shape, fingerprint)


def may_be_a_trap(wanted: Wanted, profile: SiteProfile) -> bool:
    """Whether what an address says is to be compared with its likes."""
    return wanted.role in _MAY_BE_A_TRAP and wanted.method == "GET" and profile.kind_of(wanted.url) not in ROW_KINDS


def _shape(wanted: Wanted, profile: SiteProfile) -> str | None:
    return shape_of(wanted.url, profile.platform.urls) if may_be_a_trap(wanted, profile) else None
