"""What an elliptic message means after an earlier question."""

import pytest

from bot.reading.follow_up import StandAlone, answers_aspect, stand_alone
from bot.reading.kinds import MessageKind
from bot.reading.read_message import MessageReading

EARLIER = "When does gpt-4o-mini retire?"
PLAIN = MessageReading({MessageKind.QUESTION: 1.0})


def test_without_an_earlier_question_a_message_stands_alone() -> None:
    """There is nothing to follow."""
    assert stand_alone("and the bigger one?", PLAIN, None) == StandAlone("and the bigger one?")
    assert stand_alone("yes", PLAIN, "") == StandAlone("yes")


@pytest.mark.parametrize(
    "message",
    ["yes", "Yes please", "why?", "how so?", "go on", "tell me more", "who says so?", "sources", "ok", "really?"],
)
def test_asking_for_more(message: str) -> None:
    """Asked for more, the earlier question is asked again."""
    assert stand_alone(message, PLAIN, EARLIER) == StandAlone(EARLIER, elaborates=True, continues=True)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("and the bigger one?", "When does gpt-4o retire?"),
        ("what about the larger model?", "When does gpt-4o retire?"),
        ("and gpt-4.1?", "When does gpt-4.1 retire? and gpt-4.1?"),
        ("and 4o?", "When does gpt-4o retire? and 4o?"),
    ],
)
def test_exchanges_the_model(message: str, question: str) -> None:
    """Another model, named or pointed to, takes the place of the one before."""
    assert stand_alone(message, PLAIN, EARLIER) == StandAlone(question, continues=True)


@pytest.mark.parametrize("message", ["and the smaller one?", "and in Sweden?", "what about training it?"])
def test_takes_the_earlier_question_along(message: str) -> None:
    """Where no model can be exchanged, the earlier question adds its words."""
    found = stand_alone(message, PLAIN, EARLIER)
    assert found.continues
    assert message in found.question
    assert EARLIER in found.question


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("thanks", MessageKind.THANKS),
        ("hello", MessageKind.GREETING),
        ("interesting", MessageKind.CHAT),
        ("what can you do", MessageKind.HELP),
        ("How many training examples does a fine-tuning job need at the very least?", MessageKind.QUESTION),
        ("what is RAG exactly?", MessageKind.QUESTION),
    ],
)
def test_what_is_complete_stands_alone(message: str, kind: MessageKind) -> None:
    """Courtesies, whole questions and a short one that defines a term take nothing along."""
    assert stand_alone(message, MessageReading({kind: 1.0}), EARLIER) == StandAlone(message)


def test_the_reader_is_believed() -> None:
    """A message of middle length that reads like a follow-up is one."""
    message = "does the same hold once our data lives in Sweden then"
    likely = MessageReading({MessageKind.FOLLOW_UP: 0.8, MessageKind.QUESTION: 0.2})
    assert stand_alone(message, likely, EARLIER).continues
    assert not stand_alone(message, PLAIN, EARLIER).continues


@pytest.mark.parametrize(
    ("message", "earlier", "question"),
    [
        ("for how long?", "who keeps the files?", "for how long? for how long? keeps the files?"),
        ("where?", "how long? how long? are the files kept?", "where? where? are the files kept?"),
        ("and mini?", "who keeps the files?", "and mini? and mini? who keeps the files?"),
    ],
)
def test_another_aspect_of_the_same(message: str, earlier: str, question: str) -> None:
    """The word that opened the question before counts no longer where another one opens this."""
    assert stand_alone(message, PLAIN, earlier) == StandAlone(question, continues=True)


@pytest.mark.parametrize(
    ("message", "sentence", "is_answered"),
    [
        ("after how many days?", "An idle deployment is deleted after 15 days.", True),
        ("for how long?", "The files lie in a folder of the operator's.", False),
        ("which folder?", "The files lie in a folder of the operator's.", True),
        ("which legal basis?", "The files lie in a folder of the operator's.", False),
    ],
)
def test_what_was_said_answers_what_is_asked_on(message: str, sentence: str, is_answered: bool) -> None:  # noqa: FBT001 - a row of a table
    """A question for a time finds one in it, and any other its own words."""
    assert answers_aspect(message, sentence) is is_answered


def test_a_message_that_went_on_counts_once_from_then_on() -> None:
    """What was asked last and what it went on from are both there, each once, with what is new in front."""
    first = stand_alone("and in Sweden?", PLAIN, "Can gpt-4o be trained in Norway?")
    then = stand_alone("and on weekends?", PLAIN, first.question)
    assert then.question == "and on weekends? and on weekends? and in Sweden? Can gpt-4o be trained in Norway?"


@pytest.mark.parametrize(
    ("message", "sentence", "answers"),
    [
        ("how big may it be?", "A file is in UTF-8 and under 512 MB.", True),
        ("and the maximum size?", "The file is in UTF-8.", False),
        ("how large is that one", "Up to 20 jobs wait.", False),
    ],
)
def test_a_size_is_given_by_a_sentence_with_one(message: str, sentence: str, *, answers: bool) -> None:
    """A sentence that was said already answers how big something is if it says a size."""
    assert answers_aspect(message, sentence) is answers
