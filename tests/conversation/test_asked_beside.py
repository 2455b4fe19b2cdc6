"""In a case: the text to hand on, questions on the verdict itself, and questions beside what a message tells."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.replies import Abstention, Answer, Changed, Notice, Question, VerdictCard
from tests.person import Person, only, texts_of

MENUS = "we write menu texts for 40 hotels, the style is off, we tried only a basic prompt, 900 texts were edited by our people"


@pytest.mark.parametrize(
    "wish", ["record please", "I need a paper for my boss. can you give it", "can you send that to my co-founder"]
)
async def test_the_text_to_hand_on(person: Person, wish: str) -> None:
    """It holds the case with its figures, the day, the verdict and the first step, and says how the whole record is had; nothing of the case changes."""
    await person.talk(MENUS, "verdict")
    before = await person.case()
    told = only(Notice, await person.say(wish)).text
    for part in (
        "40 hotels",
        "900 texts",
        "Verdict: Not yet: try the prompt first",
        "First step: ",
        f"ftn decisions export {before.decision_id}",
    ):
        assert part in told
    assert told.startswith("To hand on, 20")
    assert (await person.case()).told_so_far == before.told_so_far


async def test_no_record_before_a_verdict(person: Person) -> None:
    """What cannot be exported yet is not offered."""
    await person.say("our support answers are wrong, articles change every two weeks, basic prompt")
    assert (await person.case()).given is None
    assert "ftn decisions export" not in "".join(texts_of(only(Notice, await person.say("export"))))


async def test_what_is_missing(person: Person) -> None:
    """It is named from the verdict, in whatever words, and again where it is asked again."""
    await person.talk(MENUS, "verdict")
    first = only(Notice, await person.say("what exactly is missing?")).text
    assert first.startswith(phrases.STILL_MISSING)
    assert "score" in first
    assert only(Notice, await person.say("so what is still missing?")).text == first


async def test_what_is_asked_of_the_verdict(person: Person) -> None:
    """Each is answered from the verdict, and none from the sources."""
    await person.talk(MENUS, "verdict")
    wanted = {
        "which evidence supports the 89%?": "It rests on what you told: ",
        "what would change your verdict, the owner wants to know by friday": phrases.WOULD_CHANGE,
        "does your verdict refer to GPT-5 or to a local one": "It names no model",
        "so turn that on?": "Yes. Today: ",
        "so which one is it now, train or not": "No, not yet: try the prompt first",
        "what would change it? say the cook tries the prompt for two weeks and the guests still hate it": "If you have tried a prompt with examples",
        "what would change it? suppose the moon were green": phrases.SUPPOSED_NOTHING_READ,
    }  # fmt: skip
    for text, part in wanted.items():
        replies = await person.say(text)
        assert not any(isinstance(reply, Answer | Abstention) for reply in replies), text
        assert part in only(Notice, replies).text, text


async def test_a_question_beside_a_case(person: Person) -> None:
    """It is answered with the case that it stands in, and again where it is asked again."""
    text = f"{MENUS}. how long would this take and do we have to hire someone?"
    replies = await person.say(text)
    takes, hires = [reply for reply in replies if isinstance(reply, Answer)]
    assert "hours" in takes.text
    assert hires.text.startswith("No.")
    assert any(isinstance(reply, Question | VerdictCard) for reply in replies)
    again = only(Answer, await person.say("so must I hire anyone, yes or no"))
    assert again.text.startswith("No.")
    assert only(Answer, await person.say("third time asking: do I have to hire someone?")).text == again.text


async def test_what_a_message_tells_beside_its_question_counts(person: Person) -> None:
    """A fact in a message that also asks is noted."""
    await person.talk(MENUS, "verdict")
    replies = await person.say("we also measured it: 70% on 200 test cases. and do we have to hire someone?")
    assert only(Answer, replies).text.startswith("No.")
    assert "70%" in "".join(only(Changed, replies).noted)


async def test_a_verdict_that_stands_says_what_would_change_it(person: Person) -> None:
    """Nobody is told that what they said changes nothing, without what would."""
    await person.talk(MENUS, "verdict")
    text = only(Changed, await person.say("we run 400 a day")).text
    assert "changes nothing" not in text
    assert "What would change it" in text


async def test_no_link_no_word_of_links(person: Person) -> None:
    """Only who sends a link is told that none is opened."""
    replies = await person.say("Baseline 0.47, tuned 0.484.")
    assert "links" not in only(Notice, replies).text
    assert "links" in only(Notice, await person.say("https://example.org/what-we-did", "other")).text


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Is 300 examples enough to fine-tune gpt-4.1-mini?", "It depends."),
        ("are 40 pairs enough to tune gpt-4o?", "It depends."),
        ("How large should a held-out test set be to detect a 3 point difference?", "For 3 points it takes about"),
        ("How many test letters would be required to show a gain of 2 points?", "For 2 points it takes about"),
        (
            "Can a model fine-tuned in Azure be hosted in Germany or at least the EU?",
            "In the EU yes, in Sweden Central; in Germany not",
        ),
        (
            "can the tuned model be served in Poland or else in Europe?",
            "In the EU yes, in Sweden Central; in Poland not",
        ),
        ("Can a tuned model be hosted in Germany?", "No, not with data residency"),
        ("swedencentral got gpt-4.1 FT or nah", "Yes: Sweden Central"),
        ("$/1M tok train gpt-4.1-mini rn", "Training gpt-4.1-mini costs"),
        ("how many of our competitors have their own model?", phrases.SOURCES_SILENT),
        ("You have not answered. Can we fine-tune gpt-4.1 in Sweden?", "Yes: Sweden Central"),
    ],
)
async def test_first_words_of_answers(person: Person, question: str, begins: str) -> None:
    """However terse it is put, and whatever it names besides, the first words answer."""
    replies = await person.say(question, once=True)
    first = next(reply for reply in replies if isinstance(reply, Answer | Abstention | Notice))
    assert first.text.startswith(begins)
