"""What is said of something that a message tells besides its facts: somebody else's view, what people reach without a model, a list that was not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import phrases
from bot.conversation.case_costs import untuned_of
from bot.conversation.own_words import together, untuned_told
from bot.conversation.targets import target_of
from bot.conversation.updates.held_views import their_view
from bot.conversation.updates.untried_aside import is_untried_as_it_is, is_untried_aside
from bot.decision import Certainty, Criterion, RunsOn, clause
from bot.reading.costs.models_in_costs import large_of
from bot.reading.costs.untuned_scores import untuned_scores
from bot.reading.examples.barred import clears, is_barred, lifts
from bot.reading.numbers.rates_at_odds import rates_at_odds
from bot.reading.sayings import may_ask
from bot.reading.scores.form_rules import lays_down_a_form
from bot.reading.scores.peoples_scores import peoples_score
from bot.reading.told.human_decides import human_must_decide
from bot.reading.told.list_untried import list_untried
from bot.reading.told.model_alone import model_alone
from bot.reading.told.no_issue import says_no_issue
from bot.replies import Notice

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.reading.told.model_and_seller import AtOdds


#: Questions that the name of a model answers.
_ANSWERED_BY_A_MODEL: Final = frozenset({Criterion.TUNABLE_MODEL, Criterion.PLATFORM})


def told_aside(understood: Understanding, text: str, case: Case) -> Notice | None:
    """What is said of a view, of people's own score, or of what was not tried, where one is told and nothing is asked; None where none is."""
    return (
        their_view(understood, text)
        or _what_people_reach(text, case)
        or _list_first(text)
        or _rule_told(text)
        or _form_told(text, case)
        or _rate_told_twice(text)
        or _leave_told(understood, text, case)
        or _no_issue_told(understood, text, case)
        or _model_told(text, case)
        or _untried_told(text, case)
        or _untuned_told_again(text, case)
    )


def seller_asked(at_odds: AtOdds) -> Notice:
    """That a model and a platform do not go together, and which of the two is another."""
    names = platform_names()
    return Notice(phrases.at_odds(at_odds.model, names[at_odds.named], [names[one] for one in at_odds.served_by]))


def platform_names() -> dict[RunsOn, str]:
    """What platforms are called within a sentence."""
    return {
        RunsOn.AZURE: "Azure",
        RunsOn.OPENAI: "OpenAI",
        RunsOn.BEDROCK: "Amazon Bedrock",
        RunsOn.VERTEX: "Google Vertex AI",
    }


def _rate_told_twice(text: str) -> Notice | None:
    twice = rates_at_odds(text)
    return Notice(phrases.rates_at_odds(twice.first, twice.makes, twice.second)) if twice else None


def _rule_told(text: str) -> Notice | None:
    return Notice(phrases.HUMAN_DECIDES) if human_must_decide(text) else None


def _list_first(text: str) -> Notice | None:
    return Notice(phrases.LIST_FIRST) if list_untried(text) else None


def _form_told(text: str, case: Case) -> Notice | None:
    return Notice(phrases.RULE_OF_FORM) if case.begun and case.given is None and lays_down_a_form(text) else None


def _leave_told(understood: Understanding, text: str, case: Case) -> Notice | None:
    known = case.told_so_far.fact(Criterion.EXAMPLES)
    if known is None or not known.number or is_barred(known) or understood.facts or may_ask(text):
        return None
    return Notice(phrases.MAY_BE_USED) if clears(text) or lifts(text) is Certainty.STATED else None


def _no_issue_told(understood: Understanding, text: str, case: Case) -> Notice | None:
    return Notice(phrases.NO_ISSUE) if case.begun and not understood.facts and says_no_issue(text) else None


def tells_the_model(text: str, case: Case) -> bool:
    """Whether a message says which model is in use and nothing else, where nobody asked for one or for a platform."""
    return case.begun and case.pending not in _ANSWERED_BY_A_MODEL and bool(model_alone(text))


def _model_told(text: str, case: Case) -> Notice | None:
    return Notice(phrases.model_told(model_alone(text))) if tells_the_model(text, case) else None


def _untried_told(text: str, case: Case) -> Notice | None:
    if case.begun and is_untried_as_it_is(text):
        return Notice(phrases.UNTUNED_UNTRIED)
    known = case.told_so_far.fact(Criterion.TRIED)
    if known is None or not is_untried_aside(text, case):
        return None
    return Notice(phrases.untried_aside(clause(Criterion.TRIED, known.values[0])))


def _untuned_told_again(text: str, case: Case) -> Notice | None:
    """That it counts what a smaller model reached as it is, to who tells it once more."""
    known = untuned_of(case)
    told = untuned_scores(text, {*known, *map(large_of, known)}, case.costs.get("model", "")) if known else {}
    again = [model for model, score in told.items() if model in known and score in {"", known[model]}]
    if not again or may_ask(text):
        return None
    return Notice(phrases.known_already(together(untuned_told(model, known[model]) for model in again)))


def _what_people_reach(text: str, case: Case) -> Notice | None:
    theirs = None if may_ask(text) else peoples_score(text)
    if theirs is None:
        return None
    written = " ".join(text[theirs.share.start : theirs.share.end].split())
    if theirs.share.of is not None and theirs.is_agreement and written.isdecimal():
        # "They said same on 83" of the 100 that were named before.
        written = f"{written} of {theirs.share.of:,.0f}"
    target = target_of(case.told_so_far, case.opening or text)
    is_above = target is not None and target.share is not None and target.share > theirs.right
    above = target.words if target is not None and is_above else ""
    return Notice(phrases.people_reach(written, agreement=theirs.is_agreement, wrong=theirs.is_of_errors, wanted=above))
