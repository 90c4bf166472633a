"""Writes docs/reference from the code: `python -m tests.reference`. With `--check` it writes nothing, and names stale pages.

A command, a key of a profile, a table or a column that says nothing of itself is an error here, so none stays undocumented.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlite_utils import Database

from archiver import errors
from archiver.cli import main
from archiver.store.migrations import migrations
from archiver.store.schema_columns import LATER
from tests.reference_profile import profile_parts

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made from the code by `make docs`; what is changed here by hand is lost. -->"
PUBLIC = (
    *("articles", "article_urls", "versions", "attachments", "article_subjects", "article_relations", "captures"),
    *("crawls", "outcomes", "url_states", "sections", "checks", "events"),
    *("annotations", "access_rules", "withdrawals"),
)
_WIDTH = 100
SEARCH_WORDS = """\
`search` is an FTS5 index over title, text and attachment text; its `rowid` is `articles.id`. It stands over the view
`search_source`, which writes `d` for `đ`; the index itself folds all other accents. So an unaccented question finds accented
text, also from the `sqlite3` shell:

```sql
SELECT articles.title FROM search JOIN articles ON articles.id = search.rowid
WHERE search MATCH 'dai hoi' ORDER BY rank LIMIT 10;
```

Write `d` for `đ` in such a question. `archiver search` does so by itself; it also sets exact accents before others and finds
document numbers whole.

`search_pairs` is a second one of the same articles: its words are two that stand side by side, as `hoi_nghi`. It finds at once
what the first finds by going through all articles with either syllable:

```sql
SELECT articles.title FROM search_pairs JOIN articles ON articles.id = search_pairs.rowid
WHERE search_pairs MATCH '"hoi_nghi nghi_chi chi_bo"' ORDER BY rank LIMIT 10;
```

The program writes it with a function of its own, so that rows of `articles` can be read by any program and written only by
`archiver`. The tables whose names begin with `search_` and end with `_data`, `_idx`, `_docsize` and `_config` are FTS5's own,
`_sqlite_migrations` says which steps of the schema were taken."""
_COLUMN = re.compile(r"\s+(?P<name>\w+) (?P<type>TEXT|INTEGER|REAL|BLOB)\b(?P<rest>.*?)(?:\s*-- (?P<words>.*))?$")
_SETTING = re.compile(r"(?P<name>[A-Z][A-Z0-9_]+) = (?P<value>.*?)(?:  # (?P<why>.*))?$")


def pages() -> dict[str, str]:
    """Each page of the reference by its file name."""
    return {
        "cli.md": cli_page(),
        "profile.md": _joined([MADE, *profile_parts()]),
        "schema.md": schema_page(),
        "settings.md": settings_page((ROOT / "archiver" / "settings.py").read_text(encoding="utf-8")),
    }


# The commands


def commands(command: click.Command, parent: click.Context | None = None) -> Iterator[click.Context]:
    """A command and all below it, each in the context that its help is written for."""
    name = "archiver" if parent is None else command.name
    settings = command.context_settings | {"terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = click.Context(command, parent, info_name=name, **settings)
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None:
                yield from commands(found, context)


def cli_page() -> str:
    parts = [
        MADE,
        "# Commands",
        (
            "What `archiver COMMAND --help` prints. A command that works on an archive takes `--archive DIR`, the archive's own "
            "folder. Without it, it takes the one archive under `output/`."
        ),
    ]
    for context in commands(main):
        if not context.command.help:
            raise SystemExit(f"{context.command_path}: has no help text.")
        level = "##" if context.parent is None or context.parent.parent is None else "###"
        parts += [f"{level} {context.command_path}", _code(context.command.get_help(context), "text")]
    parts += [
        "## Exit codes",
        (
            "| code | meaning |\n|---|---|\n| 0 | done |\n| 1 | done, but expectations are broken or damage was found |\n"
            "| 2 | wrong usage, or a wrong profile |\n| 3 | could not do it |"
        ),
        "Each error has its place in this tree, and its message says what, where and what to do:",
        _code("\n".join((errors.__doc__ or "").split("\n\n")[1:2]), "text"),
    ]
    return _joined(parts)


# The schema


def schema() -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Each table of a new archive.db: its name, what it is, and its columns as (name, type, meaning)."""
    db = Database(memory=True)
    migrations.apply(db)
    told = dict(
        db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'").fetchall()
    )
    for name in [*PUBLIC, *sorted(told.keys() - set(PUBLIC))]:
        head, *lines = told[name].splitlines()
        _, mark, about = head.partition("-- ")
        found = {m["name"]: m for line in (*lines, *LATER.get(name, ())) if (m := _COLUMN.match(line))}
        columns = []
        for column in db.table(name).columns:
            match = found.get(column.name)
            if not mark or match is None or not match["words"]:
                raise SystemExit(f"migrations.py: {name}.{column.name} or its table has no words; add a -- comment.")
            columns.append((column.name, _type_of(column.type, match["rest"]), _meaning(match)))
        yield name, about.strip(), columns


def _type_of(sql_type: str, rest: str) -> str:
    return f"{sql_type}, key" if "PRIMARY KEY" in rest else sql_type if "NOT NULL" in rest else f"{sql_type} or null"


def _meaning(match: re.Match[str]) -> str:
    choices = re.search(r"CHECK \(\w+ IN \((.*?)\)\)", match["rest"])
    words = match["words"].strip()
    return f"{words}: {choices[1].replace(chr(39), '`')}" if choices else words


def schema_page() -> str:
    parts = [
        MADE,
        "# Tables of archive.db",
        (
            "`archive.db` is an SQLite file. Every row is computed from the WARC files, and `archiver rebuild` computes it again. "
            "Times are ISO 8601 in UTC; `published` keeps the portal's own precision (`2008-06-18` or "
            "`2008-06-18T10:35:00+07:00`). Digests are `sha256:` and hex digits, a column named `sha256` holds the bare digits."
        ),
        "Each archive folder holds this schema as `schema.sql`.",
    ]
    inner = False
    for name, about, columns in schema():
        if name not in PUBLIC and not inner:
            inner = True
            parts += ["# Tables that the program keeps for itself", "They may change from one version to the next."]
        lines = ["| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column}` | {kind} | {words} |" for column, kind, words in columns]
        parts += [f"## {name}", f"{about[0].upper()}{about[1:]}.", "\n".join(lines)]
    return _joined([*parts, "# Views", *views(), "# Search", SEARCH_WORDS])


def views() -> Iterator[str]:
    """The views that say what they are, each with its columns."""
    db = Database(memory=True)
    migrations.apply(db)
    for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall():
        _, mark, about = sql.splitlines()[0].partition("-- ")
        if mark:
            columns = ", ".join(f"`{column.name}`" for column in db[name].columns)
            yield f"## {name}\n\n{about[0].upper()}{about[1:]}.\n\n{columns}"


# Scrapy's settings


def settings(text: str) -> Iterator[tuple[str, str, str]]:
    """Each setting of settings.py: its name, its value as written, and the comment that argues for it."""
    for block in text.split("\n\n"):
        above: list[str] = []
        lines = iter(block.splitlines())
        for line in lines:
            if line.startswith("# "):
                above.append(line[2:])
            elif match := _SETTING.match(line):
                value = match["value"]
                if value == "{":
                    value = "\n".join(["{", *_until_closed(lines)])
                yield match["name"], value, match["why"] or " ".join(above)
                above = []


def _until_closed(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line == "}":
            return


def settings_page(text: str) -> str:
    parts = [
        MADE,
        "# Scrapy settings",
        (
            "What `archiver/settings.py` sets, and why. A setting without a reason says what its name says; Scrapy's own "
            "documentation explains it. Pauses and parallel requests are set by the profile's `[politeness]`."
        ),
    ]
    for name, value, why in settings(text):
        parts += [f"## {name}", *([f"{why[0].upper()}{why[1:]}{'' if why.endswith('.') else '.'}"] if why else [])]
        parts.append(_code(f"{name} = {value}", "python"))
    return _joined(parts)


# Writing


def _code(text: str, language: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _joined(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages that are not what the code says now."""
    return [name for name, text in pages().items() if _read(folder / name) != text]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def run(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        for name in (old := stale()):
            sys.stderr.write(f"docs/reference/{name} is stale; run: make docs\n")
        return 1 if old else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
