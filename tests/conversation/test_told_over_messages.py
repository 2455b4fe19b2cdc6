"""Facts told over several messages count as in one, and what was just said is not asked again."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import noted
from bot.conversation.understand import locally, plainly
from bot.conversation.what_stands import with_outdated_facts, with_shown_goal
from bot.decision import Assessment, Certainty, Criterion, Fact, Goal, Outcome, judge
from bot.reading.kinds import MessageKind
from bot.reading.read_message import read_message
from bot.reading.told.outdated_facts import wrong_for_change
from bot.replies import Question
from tests.person import Person, only

NOTHING = Case().take([Fact(Criterion.TRIED, ("nothing",), words="nothing so far")]).begin("a case")
LIKELY = Certainty.LIKELY


def after(case: Case, text: str) -> Case:
    """The case after a message."""
    understood = locally(text, read_message(text, case.pending), case)
    return case.withdrawing(understood.withdrawn).take(understood.facts, replacing=understood.replaces)


@pytest.mark.parametrize(
    "text",
    [
        "sorry, we did try that last winter, without success",
        "a colleague had already tested this in march",
        "oh, that was tried before I came",
        "I was wrong, we have tried it once",
    ],
)
def test_who_tried_something_after_all_is_asked_what(text: str) -> None:
    """Nothing is known of what was tried any more, and that is said."""
    case = after(NOTHING, text)
    assert case.assessment.fact(Criterion.TRIED) is None
    assert noted(NOTHING, case) == ["it is open again what has been tried"]


def test_what_was_put_into_a_prompt_was_tried() -> None:
    """Where it is said that it was tried, what was put into the prompt is what was."""
    case = after(NOTHING, "wait, we did try that: our editors wrote the glossary into the system prompt")
    assert case.assessment.value(Criterion.TRIED) == "basic_prompt"


@pytest.mark.parametrize(
    "text",
    [
        "no, we have not tried that yet",
        "should we have tried that before?",
        "we will put the glossary into the prompt next week",
        "we want to try that in may",
        "our lawyers have done this work for years by hand",
    ],
)
def test_plans_and_denials_leave_it_untried(text: str) -> None:
    """Who denies, plans or asks has tried nothing."""
    assert after(NOTHING, text).assessment.fact(Criterion.TRIED) == NOTHING.assessment.fact(Criterion.TRIED)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("we have no training data. well, 60 receipts that I labelled myself", 60),
        ("no examples, except for 25 old notes", 25),
    ],
)
def test_examples_that_are_excepted_count(text: str, number: float) -> None:
    """A number beside "none" is what there is."""
    fact = next(one for one in read_message(text).facts if one.criterion is Criterion.EXAMPLES)
    assert fact.number == number


@pytest.mark.parametrize(
    "text",
    [
        "no training data at all, only 4 devs",
        "we have no examples, but 3 months of time",
        "it says how well two offers fit. We have no examples at all",
    ],
)
def test_what_is_no_example_counts_as_none(text: str) -> None:
    """People and time are no examples."""
    assert all(one.number is None for one in read_message(text).facts if one.criterion is Criterion.EXAMPLES)


@pytest.mark.parametrize(
    "text",
    [
        "it often quotes an outdated tariff, and tariffs change each quarter",
        "The fees it names are old. Our fees are revised every month.",
        "sometimes a wrong dosage. dosages get updated weekly",
        "the policies it cites are no longer valid; a policy changes twice a year",
    ],
)
def test_what_is_wrong_is_what_changes(text: str) -> None:
    """Said together it is missing knowledge, and apart it is the same."""
    assert wrong_for_change(text)
    failure, volatility = text.replace(";", ".").replace(", and", ".").split(". ", 1)
    told = Assessment(
        (
            Fact(Criterion.FAILURE, ("edge_cases",), words=failure),
            Fact(Criterion.VOLATILITY, ("frequent",), words=volatility),
        )
    )
    assert with_outdated_facts(told).value(Criterion.FAILURE) == "missing_knowledge"


@pytest.mark.parametrize(
    "text",
    [
        "it gives a wrong label, and our prices change every month",
        "the answers are wrong and the answers change each time",
        "a wrong tone; the menu changes daily",
        "the tariff is wrong, but tariffs do not change",
    ],
)
def test_two_matters_stay_two(text: str) -> None:
    """What is wrong and what changes are not the same thing, or nothing changes."""
    assert not wrong_for_change(text)


def test_a_denied_training_is_no_missing_test() -> None:
    """That somebody did not fine-tune says nothing of how well it does."""
    case = Case(pending=Criterion.BASELINE, begun=True)
    assert after(case, "We did not fine-tune. We only consider it.").assessment.fact(Criterion.BASELINE) is None


def test_a_failure_bears_out_the_goal() -> None:
    """Who says that the tone is off is not asked whether the tone should be another; another goal is still asked for."""
    wish, stiff = Fact(Criterion.GOAL, (Goal.TONE_STYLE,), LIKELY), Fact(Criterion.FAILURE, ("style_drift",))
    assert with_shown_goal(Assessment((wish, stiff))).fact(Criterion.GOAL) == Fact(Criterion.GOAL, (Goal.TONE_STYLE,))
    other = Assessment((Fact(Criterion.GOAL, (Goal.NEW_FACTS,), LIKELY), stiff))
    assert with_shown_goal(other) == other


@pytest.mark.parametrize(
    "text",
    [
        "bedrock, and security is fine with training",
        "azure. yes, the works council agreed",
        "vertex, we can tune there",
    ],
)
def test_a_permission_beside_a_platform(text: str) -> None:
    """What is said beside the answer is not asked again."""
    facts = read_message(text, Criterion.PLATFORM).facts
    assert {one.criterion: one.values for one in facts}[Criterion.TUNABLE_MODEL] == ("yes",)


@pytest.mark.parametrize(
    "text",
    ["azure, but legal has not approved it", "bedrock, legal must approve it first", "azure, only EU data is allowed"],
)
def test_no_permission_beside_a_platform(text: str) -> None:
    """What is denied, waits, or allows something else permits no training."""
    facts = read_message(text, Criterion.PLATFORM).facts
    assert all(one.values != ("yes",) for one in facts if one.criterion is Criterion.TUNABLE_MODEL)


def test_a_wished_tone_leaves_retrieval_likely() -> None:
    """A tone wished for beside facts is nothing to train for while no prompt has missed it; what a prompt missed is."""
    facts = [
        Fact(Criterion.GOAL, (Goal.NEW_FACTS, Goal.TONE_STYLE)),
        Fact(Criterion.KNOWLEDGE_HOME, ("large_corpus",)),
        Fact(Criterion.VOLATILITY, ("slow",)),
    ]
    wished = judge(Assessment(tuple(facts)))
    assert (wished.outcome, wished.rule) == (Outcome.RAG, "facts-and-a-wish")
    assert wished.confidence.number >= 0.7
    assert any("how answers should sound" in step.text for step in wished.next_steps)
    missed = Assessment((*facts, Fact(Criterion.TRIED, ("rag",)), Fact(Criterion.FAILURE, ("style_drift",))))
    assert judge(missed).rule != "facts-and-a-wish"


@pytest.mark.parametrize(
    "text", ["no rag, only the prompt", "there is no retrieval at all, just a prompt", "we don't use RAG"]
)
def test_no_retrieval_takes_no_examples_away(text: str) -> None:
    """Who says that nothing is looked up says nothing of the examples in the prompt."""
    told = [Fact(Criterion.TRIED, ("prompt_and_rag",), words="few-shot and search")]
    case = after(Case().take(told).begin("a case"), text)
    assert case.assessment.value(Criterion.TRIED) == "few_shot_prompt"


def test_who_asks_why_not_retrieval_denies_none() -> None:
    """A question tells nothing."""
    known = Case().take([Fact(Criterion.TRIED, ("rag",), words="RAG over our wiki")]).begin("a case")
    assert after(known, "why not retrieval?") == known


def test_a_live_system_is_called() -> None:
    """What a system knows right now is asked of it, and no passage is marked."""
    live = Assessment((Fact(Criterion.GOAL, (Goal.NEW_FACTS,)), Fact(Criterion.KNOWLEDGE_HOME, ("live_system",))))
    verdict = judge(live)
    assert verdict.outcome is Outcome.RAG
    assert "the call to your system" in verdict.today


@pytest.mark.parametrize("text", ["why do you ask me that?", "why do you need to know"])
def test_who_asks_why_something_is_asked(text: str) -> None:
    """That is a question about the question."""
    understood = plainly(text, Case())
    assert understood is not None
    assert understood.kind is MessageKind.MEANING


SHOP = Case().take(
    [
        Fact(Criterion.GOAL, (Goal.NEW_FACTS,), words="know our prices"),
        Fact(Criterion.VOLATILITY, ("frequent",), words="updated monthly"),
    ]
)


@pytest.mark.parametrize(
    "text", ["It's updated quarterly, not monthly", "no, revised every two years", "yearly updates"]
)
def test_how_often_is_corrected_in_few_words(text: str) -> None:
    """A remark of a few words says how often facts change, and is neither a question nor an attack."""
    case = SHOP.begin("a case")
    assert noted(case, after(case, text)) == [
        "the facts change a few times a year (instead of: the facts change monthly or more often)"
    ]
    assert locally(text, read_message(text), case).kind is MessageKind.REMARK


def test_a_definition_that_seldom_changes_stands_still() -> None:
    """How often what a right answer is changes says nothing of the facts."""
    case = after(NOTHING, "the definition of a complaint is revised every three years")
    assert case.assessment.value(Criterion.TASK_STABILITY) == "stable"
    assert case.assessment.fact(Criterion.VOLATILITY) is None


MANUALS = Case().take(
    [
        Fact(Criterion.GOAL, (Goal.TASK_ACCURACY,), words="answer service questions"),
        Fact(Criterion.TRIED, ("few_shot_prompt",), LIKELY, words="few-shot"),
        Fact(Criterion.FAILURE, ("edge_cases",), words="old machines go wrong"),
        Fact(Criterion.BASELINE, ("measured",), words="61 of 100 right", number=100),
        Fact(Criterion.EXAMPLES, ("500_4999",), words="800 pairs", number=800),
        Fact(Criterion.KNOWLEDGE_HOME, ("large_corpus",), words="1,900 pages of manuals"),
    ]
)


@pytest.mark.parametrize(
    "text",
    [
        "we haven't tried retrieval yet",
        "RAG was never tested",
        "no retrieval so far, we didnt test any RAG",
        "retrieval has not been tried",
        "not yet built a vector search",
    ],
)
def test_retrieval_that_was_never_tried_comes_before_training(text: str) -> None:
    """It takes nothing from what was tried, is said to be understood, and no training is recommended before it."""
    case = after(MANUALS, text)
    assert noted(MANUALS, case) == ["you have tried a prompt with examples", "you have not tried retrieval"]
    assert judge(case.assessment).outcome is Outcome.RAG
    stated = case.told_so_far.without(Criterion.TRIED)
    assert stated == MANUALS.told_so_far.without(Criterion.TRIED)


@pytest.mark.parametrize("text", ["we have tried RAG", "should we try retrieval?", "our retrieval is not the problem"])
def test_what_is_no_word_on_untried_retrieval(text: str) -> None:
    """Who has a look-up, or asks, has not said that they tried none."""
    assert "you have not tried retrieval" not in noted(MANUALS, after(MANUALS, text))


def test_untried_retrieval_alone_is_a_guess_that_nothing_was_tried() -> None:
    """Where nothing is known of what was tried, it is asked; that it was not tested says nothing of how it is measured."""
    asked = Case().take([Fact(Criterion.GOAL, (Goal.NEW_FACTS,), words="know our SOPs")]).begin("a case")
    case = after(asked.asking(Criterion.KNOWLEDGE_HOME), "not yet tested retrieval")
    tried = case.told_so_far.fact(Criterion.TRIED)
    assert tried is not None
    assert (tried.values, tried.certainty) == (("nothing",), LIKELY)
    assert {fact.criterion for fact in case.told_so_far.facts} == {Criterion.GOAL, Criterion.TRIED}


LOOKED_UP = Case().take([Fact(Criterion.TRIED, ("prompt_and_rag",), words="RAG plus a prompt with 3 notes")])


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("the format is off a lot, even after we rewrote the prompt", "prompt_and_rag"),
        ("the few-shot prompt gets the layout wrong", "prompt_and_rag"),
        ("sorry, there is no retrieval, only a few-shot prompt", "few_shot_prompt"),
    ],
)
def test_a_remark_on_the_prompt_takes_no_retrieval_away(text: str, tried: str) -> None:
    """Who speaks of the prompt has the retrieval still, unless they say otherwise."""
    assert after(LOOKED_UP, text).assessment.value(Criterion.TRIED) == tried


@pytest.mark.parametrize(
    ("text", "tried", "certainty"),
    [
        ("a few-shot prompt, retrieval not yet", "few_shot_prompt", Certainty.STATED),
        ("a plain prompt so far, RAG was never built", "basic_prompt", Certainty.STATED),
        ("RAG not yet tested", "nothing", LIKELY),
        ("few-shot prompt with retrieval over our wiki", "prompt_and_rag", Certainty.STATED),
    ],
)
def test_retrieval_that_is_denied_was_not_tried(text: str, tried: str, certainty: Certainty) -> None:
    """Beside a prompt the prompt was tried; alone it is a guess that nothing was."""
    answer = read_message(text, Criterion.TRIED).answer
    assert answer is not None
    assert (answer.values, answer.certainty) == ((tried,), certainty)


@pytest.mark.parametrize(
    "text",
    [
        "we subtitle training videos, by hand until now",
        "we localise games into polish, agencies do it today",
        "we summarise hearings of the court",
    ],
)
async def test_what_somebody_does_begins_an_interview_after_an_answer(person: Person, text: str) -> None:
    """A statement of one's own work that the sources have nothing on is a case, however it reads."""
    await person.say("How many examples do we need?")
    assert only(Question, await person.say(text)).text


@pytest.mark.parametrize(
    "text", ["our CTO insists that we train our own model", "the board wants us to fine-tune, full stop"]
)
async def test_somebody_who_wants_training_begins_an_interview(person: Person, text: str) -> None:
    """That somebody wants it is no question on fine-tuning: what is to change is asked."""
    assert only(Question, await person.say(text)).criterion == "goal"


async def test_a_score_is_told_with_what_is_needed(person: Person) -> None:
    """One clause of the case is no more than the score alone."""
    asked = only(
        Question,
        await person.say("We tag 300 mails a day, few-shot gets 81 of 100 right, we need 93. 2,000 tagged mails."),
    )
    assert asked.lean is not None
    assert "81 of 100 right, and you need 93 of 100" in asked.lean.because


async def test_where_the_verdict_stands_is_said_when_it_moves(person: Person) -> None:
    """A question after an answer that changed nothing comes without the sentence that was said before it."""
    first = only(
        Question, await person.say("We tag mails, few-shot gets 81 of 100 right, we need 93. 2,000 tagged mails.")
    )
    then = only(Question, await person.say("people who know" if first.criterion == "data_quality" else "not sure"))
    assert first.lean is not None
    assert then.lean is None or then.lean.text != first.lean.text
