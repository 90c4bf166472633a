"""Words by which short lines show that they are no text: share, comment, subscribe ... in the languages of our pages.

A bit a group; the order of the groups is part of the model of blocks.
"""

from __future__ import annotations

import re

from archiver.extract.blocks import Block
from archiver.vietnamese.folding import fold

_GROUPS = (
    # sharing and tools
    "share tweet facebook twitter whatsapp linkedin pinterest reddit telegram email print copy link follow like instagram youtube "
    "teilen drucken partager imprimer compartir imprimir condividi stampa delen gui chia se in 分享 打印 收藏",
    # comments
    "comment comments reply replies respond disqus kommentar kommentare commentaire commentaires comentario comentarios commenti "
    "reacties binh luan phan hoi 评论 回复 跟帖",
    # other pages
    "related more also recommended popular trending latest recent most similar see next previous prev older newer mehr weitere auch "
    "lesen lire aussi plus leer tambien mas relacionadas leggi anche lees ook khac lien quan moi xem 相关 推荐 更多 上一篇 下一篇 热门",
    # accounts, newsletters, consent
    "subscribe subscriber newsletter sign signup login log register account password cookie cookies accept consent privacy policy "
    "terms abonnieren anmelden registrieren datenschutz inscription connexion suscribete suscribirse registrarse iscriviti dang ky nhap "
    "登录 注册 订阅",
    # owners
    "copyright © (c) rights reserved imprint impressum contact agb disclaimer ban quyen 版权 备案",
    # makers and days
    "by author written published posted updated editor reporter von par por di veroffentlicht aktualisiert publie publicado pubblicato "
    "tac gia nguon theo 作者 来源 编辑 责任编辑 记者 发布时间",
    # advertisements
    "advertisement advertising sponsored ad ads anzeige werbung publicite publicidad pubblicita advertentie quang cao 广告",
    # ways through the site
    "home menu search skip back top main navigation categories category tags tag topics archive archives page startseite suche accueil "
    "recherche inicio buscar cerca trang chu tim kiem 首页 搜索 当前位置",
    # pictures
    "photo photos image images picture getty reuters ap afp credit foto bild bilder photograph courtesy video watch gallery anh 图 图片",
    # days
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep oct nov dec "
    "monday tuesday wednesday thursday friday saturday sunday januar februar marz mai juni juli oktober dezember uhr thang ngay am pm ago",
    # shops
    "price cart buy add wishlist shipping stock sale quantity qty checkout reviews review rating warenkorb kaufen panier comprar gio hang",
    # invitations
    "click here read download view learn get start try free join donate support contact us now today full story continue xem tiep",
)
PHRASES = len(_GROUPS)
_GROUP_OF: dict[str, int] = {}
for _place, _group in enumerate(_GROUPS):
    for _word in _group.split():
        _GROUP_OF[_word] = _GROUP_OF.get(_word, 0) | 1 << _place
# A heading after which only other pages' teasers stand.
_END_HEADING = re.compile(
    r"^(?:cac |nhung )?(?:tin|bai|van ban|bai viet|thong tin|su kien|y kien)?(?: tuc| bai| viet)? ?"
    r"(?:khac|lien quan|cung chuyen muc|cu hon|moi hon|da dua|moi nhat|doc nhieu|xem nhieu|cung loai|truoc do)\b.{0,12}$"
    r"|^(?:related|more (?:from|on|in|stories|news)|read (?:more|next|also)|you (?:may|might) (?:also )?(?:like|be interested)|recommended|"
    r"see also|also read|most (?:read|popular|viewed)|popular|trending|latest (?:news|stories|posts|articles)|share this|comments?\b|leave a "
    r"(?:reply|comment)|\d+ comments|about the author|follow us|sign up|subscribe|next (?:article|story|post)|previous (?:article|post)|"
    r"filed under|tagged|mehr zum thema|lesen sie auch|auch interessant|das konnte sie|a lire aussi|lire aussi|leia tambem|lea tambien|te puede interesar"
    r"|gui binh luan|binh luan|y kien ban doc|y kien cua ban|phan hoi|gui y kien).{0,40}$"
)
_WIDE = re.compile("[\u4e00-\u9fff]{2,4}")


def phrases_in(text: str) -> int:
    """The groups whose words stand in a short line."""
    found = 0
    folded = fold(text)
    for word in folded.split():
        found |= _GROUP_OF.get(word.strip(".,:;!?()[]\"'|»›-"), 0)
    if not folded.isascii():
        for run in _WIDE.findall(text):
            for size in (2, 3, 4):
                found |= _GROUP_OF.get(run[:size], 0)
    return found


def is_end_heading(block: Block) -> bool:
    """Whether "Các tin khác" or "Related stories" stands here: what follows is not this page's text."""
    return block.words <= 9 and _END_HEADING.match(fold(block.text)) is not None
