"""Examples that may not be used, or of which only a part is of use, in the light of what is known of a case."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import said
from bot.conversation.understand import Understander, locally
from bot.conversation.updates.usable_examples import read_for_use
from bot.decision import Criterion, Fact, judge
from bot.reading.read_message import read_message
from bot.turn import Place, Surface, Turn
from bot.turn_log import Work

OPENING = (
    "We turn field notes into our report template, the format is wrong. 700 pairs written and reviewed by our engineers. "
    "We tried a prompt with examples over five rounds, 81% on 220 reports, we need 95%."
)
TRACES = "our agent picks the wrong tool. few-shot prompt over many rounds. 80 traces of good runs, checked by us"


def after(opening: str, *texts: str) -> Case:
    """The case after some messages."""
    case = Case().take(read_message(opening).facts)
    for text in texts:
        understood = read_for_use(locally(text, read_message(text, case.pending), case), text, case)
        case = case.take(understood.facts, replacing=understood.replaces)
    return case


def examples(case: Case) -> Fact:
    """What is known of the examples."""
    fact = case.assessment.fact(Criterion.EXAMPLES)
    assert fact is not None
    return fact


BAN = "our works council forbids training on these notes"


def test_a_ban_decides_and_stays() -> None:
    """Nothing is trained on what is barred, whatever is said of the number, until it is released."""
    assert judge(after(OPENING).assessment).trains
    banned = after(OPENING, BAN)
    assert not judge(banned.assessment).trains
    assert said(examples(banned)) == "none of your 700 examples may be used for training"
    more = after(OPENING, BAN, "we have 800 pairs by now")
    assert examples(more).values == ("barred",)
    assert examples(more).number == 800
    assert not judge(more.assessment).trains
    released = after(OPENING, BAN, "they are all anonymised now")
    assert examples(released).number == 700
    assert judge(released.assessment).trains


def test_a_ban_that_was_only_guessed_gives_the_number_back() -> None:
    """Who denies it has as many examples as before."""
    case = after(OPENING, "customer data may not be used for training")
    assert examples(case).is_likely
    assert examples(case.without_guess(Criterion.EXAMPLES)).values == ("500_4999",)


@pytest.mark.parametrize(
    ("text", "rest", "is_stated"),
    [
        ("55 of the 80 traces turned out to be duplicates", 25, True),
        ("only 30 are usable", 30, True),
        ("we had to throw away 45 traces", 35, True),
        ("50 of the 80 traces are from the old tool set", 30, False),
    ],
)
def test_a_part_of_no_use_is_taken_off(text: str, rest: float, is_stated: bool) -> None:  # noqa: FBT001 - a column
    """What is left counts; where it is not said that the rest is useless, it is asked."""
    fact = examples(after(TRACES, text))
    assert (fact.number, fact.is_stated, fact.values) == (rest, is_stated, ("10_49",))


@pytest.mark.parametrize(
    "text", ["50 of the 80 traces are checked twice", "are 50 of the 80 traces useless?", "30 of 80 users complain"]
)
def test_what_takes_nothing_off(text: str) -> None:
    """Another share of them, or a question, leaves the number."""
    assert examples(after(TRACES, text)).number == 80


@pytest.mark.parametrize(
    "text",
    [
        "no that was with the prompt with examples in it",
        "the score was with the few-shot prompt",
        "that was from 6 examples in the prompt",
    ],
)
def test_what_a_score_was_of_corrects_what_was_tried(text: str) -> None:
    """A prompt with examples takes the place of the basic one."""
    case = after("we sort mails. tried chatgpt with one simple prompt, 70% on 60 mails", text)
    assert case.assessment.value(Criterion.TRIED) == "few_shot_prompt"


@pytest.mark.parametrize("text", ["that was without examples in the prompt", "it would be with examples in the prompt"])
def test_what_names_no_other_technique(text: str) -> None:
    """A denial or a plan corrects nothing."""
    case = after("we sort mails. tried chatgpt with one simple prompt, 70% on 60 mails", text)
    assert case.assessment.value(Criterion.TRIED) == "basic_prompt"


LETTERS = "our letters sound too stiff, few-shot prompt, 70 of 100 ok, 1,800 labelled letters"


async def told(*texts: str) -> Case:
    """The case after some messages."""
    case = Case()
    for text in texts:
        work = Work(Turn("Ana", Place(Surface.TERMINAL, "local", "terminal", "use"), text), text)
        understood = await Understander().understand(text, case, work)
        case = case.withdrawing(understood.withdrawn).take(understood.facts, replacing=understood.replaces)
    return case


@pytest.mark.parametrize(
    "text",
    [
        "only 450 of the 1,800 may be used",
        "we got consent for 450 of them, no more",
        "our DPO lets us train on 450 of these",
        "1,350 of them may not be used for training",
        "25% are cleared for training",
        "the clients gave permission for 450",
        "the works council permits just 450 of them",
    ],
)
async def test_consent_for_a_part(text: str) -> None:
    """The examples that may be used are those that count, in a message of its own and in the one that tells how many there are."""
    for case in (await told(LETTERS, text), await told(f"{LETTERS}, {text}")):
        examples = case.assessment.stated.fact(Criterion.EXAMPLES)
        assert examples is not None
        assert (examples.number, examples.values) == (450, ("50_499",))


@pytest.mark.parametrize(
    "text",
    ["two of us may use them", "maybe 450 may be used", "legal cleared all 1,800", "may we use 450 of them?"],
)
async def test_no_part(text: str) -> None:
    """People, what is not decided or asked, and the whole are no part of the examples."""
    case = await told(LETTERS, text)
    examples = case.told_so_far.fact(Criterion.EXAMPLES)
    assert examples is not None
    assert examples.number == 1800


async def test_a_part_of_barred_examples_may_be_used() -> None:
    """Consent for some of them lifts the ban, and what a contract was taken to forbid of any model."""
    case = await told(LETTERS, "the contract forbids training on our letters", "for 300 we have permission")
    assert case.assessment.stated.fact(Criterion.EXAMPLES) is not None
    assert case.told_so_far.fact(Criterion.EXAMPLES) == case.assessment.stated.fact(Criterion.EXAMPLES)
    case = await told("tone is off, few-shot tried, 900 mails, contract forbids training", "120 examples we may use")
    assert case.assessment.fact(Criterion.TUNABLE_MODEL) is None
    closed = await told("tone is off, few-shot tried, our account may train no model", "120 examples we may use")
    assert closed.assessment.value(Criterion.TUNABLE_MODEL) == "no"


UNTOLD = "we classify mails, few-shot 83% on 140 mails, need 90. we have 12k mails"


@pytest.mark.parametrize(
    ("text", "values", "number"),
    [
        ("no, only the 140 are labelled, the 12k are raw pdfs", ("raw_docs_only",), None),
        ("the 12k have labels from nobody, not labelled at all", ("raw_docs_only",), None),
        ("sorry they are not labelled", ("raw_docs_only",), None),
        ("only 900 of them are labelled", ("500_4999",), 900),
        ("nobody checked the labels", ("5000_plus",), 12_000),
    ],
)
def test_that_examples_are_not_labelled_may_be_said_later(
    text: str, values: tuple[str, ...], number: float | None
) -> None:
    """Those of the test are none to learn from, also where they were told before."""
    found = examples(after(UNTOLD, text))
    assert found.values == values
    assert found.number == number


MAILS = "we sort mails, few-shot 181 of 200 right, need 190. 3,000 mails labelled by seniors"


@pytest.mark.parametrize(
    "text",
    [
        "the works council has not agreed to training",
        "betriebsrat didnt sign off on the fine-tuning yet",
        "compliance just vetoed training on customer data. now?",
        "The union hasn't approved that we train on them.",
        "our dpo is against training with this",
    ],
)
def test_who_has_not_agreed_bars_the_examples_until_then(text: str) -> None:
    """That it may come yet opens nothing, and what was asked stays open."""
    case = after(MAILS, text)
    assert examples(case).values == ("barred",)
    assert examples(case).is_stated
    assert examples(case).number == 3000
    baseline = case.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert baseline.values == ("measured",)
    assert not judge(case.assessment).trains


@pytest.mark.parametrize(
    "text",
    [
        "legal has not approved the new prompt yet",
        "management has not approved the budget for training",
        "has the works council agreed to training?",
        "I don't know whether the DPO agrees to training",
        "the client did not agree to the price of the training",
    ],
)
def test_who_has_not_agreed_to_something_else_bars_nothing(text: str) -> None:
    """A budget, a prompt, a question and a doubt are no ban."""
    assert examples(after(MAILS, text)).values == ("500_4999",)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("veto lifted", 3000),
        ("they agreed now", 3000),
        ("we may use them now", 3000),
        ("good news, works council said yes", 3000),
        ("they lifted the veto for anonymised data", None),
        ("ok they signed off, but only for masked mails", None),
    ],
)
def test_a_veto_is_lifted(text: str, number: float | None) -> None:
    """As a whole it gives the examples back; how many a condition leaves is not said, so that it is asked."""
    found = examples(after(MAILS, "compliance vetoed training on customer data", text))
    assert found.number == number
    assert found.is_stated is (number is not None)


@pytest.mark.parametrize(
    "text",
    ["they have not agreed", "will they lift the veto?", "they may agree next year", "the two raters agree on most"],
)
def test_a_veto_that_stands(text: str) -> None:
    """What is asked, hoped for or denied lifts none."""
    found = examples(after(MAILS, "compliance vetoed training on customer data", text))
    assert found.values == ("barred",)
