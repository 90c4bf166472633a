"""The reading room of one or more archives, as a Datasette."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import parse_metadata

from archiver.errors import ArchiveError
from archiver.jobs.hearing import index_in_force
from archiver.layout import ArchiveFolder
from archiver.serve import plugin
from archiver.serve.opened import OpenedArchive
from archiver.serve.shelf import title_of
from archiver.store.database import is_still

_TABLES = Path(__file__).with_name("tables.yaml")
_SETTINGS: dict[str, Any] = {
    "default_page_size": 50,
    "default_facet_size": 40,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,  # guessed from the data, slow on large tables; ours are named in tables.yaml
    "truncate_cells_html": 160,
    "allow_download": True,  # the archive belongs to whoever opened it
    "template_debug": False,
    "trace_debug": False,
}


def room(folders: list[ArchiveFolder]) -> Datasette:
    """A reading room of these archives; each database is named after its folder."""
    _enter_plugin()
    named = _named(folders)
    opened = Datasette(files=[], settings=_SETTINGS, metadata=_metadata(named))
    opened.remove_database("_memory")  # Datasette opens one where it is given no file
    for name, folder in named.items():
        opened.add_database(_database(opened, folder), name=name)
    return opened


def _named(folders: list[ArchiveFolder]) -> dict[str, ArchiveFolder]:
    """Each folder under its name; a second of the same name, or one of Datasette's own, gets a number."""
    named: dict[str, ArchiveFolder] = {}
    for folder in folders:
        name, number = folder.name, 2
        while name in named or name in {"", "-", "_internal", "_memory"}:
            name, number = f"{folder.name}_{number}", number + 1
        named[name] = folder
    return named


def _enter_plugin() -> None:
    """Register our plugin where it has not come in by its entry point (a source tree that is not installed)."""
    if not pm.is_registered(plugin):
        pm.register(plugin, name=plugin.NAME)


def _database(opened: Datasette, folder: ArchiveFolder) -> OpenedArchive:
    path = folder.archive_db
    if not path.is_file() or not path.stat().st_size:
        raise ArchiveError(f"{path}: there is no such index; `archiver rebuild` makes it from the WARC files.")
    index_in_force(folder).close()
    return OpenedArchive(opened, folder, is_mutable=not is_still(path))


def _metadata(folders: dict[str, ArchiveFolder]) -> dict[str, Any]:
    described = parse_metadata(_TABLES.read_text("utf-8"))
    databases = {name: {"title": title_of(folder), **copy.deepcopy(described)} for name, folder in folders.items()}
    return {"title": "Reading room", "databases": databases, "plugins": {plugin.NAME: {"front": True}}}
