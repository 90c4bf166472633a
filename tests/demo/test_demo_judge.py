"""The judge sees what is missing and what is not true."""

from dataclasses import replace

import pytest
from sqlite_utils import Database

from archiver.demo.judge import address_key, judge, likeness
from archiver.demo.manifest import manifest
from archiver.store.migrations import migrations

BASE = "http://127.0.0.1:1/"


@pytest.fixture
def truths():
    return manifest(2008, "tiny", 0, BASE)


@pytest.fixture
def archive(tmp_path):
    """Writes entries into an archive as an ingest without faults would."""

    def write(entries):
        path = tmp_path / "archive.db"
        database = Database(path)
        migrations.apply(database)
        with database.atomic():
            for number, truth in enumerate(entries, 1):
                _write(database, number, truth)
        database.close()
        return path

    return write


def _write(database, number, truth):
    seen = {"first_seen": "2026-01-01T00:00:00Z"}
    database["articles"].insert(
        {
            "id": number,
            "url": truth.urls[-1],
            "title": truth.title,
            "text": truth.text,
            "html": "",
            "markdown": "",
            "published": truth.published,
            "kind": truth.kind,
            "status": "live",
            **seen,
            "last_seen": "2026-01-01T00:00:00Z",
            "version_count": 1,
            "word_count": 1,
            "capture_id": "c",
            "stage": "test",
        }
    )
    database["article_urls"].insert({"url": truth.urls[-1].replace("Pages", "PAGES"), "article_id": number, **seen})
    for kind, files in (("image", truth.pictures), ("document", truth.attachments)):
        for file in files:
            database["attachments"].insert(
                {
                    "article_id": number,
                    "position": file.position,
                    "url": file.url,
                    "filename": "f",
                    "sha256": file.sha256,
                    "kind": kind,
                    **seen,
                    "last_seen": "2026-01-01T00:00:00Z",
                }
            )


def test_a_perfect_archive_is_found_perfect(truths, archive):
    verdict = judge(archive(truths), truths)
    assert verdict.complete
    assert verdict.entries["article"].expected == 40
    assert (verdict.wrong_titles, verdict.wrong_dates, verdict.missing_dates, verdict.wrong_kinds) == ((), (), (), ())
    assert all(body.recall == body.precision == 1 for body in verdict.bodies.values())


def test_what_is_missing_is_named(truths, archive):
    gone = next(truth for truth in truths if truth.kind == "document")
    verdict = judge(archive([truth for truth in truths if truth is not gone]), truths)
    assert not verdict.complete
    assert verdict.missing == (gone.id,)
    assert verdict.missing_files == tuple(file.url for file in gone.attachments)
    assert verdict.entries["document"].found == verdict.entries["document"].expected - 1


def test_an_invented_or_a_wrong_date_is_counted(truths, archive):
    undated = next(i for i, t in enumerate(truths) if t.kind == "article" and not t.published)
    timed = next(i for i, t in enumerate(truths) if t.published and "T" in t.published)
    dated = next(i for i, t in enumerate(truths) if t.published and i != timed)
    said = list(truths)
    said[undated] = replace(truths[undated], published="2026-11-22")
    said[timed] = replace(truths[timed], published=truths[timed].published[:10])
    said[dated] = replace(truths[dated], published=None)
    verdict = judge(archive(said), truths)
    assert [difference.id for difference in verdict.wrong_dates] == [truths[undated].id]
    assert verdict.missing_dates == (truths[dated].id,)


def test_a_title_in_capitals_is_the_same_title(truths, archive):
    said = list(truths)
    said[0] = replace(truths[0], title=truths[0].title.upper())
    said[1] = replace(truths[1], title="Trang chủ")
    verdict = judge(archive(said), truths)
    assert [difference.id for difference in verdict.wrong_titles] == [truths[1].id]


def test_wrong_words_are_counted_where_the_encoding_was_old(truths, archive):
    old = next(i for i, t in enumerate(truths) if t.encoding == "TCVN3")
    plain = next(i for i, t in enumerate(truths) if t.encoding == "utf-8")
    said = list(truths)
    for number in (old, plain):  # a word broken, a word lost
        words = truths[number].text.split(" ")
        broken, lost = [place for place, word in enumerate(words) if word.isalpha()][:2]
        words[broken] += "µ"
        del words[lost]
        said[number] = replace(truths[number], text=" ".join(words))
    verdict = judge(archive(said), truths)
    assert (verdict.spellings["TCVN3"].entries, verdict.spellings["TCVN3"].wrong) == (1, 2)
    assert verdict.encoding_errors == pytest.approx(2000 / sum(one.words for one in verdict.spellings.values()))
    assert "utf-8" not in verdict.spellings


def test_boilerplate_lowers_precision_and_a_cut_lowers_recall():
    text = "một hai ba bốn năm sáu bảy tám"
    assert likeness(text, text) == (1, 1)
    recall, precision = likeness(text, f"{text} Các tin khác và liên kết")
    assert recall == 1
    assert precision < 0.6
    assert likeness(text, "một hai ba bốn")[0] == 0.2
    assert likeness("ngắn", "ngắn") == (1, 1)


def test_spellings_of_one_address_are_one():
    one = "http://h/Pages/newsdetail.aspx?NewsId=5&CatId=1"
    other = "http://H/pages/NewsDetail.aspx?catid=1&newsid=5&Source=%2FPages%2Fnews%2Easpx"
    assert address_key(one) == address_key(other)
    assert address_key("http://h/H%C3%ACnh nh/a") == address_key("http://h/H%C3%8Cnh%20nh/A")
