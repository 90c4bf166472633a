"""Whether a word can be Vietnamese: onset, rime and tone of a syllable, of which the language has few.

A wrong reading of old 8-bit text gives words that no Vietnamese mouth could say; the right reading gives syllables.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from archiver.vietnamese.letters import TONES

_ONSETS = "ngh ng nh n gh gi g kh k ph p th tr t ch c qu đ d b h l m r s v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot oa oac
oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt
ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych
uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu
"""
_SYLLABLE = re.compile(
    rf"(?:{'|'.join(_ONSETS.split())})?(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})"
)
_TONES = re.compile(f"[{TONES}]")
_STOPPED = re.compile("(?:c|ch|p|t)$")  # such a syllable bears the acute tone or the dot
_STOPPED_TONES = frozenset("\u0301\u0323")
_LONGEST = 7  # letters of "nghiêng"


def is_syllable(word: str) -> bool:
    """Whether the word has the form of a Vietnamese syllable, in small letters, a capital first, or all capitals."""
    if len(word) > 3 * _LONGEST or not (word.islower() or word.isupper() or word.istitle()):
        return False
    return _is_spoken(unicodedata.normalize("NFC", word).lower())


@lru_cache(maxsize=16384)
def _is_spoken(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word)
    tones = _TONES.findall(decomposed)
    plain = unicodedata.normalize("NFC", _TONES.sub("", decomposed)) if tones else word
    if len(plain) > _LONGEST or len(tones) > 1 or not _SYLLABLE.fullmatch(plain):
        return False
    if _STOPPED.search(plain):
        return _STOPPED_TONES.issuperset(tones) if tones else plain.isascii()
    return True
