"""A short run of what `make endurance` does for minutes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.endurance import mixed_documents, mixed_pages, mixing
from tests.endurance.mixing import of_documents, of_pages, run
from tests.quality import portal


def test_pages_that_are_cut_and_mixed_are_read() -> None:
    outcome = run([of_pages([page.html for page in portal.pages()])], 2008, lambda read: read < 150)
    assert outcome.read == 150
    assert outcome.short == []


def test_documents_that_are_cut_and_mixed_are_read_or_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARCHIVER_TEST_DATA", raising=False)
    outcome = run([of_documents(mixed_documents.every_document())], 2008, lambda read: read < 400)
    assert outcome.read == 400
    assert outcome.short == []


def test_what_falls_short_is_kept_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pages = ["<h1>Tin</h1>" + "<p>Một đoạn văn dài, có đủ chữ để là nội dung của bài.</p>" * 5]
    monkeypatch.setattr(mixed_pages, "_WAYS", (lambda html, *_: html,))
    monkeypatch.setattr(mixing, "_BOUND", -1e9)
    assert "bytes took" in run([of_pages(pages)], 1, lambda read: read < 1).short[0]
    monkeypatch.setattr(mixed_pages, "extract", lambda _: 1 / 0)
    (told,) = run([of_pages(pages)], 1, lambda read: read < 1).short
    assert "ZeroDivisionError" in told
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == set(pages)
