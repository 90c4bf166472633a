"""A heading after which other pages are named ends a text in any language, and a heading of the text does not."""

from __future__ import annotations

import pytest

from archiver.extract.cutting import read_sheet
from archiver.extract.phrases import is_end_heading

ENDS = (
    "Các tin khác",
    "Tin liên quan:",
    "Bài viết mới nhất",
    "Related stories",
    "Das könnte Sie auch interessieren",
    "Ähnliche Artikel",
    "Sur le même sujet",
    "Te puede interesar",
    "Você pode gostar...",
    "Potrebbe interessarti anche",
    "Läs också:",
    "Czytaj także:",
    "Mohlo by vás zajímat",
    "Читайте также",
    "İlgili Haberler",
    "Διαβάστε επίσης",
    "相关阅读",
    "関連記事",
    "관련 기사",
    "اقرأ أيضاً",
    "Kommentare (12)",
    "Комментарии: 3",
    "评论",
)
NONE = (
    "Tin tưởng vào tương lai",
    "Khác biệt giữa hai dự thảo",
    "Kommentar des Ministers",
    "Comentarios del presidente sobre la ley",
    "Weitere Schritte",
    "Comentário à lei orgânica",
    "关联交易的监管",
)


@pytest.mark.parametrize("line", ENDS)
def test_what_ends_a_text(line: str) -> None:
    assert is_end_heading(read_sheet(f"<h3>{line}</h3>").blocks[0])


@pytest.mark.parametrize("line", NONE)
def test_what_is_a_heading_of_the_text(line: str) -> None:
    assert not is_end_heading(read_sheet(f"<h3>{line}</h3>").blocks[0])
