"""Vietnamese text written for fonts that are no Unicode: TCVN3 (ABC) and VNI, seen as windows-1252.

Which one a text is cannot be read off its bytes; it is judged by how many of its words become Vietnamese
syllables. What is not sure is refused by name rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata

from khuevan.intake.rules import refuse

_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_TONES = "ùøûõï"  # sharp, grave, hook, tilde, dot: after the vowel that carries them
_VNI_VOWELS = {  # what follows the letter, and what the two are together
    "a": ("áàảãạ", "âấầẩẫậ", "ăắằẳẵặ"),
    "e": ("éèẻẽẹ", "êếềểễệ", ""),
    "o": ("óòỏõọ", "ôốồổỗộ", ""),
    "u": ("úùủũụ", "", ""),
    "y": ("ýỳỷỹ", "", ""),
    "ô": ("ớờởỡợ", "", ""),
    "ö": ("ứừửữự", "", ""),
}
_VNI_ALONE = {"æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for letter, (plain, hat, breve) in _VNI_VOWELS.items():
        for marks, letters in ((_TONES, plain), ("âáàåãä", hat), ("êéèúüë", breve)):
            table |= {letter + mark: found for mark, found in zip(marks, letters, strict=False)}
    upper = {pair.upper(): found.upper() for pair, found in table.items()}
    mixed = {pair[0].upper() + pair[1]: found.upper() for pair, found in table.items() if len(pair) == 2}
    return table | mixed | upper


_VNI = _vni_table()
_VNI_PIECE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
_CODA = "(?:ch|ng|nh|[cmnpt])?"
_NUCLEI = (
    "iêu yêu oai oay oao oeo uây uôi uya uyê uyu ươi ươu uao ai ao au ay âu ây eo êu ia iê iu oa oă oe oi ôi"
    " ơi ua uâ uê ui uô uy uơ ưa ưi ươ ưu yê a ă â e ê i o ô ơ u ư y"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(_NUCLEI.split())}){_CODA}")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*")
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_RAW_WORD = re.compile(r"[A-Za-z\xa1-\xff]*[\xa1-\xff][A-Za-z\xa1-\xff]*")

SURE = 0.85
MARGIN = 0.10
DENSE = 0.25  # of the words of a column typed for such a font; of Vietnamese text it is over a half


def from_tcvn3(text: str) -> str:
    """TCVN3 (ABC) seen as windows-1252, as Unicode."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI seen as windows-1252, as Unicode."""
    return _VNI_PIECE.sub(lambda found: _VNI[found[0]], text)


def likeness(text: str) -> float:
    """The share of the words with letters outside ASCII that could be Vietnamese syllables; 1 without any."""
    words = [unicodedata.normalize("NFC", word) for word in _WORD.findall(text)]
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


def is_syllable(word: str) -> bool:
    """Whether a word has the build of a Vietnamese syllable, with one tone mark at most."""
    apart = unicodedata.normalize("NFD", word.lower())
    toneless, tones = _TONE_MARKS.subn("", apart)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)))


def recognise(text: str) -> str:
    """What a text seen as windows-1252 is: ``tcvn3``, ``vni``, ``cp1252``, or empty where that is not
    sure."""
    raw = " ".join(_RAW_WORD.findall(text))
    if not raw:
        return "cp1252"
    found = {"tcvn3": likeness(from_tcvn3(raw)), "vni": likeness(from_vni(raw)), "cp1252": likeness(raw)}
    best, second = sorted(found, key=lambda name: found[name], reverse=True)[:2]
    return best if found[best] >= SURE and found[best] - found[second] >= MARGIN else ""


def recognise_cells(text: str) -> str:
    """What the cells of one column of a workbook were written in: ``tcvn3``, ``vni``, or empty for Unicode.

    A letter that windows-1252 does not have, as most Vietnamese names hold, says that it is Unicode; so do
    words that hardly ever need more than ASCII, among which a foreign name may stand. Refuses with
    ``KV-I-0005`` what is neither Vietnamese as it stands nor surely one of the two.
    """
    words = _RAW_WORD.findall(text)
    raw = " ".join(words)
    if len(words) < DENSE * len(text.split()) or not words or any(sign > "\xff" for sign in text):
        return ""
    found = recognise(text)
    if found in CONVERT:
        return found
    if not found and likeness(raw) < SURE:
        raise refuse("KV-I-0005")
    return ""


CONVERT = {"tcvn3": from_tcvn3, "vni": from_vni}
