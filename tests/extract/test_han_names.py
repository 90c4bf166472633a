"""Who signs a Chinese text: names, and not the words that stand where names do."""

from __future__ import annotations

import pytest

from archiver.extract.stages import extract
from archiver.model import Page

SENTENCE = "近年来，该省积极推进工业企业绿色化改造，推动工业高质量发展，取得了明显成效。"


@pytest.mark.parametrize(
    ("first", "last", "author"),
    [
        ("光明日报记者 王建宏 张文攀", "", "王建宏, 张文攀"),
        ("", "记者 刘涛", "刘涛"),
        ("", "新京报记者 彭冲 山东冠县报道", "彭冲"),
        (f"据新华社拉萨电（记者 格桑边觉）{SENTENCE}", "", "格桑边觉"),
        ("", f"{SENTENCE}（本报记者：李明、王小红）", "李明, 王小红"),
        ("", f"{SENTENCE}（常书香 马丹阳 ）", "常书香, 马丹阳"),
        ("", f"{SENTENCE}（完）", None),
        ("", f"{SENTENCE}（未完待续）", None),
        ("", f"{SENTENCE}（图文无关）", None),
        ("记者 近日 从省里获悉，情况良好。", "", None),
        ("", "", None),
    ],
)
def test_who_signs_a_chinese_text(first: str, last: str, author: str | None) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (first, SENTENCE, SENTENCE, SENTENCE, last) if text)
    html = f"<title>绿色制造名单公布</title><h1>绿色制造名单公布</h1><div class=article-content>{paragraphs}</div>"
    assert extract(Page(url="http://a.example/1.html", html=html)).author == author


def test_the_maker_of_the_site_did_not_sign_and_a_person_in_the_metas_did() -> None:
    for meta, author in (("大汉网络", "袁源"), ("孔德明", "孔德明")):
        html = (
            f'<meta name=author content="{meta}"><title>新外科运动</title><h1>新外科运动</h1>'
            f"<p>{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}（袁源）</p>"
        )
        assert extract(Page(url="http://a.example/1.html", html=html)).author == author


@pytest.mark.parametrize(
    ("behind", "author"), [("（袁源）", "袁源"), ("（完）", None), ("北京大学医学部新闻中心", None)]
)
def test_a_name_that_stands_alone_behind_the_text_signs_it(behind: str, author: str | None) -> None:
    html = (
        f"<h1>新外科运动</h1><div class=article-content>{3 * f'<p>{SENTENCE}</p>'}</div><div class=end>{behind}</div>"
    )
    assert extract(Page(url="http://a.example/1.html", html=html)).author == author
