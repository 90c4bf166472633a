"""The documents say what is so: commands, keys, columns, links, snippets and the map are held against the code."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import click
import pytest
from sqlite_utils import Database

import archiver.settings
from archiver.cli import main
from archiver.sites.catalog import platforms, shipped
from archiver.sites.profile import parse_profile
from archiver.store.migrations import migrations
from tests.reference import ROOT, commands, pages, schema, settings, stale
from tests.reference_profile import PROFILE_TABLES, known_keys

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONTEXTS = list(commands(main))
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)


def snippets(*languages: str) -> list[object]:
    """Each fenced block in one of these languages, named after its page."""
    return [
        pytest.param(textwrap.dedent(found["text"]), id=f"{page.relative_to(ROOT)}-{number}")
        for page in PAGES
        for number, found in enumerate(_FENCE.finditer(page.read_text(encoding="utf-8")), 1)
        if found["language"] in languages
    ]


def calls(text: str) -> Iterator[str]:
    """The lines that call the program."""
    for line in text.splitlines():
        call = line.strip().removeprefix("Example:").strip().removeprefix("$ ")
        if call.startswith("archiver "):
            yield call


def hold_against_the_commands(line: str) -> None:
    """Fails where a command, an option or a value in this call does not exist, or an argument is missing."""
    command: click.Command = main
    rest = shlex.split(line, comments=True)[1:]
    context = None
    while True:
        context = click.Context(command, context, info_name=command.name)
        values, rest, _ = command.make_parser(context).parse_args(rest)
        for parameter in command.params:
            value = values.get(parameter.name)
            if isinstance(value, str):
                parameter.type_cast_value(context, value)
            assert not parameter.required or isinstance(value, str | tuple), f"{line}: {parameter.name} is missing"
        if not isinstance(command, click.Group):
            break
        found = command.get_command(context, rest[0])
        assert found is not None, f"{line}: there is no command {rest[0]}"
        command, rest = found, rest[1:]
    assert rest == [], f"{line}: {rest} is too much"


@pytest.fixture
def empty() -> Iterator[Database]:
    db = Database(memory=True)
    migrations.apply(db)
    yield db
    db.close()


def test_the_reference_says_what_the_code_says():
    """In a process of its own: click remembers the help option of whoever called a command first."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reference", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr + "run: make docs"


def test_a_stale_page_is_noticed(tmp_path):
    for name, text in pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "cli.md").write_text("of yesterday", encoding="utf-8")
    (tmp_path / "schema.md").unlink()
    assert stale(tmp_path) == ["cli.md", "schema.md"]


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.command_path)
def test_every_command_is_documented(context):
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    _, heading, below = text.partition(f"# {context.command_path}\n")
    assert heading, f"{context.command_path} is not in cli.md"
    section = below.partition("\n#")[0]
    for parameter in context.command.params:
        for name in parameter.opts if isinstance(parameter, click.Option) else ():
            assert name in section


@pytest.mark.parametrize("context", CONTEXTS[1:], ids=lambda context: context.command_path)
def test_every_command_shows_an_example_that_fits_it(context):
    text = context.command.help or ""
    assert "Example:" in text
    for line in calls(text):
        hold_against_the_commands(line)


def test_every_table_and_column_is_documented(empty):
    text = (ROOT / "docs" / "reference" / "schema.md").read_text(encoding="utf-8")
    documented = {name: {column for column, _, _ in columns} for name, _, columns in schema()}
    own = {name for name in empty.table_names() if not name.startswith(("search", "_sqlite"))}
    assert documented.keys() == own
    for name, columns in documented.items():
        section = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert columns == {column.name for column in empty.table(name).columns}
        assert all(f"| `{column}` |" in section for column in columns)


@pytest.mark.parametrize("header", PROFILE_TABLES, ids=lambda header: header or "top")
def test_every_key_of_a_profile_is_documented(header):
    text = (ROOT / "docs" / "reference" / "profile.md").read_text(encoding="utf-8")
    title = f"## `{header}`\n" if header else "## The top of the file\n"
    section = text.partition(title)[2].partition("\n## ")[0]
    assert all(f"| `{key}` |" in section for key in known_keys(header))


def test_every_setting_is_documented():
    source = (ROOT / "archiver" / "settings.py").read_text(encoding="utf-8")
    documented = [name for name, _, _ in settings(source)]
    assert sorted(documented) == sorted(name for name in vars(archiver.settings) if name.isupper())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_can_be_reached():
    linked = {ROOT / "README.md"} | {
        (page.parent / link).resolve() for page in PAGES for link in _LINK.findall(page.read_text(encoding="utf-8"))
    }
    assert [str(page.relative_to(ROOT)) for page in PAGES if page.resolve() not in linked] == []


@pytest.mark.parametrize("text", snippets("console", "sh"))
def test_calls_in_the_documents_fit_the_commands(text):
    for line in calls(text):
        hold_against_the_commands(line)
    for name in re.findall(r"scrapy crawl ([\w-]+)", text):
        assert name in shipped()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("archiver serve --prot 1", "No such option"),
        ("archiver demo --size huge", "huge"),
        ("archiver prove", "[Mm]issing"),
        ("archiver sites all", "too much"),
        ("archiver publish", "there is no command"),
    ],
)
def test_a_wrong_call_is_noticed(line, message):
    with pytest.raises((AssertionError, click.UsageError), match=message):
        hold_against_the_commands(line)


@pytest.mark.parametrize("text", snippets("sql"))
def test_questions_in_the_documents_can_be_asked(text, empty):
    for statement in filter(str.strip, text.split(";")):
        empty.execute(statement).fetchall()


@pytest.mark.parametrize("text", snippets("toml"))
def test_profiles_in_the_documents_are_right(text):
    whole = text if text.startswith("name") else f'name = "a"\ntitle = "A"\n{text}'
    parse_profile(whole, where="the page", platforms=platforms())


def mapped(readme: str) -> Iterator[Path]:
    """The files and folders that the README's map names, each below the one that it is set under."""
    block = readme.partition("## The code\n")[2].partition("```text\n")[2].partition("```")[0]
    above: list[tuple[int, Path]] = []
    for line in block.splitlines():
        indent, name = len(line) - len(line.lstrip()), line.split()[0]
        above = [(depth, folder) for depth, folder in above if depth < indent]
        path = (above[-1][1] if above else ROOT) / name
        above.append((indent, path))
        yield path


def test_the_map_is_true():
    paths = list(mapped((ROOT / "README.md").read_text(encoding="utf-8")))
    assert [str(path) for path in paths if not path.exists()] == []
    packages = {path.parent for path in (ROOT / "archiver").glob("*/__init__.py")}
    modules = {path for path in (ROOT / "archiver").glob("*.py") if not path.stem.startswith("__")}
    assert packages | modules <= set(paths)


PACKAGES = [path.parent for path in sorted((ROOT / "archiver").glob("*/**/__init__.py")) if path.parent.name != "cli"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_the_map_of_a_package_names_its_modules(package):
    """Each stands in the docstring by its name, or with its kin, as `schema_*`; of the commands, the reference is the map."""
    told = re.findall(r"\w+\*?", ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or "")
    modules = [path.stem for path in sorted(package.glob("*.py")) if path.stem != "__init__"]
    assert [name for name in modules if not any(fnmatchcase(name, one) for one in told)] == []
