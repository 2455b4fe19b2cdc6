"""How many times a volume somebody supposes, told without a number of its own: "if the volume doubles", "ten times as many mails", "at half the traffic"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain

#: Longer messages suppose more than one thing.
LONGEST: Final = 160
_USED: Final = (
    r"(?:volumes?|traffic|loads?|usage|use|demand|throughput|numbers?|calls?|requests?|queries|e-?mails?|mails?|tickets?|chats?|messages?|documents?|letters?|cases|claims|orders?"
    r"|questions?|invoices?|forms?|reviews?|contracts?|reports?|calls a day|users?|customers?|it|that|we|they)"
)
_TIMES: Final = {
    "double": 2.0, "doubles": 2.0, "doubled": 2.0, "doubling": 2.0, "twice": 2.0, "twofold": 2.0, "triple": 3.0, "triples": 3.0, "tripled": 3.0, "threefold": 3.0, "thrice": 3.0,
    "quadruple": 4.0, "quadruples": 4.0, "quadrupled": 4.0, "tenfold": 10.0, "half": 0.5, "halve": 0.5, "halves": 0.5, "halved": 0.5,
}  # fmt: skip
_NUMBERS: Final = {
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "eight": 8.0,
    "ten": 10.0,
    "twenty": 20.0,
    "hundred": 100.0,
}
_WORD: Final = rf"(?P<word>{'|'.join(_TIMES)})"
_COUNTED: Final = rf"(?P<number>\d{{1,3}}(?:[.,]\d)?|{'|'.join(_NUMBERS)})(?:\s?(?:x|times|fold)|-fold)"
_MANY: Final = rf"(?:{_WORD}|{_COUNTED})"
_CHANGES: Final = r"(?:(?:would|should|will|were|was|gets?|goes|go|grows?|grew|becomes?|became|increases?|increased|rises?|drops?|falls?|went|is|are|up|by|to|even|suddenly)\s){0,4}"
#: "If the volume doubles", "when traffic grows 10x"; and "twice as many mails", "at half the volume".
_FORMS: Final = (
    re.compile(rf"\b{_USED}\s{_CHANGES}{_MANY}(?=\W|$)"),
    re.compile(
        rf"\b{_MANY}\s(?:(?:as (?:many|much)|of|the|our|that|this|more)\s){{0,3}}(?:[a-z]{{3,12}}\s)?{_USED}(?=\W|$)"
    ),
    re.compile(rf"^(?:\W|and|so|what about|how about|what|if|at)*{_MANY}(?: as (?:many|much)| of (?:that|it))?\W*$"),
)
_SUPPOSES: Final = re.compile(
    r"\?|\b(?:if|what about|suppose|supposing|assume|assuming|imagine|say|at|when|once|let's say)\b"
)
#: What is multiplied besides the volume.
_OTHERS: Final = re.compile(
    r"\b(?:examples?|pairs?|labels?|labelled|labeled|data|price|prices|cost|costs|tokens?|prompt|epochs?|pages|gpus?|staff|people|budget|faster|slower|cheaper|dearer|better|worse|longer|shorter)\b"
)


def volume_factor(text: str) -> float | None:
    """How many times the volume that is known a message supposes, 0.5 to 999; None where it supposes no multiple of it."""
    whole = plain(text)
    if len(text) > LONGEST or not _SUPPOSES.search(whole) or _OTHERS.search(whole):
        return None
    found = next((one for form in _FORMS if (one := form.search(whole))), None)
    if found is None:
        return None
    if word := found["word"]:
        return _TIMES[word]
    number = found["number"]
    return _NUMBERS.get(number) or float(number.replace(",", ".")) or None
