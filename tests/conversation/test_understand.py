"""What a message means: by its form, by the local reading, by a model on a real server, and by both as one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from bot.choose_model import chat_model
from bot.conversation.case import Case
from bot.conversation.merge_readings import POSSIBLE, merged
from bot.conversation.model_reading import ModelReading
from bot.conversation.understand import Understander, plainly
from bot.conversation.understanding import Understanding
from bot.decision import Assessment, Certainty, Criterion, Fact
from bot.reading.kinds import MessageKind
from bot.reading.read_message import MessageReading
from bot.reading.sayings import Command, takes_back
from bot.turn import RememberedTurn, Turn
from bot.turn_log import Work
from tests.model_server import (
    Behaviour,
    ModelServer,
    fails,
    hangs_after,
    is_cut_after,
    refuses,
    says,
    tells,
    understands,
)
from tests.person import place
from tests.reading.made import Said, made

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.settings import Settings

MESSAGE = (
    "Our triage bot mixes up similar queues. We only have a one-line prompt so far, and we have 1,400 checked mails."
)
STATED, LIKELY, VAGUE, UNSURE = Certainty.STATED, Certainty.LIKELY, Certainty.VAGUE, Certainty.UNSURE
GUESSING = Case(assessment=Assessment().put(Fact(Criterion.TRIED, ("rag",), LIKELY)), pending=Criterion.TRIED)


def work_on(text: str) -> Work:
    """The turn in which somebody says this."""
    return Work(Turn("Ana", place(), text), text)


@dataclass
class Ear:
    """Somebody who understands with the model on the scripted server."""

    understander: Understander
    server: ModelServer
    work: Work = field(default_factory=lambda: work_on(MESSAGE))

    async def hear(self, behaviour: Behaviour, text: str = MESSAGE, case: Case | None = None) -> Understanding:
        """What a message means when the model behaves like this."""
        self.server.reads_with(behaviour)
        found = await self.understander.understand(text, case or Case(), self.work)
        assert all(fact.words in text for fact in found.facts if self.server.asked)
        return found


@pytest.fixture
async def ear(settings: Settings, server: ModelServer) -> AsyncIterator[Ear]:
    """An understander with a model on the scripted server."""
    model = chat_model(server.settings(settings))
    assert model is not None
    yield Ear(Understander(model), server)
    await model.close()


def row(criterion: str, value: str, words: str, certainty: str = "stated") -> dict[str, str]:
    """One fact as a model tells it."""
    return {"criterion": criterion, "value": value, "certainty": certainty, "words": words}


def sure(understood: Understanding) -> Mapping[Criterion, tuple[Certainty, tuple[str, ...]]]:
    """What was understood, by criterion: how sure, and which values."""
    return {fact.criterion: (fact.certainty, fact.values) for fact in understood.facts}


async def alone(text: str, case: Case | None = None) -> Understanding:
    """What a message means without a model."""
    return await Understander().understand(text, case or Case(), work_on(text))


# ------------------------------------------------------------------------------------------------------------ plain by its form


@pytest.mark.parametrize(
    ("text", "kind", "command"),
    [
        ("back", MessageKind.CHAT, Command.BACK),
        ("verdict now", MessageKind.CHAT, Command.VERDICT),
        ("walk me through it", MessageKind.WALK, Command.WALK),
        ("change the deadline", MessageKind.REMARK, Command.CHANGE),
        ("why?", MessageKind.ABOUT_REASONS, None),
        ("how sure are you", MessageKind.ABOUT_CERTAINTY, None),
        ("shorter please", MessageKind.SHORTER, None),
        ("thanks", MessageKind.THANKS, None),
    ],
)
async def test_commands_and_words_about_what_was_said(
    ear: Ear, text: str, kind: MessageKind, command: Command | None
) -> None:
    """What is a message of its own kind by its words alone takes no reading and no model, and states nothing."""
    understood = await ear.hear(fails(500), text)
    assert (understood.kind, understood.command, understood.facts) == (kind, command, ())
    assert not ear.server.asked


@pytest.mark.parametrize(("text", "certainty"), [("b", STATED), ("A basic prompt", STATED), ("not sure", UNSURE)])
async def test_answers_by_their_form(ear: Ear, text: str, certainty: Certainty) -> None:
    """Nor does an option's letter, its label, or "not sure"."""
    understood = await ear.hear(fails(500), text, Case(pending=Criterion.TRIED))
    (fact,) = understood.facts
    assert (understood.kind, understood.answers) == (MessageKind.ANSWER, True)
    assert understood.replaces == {Criterion.TRIED}
    assert (fact.criterion, fact.certainty) == (Criterion.TRIED, certainty)
    assert not ear.server.asked


@pytest.mark.parametrize("text", ["yes", "yes, that is how it is here", "Right, and it has been so for a while"])
async def test_yes_to_a_guess(text: str) -> None:
    """Yes makes a guess a statement, whatever follows that states nothing else."""
    assert sure(await alone(text, GUESSING))[Criterion.TRIED] == (STATED, ("rag",))


async def test_yes_to_a_guess_that_names_another_value() -> None:
    """What is stated after a yes counts more than the yes."""
    told = await alone("yes, although so far we have tried nothing at all", GUESSING)
    assert sure(told)[Criterion.TRIED] == (STATED, ("nothing",))


@pytest.mark.parametrize(
    ("text", "criterion", "value"),
    [
        ("change examples to 20", Criterion.EXAMPLES, "10_49"),
        ("change the examples: none", Criterion.EXAMPLES, "none"),
        ("change tried to rag", Criterion.TRIED, "rag"),
        ("Change team to nobody technical.", Criterion.TEAM, "no_ml"),
    ],
)
async def test_change_something_to(text: str, criterion: Criterion, value: str) -> None:
    """What an answer is to be changed to is read as its answer, and replaces it."""
    told = await alone(text)
    assert sure(told) == {criterion: (STATED, (value,))}
    assert told.replaces == {criterion}


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        ("We will try a few-shot prompt over the next weeks.", Criterion.TRIED),
        ("Our competitor has 5,000 labelled tickets, checked by two experts.", Criterion.EXAMPLES),
        ("It is not true that we have 1,500 pairs two experts checked.", Criterion.EXAMPLES),
        ("We plan to measure it on 300 held-out cases.", Criterion.BASELINE),
    ],
)
async def test_what_is_planned_or_somebody_elses_opens_no_gate(text: str, criterion: Criterion) -> None:
    """It is likely at most, so that it is asked for."""
    assert sure(await alone(text)).get(criterion, (LIKELY, ()))[0] is LIKELY


@pytest.mark.parametrize("text", ["wait, forget the thing about prices", "delete the examples answer"])
async def test_taking_something_back_deletes_no_data(text: str) -> None:
    """Only who names their data wants it deleted."""
    assert (await alone(text)).kind is not MessageKind.DELETE
    assert (await alone("please delete my data and everything I said")).kind is MessageKind.DELETE


@pytest.mark.parametrize("text", ["no", "Nope.", "that's wrong"])
async def test_no_to_a_guess(text: str) -> None:
    """No takes a guess back and says nothing in its place."""
    denied = await alone(text, GUESSING)
    assert not denied.facts
    assert not denied.answers
    assert denied.replaces == {Criterion.TRIED}


@pytest.mark.parametrize(
    "text", ["can we go back to retrieval?", "correct answers from our manual", "we have 30 pairs"]
)
def test_sentences_are_not_plain(text: str) -> None:
    """What holds more than a saying is left to the reading."""
    assert plainly(text, Case(pending=Criterion.CITATIONS)) is None


# ------------------------------------------------------------------------------------------------------------- the local reading


async def test_a_message_is_read_without_a_model() -> None:
    """Its facts are stated in the person's own words, and nothing is replaced."""
    understood = await alone(MESSAGE)
    assert sure(understood)[Criterion.TRIED] == (STATED, ("basic_prompt",))
    assert sure(understood)[Criterion.EXAMPLES] == (STATED, ("500_4999",))
    assert (understood.replaces, understood.answers, understood.command) == (frozenset(), False, None)
    assert all(fact.words in MESSAGE for fact in understood.facts)


async def test_an_answer_may_bring_more() -> None:
    """What answers the open question replaces only that; what else it states comes along."""
    understood = await alone("We get 60,000 tickets a day, and they are in English", Case(pending=Criterion.VOLUME))
    assert understood.answers
    assert understood.replaces == {Criterion.VOLUME}
    assert sure(understood)[Criterion.VOLUME] == (STATED, ("high",))


@pytest.mark.parametrize(
    "text",
    ["How many examples do we need to fine-tune?", "What is RAG?", "if we had 500 examples, would that be enough?"],
)
async def test_a_question_states_nothing(text: str) -> None:
    """What a question mentions is anybody's case."""
    assert not (await alone(text)).states


@pytest.mark.parametrize(
    ("text", "takes"),
    [
        ("actually we have 300 pairs", True),
        ("Sorry, I meant 300 pairs", True),
        ("oops, 300", True),
        ("no, it’s 300", True),
        ("we have 300 pairs", False),
        ("we have 300 pairs of questions with their answers, all checked, and that is actually all", False),
    ],
)
def test_what_takes_something_back(text: str, *, takes: bool) -> None:
    """A correction says in its first words that it is one."""
    assert takes_back(text) is takes


@pytest.mark.parametrize(
    ("text", "number", "band"),
    [
        ("only 40, not 400", 40, "10_49"),
        ("correction: 40 instead of 400", 40, "10_49"),
        ("sorry, 4,000 and not 400", 4_000, "500_4999"),
        ("it's more like 30", 30, "10_49"),
        ("closer to 2k", 2_000, "500_4999"),
        ("make that 600 pairs", 600, "500_4999"),
    ],
)
async def test_a_corrected_number(text: str, number: float, band: str) -> None:
    """A message that names the number that is known and one other of its kind changes it."""
    case = Case().take([Fact(Criterion.EXAMPLES, ("50_499",), words="400 pairs", number=400)])
    understood = await alone(text, case)
    after = case.take(understood.facts, replacing=understood.replaces).assessment.fact(Criterion.EXAMPLES)
    assert after is not None
    assert (after.number, after.values, after.certainty) == (number, (band,), STATED)


async def test_a_corrected_number_of_test_cases() -> None:
    """So does the number of cases that a score was measured on; the measurement stays."""
    case = Case().take([Fact(Criterion.BASELINE, ("measured",), words="91% on 400", number=400)])
    understood = await alone("correction: test set is only 40 invoices, not 400", case)
    after = case.take(understood.facts, replacing=understood.replaces).assessment.fact(Criterion.BASELINE)
    assert after is not None
    assert (after.values, after.number) == (("measured",), 40)


@pytest.mark.parametrize(
    "text",
    [
        "the 400 examples come from 3 departments",
        "400 examples, 12 pages each",
        "we have 3 departments",
        "actually we have 3 departments",
        "actually 3 departments",
        "more like 20%",
    ],
)
async def test_another_number_corrects_nothing(text: str) -> None:
    """A number of something else, beside the known one or alone, leaves it as it is."""
    case = Case().take([Fact(Criterion.EXAMPLES, ("50_499",), words="400 pairs", number=400)])
    understood = await alone(text, case)
    after = case.take(understood.facts, replacing=understood.replaces).assessment.fact(Criterion.EXAMPLES)
    assert after is not None
    assert (after.values, after.number) == (("50_499",), 400)


async def test_a_goal_that_is_taken_back() -> None:
    """A remark never replaces a goal, unless it says that it takes it back."""
    case = Case().take([Fact(Criterion.GOAL, ("new_facts",))])
    said = "our support bot should sound like us: friendly and short"
    remark, correction = await alone(said, case), await alone(f"actually, {said}", case)
    assert case.take(remark.facts, replacing=remark.replaces).assessment.value(Criterion.GOAL) == "new_facts"
    assert case.take(correction.facts, replacing=correction.replaces).assessment.value(Criterion.GOAL) == "tone_style"


# ------------------------------------------------------------------------------------------------------- what a model may say


async def test_what_the_message_states_is_taken(ear: Ear) -> None:
    """Known values whose words stand in the message are heard; the definitions, the question and what is known were sent along."""
    case = Case().take([Fact(Criterion.CITATIONS, ("yes",))]).begin()
    ear.work.remembered = [RememberedTurn("hello there", "", "What is it about?")]
    heard = await ear.hear(
        understands(
            "case",
            row("goal", "task_accuracy", "mixes up similar queues", "likely"),
            row("tried", "basic_prompt", "a one-line prompt"),
            questions=["  Which model  is best?", ""],
        ),
        case=Case(assessment=case.assessment, pending=Criterion.BASELINE),
    )
    assert heard.kind is MessageKind.CASE
    assert sure(heard)[Criterion.TRIED] == (STATED, ("basic_prompt",))
    assert Criterion.GOAL in sure(heard)
    assert heard.questions == ("Which model is best?",)
    prompt = ear.server.asked[-1].prompt
    for sent in (
        "basic_prompt:",
        "How do you check the answers today",
        "citations=yes",
        "person: hello there",
        MESSAGE,
    ):
        assert sent in prompt


async def test_several_values_of_one_criterion(ear: Ear) -> None:
    """Of several goals those count that the local reading finds possible; of any other criterion the first."""
    heard = await ear.hear(
        understands(
            "case",
            *(
                row("goal", value, "mixes up similar queues")
                for value in ("task_accuracy", "tool_use", "task_accuracy")
            ),
            row("team", "no_ml", "we have"),
            row("team", "ml_team", "we have"),
        )
    )
    assert sure(heard)[Criterion.GOAL][1] == ("task_accuracy",)
    assert sure(heard)[Criterion.TEAM][1] == ("no_ml",)


@pytest.mark.parametrize(
    "invented",
    [
        row("citations", "yes", "answers must cite"),
        row("citations", "maybe", "one-line prompt"),
        row("citations", "yes", ""),
        row("citations", "yes", "   "),
        row("citations", "unsure", "one-line prompt"),
        row("citations", "vague", "one-line prompt"),
        row("budget", "high", "one-line prompt"),
        {"criterion": "citations"},
        {"criterion": "citations", "value": ["yes"], "certainty": "stated", "words": "one-line prompt"},
        "citations",
    ],
    ids=["words not said", "unknown value", "no words", "blank words", "unsure of what was not asked", "vague about it",
         "unknown criterion", "half an entry", "a list", "a text"],
)  # fmt: skip
async def test_what_it_invents_is_dropped(ear: Ear, invented: object) -> None:
    """An entry without words of the message, or outside the closed sets, is not heard; the others are."""
    kept = row("tried", "basic_prompt", "a one-line prompt")
    heard = await ear.hear(tells(kind="case", language="en", questions=[], facts=[invented, kept], corrects=["budget"]))
    assert Criterion.CITATIONS not in sure(heard)
    assert sure(heard)[Criterion.TRIED] == (STATED, ("basic_prompt",))
    assert heard.replaces == frozenset()
    assert not ear.work.failure


@pytest.mark.parametrize("words", ["ONE-LINE  prompt", "a one-line\nprompt", "We only have a one-line prompt"])
async def test_capitals_and_white_space_do_not_count(ear: Ear, words: str) -> None:
    """Words stand in a message whatever a model does to their capitals and breaks."""
    ear.server.reads_with(understands("case", row("tried", "basic_prompt", words)))
    heard = await ear.understander.understand(MESSAGE, Case(), ear.work)
    assert sure(heard)[Criterion.TRIED] == (STATED, ("basic_prompt",))


@pytest.mark.parametrize(
    ("claimed", "words"),
    [("10_49", "1,400 checked mails"), ("5000_plus", "checked mails"), ("none", "1,400 checked mails")],
)
async def test_numbers_are_banded_by_rule(ear: Ear, claimed: str, words: str) -> None:
    """A number in the quoted words, or right beside them, is banded by rule, whatever the model makes of it."""
    heard = await ear.hear(understands("case", row("examples", claimed, words)))
    expected = (LIKELY, ("none",)) if claimed == "none" else (STATED, ("500_4999",))
    assert sure(heard)[Criterion.EXAMPLES] == expected


@pytest.mark.parametrize(
    "text",
    [
        "We have plenty of checked mails.",
        "We have plenty of checked mails, and it costs $300.",
        "We have plenty of checked mails from 40 suppliers.",
    ],
)
async def test_a_claim_without_its_number_holds_no_value(ear: Ear, text: str) -> None:
    """Where the quoted words count nothing there is no band, however sure the model is of one."""
    heard = await ear.hear(understands("remark", row("examples", "500_4999", "plenty of checked mails")), text)
    assert sure(heard)[Criterion.EXAMPLES] == (VAGUE, ())


async def test_a_volume_needs_a_period(ear: Ear) -> None:
    """A count without a period is no number of calls a day."""
    heard = await ear.hear(understands("case", row("volume", "medium", "1,400 checked mails")))
    assert Criterion.VOLUME not in sure(heard)


@pytest.mark.parametrize(("value", "certainty"), [("unsure", UNSURE), ("vague", VAGUE)])
async def test_unsure_and_vague_answer_the_open_question(ear: Ear, value: str, certainty: Certainty) -> None:
    """To the open question they are answers that hold no value."""
    heard = await ear.hear(
        understands("answer", row("examples", value, "that is a mystery")),
        "honestly that is a mystery",
        Case(pending=Criterion.EXAMPLES),
    )
    assert sure(heard)[Criterion.EXAMPLES] == (certainty, ())
    assert heard.answers
    assert heard.replaces == {Criterion.EXAMPLES}


async def test_a_model_names_what_is_corrected(ear: Ear) -> None:
    """The criteria that it says are corrected are replaced, those that do not exist are left out."""
    case = Case().take([Fact(Criterion.TRIED, ("fine_tuning",))])
    behaviour = understands("remark", row("tried", "basic_prompt", "a one-line prompt"), corrects=["tried", "budget"])
    heard = await ear.hear(behaviour, case=case)
    assert heard.replaces == {Criterion.TRIED}
    assert case.take(heard.facts, replacing=heard.replaces).assessment.value(Criterion.TRIED) == "basic_prompt"


async def test_another_language_is_read_by_the_model(ear: Ear) -> None:
    """What is not English is the model's alone to read, and its language is kept."""
    text = "Wir haben bisher nur einen kurzen Prompt, und die Modelle sollen wie wir klingen."
    heard = await ear.hear(
        understands("case", row("tried", "basic_prompt", "nur einen kurzen Prompt"), language="DE-de"), text
    )
    assert heard.language == "de"
    assert sure(heard) == {Criterion.TRIED: (STATED, ("basic_prompt",))}


@pytest.mark.parametrize(
    "behaviour",
    [
        fails(500),
        fails(401),
        refuses(),
        says("no json at all"),
        tells(other=1),
        understands("world domination"),
        tells(kind="case", language="en", questions=[], facts="a text", corrects=[]),
        tells(kind="case", language="en", questions="What?", facts=[], corrects=[]),
        tells(kind="case", language="en", questions=[], facts=None, corrects=[]),
        tells(kind=["case"], language="en", questions=[], facts=[], corrects=[]),
        tells(kind="case", language="en", questions=[], facts=[], corrects=[{"tried": 1}]),
        is_cut_after('{"kind": "case", '),
        hangs_after(),
    ],
    ids=["500", "wrong key", "refusal", "no JSON", "wrong keys", "unknown kind", "facts as text", "questions as text", "no facts",
         "a list as kind", "corrects of objects", "cut", "silence"],
)  # fmt: skip
async def test_the_local_reading_stands_in(ear: Ear, behaviour: Behaviour) -> None:
    """Where the model fails, or its answer has another form, the message is read without it, and why is kept for the log."""
    heard = await ear.hear(behaviour)
    assert sure(heard) == sure(await alone(MESSAGE))
    assert ear.work.failure


async def test_no_call_too_many(ear: Ear) -> None:
    """A turn that has spent its call for reading, or whose model has failed, is read without it."""
    ear.work.usage.calls = 1
    assert sure(await ear.hear(fails(500))) == sure(await alone(MESSAGE))
    ear.work.usage.calls, ear.work.failure = 0, "it failed before"
    assert sure(await ear.hear(fails(500))) == sure(await alone(MESSAGE))
    assert not ear.server.asked


# ------------------------------------------------------------------------------------------------------------ both as one


async def test_only_the_local_reading_says_it(ear: Ear) -> None:
    """A model that reads nothing takes nothing away."""
    heard = await ear.hear(understands("case"))
    assert sure(heard)[Criterion.TRIED] == (STATED, ("basic_prompt",))


async def test_both_say_the_same(ear: Ear) -> None:
    """It is stated, also where the model was not sure."""
    heard = await ear.hear(understands("case", row("tried", "basic_prompt", "a one-line prompt", "likely")))
    assert sure(heard)[Criterion.TRIED] == (STATED, ("basic_prompt",))


async def test_they_contradict_each_other(ear: Ear) -> None:
    """It is the model's, but only likely, so that it is asked."""
    heard = await ear.hear(understands("case", row("tried", "few_shot_prompt", "a one-line prompt")))
    assert sure(heard)[Criterion.TRIED] == (LIKELY, ("few_shot_prompt",))


async def test_only_the_model_says_what_is_not_possible(ear: Ear) -> None:
    """What the local reading finds nowhere in the message is likely at most."""
    heard = await ear.hear(understands("case", row("residency", "on_prem", "so far")))
    assert sure(heard)[Criterion.RESIDENCY] == (LIKELY, ("on_prem",))


def merging(ours: Fact | None, theirs: Fact | None, *said: Said, pending: Criterion | None = None) -> Understanding:
    """What comes of a fact of the local reading and one of a model's, where a reader finds these values in the text."""
    reading = MessageReading({MessageKind.REMARK: 1.0}, encoded=made("we only paste the name into it", *said))
    local = Understanding(MessageKind.REMARK, (ours,) if ours else (), reading=reading)
    told = ModelReading(MessageKind.REMARK, "en", (), {theirs.criterion: theirs} if theirs else {}, frozenset())
    return merged(local, told, Case(pending=pending))


def test_a_model_that_mostly_contradicts_is_not_heard() -> None:
    """Where it gets wrong what is surely read, it counts in nothing of this message; one contradiction is only a question."""
    text, sure_of = "we only paste the name into it", {Criterion.TRIED: "basic_prompt", Criterion.BASELINE: "none"}
    ours = tuple(Fact(criterion, (value,)) for criterion, value in sure_of.items())
    local = Understanding(
        MessageKind.REMARK, ours, reading=MessageReading({MessageKind.REMARK: 1.0}, encoded=made(text))
    )
    wrong = {Criterion.TRIED: TUNING, Criterion.BASELINE: Fact(Criterion.BASELINE, ("measured",))}
    new = Fact(Criterion.RESIDENCY, ("on_prem",))
    told = ModelReading(MessageKind.REMARK, "en", (), wrong | {Criterion.RESIDENCY: new}, frozenset())
    assert merged(local, told, Case()).facts == ours
    once = ModelReading(MessageKind.REMARK, "en", (), {Criterion.TRIED: TUNING}, frozenset())
    assert merged(local, once, Case()).facts == (replace(TUNING, certainty=LIKELY), ours[1])


def test_a_case_stays_a_case() -> None:
    """What surely tells a case is one, whatever a model takes it for."""
    reading = MessageReading({MessageKind.CASE: 0.95, MessageKind.QUESTION: 0.05}, encoded=made("we paste the name"))
    local = Understanding(MessageKind.CASE, (PROMPT,), reading=reading)
    told = ModelReading(MessageKind.QUESTION, "en", ("What is it?",), {}, frozenset())
    assert merged(local, told, Case()) == local


PROMPT, TUNING = Fact(Criterion.TRIED, ("basic_prompt",)), Fact(Criterion.TRIED, ("fine_tuning",))
GUESSED_PROMPT = Fact(Criterion.TRIED, ("basic_prompt",), LIKELY)


@pytest.mark.parametrize(
    ("ours", "theirs", "certainty"),
    [
        (PROMPT, PROMPT, STATED),
        (PROMPT, GUESSED_PROMPT, STATED),
        (GUESSED_PROMPT, PROMPT, STATED),
        (GUESSED_PROMPT, GUESSED_PROMPT, LIKELY),
        (TUNING, PROMPT, LIKELY),
        (PROMPT, None, STATED),
        (GUESSED_PROMPT, None, LIKELY),
    ],
)
def test_how_sure_two_readings_are(ours: Fact, theirs: Fact | None, certainty: Certainty) -> None:
    """Agreement of which one is sure is stated, a contradiction is likely, and what the local reading alone says is as sure as it is."""
    (fact,) = merging(ours, theirs).facts
    assert (fact.values, fact.certainty) == (("basic_prompt",), certainty)


@pytest.mark.parametrize(("likely", "certainty"), [(POSSIBLE + 0.01, STATED), (POSSIBLE - 0.01, LIKELY)])
def test_what_only_a_model_says(likely: float, certainty: Certainty) -> None:
    """It is stated where the local reading finds it at all possible, and likely where it doesn't."""
    said = Said(Criterion.TRIED, "basic_prompt", "paste the name", stated=0.01, likely=likely)
    (fact,) = merging(None, PROMPT, said).facts
    assert fact.certainty is certainty
    (guess,) = merging(None, GUESSED_PROMPT, said).facts
    assert guess.certainty is LIKELY


def test_a_number_alone_backs_no_model() -> None:
    """A number of the right unit may count anything: it needs the local reading's support as well."""
    (fact,) = merging(None, Fact(Criterion.EXAMPLES, ("50_499",), number=300)).facts
    assert fact.certainty is LIKELY


def test_two_goals_that_share_one_agree() -> None:
    """Where one value of several is the same, the model's values count, as far as the local reading finds them possible."""
    ours, theirs = Fact(Criterion.GOAL, ("tone_style",)), Fact(Criterion.GOAL, ("tone_style", "new_facts"), LIKELY)
    said = Said(Criterion.GOAL, "new_facts", "paste the name", stated=0.01, likely=POSSIBLE + 0.01)
    (fact,) = merging(ours, theirs, said).facts
    assert (fact.values, fact.certainty) == (("tone_style", "new_facts"), STATED)
    (fact,) = merging(ours, theirs).facts
    assert (fact.values, fact.certainty) == (("tone_style",), STATED)


@pytest.mark.parametrize("certainty", [STATED, LIKELY])
def test_a_fact_about_the_open_question_answers_it(certainty: Certainty) -> None:
    """It replaces what was there, also where it is only likely: nobody is asked again for what they answered."""
    theirs = Fact(Criterion.TRIED, ("basic_prompt",), certainty)
    found = merging(theirs, theirs, pending=Criterion.TRIED)
    assert found.answers
    assert Criterion.TRIED in found.replaces


@pytest.mark.parametrize(
    ("kind", "kept"), [(MessageKind.QUESTION, True), (MessageKind.HELP, False), (MessageKind.PASTE, False)]
)
def test_what_asks_states_little(kind: MessageKind, *, kept: bool) -> None:
    """A pasted log or a call for help states nothing; a question may hold a case."""
    told = ModelReading(kind, "en", (), {Criterion.TRIED: PROMPT}, frozenset())
    assert bool(merged(Understanding(MessageKind.REMARK), told, Case()).facts) is kept
