"""That so many cases were checked, without a word that somebody has them to learn from: "300 letters were checked by two handlers"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import plain
from bot.reading.numbers.quantities import QuantityKind, quantities

_CHECKED: Final = re.compile(
    r"\b(?:(?:was|were|got|have been|has been|had been|are|being) (?:all |each |every one |carefully |hand |double |independently |only )?)?(?:checked|reviewed|rated|scored|graded|looked at|read|judged|assessed|examined|inspected|verified|counted|marked|tested)\b"
)
#: What says that one has them, or what they are there for.
_HAVE: Final = re.compile(
    r"\b(?:have|has|had|hold|own|got (?!\w+ed\b|read\b|looked)|collected|gathered|saved|stored|possess|there are|examples?|samples?|pairs?|training|train|label\w*|annotat\w*|wrote|written|made|more|other|another|further|additional)\b"
)


def says_checked(clause: str, cases: float) -> bool:
    """Whether a clause says of so many cases that somebody checked them, and not that one has them."""
    is_number = any(one.kind is QuantityKind.COUNT and one.value == cases for one in quantities(clause))
    said = plain(clause)
    return is_number and _CHECKED.search(said) is not None and not _HAVE.search(said)
