"""The first model call: what a message wants, and the stand-alone question in it."""

import pytest

from bot.answers.stand_alone import SCHEMA, needs_the_model, understand
from bot.chat_model import OpenAIChatModel, Usage
from bot.errors import ModelOutputError, ModelUnavailableError
from bot.reading.intent import Intent, Reading
from bot.turn import RememberedTurn
from tests.model_server import PROMPT_TOKENS, Behaviour, ModelServer, fails, says, tells

TURN = RememberedTurn("what does hosting 4o-mini cost?", "What does hosting gpt-4o-mini cost?", "$1.70 an hour [1].")


@pytest.mark.parametrize("intent", SCHEMA["properties"]["intent"]["enum"])  # type: ignore[index]
async def test_reads_every_intent(model: OpenAIChatModel, server: ModelServer, intent: str) -> None:
    """Each intent of the schema is understood, and the question comes along."""
    server.reads_with(tells(intent=intent, question=" What does hosting gpt-4o cost? "))
    usage = Usage()
    reading, question = await understand(model, "and the bigger one?", [TURN], usage)
    assert reading.intent is Intent(intent)
    assert reading.probability(Intent(intent)) == 1.0
    assert question == "What does hosting gpt-4o cost?"
    assert usage.prompt_tokens == PROMPT_TOKENS


async def test_shows_the_conversation(model: OpenAIChatModel, server: ModelServer) -> None:
    """The last turns and the message stand in the prompt; older turns do not."""
    server.reads_with(tells(intent="question", question="x"))
    older = RememberedTurn("the oldest words", "q", "r")
    await understand(model, "and the bigger one?", [older, TURN, TURN, TURN], Usage())
    prompt = server.asked[0].prompt
    assert "person: what does hosting 4o-mini cost?\nassistant: $1.70 an hour [1]." in prompt
    assert "<message>\nand the bigger one?\n</message>" in prompt
    assert "the oldest words" not in prompt


async def test_stays_within_its_budget(model: OpenAIChatModel, server: ModelServer) -> None:
    """Long messages and long turns are cut."""
    server.reads_with(tells(intent="question", question="x"))
    long = "word " * 20_000
    await understand(model, long, [RememberedTurn(long, long, long)] * 12, Usage())
    assert server.asked[0].estimated_tokens <= 6_000


async def test_without_a_question_the_message_stands(model: OpenAIChatModel, server: ModelServer) -> None:
    """An empty question, as for small talk, leaves the message as it was."""
    server.reads_with(tells(intent="small_talk", question=""))
    reading, question = await understand(model, "nice weather", [], Usage())
    assert (reading.intent, question) == (Intent.SMALL_TALK, "nice weather")


@pytest.mark.parametrize(
    "behaviour",
    [
        tells(intent="world domination", question="x"),
        tells(intent=None, question="x"),
        tells(intent=["question"], question="x"),
        tells(intent={"is": "question"}, question="x"),
        tells(question="x"),
        tells(intent="question"),
        tells(answer="x"),
        says("It is a question about cost."),
        says('{"intent": "question", "que'),
    ],
    ids=[
        "unknown intent", "null", "list", "object", "no intent", "no question", "other shape", "prose", "cut off",
    ],
)  # fmt: skip
async def test_another_form_is_an_output_error(
    model: OpenAIChatModel, server: ModelServer, behaviour: Behaviour
) -> None:
    """JSON of another shape and text that is no JSON never become a reading."""
    server.reads_with(behaviour)
    with pytest.raises(ModelOutputError):
        await understand(model, "and the bigger one?", [TURN], Usage())


async def test_failures_of_the_server_are_handed_on(model: OpenAIChatModel, server: ModelServer) -> None:
    """What the server fails with is the caller's to decide about."""
    server.reads_with(fails(500))
    with pytest.raises(ModelUnavailableError):
        await understand(model, "and the bigger one?", [TURN], Usage())


@pytest.mark.parametrize(
    ("probabilities", "turns", "needed"),
    [
        ({"question": 0.95}, [], False),
        ({"question": 0.5, "use_case": 0.45}, [], False),
        ({"injection": 0.97}, [], False),
        ({"question": 0.5, "small_talk": 0.5}, [], True),
        ({"question": 1.0}, [TURN], True),
    ],
)
def test_asks_only_where_it_can_help(
    probabilities: dict[str, float], turns: list[RememberedTurn], *, needed: bool
) -> None:
    """A clear first message needs no model; a conversation and an unclear message do."""
    assert needs_the_model(Reading(Intent.QUESTION, probabilities), turns) is needed
