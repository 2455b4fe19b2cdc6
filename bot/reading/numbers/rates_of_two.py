"""What makes two figures of how often something is used those of two things, or of two times: "900 a day now, 9,000 a month last year"."""

from __future__ import annotations

import re
from typing import Final

#: Such a text tells nothing else; in a longer one figures are of many things.
LONGEST: Final = 160
_TWO: Final = re.compile(
    r"\b(?:peak|peaks|max|maximum|at most|min|minimum|average|avg|up to|busy|busiest|season|weekend|weekends|weekdays?|only on|last|was|were|before|used to|next|plan\w*|will|would|expect\w*|soon|later|grow\w*|grew|from|to|until|per user|each user|per customer|per agent|another|other|some|of which|of them|of those|new|tokens?|cost\w*|pay|usd|eur|dollars?|euros?|cents?|bill|eat\w*|spend\w*|dream\w*|hope\w*|could|might|[$€])(?!\w)"
)
_DENIED: Final = re.compile(
    r"\b(?:not|no longer|instead of|rather than) (?:like |about |the )?\d[\d.,]{0,9}k? (?:a|per|each|every) "
)


def are_of_two(text: str) -> bool:
    """Whether two figures that a text tells may both hold, or one of them is taken back, or they stand in a longer text."""
    return len(text) > LONGEST or bool(_TWO.search(text.lower()) or _DENIED.search(text.lower()))
