"""Headings under which a text has ended: "Các tin khác", "Related stories", "関連記事"."""

from __future__ import annotations

import re
from functools import lru_cache

from archiver.extract.blocks import Block
from archiver.vietnamese.folding import fold

# A heading after which only other pages' teasers or readers' comments stand, by language; folded before they are asked.
_VIETNAMESE = (
    r"(?:cac |nhung )?(?:tin|bai|van ban|bai viet|thong tin|su kien|y kien)?(?: tuc| bai| viet)? ?"
    r"(?:khac|lien quan|cung chuyen muc|cu hon|moi hon|da dua|moi nhat|doc nhieu|xem nhieu|cung loai|truoc do|tiep theo|da dang)\b.{0,12}"
)
_BEGINNINGS = (
    r"gui binh luan|binh luan|y kien ban doc|y kien cua ban|phan hoi|gui y kien|"
    r"related|more (?:from|on|in|stories|news)|read (?:more|next|also)|you (?:may|might) (?:also )?(?:like|be interested)|recommended|"
    r"see also|also read|most (?:read|popular|viewed)|popular|trending|latest (?:news|stories|posts|articles)|share this|comments?\b|"
    r"leave a (?:reply|comment)|\d+ comments|about the author|follow us|sign up|subscribe|next (?:article|story|post)|"
    r"previous (?:article|post)|filed under|tagged|what to read next|around the web|from our partners|"
    r"mehr zum thema|lesen sie auch|auch interessant|das könnte (?:sie|dich|euch)|ähnliche (?:artikel|beiträge)|weitere (?:artikel|"
    r"beiträge|meldungen|nachrichten)|verwandte (?:artikel|beiträge|themen)|meistgelesen|neueste (?:artikel|beiträge|nachrichten)|"
    r"a lire aussi|a lire également|lire aussi|voir aussi|sur le même (?:sujet|thème)|articles? (?:similaires?|liés|associés)|"
    r"dans la même (?:rubrique|catégorie)|les plus (?:lus|populaires|vus)|vous aimerez aussi|laisser un commentaire|"
    r"lea también|lee también|te puede interesar|también te puede|quizás te interes|(?:noticias|artículos|temas|contenidos?) relacionad|"
    r"lo más (?:leído|visto)|deja (?:un|tu) comentario|"
    r"leia (?:também|mais)|veja (?:também|mais)|você (?:também )?(?:pode|vai) gostar|(?:notícias|artigos|posts|matérias) relacionad|"
    r"mais (?:lidas|lidos|vistas)|deixe (?:um|seu) comentário|"
    r"leggi anche|potrebbe(?:ro)? interessarti|ti potrebbe(?:ro)? interessare|articoli (?:correlati|simili)|notizie correlate|i più letti|"
    r"lascia un commento|"
    r"lees ook|meest gelezen|gerelateerde? (?:artikelen|nieuws|berichten)|läs också|les også|læs også|mest (?:läst|lest|læst)|"
    r"lue myös|luetuimmat|"
    r"czytaj (?:także|też|również)|zobacz (?:także|też|również)|przeczytaj (?:także|też)|podobne (?:artyku|wpisy)|"
    r"související|mohlo by vás|čtěte také|přečtěte si|nejčtenější|súvisiace|"
    r"читайте также|читайте також|читать также|смотрите также|похожие (?:новости|статьи|материалы|записи)|(?:новости|материалы|ещё) по теме|"
    r"другие новости|самое читаемое|інші новини|"
    r"ilgili haberler|benzer haberler|ilginizi çekebilir|diğer haberler|kapcsolódó (?:cikkek|hírek)|olvassa el|"
    r"citește și|articole (?:similare|recomandate)|διαβάστε επίσης|δείτε επίσης|σχετικά άρθρα|baca juga|(?:artikel|berita) terkait|"
    r"(?:相关|相關|延伸|推荐|推薦|热门|熱門)(?:新闻|新聞|阅读|閱讀|文章|推荐|推薦|报道|報導|内容|链接|連結)|猜你喜[欢歡]|[为為]您推[荐薦]|[发發]表[评評][论論]|"
    r"上一篇|下一篇|関連(?:記事|ニュース)|おすすめ(?:記事|情報)|人気記事|あわせて読みたい|관련 ?(?:기사|뉴스)|많이 본 (?:기사|뉴스)|추천 ?(?:기사|뉴스)|"
    r"اقرأ أيضا|مواضيع (?:ذات صلة|متعلقة)|(?:أخبار|مقالات) ذات صلة|الأكثر قراءة|(?:اخبار|مطالب) مرتبط"
)
_WHOLE = (  # of which a heading consists, but for a number
    r"kommentare?|commentaires?|comentários?|commenti|reacties|komentarze|komentáře|комментарии|коментарі|yorumlar|"
    r"hozzászólások|comentarii|σχόλια|komentar|[评評][论論]|コメント|댓글|التعليقات|تعليقات|relacionad[oa]s|polecane|polecamy|"
    r"回复线索|跟帖列表|reaktionen|auch zum thema|zum thema|по теме|рекомендуем"
)
# A sign may stand before it: ">> Các tin khác".
_END_HEADING = re.compile(
    rf"^\W{{0,4}}(?:{_VIETNAMESE}$|(?:{fold(_BEGINNINGS)}).{{0,40}}$|(?:{fold(_WHOLE)})[\s\d():：.,]*$)"
)
_OTHERS = re.compile(
    r"\b(?:khac|lien quan|cung chuyen muc|cung loai|da dua|da dang|cu hon|truoc do|tiep theo|related|see also)\b|回复线索"
)
# With which a line begins that leads to another text in the midst of one: "Baca juga: Harga gula naik". English pages write
# "Read more: ..." as a sentence of their text, and these as a box in it.
_POINTER = re.compile(
    r"^\W{0,4}(?:"
    + fold(
        r"lesen sie (?:auch|mehr)|auch interessant|mehr zum thema|a lire (?:aussi|également)|lire aussi|voir aussi|lea también|lee también|"
        r"te puede interesar|leia (?:também|mais)|veja (?:também|mais)|saiba mais|leggi anche|lees ook|läs (?:också|mer|även)|les også|læs også|"
        r"lue myös|(?:prze)?czytaj (?:także|też|również)|zobacz (?:także|też|również)|čtěte také|přečtěte si|pročitaj(?:te)? (?:više|još|i)|"
        r"vezan[ae] vijesti|читайте также|читайте також|читать также|смотрите также|ilginizi çekebilir|citește și|διαβάστε επίσης|baca juga|"
        r"اقرأ أيضا|xem thêm|đọc thêm|延伸阅读|相关阅读"
    )
    + r")\b.{0,3}"
)
_WORDS, _LONGEST = 9, 200  # characters
_LINKED = 0.5


def is_end_heading(block: Block) -> bool:
    """Whether "Các tin khác" or "Related stories" stands here: what follows is not this page's text."""
    return block.words <= _WORDS and len(block.text) <= _LONGEST and _is_end(block.text)


def is_pointer(block: Block) -> bool:
    """Whether a line leads to another text: "Read also:" before its title."""
    return (
        not block.kind
        and block.link_share >= _LINKED
        and len(block.text) <= _LONGEST
        and _POINTER.match(fold(block.text)) is not None
    )


def ends_a_text(block: Block) -> bool:
    """Whether it says that the others are others: "Các tin khác" stands under a text, and "Tin mới nhất" over a list as well."""
    return is_end_heading(block) and _OTHERS.search(fold(block.text)) is not None


@lru_cache(maxsize=4096)  # a line is asked several times, and the pages of a site share most of their short lines
def _is_end(line: str) -> bool:
    return _END_HEADING.match(fold(line)) is not None
