"""Bytes to text: by mark, by what the file declares, by charset-normalizer; what reads as noise is refused."""

from __future__ import annotations

import codecs
import unicodedata
from typing import TYPE_CHECKING

from bot.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What a declared name means in practice (WHATWG's Encoding Standard, 4.2): the larger set that holds it.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "utf-16-le": "utf-8", "utf-16-be": "utf-8", "utf-16": "utf-8",
}  # fmt: skip
#: Legacy encodings that are told apart; each further one makes a short text harder to tell.
_LEGACY = [
    "cp1251", "koi8_r", "iso8859_5", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256",
    "gb18030", "big5", "cp932", "euc_jp", "cp949",
]  # fmt: skip
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5")
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254")
#: The letters beyond a–z of languages written in the Latin ones, by which encodings of one family are told apart.
_ALPHABETS = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúüª", "ãáâàçéêíóôõúü", "àèéìíîòóùú", "åäöéæø", "æøåéäö", "éëïöüóèê", "áðéíóúýþæö",
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţșț", "çğıöşüâîûİ", "äõöüšž",
    )
)  # fmt: skip
_PUNCTUATION = frozenset("–—‘’‚“”„…•€£§©®°«»¿¡·×±²³µ™‹›¢¥¼½¾ ")
#: Signs that stand in any text, whatever its script.
_COMMON = " \n.,-。、，"
#: Up to this share of broken characters a UTF-8 text was spoiled at a few places and is read; own estimate.
_FEW_BROKEN = 0.02
#: From this share of characters that no text has, it is noise; own estimate, far from both (text 0, random bytes a third).
_NOISE = 0.05
_ODD = {"Cc", "Cn", "Co", "Cs"}
_SAVE = "Save it as UTF-8 text."


def decoded(raw: bytes, file: str, *, is_html: bool = False) -> str:
    """The text of a file.

    Raises:
        DocumentError: It is no text, or in an encoding that can't be told.
    """
    for text in _readings(raw, is_html=is_html):
        if not is_noise(text):
            return text
    if b"\0" in raw:
        raise DocumentError(file, "is not a text file. Convert it to UTF-8 text, Markdown, HTML or PDF.")
    raise DocumentError(file, f"reads as noise: its encoding can't be told. {_SAVE}")


def is_noise(text: str) -> bool:
    """Whether so many characters are controls, unassigned or replaced that this is no text."""
    odd = sum(
        count
        for character, count in _counts(text).items()
        if character == "\N{REPLACEMENT CHARACTER}"
        or (character not in "\n\r\t\f\x0b\x1b\x07\x85" and unicodedata.category(character) in _ODD)
    )
    return odd > _NOISE * len(text)


def _counts(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for character in text:
        found[character] = found.get(character, 0) + 1
    return found


def _readings(raw: bytes, *, is_html: bool) -> Iterator[str]:
    """What the bytes may mean, likeliest first."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            yield raw[len(mark) :].decode(name, errors="replace")
            return
    if b"\0" in raw:
        yield from _wide(raw)
        return
    if b"\x1b$" in raw or b"\x1b(J" in raw:
        yield from _strictly(raw, "iso2022_jp_2")
    yield from _strictly(raw, "utf-8")
    if is_html and (name := _declared(raw)):
        yield from _strictly(raw, name)
    spoiled = raw.decode("utf-8", errors="replace")
    if spoiled.count("\N{REPLACEMENT CHARACTER}") <= _FEW_BROKEN * sum(
        not character.isascii() for character in spoiled
    ):
        yield spoiled
    yield from _detected(raw)


def _strictly(raw: bytes, name: str) -> Iterator[str]:
    try:
        yield raw.decode(name)
    except (UnicodeDecodeError, LookupError):
        return


def _wide(raw: bytes) -> Iterator[str]:
    """UTF-16 without a mark: every other byte of what is ASCII in it is zero, at the ends of lines at least."""
    found = [text for name in ("utf-16-le", "utf-16-be") for text in _strictly(raw, name)]
    # The right order has spaces and ends of lines; the wrong one turns them into rarer signs.
    common = {text: sum(text.count(sign) for sign in _COMMON) for text in found if "\0" not in text}
    likeliest = max(common, key=lambda text: common[text], default="")
    if common.get(likeliest):
        yield likeliest


def _declared(raw: bytes) -> str:
    """The encoding that an HTML page names, as browsers understand the name."""
    from bs4.dammit import EncodingDetector

    name = EncodingDetector.find_declared_encoding(raw, is_html=True, search_entire_document=False)
    try:
        found = codecs.lookup(name or "").name
    except LookupError:
        return ""
    return _MEANT.get(found, found)


def _detected(raw: bytes) -> Iterator[str]:
    """What charset-normalizer takes the bytes for; among Latin encodings, the one whose letters belong to one language."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw, cp_isolation=_LEGACY).best()
    # Cyrillic letters fall on the half-width kana, of which nobody writes whole texts, and on each other's capitals.
    if best is not None and (best.encoding in _CYRILLIC or _is_half_width(str(best))):
        yield from sorted((text for name in _CYRILLIC for text in _strictly(raw, name)), key=_small_cyrillic)[-1:]
    if best is not None and best.encoding not in _LATIN:
        yield from _strictly(raw, best.encoding)
        return
    latin = [text for name in _LATIN for text in _strictly(raw, name)]
    latin.append(raw.decode("cp1252", errors="replace"))
    likeliest = max(latin, key=_of_one_language)
    if best is not None or _of_one_language(likeliest) == 1.0:
        yield likeliest


def _small_cyrillic(text: str) -> int:
    return sum("а" <= character <= "ё" for character in text)


def _is_half_width(text: str) -> bool:
    kana = sum("\uff61" <= character <= "\uff9f" for character in text)
    return kana * 2 > sum(not character.isascii() for character in text)


def _of_one_language(text: str) -> float:
    """The share of the characters beyond ASCII that the best fitting language writes."""
    beyond = {character: count for character, count in _counts(text).items() if not character.isascii()}
    total = sum(beyond.values())
    best = max(
        sum(count for character, count in beyond.items() if character in letters or character in _PUNCTUATION)
        for letters in _ALPHABETS
    )
    return best / total if total else 1.0
