"""Numbering the passages of one answer."""

from dataclasses import replace

from bot.citations import Citations
from tests.answers.passages import PRICE, SIZE


def test_numbers_follow_first_mention() -> None:
    """A passage gets the next number when it is first cited and keeps it."""
    cited = Citations()
    assert cited.cite("Hosting costs $1.70 an hour.", [PRICE]) == "Hosting costs $1.70 an hour [1]."
    assert cited.cite("Ten examples are needed.", [SIZE, PRICE]) == "Ten examples are needed [2][1]."
    assert [(citation.number, citation.passage) for citation in cited] == [(1, PRICE), (2, SIZE)]
    assert len(cited) == 2


def test_a_citation_quotes_what_it_was_first_cited_for() -> None:
    """The quote is verbatim, and belongs to the first sentence that cites the passage."""
    cited = Citations()
    cited.cite("Start with fifty well-made examples.", [SIZE])
    cited.cite("OpenAI does not retain the training file.", [SIZE])
    (citation,) = cited
    assert citation.quote == "Start with 50 well-made examples."


def test_the_same_content_is_one_passage() -> None:
    """Two equal passages that came in separately share a number."""
    cited = Citations()
    assert cited.cite("Ten.", [SIZE]) == cited.cite("Ten.", [replace(SIZE)]) == "Ten [1]."
