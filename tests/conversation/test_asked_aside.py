"""What is asked aside of a case: the meaning of a word, the value of a setting, whether something is sure to be written, a method for a model."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.answers.opening import opening
from bot.answers.relevance import Telling
from bot.conversation.grounding import passages_by_heading
from bot.conversation.guarantee_answers import SAID
from bot.reading.asked.change_asked import asks_if_it_fails
from bot.reading.asked.guarantee_asked import guarantee_asked
from bot.reading.asked.options_asked import options_asked
from bot.reading.asked.term_asked import setting_asked, term_asked
from bot.replies import Answer, Notice, Question
from knowledge.notes import read_note
from knowledge.passages import Lead, Passage, Told, sentences
from knowledge.search import Hit
from knowledge.sources import load_sources
from tests.person import Person, only

CASE = "we extract clauses with gpt-4.1 and few shots, F1 0.81 on 350 contracts, need 0.90, 4.2k annotated docs, sft?"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("no idea what DPO is", "what is dpo?"),
        ("no structured output what is it", "what is structured output?"),
        ("sorry, never heard of LoRA", "what is lora?"),
        ("dont know what distillation means", "what is distillation?"),
        ("what does PEFT stand for", "what is peft?"),
        ("we have no idea what right is", ""),
        ("we don't know what RAG returns", ""),
        ("few shot no", ""),
        ("no RAG", ""),
        ("we know what DPO is and tried it", ""),
    ],
)
def test_a_word_that_somebody_does_not_know(text: str, question: str) -> None:
    """Its meaning is asked, and nothing told of a case is taken for that."""
    assert term_asked(text) == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("and how many epochs", "how many epochs?"),
        ("beta? what value do you start with", "beta what value do you start with?"),
        ("ok and what lora rank would you start with?", "what lora rank would you start with?"),
        ("which batch size do you use", "which batch size do you use?"),
        ("we trained 3 epochs, F1 0.8", ""),
        ("how much does 1 epoch cost?", ""),
        ("what is our rank among the vendors?", ""),
        ("how many calls a day?", ""),
    ],
)
def test_the_value_of_a_setting(text: str, question: str) -> None:
    """It is asked by itself, whatever was talked of before."""
    assert setting_asked(text) == question


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Can a fine-tuned model guarantee that a mandatory paragraph is never left out?", True),
        ("will training ensure the disclaimer is in every letter", True),
        ("can tuning garantee zero missing headings?", True),
        ("can i train it never to skip the signature?", True),
        ("can a tuned model be relied on to always add the warning", True),
        ("does fine-tuning guarantee an improvement?", False),
        ("can structured outputs guarantee valid json?", False),
        ("does azure guarantee 99.9% uptime?", False),
        ("how do we make sure every example has a label", False),
        ("we need the paragraph in every letter", False),
        ("does training need all sections of the letter?", False),
    ],
)
def test_what_asks_for_a_guarantee(text: str, is_asked: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Whether a part of the output is sure to be there, and not whether training helps or a service runs."""
    assert guarantee_asked(text) is is_asked


async def test_no_model_guarantees_it(person: Person) -> None:
    """No comes first, the sources' own sentences follow with their marks, and what makes sure of it."""
    answer = only(Answer, await person.say("can tuning make sure that the warning is in every letter?"))
    assert answer.text.startswith(phrases.NO_GUARANTEE)
    assert answer.text.endswith(phrases.SURE_BY_CODE)
    assert [one.number for one in answer.citations] == [1, 2]


def test_what_is_said_of_it_stands_in_the_notes() -> None:
    """Each sentence is one of the note that is named, under its heading."""
    passages = {one.id: one for source in load_sources() for one in read_note(source)}
    for sentence, place in SAID:
        under = passages_by_heading()[place.source_id, place.heading]
        assert any(sentence in sentences(passages[one].text) for one in under)


def test_another_method_is_no_yes() -> None:
    """A sentence on one method says yes to none of the others."""
    text = "Llama can be tuned with SFT."
    passage = Passage(
        text, "S90", "Guide", ("Models",), asked=("can we use SFT with llama",), told=(Told(Lead.YES, 0),)
    )
    telling = Telling(text, 0, Hit(passage, 1.0, 0.95, 1.0), 0.9, [0.95])
    assert opening("can we use SFT with llama", telling) is Lead.YES
    assert opening("can we use RFT with llama", telling) is Lead.NONE


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("and if still broken after that?", True),
        ("ok but if it doesn't help, what then?", True),
        ("it still fails", False),
        ("if it still fails in 5% of the letters, is it fine?", False),
        ("what if we had 200 pairs?", False),
    ],
)
def test_what_follows_if_it_fails(text: str, asks: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """A question on what comes after the first step, and nothing that tells or supposes a number."""
    assert asks_if_it_fails(text) is asks


async def test_in_an_interview(person: Person) -> None:
    """Each is answered from the sources, and the open question stays open."""
    await person.say(CASE)
    for text, has in {
        "no idea what LoRA is": "LoRA (low-rank adaptation)",
        "and how many epochs": "epochs",
        "beta? what value do you start with": "beta",
    }.items():
        replies = await person.say(text)
        assert has in only(Answer, replies).text, text
        assert only(Notice, replies).text.startswith("Still open"), text


async def test_what_is_known_to_be_asked_goes_on_from_nothing(person: Person) -> None:
    """Who sees one's data is asked alone, whatever was asked before it."""
    await person.say("what is retrieval-augmented generation?")
    assert "data" in only(Answer, await person.say("and who sees our data?")).text.partition(".")[0].lower()


async def test_all_answers_of_a_question(person: Person) -> None:
    """Who wants them all gets them by their letters, and a letter picks also one that was not shown."""
    replies = await person.say("classify claims into 14 kinds with gpt-4o, basic prompt, many mistakes. fine-tune?")
    question = only(Question, replies)
    notice = next(one for one in await person.say("all options") if isinstance(one, Notice))
    assert notice.text.startswith(phrases.ALL_ANSWERS)
    assert notice.text.count("\n- ") == len(question.options) + 1
    assert options_asked("what are my options?")
    assert not options_asked("all options are wrong")


@pytest.mark.parametrize(
    ("text", "is_case"),
    [
        ("chatbot for dentist. speak polish. gpt good but sometimes switch to english. finetune?", True),
        ("helpdesk mails in german. model answers in english sometimes. train it?", True),
        ("what is LoRA? finetune?", False),
        ("I read about DPO. is it worth it?", False),
    ],
)
async def test_a_case_that_ends_by_asking_whether_to_train(person: Person, text: str, is_case: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """What is told before it begins the interview; a term that is only named is answered."""
    replies = await person.say(text)
    assert any(isinstance(one, Question) for one in replies) is is_case
