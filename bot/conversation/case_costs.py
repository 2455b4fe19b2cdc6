"""What is known of a case that its costs hang on, and the line on costs that its card holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import phrases
from bot.conversation.targets import falls_short
from bot.costs.card_line import CostLine, cost_line
from bot.costs.one_job import JOB, job_line
from bot.costs.own_gpu import own_gpu_line
from bot.costs.short_sum import compared
from bot.decision import Criterion, Goal, Outcome, RunsOn, judge
from bot.decision.assessment import NEVER
from bot.decision.criteria import Latency, Residency, Tried
from bot.errors import CostInputError, UnknownPriceError
from bot.reading.asked.own_gpu_asked import is_hosted_only
from bot.reading.costs.cost_numbers import circumstances_said, numbers_said, tokens_put_right
from bot.reading.costs.held_against import held_against
from bot.reading.costs.models_in_costs import large_of, models_said
from bot.reading.costs.one_off import job_said
from bot.reading.costs.untuned_scores import untuned_scores
from bot.reading.costs.words_on_money import may_want_speed
from knowledge.model_names import model_mentions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.conversation.case import Case
    from bot.costs.compare import Comparison
    from bot.decision import Fact, Verdict
    from knowledge.prices.book import PriceBook

#: Where nothing of Azure's price of training and of a deployment holds; a person who names a price list has one all the same.
_UNPRICED = frozenset({RunsOn.BEDROCK, RunsOn.VERTEX, RunsOn.OPEN_WEIGHTS})


#: The same said in two ways: the later one counts.
_RIVALS = {"bill": "input_tokens", "input_tokens": "bill"}
#: The model that is used now, and whether it was only taken to be that.
_OF_NOW = frozenset(["model", "model_taken"])
_PARTS_OF = {"model": "model_taken", "input_tokens": "case_tokens"}
#: The outcomes that recommend to train the model in use, and all that recommend to train one.
_TUNES = frozenset({Outcome.FINE_TUNE, Outcome.RAG_PLUS_FINE_TUNE})
_TRAINS = _TUNES | {Outcome.PROMPT_PLUS_DISTILL}
#: Tokens that are assumed may be others by so much; own choice.
ASSUMED_BY = 10
#: The rule that the sum decides.
DOES_NOT_PAY = "cost-does-not-pay"
#: What is taken from the words of a message that asks for no sum: how many calls there are is a fact of the case, and read as one.
_TOLD_IN_PASSING = frozenset(
    [
        "input_tokens",
        "case_tokens",
        "output_tokens",
        "tuned_tokens",
        "short_tokens",
        "added_tokens",
        "bill",
        "budget",
        "tuned",
        "cached_share",
    ]
)


def costs_of(case: Case, models: Collection[str]) -> dict[str, str]:
    """What is known of a case that costs hang on: what was said of its calls, tokens and models, its examples, and where it runs."""
    known: dict[str, str] = {}
    if model_mentions(case.opening, models):
        known |= {name: value for name, value in models_said(case.opening, models).items() if name in _OF_NOW}
    for criterion, name in ((Criterion.VOLUME, "calls_a_day"), (Criterion.EXAMPLES, "examples")):
        fact = case.assessment.fact(criterion)
        if fact is not None and fact.number is not None and fact.number > 0:
            known[name] = f"{fact.number:.0f}"
    if case.assessment.value(Criterion.PLATFORM) == RunsOn.OPENAI:
        known["provider"] = RunsOn.OPENAI.value
    elif _may_be_on_own_gpu(case):
        known["own_gpu"] = "yes"
    if case.assessment.value(Criterion.TRIED) == Tried.NOTHING:
        known["runs"] = "no"
    known = joined(known, case.costs)
    if "model" in known and "own_gpu" not in known and judge(case.assessment).outcome in _TUNES:
        known.setdefault("tuned", known["model"])
    return known


def _may_be_on_own_gpu(case: Case) -> bool:
    """Whether the trained model is to run on one's own machines, as far as anything says, and nobody asked for the prices of a seller."""
    fact = case.assessment.fact(Criterion.PLATFORM)
    return fact is not None and fact.values == (RunsOn.OPEN_WEIGHTS,) and "provider" not in case.costs


def joined(known: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """What is known with what is said now; a bill and the tokens of a prompt say the same, so the later one counts, and a named model replaces a taken one."""
    replaced = {_RIVALS[name] for name in said if name in _RIVALS}
    # What was taken with a model, or told with the tokens of a call, goes with them.
    replaced |= {part for name, part in _PARTS_OF.items() if name in said}
    return {name: value for name, value in known.items() if name not in replaced} | dict(said)


def with_costs_in(case: Case, text: str, facts: Iterable[Fact], models: Collection[str]) -> Case:
    """The case with the numbers that a message tells in passing and that its costs hang on; the newest counts.

    Args:
        case: The case as it is.
        text: What somebody wrote.
        facts: What was read from it; the calls a day are theirs.
        models: The names of models that have a price.
    """
    known = costs_of(case, models)
    read = numbers_said(text, models, known.get("model", ""))
    said = {name: value for name, value in read.items() if name in _TOLD_IN_PASSING} | circumstances_said(text)
    said |= tokens_put_right(text, known)
    if "model" in read and case.pending is Criterion.TUNABLE_MODEL:
        # What may be trained was asked for, and not what is used.
        said["tuned"] = read["model"]
    elif "model" in read and known.get("model") in {None, read.get("tuned")}:
        said |= {name: value for name, value in read.items() if name in _OF_NOW}
    said |= _scored_and_held(case, text, models, known)
    if job := job_said(text):
        said[JOB] = f"{job:f}"
    volume = next(
        (fact for fact in facts if fact.criterion is Criterion.VOLUME and fact.is_stated and fact.number), None
    )
    if volume is not None and volume.number:
        said["calls_a_day"] = f"{volume.number:.0f}"
    return replace(case, costs=joined(case.costs, said)) if said.items() - case.costs.items() else case


def _scored_and_held(case: Case, text: str, models: Collection[str], known: Mapping[str, str]) -> dict[str, str]:
    """What a message says was reached by models as they are (`untuned`), and which one training is to be held against."""
    scores = untuned_scores(text, models, known.get("model", ""), has_tuned=_has_tuned(case))
    small = {model: score for model, score in scores.items() if large_of(model) != model}
    found = {"untuned": _written(untuned_of(case) | small)} if small else {}
    for model in small:
        if large_of(model) in scores and known.get("model") in {None, model}:
            # Of a small model and the large one beside it, both scored as they are, the large one is used now.
            found["model"] = large_of(model)
    return found | held_against(text, models, known)


def untuned_of(case: Case) -> dict[str, str]:
    """The smaller models that were tried as they are, each with its score as it was written, empty where only that it fell short was told."""
    return dict(one.split("=", 1) for one in case.costs.get("untuned", "").split(";") if one)


def of_a_small_model(case: Case, text: str, facts: Iterable[Fact], models: Collection[str]) -> frozenset[Criterion]:
    """The criteria of which a message tells how a smaller model does that is not the one in use: its score, and what goes wrong with it."""
    now = costs_of(case, models).get("model", "")
    scores = untuned_scores(text, models, now, has_tuned=_has_tuned(case))
    others = {model: score for model, score in scores.items() if model != now and large_of(model) != model}
    if not others or not now:
        return frozenset()
    theirs = [score for model, score in scores.items() if model not in others and score]
    alone = not scores.keys() - others.keys()

    def is_theirs(fact: Fact) -> bool:
        """Whether a fact rests on the score of a smaller model."""
        named = any(score in fact.words for score in others.values() if score)
        return named and not any(score in fact.words for score in theirs)

    return frozenset(
        fact.criterion
        for fact in facts
        if (fact.criterion is Criterion.BASELINE and is_theirs(fact))
        or (fact.criterion is Criterion.FAILURE and (alone or (fact.is_likely and is_theirs(fact))))
    )


def _has_tuned(case: Case) -> bool:
    return case.assessment.stated.value(Criterion.TRIED) in {Tried.FINE_TUNING, Tried.TUNED_NO_GAIN}


def _written(scores: Mapping[str, str]) -> str:
    return ";".join(f"{model}={score}" for model, score in scores.items())


def _tried_untuned(case: Case, models: Collection[str]) -> dict[str, str]:
    """The models of a case that were tried as they are, told at its beginning or later, each with its score; one that was tuned is past that."""
    tuned = case.costs.get("tuned", "") if _has_tuned(case) else ""
    return untuned_scores(case.opening, models) | ({tuned: ""} if tuned else {}) | untuned_of(case)


def _is_priced(case: Case, known: Mapping[str, str]) -> bool:
    """Whether anything of a sum holds for a case: its calls are known, and no other provider's prices are what it pays."""
    elsewhere = case.assessment.value(Criterion.PLATFORM) in _UNPRICED and "provider" not in case.costs
    return "calls_a_day" in known and "own_gpu" not in known and not elsewhere


def comparison_of(case: Case, book: PriceBook) -> Comparison | None:
    """What each way would cost in a case; None where nobody said how many calls there are, or no price is known."""
    known = costs_of(case, book.models)
    try:
        return compared(known, book) if _is_priced(case, known) else None
    except (UnknownPriceError, CostInputError):
        return None


def with_sum(case: Case, book: PriceBook) -> Case:
    """The case with what the sum of what was said tells of training: from how many calls a day it pays, where fewer were said.

    Tokens and a model that nobody told are assumed, as on the card, where the calls are too few by so much that no other tokens would
    make up for it. Nothing of it where nobody told the calls, or where it may be speed that is wanted, which no sum of costs answers.
    """
    pays_from = _pays_from(case, book)
    return case if pays_from == case.assessment.pays_from else case.with_sum(pays_from)


def _pays_from(case: Case, book: PriceBook) -> int | None:
    known = costs_of(case, book.models)
    volume = case.assessment.fact(Criterion.VOLUME)
    is_said = volume is not None and volume.is_stated and known.get("calls_a_day") == f"{volume.number or 0:.0f}"
    on_speed = case.assessment.value(Criterion.LATENCY) == Latency.STRICT or may_want_speed(wished(case))
    tokens = known.keys() >= {"input_tokens", "output_tokens"} or "bill" in known
    if on_speed or not (is_said and _is_priced(case, known)):
        return None
    try:
        # A tuned model may need next to no prompt, which nobody said here.
        shortest = compared({"tuned_tokens": "1", **known}, book)
        made = compared(known, book)
    except (UnknownPriceError, CostInputError):
        return None
    trained = [cost for cost in shortest.costs if cost.way.trains]
    if not trained or any(cost.saves_a_month >= 0 for cost in trained):
        return None
    pays_from = min(
        (cost.break_even for cost in made.costs if cost.way.trains and cost.break_even is not None), default=NEVER
    )
    is_far = pays_from >= ASSUMED_BY * float(known["calls_a_day"])
    return pays_from if (tokens and "model" in known) or is_far else None


def line_on(case: Case, verdict: Verdict, book: PriceBook) -> CostLine:
    """From when the training that a card recommends pays, in a line for it.

    Also where it recommends none because that does not pay. Empty on every other card, where nobody said how many calls there are, or no price is known.
    """
    known = costs_of(case, book.models)
    volume = case.assessment.fact(Criterion.VOLUME)
    is_said = "calls_a_day" in case.costs or (volume is not None and volume.is_stated)
    if JOB in known:
        return _on_job(case, known, book)
    is_hosted = is_hosted_only(known.get("model", ""))
    is_elsewhere = case.assessment.value(Criterion.RESIDENCY) == Residency.ON_PREM or not is_hosted
    if is_said and "own_gpu" in known and not is_elsewhere and verdict.outcome is Outcome.PROMPT_PLUS_DISTILL:
        return _on_own_gpu(case, known, book)
    is_on_training = verdict.outcome in _TRAINS or verdict.rule == DOES_NOT_PAY
    if not is_on_training or not is_said or not _is_priced(case, known):
        return CostLine()
    try:
        tried = _tried_untuned(case, book.models)
        return cost_line(known, book, for_costs=Goal.COST_LATENCY in _goals(case), tried=tried)
    except (UnknownPriceError, CostInputError):
        return CostLine()


def _on_job(case: Case, known: Mapping[str, str], book: PriceBook) -> CostLine:
    """What a job costs that is done once, whatever is recommended for it."""
    if not _is_priced(case, {"calls_a_day": known[JOB], **known}):
        return CostLine()
    try:
        return CostLine(job_line(known, book))
    except (UnknownPriceError, CostInputError):
        return CostLine()


def _on_own_gpu(case: Case, known: Mapping[str, str], book: PriceBook) -> CostLine:
    """What a GPU of one's own is held against, where it is lower costs that are wanted."""
    if Goal.COST_LATENCY not in _goals(case) or wants_speed(case):
        return CostLine()
    try:
        return own_gpu_line(known, book, _tried_untuned(case, book.models))
    except (UnknownPriceError, CostInputError):
        return CostLine()


def wants_speed(case: Case) -> bool:
    """Whether it is speed that is wanted, or may be, which no sum of costs answers."""
    return case.assessment.stated.value(Criterion.LATENCY) == Latency.STRICT or may_want_speed(wished(case))


def unpaid(case: Case, verdict: Verdict, line: CostLine) -> str:
    """The first words about a case that training would help by a verdict, and where lower costs are wanted and not reached; else empty.

    Which of the two wins is said: costs alone are no reason for what costs more, and a better answer may be worth it.
    """
    if not _is_unpaid(case, verdict, line):
        return ""
    return phrases.unpaid(
        line.calls,
        for_more=_is_for_more(case, verdict),
        untuned=line.untuned if verdict.outcome not in _TUNES else "",
    )


def headline_on_costs(case: Case, verdict: Verdict, line: CostLine) -> str:
    """What a card is called whose first words the costs decide, so that it names what they say; else empty."""
    if _is_unpaid(case, verdict, line):
        is_more = _is_for_more(case, verdict)
        return phrases.TUNED_FOR_MORE if is_more else phrases.UNPAID[verdict.outcome in _TUNES]
    is_first = bool(line.untuned) and verdict.outcome is Outcome.PROMPT_PLUS_DISTILL
    return phrases.untuned_first(line.untuned) if is_first else ""


def _is_unpaid(case: Case, verdict: Verdict, line: CostLine) -> bool:
    """Whether training costs more than it saves, where lower costs are wanted and no speed."""
    is_for_costs = verdict.outcome in _TRAINS and Goal.COST_LATENCY in _goals(case)
    return is_for_costs and not line.pays and not wants_speed(case)


def _is_for_more(case: Case, verdict: Verdict) -> bool:
    """Whether better answers are wanted besides, which training on examples may bring."""
    is_wanted = len(_goals(case)) > 1 or falls_short(case.assessment, case.opening)
    return is_wanted and verdict.outcome in _TUNES


def wished(case: Case) -> str:
    """The words of a case that may say that it is speed that is wanted."""
    facts = (case.assessment.fact(one) for one in (Criterion.GOAL, Criterion.FAILURE))
    return " ".join([case.opening, *(fact.words for fact in facts if fact)])


def _goals(case: Case) -> tuple[str, ...]:
    fact = case.assessment.fact(Criterion.GOAL)
    return fact.values if fact is not None else ()
