"""Who wrote a Chinese text: "（记者 王建宏 张文攀）", "新京报记者 彭冲 报道", or only "（袁源）" behind its last sentence."""

from __future__ import annotations

import re

from archiver.extract.blocks import Block

# The surnames that nine in ten bear, in both ways of writing.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛"
    "郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭葉蘇呂盧鍾譚陸範賈韋鄒閻龍賀顧龔萬錢嚴湯齊喬龐顏莊聶"
)
_HAN = "[\u4e00-\u9fff]"
_NAME = f"[{_SURNAMES}]{_HAN}{{1,2}}"
_ONE = re.compile(_NAME)
_WRITERS = "记者|記者|通讯员|通訊員|实习生|實習生"
_LABELLED = re.compile(
    r"(?:作者|记者|記者)\s*[:：]\s*(?P<name>[\u4e00-\u9fff·]{2,12}|[A-Za-z][\w.-]{1,30})(?=$|[\s|，,;；）)(（])"
)
_IN_BRACKETS = re.compile(
    rf"[（(](?:{_HAN}{{2,6}})?(?:{_WRITERS}|作者|文)\s*[:：/\s]\s*(?P<names>{_HAN}{{2,4}}(?:[\s、]+{_HAN}{{2,4}})*)\s*[)）]"
)
_IN_A_LINE = re.compile(rf"^{_HAN}{{0,8}}(?:{_WRITERS})\s+(?P<names>{_NAME}(?:[\s、]+{_NAME})*)(?=$|[\s，,。（(])")
_AT_THE_END = re.compile(rf"[（(]\s*(?P<names>{_NAME}(?:[\s、]+{_NAME})*)\s*[)）]\s*$")
_APART = re.compile(r"[\s、]+")
_LINE = 20  # words
_EDGE = 80  # characters of a paragraph's beginning and end
_BLOCKS = 3  # at either end of a text


def is_han_name(name: str) -> bool:
    """Whether this may be the name of a Chinese person: "王建宏", not "云南网"."""
    return _ONE.fullmatch(name) is not None


def labelled_in_han(line: str) -> str | None:
    """The name behind "作者：" or "记者:" in a line near the title or under the text."""
    match = _LABELLED.search(line)
    return match["name"] if match else None


def is_signature_in_han(block: Block) -> bool:
    """Whether a line is a name in brackets and nothing else: "（袁源）"."""
    return _AT_THE_END.fullmatch(block.text) is not None


def signed_in_han(blocks: list[Block]) -> str | None:
    """The names with which a text begins or ends, as "王建宏, 张文攀"; its blocks in their order."""
    for block in (*blocks[:_BLOCKS], *reversed(blocks[-_BLOCKS:])):
        if block.text.isascii():
            continue
        begins, ends = block.text[:_EDGE], block.text[-_EDGE:]
        found = _IN_BRACKETS.search(begins) or _IN_BRACKETS.search(ends)
        found = found or (_IN_A_LINE.match(block.text) if block.words <= _LINE else None)
        found = found or (_AT_THE_END.search(ends) if block is blocks[-1] else None)
        if found:
            return ", ".join(_APART.split(found["names"]))
    return None
