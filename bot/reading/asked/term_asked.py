"""Whether a message asks what a word of the field means, or which value a setting of training gets, however it stands in a conversation.

"No idea what DPO is" and "beta? what value do you start with" tell nothing of a case and ask nothing about a verdict. The words are data in
`evidence.toml`, [terms].
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import listed, names, plain
from bot.reading.sayings import asks, may_ask

#: Longer messages tell more than they ask.
_MOST_WORDS: Final = 14
_FEW_WORDS: Final = 10
_OPENS: Final = re.compile(r"^\W*(?:(?:and|but|so|ok|okay|then|also|well|hm+|btw)\W+)+")


def term_asked(text: str) -> str:
    """The question what a word means that a short message asks, or owns not to know; empty where it says anything else."""
    said = " ".join(plain(text).split())
    if not 1 < len(said.split()) <= _FEW_WORDS:
        return ""
    named = list(listed("terms", "names").finditer(said))
    if len(named) != 1 or not names(said, "terms", "unknown"):
        return ""
    rest = f"{said[: named[0].start()]} {said[named[0].end() :]}"
    rest = listed("terms", "beside").sub(" ", listed("terms", "unknown").sub(" ", rest))
    return "" if any(sign.isalnum() for sign in rest) else f"what is {named[0][0]}?"


def setting_asked(text: str) -> str:
    """The question of the value of a setting that a short message asks, so that it stands alone; empty where it tells or asks something else."""
    said = " ".join(plain(text).split())
    if len(said.split()) > _MOST_WORDS or not (asks(text) or may_ask(text)):
        return ""
    is_of_value = names(said, "terms", "settings") and names(said, "terms", "value")
    if not is_of_value or names(said, "terms", "own"):
        return ""
    return _OPENS.sub("", said).replace("? ", " ").rstrip("?. ") + "?"
