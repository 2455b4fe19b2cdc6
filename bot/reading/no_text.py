"""Whether a text tells of data that are no text: positions, sensor values, series of numbers. A language model is not made to learn from those.

Text that goes in or comes out makes it a matter of language all the same: "explain the sensor alarms to the technician". Pictures are no
matter of this: some models are trained on them.
"""

from __future__ import annotations

from bot.reading.evidence import LONGEST_TEXT, listed, names, plain

#: A longer text tells of more than its data.
LONGEST = LONGEST_TEXT // 10


def tells_of_no_text(text: str) -> bool:
    """Whether a text names data that are numbers, or says that there is no text, and names nothing that is read or written."""
    if len(text) > LONGEST:
        return False
    rest = listed("no_text", "says").sub(" ", plain(text))
    return (says_no_text(text) or names(rest, "no_text", "numbers")) and not names(rest, "no_text", "language")


def says_no_text(text: str) -> bool:
    """Whether a text says in so many words that there is no text: "it's numbers, not text"."""
    return names(text, "no_text", "says")
