"""Remarks in a conversation, typed as people type: what each gets at every stage, and what must never come back."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot import phrases
from bot.decision import Criterion
from bot.reading.language import english_only
from bot.reading.windows import LONGEST_TEXT
from bot.replies import Answer, Notice, Question, Reply, VerdictCard
from knowledge.sources import ABOUT_ID, load_sources
from tests.person import MARK, Person, kinds, only, texts_of

WALK, TONE, PROMPT = "walk me through it", "Sound different: tone or style", "A basic prompt"
#: Nothing known and a question open; something known and a question open; a verdict given and nothing open.
STAGES = {"at the start": (WALK,), "on the way": (WALK, TONE), "after the verdict": (WALK, TONE, PROMPT)}
KNOWN = {name: texts for name, texts in STAGES.items() if name != "at the start"}
OPEN = {name: texts for name, texts in STAGES.items() if name != "after the verdict"}
TRACEBACK = (
    'Traceback (most recent call last): File "train.py", line 12, in <module> loss.backward() '
    "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB"
)
MAIL = f"""Hi all,

{"as discussed on Tuesday, here is where we are with the shop, so that everybody has it in writing. " * 14}
{"We met the people from the warehouse in the canteen, as the room on the second floor was taken. " * 14}
Our support bot should sound like us: friendly and short. We only have a one-line prompt so far.
{"The next meeting is on Thursday at ten, in the room with the blue door, and Petra brings the cake. " * 14}

Best regards
Sabine"""
#: Long conversations of remarks, none of which is an answer.
CHATTER = (
    "what would that cost", "who says so", "hm ok", "how sure are you", "prove it", "interesting", "then what would you do", "so?",
    "shorter please", "why?", "purple elephants", "what would change your mind?", "why not retrieval?", "why not fine-tuning?", "lol", "thanks",
    "I don't believe it", "what is RAG?", "How many examples do we need to fine-tune?", "who says so", "and how sure are you?",
    "so what now?", "what is RAG?", "one sec", "really?",
)  # fmt: skip


def told(replies: list[Reply]) -> str:
    """The one short reply to a remark, without the reminder of what is open."""
    assert kinds(replies) == ["Notice"]
    return only(Notice, replies).text.partition("\nStill open: ")[0]


def is_open(replies: list[Reply]) -> bool:
    """Whether the open question is there, or reminded of."""
    return any(isinstance(reply, Question) or "Still open: " in "".join(texts_of(reply)) for reply in replies)


@pytest.mark.parametrize("before", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize(
    "asked", ["who sees this?", "are you saving this?", "is this private?", "who can read this?", "what can you do?"]
)
async def test_what_is_asked_of_the_bot(person: Person, before: tuple[str, ...], asked: str) -> None:
    """It is answered from the bot's account of itself, or its help, and what was open stays open."""
    last = await person.talk(*before)
    replies = await person.say(asked)
    if asked == "what can you do?":
        assert "whether to fine-tune" in told(replies)
    else:
        assert {one.passage.source_id for one in only(Answer, replies).citations} == {ABOUT_ID}
    assert is_open(replies) is is_open(last)


# --------------------------------------------------------------------------------------------- about where the verdict stands


@pytest.mark.parametrize("before", KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize(
    ("remark", "begins", "marked"),
    [
        ("why?", "Prompt engineering, ", True),
        ("how come", "Prompt engineering, ", True),
        ("who says so", "Prompt engineering rests on these", True),
        ("prove it", "Prompt engineering rests on these", True),
        ("sources", "Prompt engineering rests on these", True),
        ("how sure are you", "As sure as the answers so far allow: ", False),
        ("are you sure?", "As sure as the answers so far allow: ", False),
        ("what would change your mind?", "Prompt engineering, ", False),
        ("then what would you do", "Not yet: try the prompt first. Today: ", False),
        ("so?", "Not yet: try the prompt first. Today: ", False),
        ("so what now?", "Not yet: try the prompt first. Today: ", False),
        ("shorter please", "Not yet: try the prompt first", True),
        ("why not retrieval?", "Retrieval (RAG): ", True),
        ("why not fine-tuning?", "Fine-tuning: ", True),
        ("why not prompting?", phrases.THAT_IS_THE_VERDICT, False),
    ],
)
async def test_what_people_ask_about_the_verdict(
    person: Person, before: tuple[str, ...], remark: str, begins: str, *, marked: bool
) -> None:
    """On the way and after the verdict each question gets its own answer first, in one message, and the open question stays."""
    last = await person.talk(*before)
    replies = await person.say(remark)
    assert told(replies).startswith(begins)
    assert bool(MARK.search(told(replies))) or not marked
    assert is_open(replies) is is_open(last)


@pytest.mark.parametrize("before", STAGES.values(), ids=STAGES)
async def test_what_it_would_cost_without_a_volume(person: Person, before: tuple[str, ...]) -> None:
    """What is taken is said, with marks; then what is open is asked, or else the calls."""
    last = await person.talk(*before)
    replies = await person.say("what would that cost")
    text = only(Notice, replies).text
    assert text.startswith("Cheapest is gpt-4.1-mini")
    assert "Assumed: gpt-4.1, 1,000 calls a day" in text
    assert MARK.search(text)
    assert (kinds(replies) == ["Notice", "Question"]) is is_open(last)
    assert text.endswith("How many calls is it a day?") is not is_open(last)


@pytest.mark.parametrize(
    "remark", ["why?", "who says so", "how sure are you", "so?", "shorter please", "what would change it?"]
)
async def test_nothing_is_known_yet(person: Person, remark: str) -> None:
    """Where nothing was said of a case, that is said, and the question stays open."""
    replies = await person.talk(WALK, remark)
    assert told(replies) == phrases.NOTHING_KNOWN
    assert is_open(replies)


@pytest.mark.parametrize("remark", ["why?", "who says so", "how sure are you", "so?", "what would change your mind?"])
async def test_asked_again_nothing_is_repeated(person: Person, remark: str) -> None:
    """What was explained is not explained again, and that is not said in the same words either, until something else is to be said."""
    said = [told(await person.talk(WALK, TONE, remark))]
    said += [told(await person.say(remark)) for _ in phrases.NOTHING_NEW]
    assert said[1:] == list(phrases.NOTHING_NEW)
    assert said[0] not in phrases.NOTHING_NEW
    assert told(await person.say(remark)) != said[-1]


async def test_something_else_is_said_after_a_new_fact(person: Person) -> None:
    """Where a new fact gives other reasons, those are told."""
    first = told(await person.talk(WALK, TONE, "why?"))
    await person.say(PROMPT)
    again = told(await person.say("why?"))
    assert again not in {first, *phrases.NOTHING_NEW}


async def test_who_does_not_believe_it(person: Person) -> None:
    """After the verdict, what it rests on comes back, so that one can say which of it is wrong."""
    said = told(await person.talk(WALK, TONE, PROMPT, "I don't believe it"))
    assert said.startswith("Prompt engineering rests on this. Which of it is wrong?")
    assert "- You want it to sound different" in said


# ------------------------------------------------------------------------------------------------------- what asks nothing


@pytest.mark.parametrize("text", ["yes", "no"])
async def test_yes_and_no_to_which(person: Person, text: str) -> None:
    """A bare yes or no to a question that asks which gets the options again, and no essay."""
    replies = await person.talk(WALK, text)
    assert kinds(replies) == ["Notice", "Question"]
    assert only(Notice, replies).text == phrases.NOT_UNDERSTOOD


@pytest.mark.parametrize("remark", ["hm ok", "interesting", "lol", "one sec", "good to know"])
async def test_chat_on_the_way(person: Person, remark: str) -> None:
    """A word in between is no answer and no mistake: the question waits."""
    await person.talk(WALK, TONE)
    before = await person.case()
    replies = await person.say(remark)
    assert told(replies) == phrases.TAKE_YOUR_TIME
    assert is_open(replies)
    after = await person.case()
    assert (after.assessment, after.misses) == (before.assessment, 0)


@pytest.mark.parametrize("before", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize(
    ("remark", "reply"),
    [("thanks", phrases.THANKS_IN_A_WALK), ("thanks a lot!", phrases.THANKS_IN_A_WALK), ("help", phrases.HELP)],
)
async def test_thanks_and_help(person: Person, before: tuple[str, ...], remark: str, reply: str) -> None:
    """Thanks and a call for help get their line at any time."""
    await person.talk(*before)
    assert told(await person.say(remark)) == reply


@pytest.mark.parametrize("before", OPEN.values(), ids=OPEN)
@pytest.mark.parametrize("remark", ["what do you mean?", "I don't understand", "for example?"])
async def test_who_does_not_understand_the_question(person: Person, before: tuple[str, ...], remark: str) -> None:
    """The question is explained: why it is asked, and what two of its answers mean."""
    await person.talk(*before)
    replies = await person.say(remark)
    assert told(replies).count("” means: ") == 2
    assert is_open(replies)


@pytest.mark.parametrize("before", [(), *STAGES.values()], ids=["out of the blue", *STAGES])
@pytest.mark.parametrize(
    "pasted", ["https://example.com/foo", "<https://example.com/foo>", TRACEBACK], ids=["link", "Slack's link", "log"]
)
async def test_a_link_or_a_log_alone(person: Person, before: tuple[str, ...], pasted: str) -> None:
    """What was pasted without a word is asked about, is no answer, states nothing, and nothing is guessed of it."""
    await person.talk(*before)
    replies = await person.say(pasted)
    # Only of a link it is said that none is opened.
    assert told(replies) == (phrases.NOTHING_ASKED if pasted == TRACEBACK else phrases.PASTED)
    if before:
        assert (await person.case()).assessment.facts == (await person.case()).assessment.stated.facts


async def test_a_link_to_one_of_the_sources(person: Person) -> None:
    """A page that the sources hold is known by its address."""
    source = next(source for source in load_sources() if source.address)
    assert source.title in told(await person.say(source.address))


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("fine-tuning?", phrases.HELP),
        ("RAG", phrases.HELP),
        ("hm ok", phrases.GREETING),
        ("why?", phrases.ABOUT_WHAT),
        ("so?", phrases.ABOUT_WHAT),
        ("b", phrases.ABOUT_WHAT),
        ("stop", phrases.NOTHING_TO_STOP),
        ("back", phrases.ABOUT_WHAT),
        ("verdict", phrases.NOTHING_KNOWN),
        ("delete my data", phrases.HOW_TO_DELETE_LOCALLY),
    ],
)
async def test_one_word_out_of_the_blue(person: Person, text: str, reply: str) -> None:
    """A word with nothing before it gets one line, and no essay."""
    assert told(await person.say(text)) == reply


@pytest.mark.parametrize("text", ["yes", "no", "ok", "not sure", "nothing yet"])
@pytest.mark.parametrize("before", [(), STAGES["after the verdict"]], ids=["out of the blue", "after the verdict"])
async def test_an_answer_to_nothing(person: Person, before: tuple[str, ...], text: str) -> None:
    """Where nothing was asked, what would be an answer gets one line, and no essay."""
    await person.talk(*before)
    said = told(await person.say(text))
    assert said not in {phrases.OFF_TOPIC, phrases.RULES}


@pytest.mark.parametrize("before", STAGES.values(), ids=STAGES)
@pytest.mark.parametrize("remark", ["How do I bake sourdough bread?", "who won the world cup in 1998?"])
async def test_another_topic(person: Person, before: tuple[str, ...], remark: str) -> None:
    """Something unrelated gets one sentence, and the open question stays."""
    last = await person.talk(*before)
    replies = await person.say(remark)
    assert texts_of(replies[0])[0].startswith(phrases.OFF_TOPIC)
    assert is_open(replies) is is_open(last)


async def test_a_statement_in_an_interview_is_never_off_topic(person: Person) -> None:
    """What somebody tells on the way is about their case, whatever it is about."""
    await person.talk(WALK, TONE)
    for text in ("the prices are in postgres", "our chess club meets on Tuesdays"):
        assert not [reply for reply in await person.say(text) if phrases.OFF_TOPIC in texts_of(reply)]


async def test_a_pasted_mail_of_eight_hundred_words(person: Person) -> None:
    """A long mail gets one message: where it leans and the one question, or the card; before it how far it was read."""
    assert len(MAIL.split()) > 700
    replies = await person.say(MAIL)
    assert kinds(replies)[:-1] == ["Notice"]
    assert kinds(replies)[-1] in {"Question", "VerdictCard"}
    assert only(Notice, replies).text == phrases.partly_read(len(MAIL), LONGEST_TEXT)
    known = (await person.case()).assessment
    assert known.value(Criterion.GOAL) == "tone_style"
    assert known.value(Criterion.TRIED) == "basic_prompt"


# ---------------------------------------------------------------------------------------------- after a general answer


async def test_remarks_about_an_answer(person: Person) -> None:
    """Where a question was answered, remarks are about the answer."""
    question = "How many examples do we need to fine-tune?"
    answer = only(Answer, await person.say(question))
    for remark, begins in (
        ("who says so", phrases.SOURCES_OF_AN_ANSWER),
        ("how sure are you", phrases.SURE_OF_AN_ANSWER),
    ):
        about = only(Answer, await person.say(remark))
        assert about.text.startswith(begins)
        assert [one.passage.id for one in about.citations] == [one.passage.id for one in answer.citations]
    assert told(await person.say("so what now?")).endswith(phrases.DESCRIBE)
    assert told(await person.say("thanks")) == phrases.THANKS_IN_A_WALK
    assert told(await person.say(question)) == phrases.SAID_ABOVE


async def test_the_answer_in_short(person: Person) -> None:
    """The short version of an answer is its first sentence, without a mark that would lead nowhere."""
    answer = only(Answer, await person.say("How many examples do we need to fine-tune?"))
    short = told(await person.say("shorter please"))
    assert not MARK.search(short)
    assert answer.text.startswith(short.rstrip("."))


@pytest.mark.parametrize("remark", ["what would that cost", "and what does it cost?"])
async def test_what_it_costs_after_an_answer(person: Person, remark: str) -> None:
    """Cost is what the sources hold most on: it is never met with their silence."""
    await person.say("How many examples do we need to fine-tune?")
    replies = await person.say(remark)
    assert {"Answer", "Notice"} & set(kinds(replies))
    assert any(MARK.search(text) for reply in replies for text in texts_of(reply))


# ------------------------------------------------------------------------------------------------------------ languages


@pytest.mark.parametrize("before", [(), *STAGES.values()], ids=["out of the blue", *STAGES])
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Was kostet das und wie lange dauert es?"),
        ("es", "¿Cuánto cuesta y qué necesitamos?"),
        ("fr", "Combien ça coûte et pour qui ?"),
        ("pt", "Quanto custa isso?"),
        ("ja", "費用はいくらですか？"),
        ("zh", "这要多少钱？"),
    ],
)
async def test_other_languages(person: Person, before: tuple[str, ...], code: str, text: str) -> None:
    """At any time a message in another language gets the one line in it and the buttons of the open question, and states nothing."""
    await person.talk(*before)
    known = (await person.case()).assessment if before else None
    replies = await person.say(text)
    assert only(Notice, replies).text == english_only(code)
    assert kinds(replies) == (["Notice"] if before == STAGES["after the verdict"] else ["Notice", "Question"])
    after = (await person.case()).assessment
    assert after == (known or type(after)())


# ------------------------------------------------------------------------------------------------------- among people


@pytest.mark.parametrize("before", [(), (WALK,)], ids=["out of the blue", "in an interview"])
@pytest.mark.parametrize("text", ["good morning everyone", "lol", "interesting"])
async def test_what_people_say_to_each_other(person: Person, before: tuple[str, ...], text: str) -> None:
    """Where nobody addressed it, chatter is none of its business."""
    await person.talk(*before)
    assert kinds(await person.say(text, addressed=False)) == []


@pytest.mark.parametrize("text", [TONE, "not sure", "back", "what is RAG?"])
async def test_what_is_meant_for_it_all_the_same(person: Person, text: str) -> None:
    """An answer, a command and a question need no address."""
    await person.say(WALK)
    assert kinds(await person.say(text, addressed=False))


# ------------------------------------------------------------------------------------------------------------- at no time


async def conversation(person: Person, texts: tuple[str, ...]) -> list[list[Reply]]:
    """The replies to some things said one after the other."""
    return [await person.say(text) for text in texts]


@pytest.mark.parametrize("before", STAGES.values(), ids=STAGES)
async def test_what_never_happens_in_a_long_conversation(person: Person, before: tuple[str, ...]) -> None:
    """Every remark gets a reply; none is answered; no explanation comes twice, nor "I could not read that" twice in a row."""
    await person.talk(*before)
    turns = await conversation(person, CHATTER)
    assert all(kinds(replies) for replies in turns)
    assert not any(isinstance(reply, VerdictCard) for replies in turns for reply in replies)
    assert (await person.case()).assessment.stated.facts == tuple(
        fact for fact in (await person.case()).assessment.facts if fact.certainty != "unsure"
    )
    misread = [any("could not read" in text for reply in replies for text in texts_of(reply)) for replies in turns]
    assert not any(first and second for first, second in pairwise(misread))
    # What carries a mark explains something; the fixed lines without one may come again.
    explained = [
        text
        for replies in turns
        for reply in replies
        if isinstance(reply, Answer | Notice)
        for text in [reply.text]
        if MARK.search(text)
    ]
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("before", STAGES.values(), ids=STAGES)
async def test_no_line_comes_twice_in_a_row(person: Person, before: tuple[str, ...]) -> None:
    """Two remarks of different kinds never get the same words, one right after the other."""
    await person.talk(*before)
    turns = await conversation(person, ("why?", "how sure are you", "who says so", "so?", "why?", "how sure are you"))
    said = [told(replies) for replies in turns]
    assert [first for first, second in pairwise(said) if first == second] == []
