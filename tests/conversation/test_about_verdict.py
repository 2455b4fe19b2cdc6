"""What people say after a verdict, in their own words: each gets what it asks for in its first words, and nothing bounces off."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.decision import Criterion
from bot.reading.language import english_only
from bot.replies import Abstention, Answer, Changed, Notice, Reply, VerdictCard
from tests.person import MARK, Person, kinds, only, texts_of

#: Ends in prompting, for good; and in fine-tuning, while something is open.
PROMPTING = ("walk me through it", "Sound different: tone or style", "A basic prompt")
TUNING = (
    (
        "We classify mails into 8 queues with a few-shot prompt on azure, 74% on 400 test mails, 450 examples checked by our team leads, "
        "and we may train gpt-4.1-mini there"
    ),
    "verdict",
)
#: What must not be said to anybody who asks or tells something.
BOUNCES = (*phrases.NOTHING_NEW, phrases.STANDS, phrases.ONGOING, phrases.HELP, phrases.RESTS_ON_NOTHING)


def first(replies: list[Reply]) -> str:
    """The text of the one reply, without the reminder of what is open."""
    (notice,) = [reply for reply in replies if isinstance(reply, Notice)]
    return notice.text.partition("\nStill open: ")[0]


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("so just no?", "Not yet: try the prompt first."),
        ("so is 30k ok or not?", "Not yet: try the prompt first."),
        ("so no fine-tuning? simple yes or no", "No, no training: prompt engineering"),
        ("yes or no please: do we train it?", "No, not yet: try the prompt first."),
        ("is it correct that we should not train?", "Yes, correct, no training: prompt engineering"),
        ("so IT was wrong? y/n", "Yes, if that was to fine-tune"),
        ("do you agree with the consultants? just say it", "No, if that was to fine-tune"),
        ("should i kill it", "Yes, drop it for now: no training"),
        ("so i tell the vendor no?", "Yes, drop it for now: no training"),
        ("is it now prompting?", "Yes, prompt engineering"),
        ("so RAG it is?", "No. Retrieval (RAG): "),
        ("is our CTO right?", "No, if that was to fine-tune"),
        ("so is he wrong yes/no", "Yes, if that was to fine-tune"),
    ],
)
async def test_closing_questions(person: Person, asked: str, begins: str) -> None:
    """Yes, no or not yet comes first, with one reason and its mark, in one message; nothing about the case changes."""
    await person.talk(*PROMPTING)
    before = await person.case()
    said = first(await person.say(asked))
    assert said.startswith(begins)
    assert MARK.search(said)
    assert (await person.case()).assessment == before.assessment


async def test_a_closing_question_where_training_is_the_verdict(person: Person) -> None:
    """The same questions get the other word."""
    await person.talk(*TUNING)
    for asked, begins in (
        ("so just no?", "Not a no: yes, it looks like fine-tuning"),
        ("so yes or no?", "Yes, it looks like fine-tuning"),
        ("should we bin it?", "No, keep it: "),
        ("so is she wrong?", "No, if that was to fine-tune"),
        ("do you agree with our supplier, yes or no", "Yes, if that was to fine-tune"),
        ("training must not be done, is that correct?", "No: it looks like fine-tuning"),
    ):
        assert first(await person.say(asked)).startswith(begins)


async def test_asked_for_a_word_again(person: Person) -> None:
    """Who asks once more for a word gets the word again, without the reason."""
    await person.talk(*PROMPTING, "so just no?")
    assert first(await person.say("so not?")) == "Not yet: try the prompt first."


@pytest.mark.parametrize(
    "objection",
    [
        "I disagree. LoRA on qwen is way better, everyone knows that",
        "why not llama? you ignored it",
        "you're wrong, our vendor says tuning fixes it",
        "that's just not true",
        "you said prompt but microsoft says fine-tuning. which one is it",
    ],
)
async def test_an_objection(person: Person, objection: str) -> None:
    """It gets what decides, with its mark, and what would change it."""
    await person.talk(*PROMPTING)
    said = first(await person.say(objection))
    assert MARK.search(said)
    assert "What would change it: " in said
    assert said not in BOUNCES


async def test_doubt_without_a_decisive_fact_names_what_was_told(person: Person) -> None:
    """It is never said that nothing was told where facts are known."""
    await person.talk("walk me through it", "Sound different: tone or style", "verdict")
    said = first(await person.say("no way, that can't be right, our lead does look at it"))
    assert said != phrases.RESTS_ON_NOTHING
    assert "You want it to sound different" in said


async def test_how_sure(person: Person) -> None:
    """Doubt is answered by how sure, on which of their facts it rests, and what would change it."""
    await person.talk(*PROMPTING)
    said = first(await person.say("are you sure?"))
    assert "rests on what you said: you want it to sound different, and you have tried only a basic prompt" in said
    assert "What would change it: " in said


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        ("if I only have 20 pairs?", "If you have 20 pairs: "),
        ("what if nobody checked the labels", "If nobody has checked the examples: "),
        ("and suppose we had 6000 examples?", "If you have 6000 examples: "),
    ],
)
async def test_what_if(person: Person, supposed: str, told: str) -> None:
    """A supposition is worked out by the rules, and states nothing."""
    await person.talk(*TUNING)
    before = await person.case()
    assert first(await person.say(supposed)).startswith(told)
    assert (await person.case()).assessment == before.assessment


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        ("and if it was 8 of 150?", "If it gets 8 of 150 wrong: "),
        ("what if just 2 of 150 were wrong", "If it gets 2 of 150 wrong: "),
        ("suppose it would be 7 % instead", "If it gets 7% wrong on 150 cases: "),
        ("and if we would have 700?", "If you have 700 labelled examples: "),
        ("with 30 examples?", "If you have 30 examples: "),
    ],
)
async def test_what_if_of_a_bare_number(person: Person, supposed: str, told: str) -> None:
    """A number that is supposed takes the place of the one that it fits: the score's as it was counted, else that of what people have."""
    await person.talk(
        "Our bot sorts invoices in 9 classes, prompt with examples was tried, it confuses rare ones: 14 of 150 wrong. We have 900 labelled examples",
        "verdict",
    )
    before = await person.case()
    assert first(await person.say(supposed)).startswith(told)
    assert (await person.case()).assessment == before.assessment


@pytest.mark.parametrize(
    "text",
    ["what about 500 euros?", "what about the hosting?", "if we tune it, do we own it?", "with whom can I talk?"],
)
async def test_what_supposes_no_number_of_the_case(person: Person, text: str) -> None:
    """Money, a topic, a question of its own."""
    await person.talk(*TUNING)
    assert not first(await person.say(text)).startswith("If ")


async def test_a_supposition_that_turns_it(person: Person) -> None:
    """Where the verdict would be another one, that comes first, and what it is now after it."""
    await person.talk(*TUNING)
    said = first(await person.say("what if i only have 12 examples?"))
    assert said.startswith("If you have 12 examples: not yet: there are too few examples to train on")
    assert "Now it is fine-tuning" in said


@pytest.mark.parametrize(
    "wish", ["ok and if we ALSO want it in our brand voice", "we also want it to sound like our brand"]
)
async def test_a_wish_on_top(person: Person, wish: str) -> None:
    """What is wanted too is taken as a fact, and takes nothing away."""
    await person.talk(*TUNING, "be more accurate")
    replies = await person.say(wish)
    assert set((await person.case()).assessment.fact(Criterion.GOAL).values) == {"task_accuracy", "tone_style"}  # type: ignore[union-attr]
    assert "you also want it to sound different" in "; ".join(only(Changed, replies).noted)


async def test_what_is_known_is_not_a_new_card(person: Person) -> None:
    """Who tells once more what is known hears that it counts already."""
    await person.talk(*PROMPTING)
    replies = await person.say("hm and what if we also want it to sound like our brand?")
    assert first(replies) == phrases.known_already("you want it to sound different")
    assert not [reply for reply in replies if isinstance(reply, VerdictCard)]


@pytest.mark.parametrize("told", ["ok did it, 5 examples, now its good!", "it works now", "problem solved, thanks"])
async def test_solved(person: Person, told: str) -> None:
    """That the trouble is over ends the case, without a question."""
    await person.talk(*PROMPTING)
    replies = await person.say(told)
    assert only(Changed, replies).text.startswith("Solved, then: nothing to train.")
    assert "Question" not in kinds(replies)


@pytest.mark.parametrize("said", ["i think you dont understand me", "you got me wrong", "not what i asked"])
async def test_misunderstood(person: Person, said: str) -> None:
    """What was understood is told back, and what is wrong of it is asked."""
    await person.talk(*PROMPTING)
    told = first(await person.say(said))
    assert told == phrases.understood_so_far("you want it to sound different, and you have tried only a basic prompt")


async def test_what_is_not_understood(person: Person) -> None:
    """What could not be read is said with what was understood before, and what to do."""
    await person.talk(*PROMPTING)
    told = first(await person.say("purple elephants in the wood"))
    assert "you want it to sound different" in told
    assert told.endswith("Tell me what is different, or ask a question.")


async def test_german_after_a_verdict(person: Person) -> None:
    """A short doubt in German gets the line in German."""
    await person.talk(*PROMPTING)
    assert first(await person.say("du bist dir sicher?")) == english_only("de")


# --------------------------------------------------------------------------------------------------- questions on the way


@pytest.mark.parametrize(
    "question",
    [
        "would prompt caching fix the latency?",
        "the train examples had no system prompt, inference had one. could that be it?",
        "btw does azure fine tuning keep the data in eu?",
        "what f1 gain can i expect realistically",
    ],
)
async def test_a_question_with_its_own_subject(person: Person, question: str) -> None:
    """On the way it is answered from the sources, or they are silent, and then the walk goes on."""
    await person.talk("We route mails into 8 queues, prompt with examples, gets it wrong in 20%")
    replies = await person.say(question)
    assert [reply for reply in replies if isinstance(reply, Answer | Abstention)]
    assert any("Still open: " in text for reply in replies for text in texts_of(reply))


async def test_a_follow_up_that_asks_something_else(person: Person) -> None:
    """With "and" before it a question of its own does not get the answer before it once more."""
    before = only(Answer, await person.say("Is hosting of a fine-tuned model billed when nobody uses it?"))
    after = only(Answer, await person.say("and is the model going away?"))
    assert after.text != before.text


async def test_what_was_not_tried_is_no_objection(person: Person) -> None:
    """Who says that retrieval was not tried is not told why retrieval is not the verdict."""
    await person.talk("We route mails into 8 queues, prompt with examples, gets it wrong in 20%")
    said = [text for reply in await person.say("no RAG tried, its all in the doc anyway") for text in texts_of(reply)]
    assert not any(text.startswith("Retrieval (RAG): ") for text in said)


async def test_a_case_with_a_question_begins(person: Person) -> None:
    """Who tells what was trained and how it went, and asks whether to go on, gets a lean and the first question; unreviewed labels come before more of them."""
    replies = await person.say(
        "we already fine-tuned gpt-4.1-mini on azure and it did WORSE than our prompt. should we try again with more data?"
    )
    assert kinds(replies) == ["Question"]
    replies = await person.talk("450 examples", "two interns labelled it, nobody reviewed", "verdict")
    card = only(VerdictCard, replies)
    assert card.outcome == "not_ready"
    assert card.today.startswith("Find out why: have two people review")


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("I disagree. 450 is enough", "Yes: 450 count as enough to begin with. Fine-tuning, "),
        ("no way, 450 examples are plenty", "Yes: 450 count as enough to begin with. Fine-tuning, "),
        (
            "I still think 20 pairs would do",
            "No: 20 are not counted as enough to recommend training. Collect at least 50 ",
        ),
        ("nonsense, 30 are sufficient", "No: 30 are not counted as enough to recommend training. Collect at least 50 "),
    ],
)
async def test_who_says_that_so_many_are_enough_is_answered(person: Person, said: str, begins: str) -> None:
    """Yes or no comes first, then what is needed or what decides, with its source; the number that was told stays."""
    await person.talk(*TUNING)
    before = (await person.case()).told_so_far.fact(Criterion.EXAMPLES)
    replies = await person.say(said)
    assert first(replies).startswith(begins)
    assert MARK.search(first(replies))
    assert (await person.case()).told_so_far.fact(Criterion.EXAMPLES) == before


@pytest.mark.parametrize("said", ["450 is not enough", "two people are enough for that"])
async def test_who_says_another_thing_is_not_told_what_is_enough(person: Person, said: str) -> None:
    """Who denies it or counts people gets another reply."""
    await person.talk(*TUNING)
    assert "enough to" not in " ".join(text for reply in await person.say(said) for text in texts_of(reply))
