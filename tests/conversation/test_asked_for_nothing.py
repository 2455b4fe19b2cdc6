"""What is not asked: where facts live that nothing needs, and more of what changed nothing."""

from __future__ import annotations

from bot.conversation.case import Case
from bot.conversation.understanding import Understanding
from bot.conversation.updates.examples_added import with_examples_counted
from bot.decision import Assessment, Certainty, Criterion, Fact, next_question
from bot.reading.kinds import MessageKind

_SORTING = (
    Fact(Criterion.GOAL, ("task_accuracy",)),
    Fact(Criterion.TRIED, ("few_shot_prompt",)),
    Fact(Criterion.BASELINE, ("measured",), number=500),
    Fact(Criterion.FAILURE, ("edge_cases",)),
    Fact(Criterion.EXAMPLES, ("5000_plus",), number=6200),
    Fact(Criterion.KNOWLEDGE_HOME, ("none_needed",), Certainty.LIKELY),
)
_ABOUT_FACTS = {Criterion.KNOWLEDGE_HOME, Criterion.VOLATILITY, Criterion.PERMISSIONS, Criterion.CITATIONS}


def test_nothing_is_asked_of_facts_where_the_input_holds_all() -> None:
    """Who sorts what comes in is not asked where knowledge lives, how often it changes, who sees it or for sources."""
    case = Assessment(_SORTING)
    asked: list[Criterion] = []
    while question := next_question(case, asked):
        assert question.criterion not in _ABOUT_FACTS
        asked.append(question.criterion)


def _told(case: Case, *facts: Fact, text: str) -> tuple[Fact, ...]:
    return with_examples_counted(Understanding(MessageKind.REMARK, facts), text, case).facts


def test_more_examples_come_on_top() -> None:
    """Of 60 and "900 more" there are 960; a number that is told anew stands by itself."""
    case = Case().take([Fact(Criterion.EXAMPLES, ("50_499",), words="60 texts", number=60)])
    more = Fact(Criterion.EXAMPLES, ("500_4999",), words="900 more texts", number=900)
    (found,) = _told(case, more, text="client just sent 900 more texts")
    assert (found.number, found.words) == (960, "960 texts")
    (found,) = _told(case, more, text="we have 900 texts")
    assert found.number == more.number


def test_the_examples_are_no_collection() -> None:
    """Pages that were counted as examples are not read as what is looked things up in; other pages are."""
    case = Case().take([Fact(Criterion.EXAMPLES, ("5000_plus",), words="22,000 pages", number=22_000)])
    pages = Fact(Criterion.KNOWLEDGE_HOME, ("large_corpus",), words="There are 22,000 pages")
    assert not _told(case, pages, text="There are 22,000 pages.")
    other = Fact(Criterion.KNOWLEDGE_HOME, ("large_corpus",), words="the wiki has 9,000 pages")
    assert _told(case, other, text="the wiki has 9,000 pages") == (other,)
