"""A version is a change at the portal: each rule of what makes one, and what makes none, on pages that were really kept."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from recorded import MORNING, Recorder, assert_a_rebuild_is_the_same, profile

from archiver.jobs.ingest import ingest
from archiver.layout import ArchiveFolder
from archiver.store.database import read_archive
from archiver.store.history import keys_joined_to

BODY = "".join(
    f"<p>Sáng ngày {n}, đoàn công tác số {n} của tỉnh đã về thăm và làm việc với các xã trên địa bàn huyện Bình An.</p>"
    for n in range(1, 9)
)
PAGE = """<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title} - Sở Ví dụ</title></head><body>
<header><div id=clock>{today}</div></header><nav><a href=/>Trang chủ</a> <a href=/tin-tuc>Tin tức</a></nav>
<form id=aspnet method=post><input type=hidden name=__VIEWSTATE value="{state}">{banner}
<main><article><h1>{title}</h1><p class=date>{date}</p><div class=noidung>{body}{end}</div></article></main></form>
<footer>Lượt truy cập: {visits}</footer></body></html>"""
PLAIN = {
    "title": "Đoàn công tác thăm xã",
    "today": "Thứ hai, 02/03/2026",
    "state": "/wEPDwUKMTY3",
    "banner": "",
    "date": "Ngày đăng: 28/02/2026",
    "body": BODY,
    "end": "",
    "visits": "1204",
}


def page(**other: str) -> bytes:
    return PAGE.format(**PLAIN | other).encode()


def kept(root: Path, *crawls: dict[str, bytes | None]) -> ArchiveFolder:
    """An archive of so many crawls, each of what the addresses show in it (None: nothing); taken in after each."""
    folder = ArchiveFolder(root / "so-vi-du")
    for number, shown in enumerate(crawls):
        recorder = Recorder(folder.root, crawl=f"crawl-{number}", begin=MORNING + timedelta(days=number))
        for path, body in shown.items():
            if path.endswith(".jpg"):
                recorder.fetch(path, body, media="image/jpeg", role="image")
            elif body is None:
                recorder.fetch(path, b"gone", status=404)
            else:
                recorder.fetch(path, body, role="item", section="tin-tuc")
        recorder.finish()
        ingest(folder, profile())
    assert_a_rebuild_is_the_same(folder)
    return folder


def rows(folder: ArchiveFolder, query: str) -> list[tuple]:
    with closing(sqlite3.connect(folder.archive_db)) as db:
        return db.execute(query).fetchall()


@pytest.mark.parametrize(
    "other",
    [
        {"visits": "1209"},
        {"today": "Thứ ba, 03/03/2026"},
        {"state": "/wEPDwUKMTY4ZGQ="},
        {"banner": "<div class=banner><a href=/chao-mung><img src=/banner.gif alt='Chào mừng'></a></div>"},
        {"body": BODY.replace(", đoàn", " ,  đoàn").replace("<p>", "<p>\n  ")},
        {"date": "Ngày đăng: 28/02/2026 - Lượt xem: 77"},
        {"body": BODY.replace("Sáng", "<b>Sáng</b>")},
    ],
    ids=["counter", "today", "view state", "banner", "spacing", "views", "bold"],
)
def test_what_is_no_change_of_the_text_makes_no_version(tmp_path, other):
    folder = kept(tmp_path, {"/bai-1": page()}, {"/bai-1": page(**other)})
    assert rows(folder, "SELECT number FROM versions") == [(1,)]


@pytest.mark.parametrize(
    "other",
    [
        {"body": BODY.replace("số 3", "số 30")},
        {"body": BODY.replace("về thăm", "đến thăm", 1)},
        {"body": BODY + "<p>Cùng đi có đại diện các ban của Tỉnh ủy và lãnh đạo huyện.</p>"},
        {"body": BODY.partition("</p>")[2]},
        {"title": "Đoàn công tác của tỉnh thăm xã"},
    ],
    ids=["figure", "word", "added", "left out", "title"],
)
def test_another_wording_is_a_version_and_the_first_again_a_third(tmp_path, other):
    changed = page(**other)
    folder = kept(tmp_path, {"/bai-1": page()}, {"/bai-1": changed}, {"/bai-1": page()})
    found = rows(folder, "SELECT number, digest FROM versions ORDER BY number")
    assert [number for number, _ in found] == [1, 2, 3]
    assert found[0][1] == found[2][1] != found[1][1]


def test_another_printed_date_is_no_version_and_the_row_has_the_last_one(tmp_path):
    folder = kept(tmp_path, {"/bai-1": page()}, {"/bai-1": page(date="Ngày đăng: 01/03/2026")})
    assert rows(folder, "SELECT published, version_count FROM articles") == [("2026-03-01", 1)]


def test_another_picture_under_its_old_name_is_kept_beside_the_first_and_makes_no_version(tmp_path):
    shown = page(end='<p><img src="/anh/1.jpg" alt="Ảnh"></p>')
    folder = kept(
        tmp_path,
        {"/bai-1": shown, "/anh/1.jpg": b"\xff\xd8\xff\xe0 one"},
        {"/bai-1": shown, "/anh/1.jpg": b"\xff\xd8\xff\xe0 two"},
    )
    assert rows(folder, "SELECT number FROM versions") == [(1,)]
    assert len(rows(folder, "SELECT sha256 FROM attachments WHERE kind = 'image'")) == 2


def test_a_file_that_comes_and_one_that_goes_are_both_kept(tmp_path):
    one, two = (f'<p><a href="/f/{n}.pdf">Phụ lục</a></p>' for n in "12")
    folder = kept(tmp_path, {"/bai-1": page(end=one)}, {"/bai-1": page(end=two)})
    found = rows(folder, "SELECT position, filename, first_seen < last_seen FROM attachments ORDER BY position")
    assert [(position, name) for position, name, _ in found] == [(1, "2.pdf"), (2, "1.pdf")]


EDITED = page(body=BODY.replace("số 3", "số 30"))
PRINTED = "/in/bai-1"


def test_an_alias_that_lags_behind_makes_no_versions(tmp_path):
    folder = kept(
        tmp_path,
        {"/bai-1": page(), PRINTED: page()},
        {"/bai-1": EDITED, PRINTED: page()},  # the print view is served from a cache
        {"/bai-1": EDITED, PRINTED: EDITED},
    )
    assert rows(folder, "SELECT version_count FROM articles") == [(2,)]
    assert len(rows(folder, "SELECT url FROM article_urls")) == 2


def test_what_an_alias_shows_while_it_lags_is_not_the_present_wording(tmp_path):
    folder = kept(tmp_path, {"/bai-1": page(), PRINTED: page()}, {"/bai-1": EDITED, PRINTED: page()})
    ((text, count),) = rows(folder, "SELECT text, version_count FROM articles")
    assert ("số 30 " in text, count) == (True, 2)


def test_an_alias_that_parted_for_good_is_an_article_of_its_own(tmp_path):
    old, new = {"/bai-1": page(), PRINTED: page()}, {"/bai-1": EDITED, PRINTED: page()}
    folder = kept(tmp_path, old, new, new)
    found = rows(folder, "SELECT url, version_count FROM articles ORDER BY url")
    assert [(url.rpartition(".example")[2], count) for url, count in found] == [("/bai-1", 2), (PRINTED, 1)]
    assert rows(folder, "SELECT kind, direction FROM article_relations") == [("near-duplicate", "equal")]


def test_an_alias_of_an_address_that_went_stays_with_what_was_edited_since(tmp_path):
    folder = kept(
        tmp_path, {"/bai-1": page()}, {"/tin/1.html": page()}, {"/tin/1.html": EDITED}, {"/tin/1.html": EDITED}
    )
    assert rows(folder, "SELECT version_count FROM articles") == [(2,)]


def dressed(number: int, *, new: bool) -> bytes:
    body = BODY.replace("Bình An", f"Xã {number}")
    title = f"Đoàn công tác thăm xã {number}"
    if not new:
        return page(title=title, body=body)
    return (
        f"<!doctype html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head><body class=moi>"
        f"<div id=dau class=khung><ul class=thuc-don><li class=muc>Trang chủ</li></ul></div><div class=cot-giua>"
        f"<section class=bai-viet><h1 class=ten-bai>{title}</h1><p class=ngay>Ngày đăng: 28/02/2026</p><div class=chu-viet>{body}</div></section></div>"
        f"<div class=chan-trang id=chan>Bản quyền</div></body></html>"
    ).encode()


@pytest.mark.parametrize(("changed", "announced"), [(18, 1), (10, 1), (9, 0)])
def test_a_redesign_is_announced_once_and_changes_no_article(tmp_path, changed, announced):
    """The pages differ in figures alone, as reports do: in their new clothes too they are no common page of the portal."""
    before = {f"/bai-{n}": dressed(n, new=False) for n in range(18)}
    after = {f"/bai-{n}": dressed(n, new=n < changed) for n in range(18)}
    folder = kept(tmp_path, before, after, after)
    assert rows(folder, "SELECT DISTINCT status, version_count FROM articles") == [("live", 1)]
    found = [json.loads(detail) for (detail,) in rows(folder, "SELECT detail FROM events WHERE type = 'redesign'")]
    told = {"crawl_id": "crawl-1", "section": "tin-tuc", "articles": changed, "of": 18, "reworded": 0}
    assert found == [told | {"in_another_template": changed}] * announced


def test_print_views_that_are_found_later_are_no_redesign(tmp_path):
    pages = {f"/bai-{n}": dressed(n, new=False) for n in range(12)}
    prints = {f"/in/{n}": dressed(n, new=True) for n in range(12)}
    folder = kept(tmp_path, pages, pages | prints)
    assert rows(folder, "SELECT count(*) FROM articles") == [(12,)]
    assert rows(folder, "SELECT count(*) FROM events WHERE type = 'redesign'") == [(0,)]


def test_a_redesign_that_gives_new_addresses_is_announced_too(tmp_path):
    before = {f"/bai-{n}": dressed(n, new=False) for n in range(12)}
    after = {f"/tin/{n}.html": dressed(n, new=True) for n in range(12)} | dict.fromkeys(before)
    folder = kept(tmp_path, before, after)
    assert rows(folder, "SELECT count(*), max(version_count) FROM articles") == [(12, 1)]
    assert rows(folder, "SELECT count(*) FROM events WHERE type = 'redesign'") == [(1,)]


def test_pages_that_differ_in_figures_alone_are_settled_each_by_itself(tmp_path):
    """To a reader of their words they show the same; were they settled together, a thousand would take a million steps."""
    folder = kept(tmp_path, {f"/bai-{n}": dressed(n, new=False) for n in range(5)})
    with closing(read_archive(folder.archive_db)) as db:
        assert db.execute("SELECT count(DISTINCT face) FROM observations").fetchone() == (1,)
        keys = [key for (key,) in db.execute("SELECT url_key FROM observations")]
        assert [keys_joined_to(db, [key]) for key in keys] == [{key} for key in keys]


def test_a_front_page_that_stands_for_all_lost_articles_is_none_of_them(tmp_path):
    """Its news are full of figures, and it counts its visits: no two answers are equal."""
    subjects = ("cầu đường", "trường học", "giếng nước", "hội làng")
    before = {f"/bai-{n}": page(title=f"Tin về {one}", body=about(one)) for n, one in enumerate(subjects)}
    news = "".join(
        f"<p>Hôm nay các đơn vị đã trao tặng {n * 117} suất quà cho bà con trong vùng.</p>" for n in range(2, 30)
    )
    front = {path: page(title="Cổng mới", body=news, visits=path[-1] + "345") for path in before}
    folder = kept(tmp_path, before, front, front)
    assert rows(folder, "SELECT DISTINCT status, version_count FROM articles") == [("gone", 1)]


def about(subject: str) -> str:
    return "".join(
        f"<p>Về {subject}: người dân {doing} {subject} trước mùa mưa, theo lời kể của cán bộ {subject}.</p>"
        for doing in ("sửa", "chờ", "giữ", "bàn")
    )
