"""What of a document's characters can be seen, and nothing that could act on a terminal or pass for a mark of ours."""

from __future__ import annotations

import re
import unicodedata

#: Typographic ligatures; full NFKC would turn 10² into 102.
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SPELLED = {
    **_LIGATURES,
    # Hyphens that are no other letter to a reader.
    0x2010: "-",
    0x2011: "-",
    # Ends of lines.
    0x0B: "\n",
    0x0C: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
}
#: Nothing to see, and yet counted as letters, marks or symbols.
_BLANK = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x034F, 0x17B4, 0x17B5, *range(0xE0100, 0xE01F0)}
_BRAILLE_BLANK = 0x2800
#: Controls, formats (zero-width, soft hyphen, direction), surrogates, private and unassigned ones.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
#: Sequences that a terminal obeys: CSI, OSC and its like up to their end, and the rest of two characters.
_TERMINAL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?"
)
_DIVIDED_SOFTLY = re.compile("\u00ad[ \t]?\n[ \t]?")
#: Marks of a document's own references: [3], [1][2], [1, 2], [3–5] and their full-width kin.
_MARK = re.compile(r" ?[\[［【]\d{1,3}(?: ?[,;–—-] ?\d{1,3}){0,20}[\]］】](?::(?= ))?|\[\^[\w-]{1,40}\]:?")
_MARK_IN_CODE = re.compile(r"\[(?=\d{1,3}(?: ?[,;] ?\d{1,3}){0,20}\])")
#: Nothing follows the colon of a word such as "data" that ends what is emphasized; `<name>` within an address is a placeholder.
_ADDRESS = re.compile(
    r"<?(?:\b(?:https?|ftps?|file|mailto|javascript|data):(?!\*|_+(?:\s|$))(?://)?|\bwww\.)"
    r"(?:[^\s<>\"'`|\[\](){}]|<[\w-]{1,60}>)+>?",
    re.IGNORECASE,
)
#: What stands for an address in a document of one's own: nobody has listed its host, so no answer leads there.
ADDRESS_LEFT_OUT = "(address left out)"


def visible(text: str) -> str:
    """The text as a reader sees it: plain spaces, line feeds, no ligatures, nothing invisible, no terminal sequences."""
    text = _TERMINAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", _DIVIDED_SOFTLY.sub("", text))
    return text.translate({ord(character): _seen(character) for character in set(text)})


def _seen(character: str) -> str:
    code = ord(character)
    if code in _SPELLED:
        return _SPELLED[code]
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Zs" or code == _BRAILLE_BLANK:
        return " "
    return "" if category in _UNSEEN or code in _BLANK else character


def without_marks(text: str) -> str:
    """Prose without the marks of its own references and without addresses."""
    return _without_addresses(_MARK.sub("", text))


def plain_line(text: str) -> str:
    """A heading, a paragraph or a cell as one line of what can be seen, without marks and addresses of its own."""
    return re.sub(r"\s+", " ", without_marks(visible(text))).strip()


def code_without_marks(text: str) -> str:
    """Code in which nothing reads as a mark: `row[3]` becomes `row[ 3]`; addresses go as in prose."""
    return _without_addresses(_MARK_IN_CODE.sub("[ ", text))


def _without_addresses(text: str) -> str:
    # One that stands in brackets has them already.
    return _ADDRESS.sub(_left_out, text).replace(f"({ADDRESS_LEFT_OUT})", ADDRESS_LEFT_OUT)


def _left_out(match: re.Match[str]) -> str:
    """The stand-in, with the punctuation that ended the sentence and not the address."""
    found = match.group().rstrip(">")
    return ADDRESS_LEFT_OUT + found[len(found.rstrip(".,;:!?*")) :]


def without_comments(markup: str) -> str:
    """Markup without its comments; found by hand, since a regular expression takes hours for many unfinished ones."""
    kept: list[str] = []
    cursor = 0
    while (start := markup.find("<!--", cursor)) >= 0 and (end := markup.find("-->", start + 4)) >= 0:
        kept.append(markup[cursor:start])
        cursor = end + 3
    return "".join([*kept, markup[cursor:]])
