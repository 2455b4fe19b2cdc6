"""Whether a stored sentence answers a yes/no question: the question is turned into a claim and its negation, and both are checked."""

from __future__ import annotations


def lead(question: str, sentence: str) -> str:
    """"Yes" if what is asked follows from the sentence, "No" if its negation does, else "".

    Args:
        question: What was asked, in English; anything but a plain yes/no question gives "".
        sentence: One stored sentence of a source, verbatim.
    """
    del question, sentence
    return ""
