"""The shipped site and platform files, and profiles of one's own; the one module here that reads from disk."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from archiver.errors import ProfileError, UsageError
from archiver.layout import ArchiveFolder, archive_of
from archiver.sites.profile import SiteProfile, parse_profile

_SPIDERS = "spiders"


def shipped() -> list[str]:
    """The names of the sites that come with the product."""
    return sorted(_texts("sites"))


@cache
def platforms() -> dict[str, str]:
    """The TOML text of each shipped platform."""
    return _texts("platforms")


def find_profile(name_or_path: str) -> SiteProfile:
    """The profile of a shipped site, or of a file whose name ends in `.toml`."""
    if name_or_path.lower().endswith(".toml"):
        path = Path(name_or_path)
        return parse_profile(_read(path), where=name_or_path, platforms=platforms())
    sites = _texts("sites")
    if name_or_path not in sites:
        near = get_close_matches(name_or_path.lower(), sites, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"shipped are: {', '.join(sorted(sites)) or 'none'}."
        own = _profile_in(name_or_path) or "PATH.toml"
        raise UsageError(f"No site is named {name_or_path!r}; {hint} A file of your own is given as {own}.")
    return parse_profile(sites[name_or_path], where=f"sites/{name_or_path}.toml", platforms=platforms())


def title_in(path: Path) -> str | None:
    """The title that a profile gives its site, whatever else is the matter with it; None where it tells none."""
    try:
        title = tomllib.loads(path.read_text("utf-8-sig")).get("title")
    except (OSError, ValueError):  # who asks goes on without a name plate
        return None
    return title if isinstance(title, str) and title.strip() else None


def _profile_in(named: str) -> Path | None:
    """The profile of an archive that somebody names by its folder, or by its name alone."""
    folders = (ArchiveFolder(Path(named)), archive_of(named)) if named.strip() and "\0" not in named else ()
    return next((one.profile for one in folders if one.profile.is_file()), None)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ProfileError(f"{path}: is not UTF-8 text; save it as UTF-8.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or error
        raise ProfileError(f"{path}: cannot be read ({why}); give the path of a site file.") from None


def _texts(folder: str) -> dict[str, str]:
    return {_stem(one): one.read_text(encoding="utf-8") for one in _toml_files(folder)}


def _toml_files(folder: str) -> list[Traversable]:
    place = files(_SPIDERS) / folder
    return [one for one in place.iterdir() if one.name.endswith(".toml")] if place.is_dir() else []


def _stem(file: Traversable) -> str:
    return file.name.removesuffix(".toml")
