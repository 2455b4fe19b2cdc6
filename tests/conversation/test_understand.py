"""Criteria read by a model, through a real server that answers by script: what holds is taken, what does not is not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from bot.chat_model import chat_model
from bot.conversation.understand import Listening
from bot.decision import Criterion, Standing, question_for
from bot.decision.assessment import Assessment
from bot.settings import Settings
from bot.turn import Place, Surface, Turn
from bot.turn_log import Work
from knowledge.embedder import LocalEmbedder
from tests.model_server import Behaviour, ModelServer, fails, hangs_after, model_server, refuses, says, tells
from tests.test_chat_model import TIMEOUT

MESSAGE = "Our triage bot mixes up similar queues, few-shot prompts did not help, and we have 1,400 checked mails."


@dataclass
class Ear:
    """A listening that asks the server, and the turn it listens to."""

    listening: Listening
    server: ModelServer
    work: Work = field(
        default_factory=lambda: Work(Turn("Ana", Place(Surface.TERMINAL, "t", "c", "1"), MESSAGE), MESSAGE)
    )

    async def hear(self, behaviour: Behaviour, text: str = MESSAGE) -> dict[Criterion, tuple[str, ...]]:
        """The values heard, by criterion, when the model behaves like this."""
        self.server.reads_with(behaviour)
        question = question_for(Assessment(), Criterion.TRIED)
        found = await self.listening.hear(text, question, self.work)
        assert all(one.stated.words in text for one in found)
        return {one.criterion: one.stated.values for one in found}


@pytest.fixture
async def ear(settings: Settings, embedder: LocalEmbedder) -> AsyncIterator[Ear]:
    """A listening with a model on the scripted server."""
    async with model_server() as server:
        named = {"openai_api_key": SecretStr("k"), "openai_base_url": f"{server.url}/v1"}
        model = chat_model(settings.model_copy(update={**named, "model_timeout": TIMEOUT, "model_retries": 0}))
        assert model is not None
        yield Ear(Listening(embedder, model), server)
        await model.close()


def row(criterion: str, value: str, words: str) -> dict[str, str]:
    """One entry of the model's answer."""
    return {"criterion": criterion, "value": value, "words": words}


async def test_what_the_message_states_is_taken(ear: Ear) -> None:
    """Known values whose words stand in the message are heard; the open question and the closed sets were sent along."""
    heard = await ear.hear(
        tells(
            stated=[
                row("goal", "task_accuracy", "mixes up similar queues"),
                row("tried", "few_shot_prompt", "few-shot prompts did not help"),
                row("data_quality", "curated", "1,400 checked mails"),
            ]
        )
    )
    assert heard[Criterion.GOAL] == ("task_accuracy",)
    assert heard[Criterion.TRIED] == ("few_shot_prompt",)
    assert heard[Criterion.DATA_QUALITY] == ("curated",)
    assert "few_shot_prompt" in ear.server.asked[-1].prompt
    assert "What have you tried so far?" in ear.server.asked[-1].prompt


async def test_several_goals_are_all_taken(ear: Ear) -> None:
    """The goal is the one criterion that may hold several values."""
    rows = [row("goal", value, "mixes up similar queues") for value in ("task_accuracy", "tool_use", "task_accuracy")]
    assert (await ear.hear(tells(stated=rows)))[Criterion.GOAL] == ("task_accuracy", "tool_use")


@pytest.mark.parametrize(
    "invented",
    [
        row("citations", "yes", "answers must cite"),
        row("citations", "maybe", "few-shot prompts"),
        row("citations", "yes", ""),
        row("budget", "high", "few-shot prompts"),
        {"criterion": "citations"},
    ],
    ids=["words not said", "unknown value", "no words", "unknown criterion", "half an entry"],
)
async def test_what_it_invents_is_dropped(ear: Ear, invented: dict[str, str]) -> None:
    """An entry without words of the message, or outside the closed sets, is not heard; the others are."""
    heard = await ear.hear(tells(stated=[invented, row("tried", "few_shot_prompt", "few-shot prompts")]))
    assert Criterion.CITATIONS not in heard
    assert heard[Criterion.TRIED] == ("few_shot_prompt",)


async def test_numbers_are_read_by_rule(ear: Ear) -> None:
    """A number in the message is banded by rule, whatever the model makes of it."""
    heard = await ear.hear(tells(stated=[row("examples", "10_49", "1,400 checked mails")]))
    assert heard[Criterion.EXAMPLES] == ("500_4999",)


async def test_unsure_and_vague_stay_unknown(ear: Ear) -> None:
    """Unsure and vague entries are heard as such and hold no value."""
    text = "no idea what we tried, but lots of data"
    ear.server.reads_with(
        tells(stated=[row("tried", "unsure", "no idea what we tried"), row("examples", "vague", "lots of data")])
    )
    found = {one.criterion: one.stated for one in await ear.listening.hear(text, None, ear.work)}
    assert found[Criterion.TRIED].standing is Standing.UNSURE
    assert found[Criterion.EXAMPLES].standing is Standing.VAGUE
    assert not found[Criterion.TRIED].values


@pytest.mark.parametrize(
    "behaviour",
    [fails(500), refuses(), says("no json at all"), tells(stated="a text"), tells(other=1), hangs_after()],
    ids=["500", "refusal", "no JSON", "wrong type", "wrong key", "silence"],
)
async def test_local_reading_stands_in(ear: Ear, behaviour: Behaviour) -> None:
    """Where the model fails, the message is read by rules, and the failure is kept for the log."""
    heard = await ear.hear(behaviour)
    assert heard[Criterion.EXAMPLES] == ("500_4999",)
    assert ear.work.failure


async def test_no_third_call(ear: Ear) -> None:
    """A turn that has spent its two calls is read by rules."""
    ear.work.usage.calls = 2
    heard = await ear.hear(fails(500))
    assert Criterion.EXAMPLES in heard
    assert not ear.server.asked
