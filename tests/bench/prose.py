"""Texts that are like those of portals where it matters to a search: how often words stand in them, and beside which.

A few words stand in nearly every text and most in nearly none (Zipf's law: the n-th word is n times rarer than the
first); a Vietnamese word is mostly two syllables, which also stand in other words; names of offices and places recur.
"""

from __future__ import annotations

import random
import unicodedata
from itertools import accumulate

from archiver.demo.wordlists import LISTS, SURNAMES


def _listed(text: str, sign: str = " ") -> list[str]:
    return text.split(sign)


_ONSETS = _listed("b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x")
_RIMES = _listed(
    "a ai an ang anh ao ay ăm ăn ăng âm ân âng âu ây e em en eo ê ên ênh êu i ia iêm iên iêng iêu im in "
    "inh o oa oan oang oi om on ong ô ôi ôm ôn ông ơ ơi ơm ơn u ua ui um un ung uôi uôn uông uy ư ưa ưng "
    "ươi ươm ươn ương yên"
)
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_VIETNAMESE = _listed(
    "và,của,các,là,trong,có,được,cho,với,không,một,những,này,đã,đến,về,người,năm,khi,tại,từ,để,nhân dân,"
    "theo,ngày,cán bộ,phát triển,sẽ,trên,như,việc,ra,làm,hội nghị,vào,thực hiện,cũng,đảng viên,đồng chí,"
    "tổ chức,công tác,tỉnh,kinh tế,xã hội,chính trị,hoạt động,nâng cao,chất lượng,xây dựng,nông thôn,"
    "thanh niên,báo cáo,kế hoạch,đại hội,nhiệm vụ,lãnh đạo",
    ",",
)
_ENGLISH = _listed(
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had "
    "an they which one you were all her she there would their we him been has when who will no more if "
    "out so up said what its about than into them can only other time new some could these two may first "
    "then do any like my now over such our man me even most made after also did many off before must "
    "well back through years much where your way down should because long each just state people those "
    "too little good world make very year still see work life three being province committee congress "
    "delegation investment industry agriculture export district meeting report"
)
_STEMS = _listed("act agr port form struct cur vis dict mit ject tract vert ven sist pos sect press duct fer gress")
_BEFORE = _listed("a con de dis ex im in inter ob per pre pro re sub sur trans un")
_AFTER = _listed("able al ance ation ed ent er es ible ing ion ism ist ive ly ment or ous ure")


def _spelt(onset: str, rime: str, tone: str) -> str:
    """The syllable, with its tone where it is written: on the second vowel of three, or of two before a consonant."""
    vowels = [place for place, letter in enumerate(rime) if letter in _VOWELS]
    second = len(vowels) > 2 or (len(vowels) == 2 and rime[-1] not in _VOWELS)
    bearer = vowels[1] if second else vowels[0]
    return unicodedata.normalize("NFC", f"{onset}{rime[: bearer + 1]}{tone}{rime[bearer + 1 :]}")


class Lexicon:
    """The words of one language, the most frequent first."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._weights = list(accumulate(1 / rank for rank in range(2, len(words) + 2)))

    def some(self, dice: random.Random, count: int) -> list[str]:
        return dice.choices(self._words, cum_weights=self._weights, k=count)


def vietnamese(dice: random.Random, words: int = 20_000) -> Lexicon:
    """Real small words first, then words of two syllables, and between them the recurring names."""
    syllables = [_spelt(onset, rime, tone) for onset in _ONSETS for rime in _RIMES for tone in _TONES]
    dice.shuffle(syllables)
    common = syllables[:2500]
    pairs = dict.fromkeys(f"{dice.choice(common)} {dice.choice(syllables)}" for _ in range(words))
    names = [*LISTS["unit"], *LISTS["place"]]
    return Lexicon([*_VIETNAMESE, *names, *pairs])


def english(dice: random.Random) -> Lexicon:
    made = [f"{before}{stem}{after}" for before in _BEFORE for stem in _STEMS for after in _AFTER]
    dice.shuffle(made)
    return Lexicon([*_ENGLISH, *made])


def person(dice: random.Random) -> str:
    return f"{dice.choice(SURNAMES)} {dice.choice(LISTS['middle'])} {dice.choice(LISTS['given'])}"


def sentences(dice: random.Random, lexicon: Lexicon, words: int) -> list[str]:
    """Sentences with so many words in all."""
    drawn, made, begin = lexicon.some(dice, words), [], 0
    while begin < words:
        end = begin + dice.randint(8, 30)
        said = " ".join(drawn[begin:end])
        made.append(f"{said[:1].upper()}{said[1:]}.")
        begin = end
    return made


def paragraphs(dice: random.Random, lexicon: Lexicon, words: int) -> list[str]:
    """The same in paragraphs of one to five sentences."""
    said, made = sentences(dice, lexicon, words), []
    while said:
        size = dice.randint(1, 5)
        made.append(" ".join(said[:size]))
        said = said[size:]
    return made
