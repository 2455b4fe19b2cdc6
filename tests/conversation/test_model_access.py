"""Where the model runs decides with the register of models whether training is open: on OpenAI's platform, in Azure, elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.conversation.case import Case
from bot.conversation.model_access import closing, is_closed, model_limits
from bot.conversation.stored_form import from_stored, to_stored
from bot.decision import Assessment, Certainty, Criterion, Fact, GateState, Outcome, RunsOn, Verdict, judge, rubric
from bot.reading.told.platforms import platform_words
from knowledge.model_status import Platform, model_register, status_of
from tests.decision.cases import cases as labelled

#: A case that is ready to train, but for the model.
READY = {
    "goal": "tone_style",
    "tried": "few_shot_prompt",
    "failure": "style_drift",
    "examples": "500_4999",
    "baseline": "measured",
    "data_quality": "curated",
    "task_stability": "stable",
    "knowledge_home": "none_needed",
    "volatility": "static",
    "citations": "no",
    "permissions": "none",
}
CHEAPER = {**READY, "goal": "cost_latency", "failure": "slow_or_costly", "volume": "high"}
NOW = datetime(2026, 11, 29, tzinfo=UTC)
TODAY = NOW.date()
LAST_DAY = datetime(2027, 1, 5, 23, tzinfo=UTC)
CLOSED = datetime(2027, 1, 6, tzinfo=UTC)
#: The day before training closed to those without a recent call to a tuned model.
BEFORE_IDLE = datetime(2026, 7, 1, tzinfo=UTC)


def told(at: datetime = NOW, ready: dict[str, str] = READY, **more: str) -> Case:
    """The case in which all of this was said on a day."""
    return Case().begin("x").take(Assessment.of(ready | more).facts, by="Ana", message="m", at=at)


def verdict_on(case: Case) -> Verdict:
    """Its verdict."""
    return judge(case.assessment)


def gate(case: Case) -> GateState:
    """Where G6 stands."""
    return next(one.state for one in verdict_on(case).gates if one.id == "G6")


def gate_text(case: Case) -> str:
    """What is said of G6."""
    return next(one.to_do for one in verdict_on(case).gates if one.id == "G6")


def steps(case: Case) -> str:
    """All its next steps."""
    return " ".join(step.text for step in verdict_on(case).next_steps)


def test_openai_without_a_word_on_training_is_not_recommended_and_asked() -> None:
    """Closed to newcomers: no training is recommended, nothing is final, and one question settles it."""
    case = told(platform="openai")
    verdict = verdict_on(case)
    assert (verdict.outcome, verdict.rule, verdict.provisional) == (Outcome.NOT_READY, "closed-platform", True)
    assert gate(case) is GateState.UNKNOWN
    fact = case.assessment.fact(Criterion.TUNABLE_MODEL)
    assert fact is not None
    assert (fact.values, fact.certainty, fact.by) == (("no",), Certainty.LIKELY, "")
    assert "newcomers on 7 May 2026, and closes to all on 6 January 2027" in fact.words
    _, question = case.advance()
    assert question is not None
    assert question.criterion is Criterion.TUNABLE_MODEL
    assert "tuned at OpenAI within the last 60 days" in question.text
    assert question.guess == ""


@pytest.mark.parametrize("platform", list(RunsOn))
@pytest.mark.parametrize("trained", ["yes", "no", ""])
def test_only_azure_has_a_portal_to_check_in(platform: RunsOn, trained: str) -> None:
    """Who runs elsewhere is not sent to Azure's portal or subscription; a team at OpenAI reads of OpenAI's days."""
    known = READY | {"platform": platform.value} | ({"tunable_model": trained} if trained else {})
    text = gate_text(told(ready=known))
    assert ("portal" in text or "subscription" in text) == (
        platform not in {RunsOn.OPENAI, RunsOn.BEDROCK, RunsOn.VERTEX}
    )
    if platform is RunsOn.OPENAI:
        assert "2027-01-06" in text


def test_openai_for_newcomers() -> None:
    """The gate failed; the card says since when, what is open instead, and until when all can train."""
    case = told(platform="openai", tunable_model="no")
    assert gate(case) is GateState.FAILED
    assert verdict_on(case).outcome is Outcome.NOT_READY
    assert "2026-05-07" in verdict_on(case).because.text
    assert "Foundry" in steps(case)
    assert "open-weight" in steps(case)
    assert "2027-01-06" in steps(case)


@pytest.mark.parametrize("at", [NOW, LAST_DAY])
def test_openai_for_existing_customers(at: datetime) -> None:
    """Open to them until the day before it closes, with the day on which their tuned models end."""
    case = told(at, platform="openai", tunable_model="yes")
    assert gate(case) is GateState.MET
    assert verdict_on(case).outcome is Outcome.FINE_TUNE
    assert "end on 2027-01-14" in steps(case)


@pytest.mark.parametrize("said", [{}, {"tunable_model": "yes"}, {"tunable_model": "no"}])
def test_openai_once_it_is_closed_to_all(said: dict[str, str]) -> None:
    """Nobody can train there from that day on, whatever they say."""
    case = told(CLOSED, READY | {"platform": "openai"} | said)
    assert gate(case) is GateState.FAILED
    assert not verdict_on(case).trains


def test_openai_where_a_model_was_tuned() -> None:
    """Until it closed to the idle, who had tuned was likely a customer who may; since then only who called a tuned model of late."""
    before = told(BEFORE_IDLE, platform="openai", tried="fine_tuning")
    assert before.assessment.certainty(Criterion.TUNABLE_MODEL) is Certainty.LIKELY
    assert verdict_on(before).trains
    assert verdict_on(before).provisional
    now = told(platform="openai", tried="fine_tuning")
    assert gate(now) is GateState.UNKNOWN
    assert not verdict_on(now).trains
    _, question = now.advance()
    assert question is not None
    assert "tuned at OpenAI within the last 60 days" in question.text
    assert verdict_on(told(platform="openai", tried="fine_tuning", tunable_model="yes")).trains
    assert not verdict_on(told(CLOSED, platform="openai", tried="fine_tuning")).trains


def test_openai_where_only_cost_is_left() -> None:
    """Distilling there is closed as well: a smaller model or a shorter prompt instead."""
    case = told(ready=CHEAPER, platform="openai", tunable_model="no")
    assert (verdict_on(case).outcome, verdict_on(case).rule) == (Outcome.PROMPT_ENGINEERING, "cost-closed-platform")
    assert "Foundry" in steps(case)
    assert verdict_on(told(ready=CHEAPER, platform="azure", tunable_model="yes")).outcome is Outcome.PROMPT_PLUS_DISTILL


@pytest.mark.parametrize("platform", ["azure", "bedrock", "vertex", "undecided"])
def test_other_platforms_fail_nothing_by_themselves(platform: str) -> None:
    """The gate stays with what the team says of it: open, met, failed."""
    assert gate(told(platform=platform)) is GateState.UNKNOWN
    assert verdict_on(told(platform=platform)).outcome is Outcome.FINE_TUNE
    assert gate(told(platform=platform, tunable_model="yes")) is GateState.MET
    assert gate(told(platform=platform, tunable_model="no")) is GateState.FAILED
    assert told(platform=platform).assessment.fact(Criterion.TUNABLE_MODEL) is None


def test_open_weights_may_be_trained() -> None:
    """Nobody can close them, so nothing more is asked; a team that says it may not still may not."""
    case = told(platform="open_weights")
    assert gate(case) is GateState.MET
    assert not verdict_on(case).provisional
    assert gate(told(platform="open_weights", tunable_model="no")) is GateState.FAILED


def test_another_platform_takes_the_registers_word_back() -> None:
    """What the register said holds for the platform it was said of, and goes with it."""
    case = told(platform="openai").take([Fact(Criterion.PLATFORM, ("azure",))], replacing={Criterion.PLATFORM}, at=NOW)
    assert case.assessment.fact(Criterion.TUNABLE_MODEL) is None
    assert told(platform="open_weights").reopen(Criterion.PLATFORM).assessment.fact(Criterion.TUNABLE_MODEL) is None
    loaded = from_stored(to_stored(told(platform="openai")))
    again = loaded.take([Fact(Criterion.TEAM, ("ml_team",))], at=CLOSED)
    assert gate(again) is GateState.FAILED


def test_not_sure_counts_as_closed_to_newcomers() -> None:
    """Somebody who does not know whether they have trained there is not told to train there."""
    case = told(platform="openai").take([Fact(Criterion.TUNABLE_MODEL, certainty=Certainty.UNSURE)], at=NOW)
    assert not verdict_on(case).trains
    assert verdict_on(case).provisional


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({}, Criterion.PLATFORM),
        ({"platform": "azure"}, Criterion.TUNABLE_MODEL),
        ({"tunable_model": "yes"}, None),
    ],
)
def test_the_platform_is_asked_before_the_model_and_only_in_its_place(
    known: dict[str, str], asked: Criterion | None
) -> None:
    """It is asked where the model would be, and not where that is known."""
    _, question = told(NOW, READY | known).advance()
    assert (question.criterion if question else None) is asked


def asked_of(criteria: dict[str, str]) -> list[Criterion]:
    """What an interview asks somebody who tells the goal first and answers whatever this knows."""
    case = Case().begin("x").take(Assessment.of({"goal": criteria["goal"]}).facts, at=NOW)
    case, question = case.advance()
    while question is not None:
        known = question.criterion.value in criteria
        answer = Assessment.of({question.criterion.value: criteria[question.criterion.value]}).facts if known else ()
        facts = answer or (Fact(question.criterion, certainty=Certainty.UNSURE),)
        case, question = case.take(facts, replacing={question.criterion}, at=NOW).advance(answered=True)
    return list(case.asked)


SETTLED = [
    case["criteria"]
    for case in labelled("use-cases")
    if case["criteria"].get("tried") in {"nothing", "basic_prompt"} and "cost_latency" not in case["criteria"]["goal"]
]


@pytest.mark.parametrize("criteria", SETTLED, ids=lambda criteria: f"{criteria['goal']} {criteria['tried']}")
def test_never_asked_where_prompting_or_retrieval_settles_it(criteria: dict[str, str]) -> None:
    """Who has hardly tried anything is not asked where the model runs."""
    assert Criterion.PLATFORM not in asked_of(criteria)


def test_asked_in_an_interview_that_comes_near_training() -> None:
    """Who is ready to train is asked, once, and before the model."""
    asked = asked_of(READY)
    assert asked.index(Criterion.PLATFORM) < asked.index(Criterion.TUNABLE_MODEL)


def test_texts_have_the_registers_days() -> None:
    """The days in the rubric's texts on OpenAI's platform are those of the register."""
    status = model_register().platforms[Platform.OPENAI]
    base = status_of("gpt-4.1", Platform.OPENAI)
    assert base is not None
    days = {str(status.training_closed_to_new), str(status.training_closed_to_all), str(base.tuned_ends)}
    known = rubric()
    texts = [rule.because.text for rule in known.rules if rule.id in {"closed-platform", "cost-closed-platform"}]
    texts += [row.step.text for row in known.extra_steps if "OpenAI" in row.step.text]
    texts += [known.criteria[Criterion.PLATFORM].values["openai"].reason.text]
    named = {word.strip(".,;:") for text in texts for word in text.split() if word[:3] == "202"}
    assert named == days


def test_register_by_day() -> None:
    """What is closed to whom, and the sentence that says so."""
    assert is_closed(Platform.OPENAI, date(2026, 11, 29), existing=False)
    assert not is_closed(Platform.OPENAI, date(2026, 11, 29), existing=True)
    assert is_closed(Platform.OPENAI, date(2027, 1, 6), existing=True)
    assert not is_closed(Platform.OPENAI, date(2026, 5, 6), existing=False)
    assert not is_closed(Platform.AZURE, date(2026, 11, 29), existing=False)
    assert (
        closing(Platform.OPENAI, date(2027, 1, 6))
        == "Training on OpenAI's own platform closed to all on 6 January 2027."
    )
    assert platform_words().longest > 1


def line_on(opening: str, day: date = TODAY, /, **more: str) -> str:
    """What a card says of the models that a case names."""
    case = (
        Case()
        .begin(opening)
        .take(Assessment.of(READY | {"platform": "azure"} | more).facts, by="Ana", message="m", at=NOW)
    )
    return " ".join(limit.text for limit in model_limits(case.opening, case.assessment, verdict_on(case), day))


def test_a_named_model_that_newcomers_may_not_train() -> None:
    """Whose subscription never deployed it hears what is open to all; whoever did, until when."""
    line = line_on("We want to tune o4-mini on Azure")
    assert line.startswith(
        "Training on o4-mini is closed to subscriptions that never deployed it, and ends on 19 May 2027 at the earliest for the others"
    )
    assert "open to all: gpt-oss-20b, " in line
    assert line.endswith(" It takes RFT only.")
    assert "gpt-4.1-nano is closed to subscriptions" in line_on("tuning gpt-4.1-nano")


def test_a_named_model_that_is_deprecated() -> None:
    """Nobody knows whether a newcomer gets it, and it ends."""
    line = line_on("we'd tune gpt-4.1-mini")
    assert line.startswith(
        "gpt-4.1-mini is deprecated: a subscription that never deployed it may not get it, and training on it ends on 14 April 2027"
    )


def test_after_its_end_training_may_be_closed() -> None:
    """The same model half a year later."""
    assert line_on("tuning gpt-4.1-nano", date(2027, 4, 14)).startswith(
        "Training on gpt-4.1-nano has closed, or may at any time; open to all: "
    )


@pytest.mark.parametrize(
    ("opening", "more"),
    [
        ("a bot in our tone", {}),
        ("tuning gpt-oss-20b", {}),
        ("tuning o4-mini", {"platform": "openai"}),
        ("o4-mini", {"tried": "nothing"}),
    ],
)
def test_where_there_is_nothing_to_say_of_a_model(opening: str, more: dict[str, str]) -> None:
    """None is named, it is open to all, it runs elsewhere, or nothing is to be trained."""
    assert line_on(opening, NOW.date(), **more) == ""
