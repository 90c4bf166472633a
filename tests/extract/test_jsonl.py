"""The contract with other programs: JSON lines in, JSON lines out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from archiver.cli.extract import extract
from archiver.errors import UsageError
from archiver.jobs.extract import FIELDS, extract_results

PAGE = {
    "id": "a",
    "url": "https://so-vi-du.example/x",
    "html": "<h1>Một tiêu đề</h1><p>Một câu dài vừa đủ để là văn bản, có dấu phẩy.</p>",
}
LINES = [
    json.dumps(PAGE),
    b"\n",
    "no json",
    json.dumps({"id": 7, "url": "u"}),
    json.dumps(PAGE | {"id": None}).encode(),
]


def test_answers_in_the_order_read_and_goes_on() -> None:
    results = list(extract_results(LINES, None, template=True))
    assert [result["id"] for result in results] == ["a", None, 7, None]
    assert ["error" in result for result in results] == [False, True, True, False]
    assert list(results[0]) == ["id", *FIELDS]
    assert results[0]["title"] == "Một tiêu đề"
    assert [part["kind"] for part in results[0]["parts"]] == ["title", "paragraph"]


def test_makes_only_what_is_asked() -> None:
    (result,) = extract_results([json.dumps(PAGE)], {"title", "text"}, template=True)
    assert list(result) == ["id", "title", "text"]


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(UsageError, match="'colour'"):
        list(extract_results([], {"colour"}, template=True))


def test_the_command_ends_with_one_when_a_line_failed() -> None:
    bad = CliRunner().invoke(extract, ["--jsonl", "--no-template"], input=b'{"id": 1}\n' + json.dumps(PAGE).encode())
    good = CliRunner().invoke(extract, ["--fields", "title"], input=json.dumps(PAGE))
    assert bad.exit_code == 1
    assert len(bad.stdout.splitlines()) == 2
    assert good.exit_code == 0
    assert json.loads(good.stdout) == {"id": "a", "title": "Một tiêu đề"}
