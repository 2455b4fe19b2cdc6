"""Text as it is compared and shown: without terminal escapes, control characters, hidden characters and look-alike letters."""

from __future__ import annotations

import re
import unicodedata

#: Terminal sequences (ECMA-48: CSI, OSC and two-character ones), with or without their end.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]?|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-_]?|\x9b[0-?]*[ -/]*[@-~]?")
#: Cyrillic and Greek letters that look like Latin ones (Unicode TR39, the single-letter confusables of both scripts).
_LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеіјорсухѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
    "ABESIJKMHOPCTXYaeijopcyxsdhqwABEZHIKMNOPTYXoav",
)
_SPACES = re.compile(r"[^\S\n]+")
#: Marks that are laid over a letter pile up in hostile text; no English word needs them once letters are composed.
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me"})


def plain(text: str) -> str:
    """The text in compatibility form (NFKC), one kind of letters, one kind of space, nothing hidden; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFKC", _ESCAPES.sub("", text))
    shown = "".join(one for one in composed if one in "\n\t" or unicodedata.category(one) not in _HIDDEN)
    if not shown.isascii():
        shown = shown.translate(_LOOK_ALIKES)
    return _SPACES.sub(" ", shown)


def same_text(first: str, second: str) -> bool:
    """Whether two texts are the same but for white space, quotation marks, dashes and the full stop at the end."""
    return _bare(first) == _bare(second)


_BARE = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


def _bare(text: str) -> str:
    return " ".join(plain(text).translate(_BARE).split()).rstrip(" .")
