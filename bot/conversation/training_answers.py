"""Answers on whether a model can still be trained, from the register: on Azure and at OpenAI, for new customers and for existing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answers.caveats import caveats
from bot.citations import Citations
from bot.decision import Reference
from bot.reading.asked.method_asked import method_asked
from bot.reading.asked.own_gpu_asked import own_gpu_asked
from bot.reading.asked.training_asked import azure_training_asked, training_asked
from bot.replies import Answer, Author
from knowledge.model_status import Openness, Platform, model_register, trainable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.conversation.grounding import Grounding
    from bot.reading.asked.method_asked import MethodAsked

_HEADING = "Upcoming deprecations > Update to OpenAI's self-serve fine-tuning"
#: What is said of one's own GPU, in the words of the source, and where that stands.
_IN_FOUNDRY = (
    "Fine-tuning in Foundry needs no GPU of your own: neither managed fine-tuning nor interactive training (preview) requires you to provision GPUs (October 2026).",
    Reference("S05", "Choose your training approach"),
)
_OPEN_WEIGHTS = (
    "The open-weight models that can be fine-tuned are gpt-oss-20b, Ministral-3B, Qwen3-32B and Llama-3.3-70B-Instruct, and four previews.",
    Reference("S05", "Supported models"),
)
#: Where the methods of each model are listed.
_SUPPORTED = Reference("S05", "Supported models")
#: An answer on more models than that would be a table.
_MOST_MODELS = 3


async def by_register(question: str, today: date, grounding: Grounding) -> Answer | None:
    """What the register says of training the models that a question names, cited; None where it asks for nothing of that, or the register lacks them."""
    if models := own_gpu_asked(question):
        return await on_own_gpu(models, today, grounding)
    if method := method_asked(question):
        return await on_method(method, today, grounding)
    if models := training_asked(question):
        return await on_training(models, today, grounding)
    models = azure_training_asked(question, today.year)
    return await on_azure_training(models, today, grounding) if models else None


async def on_training(models: Sequence[str], today: date, grounding: Grounding) -> Answer | None:
    """Whether these models can be trained at OpenAI on a day, cited; None where the register knows none of them."""
    status = model_register().platforms[Platform.OPENAI]
    cited, told = Citations(), []
    for model in models[:_MOST_MODELS]:
        text = training_line(model, today)
        own = trainable(model, Platform.OPENAI, today, existing=True)
        places = [Reference(status.source, _HEADING)]
        if own.day != status.training_closed_to_all:
            # Its own days stand under another heading of the same notice.
            places.append(Reference(status.source))
        if text:
            told.append(cited.cite(text, await grounding.passages(text, places)))
    text = " ".join(told)
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text)) if told else None


async def on_azure_training(models: Sequence[str], today: date, grounding: Grounding) -> Answer | None:
    """Whether these models can be trained on Azure on a day, cited; None where the register has one of them not there."""
    lines = [azure_line(model, today) for model in models[:_MOST_MODELS]]
    if not all(lines):
        return None
    return await _cited(models, lines, today, grounding)


async def _cited(
    models: Sequence[str], lines: Sequence[str], today: date, grounding: Grounding, *besides: Reference
) -> Answer:
    """A line of the register for each model, cited to the document of its row and to what it rests on `besides`."""
    cited, told = Citations(), []
    for model, text in zip(models, lines, strict=False):
        status = trainable(model, Platform.AZURE, today, existing=True).status
        places = [*besides, *([Reference(status.source)] if status else [])]
        told.append(cited.cite(text, await grounding.passages(text, places)))
    text = " ".join(told)
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text))


async def on_method(asked: MethodAsked, today: date, grounding: Grounding) -> Answer | None:
    """Whether these models can be trained on Azure by a method, cited; None where the register has one of them not there."""
    lines = [method_line(model, asked.method, today) for model in asked.models[:_MOST_MODELS]]
    return await _cited(asked.models, lines, today, grounding, _SUPPORTED) if all(lines) else None


async def on_own_gpu(models: Sequence[str], today: date, grounding: Grounding) -> Answer | None:
    """That hosted models are not trained on one's own GPU, and which ones have open weights, cited; None where the register has one of them not there."""
    if not all(azure_line(model, today) for model in models):
        return None
    named, are = " and ".join(models), "is" if len(models) == 1 else "are"
    status = [trainable(model, Platform.AZURE, today, existing=True).status for model in models]
    if all(one is not None and one.tunable for one in status):
        text = f"No: {named} {are} trained in Foundry, and not on a GPU of yours."
    else:
        text = f"No: {named} can't be fine-tuned on Azure, nor on a GPU of yours."
    cited = Citations()
    for sentence, place in (_IN_FOUNDRY, _OPEN_WEIGHTS):
        text = f"{text} {cited.cite(sentence, await grounding.passages(sentence, [place]))}"
    return Answer(text, tuple(cited), Author.SOURCES, caveats(tuple(cited), text))


def method_line(model: str, method: str, today: date) -> str:
    """Whether a model can be trained on Azure by a method on a day; empty where the register does not have it there."""
    status = trainable(model, Platform.AZURE, today, existing=True).status
    if status is None or not status.tunable or method in status.methods:
        return azure_line(model, today)
    return f"No, not with {method}: {model} can be fine-tuned on Azure with {' and '.join(status.methods)}."


def azure_line(model: str, today: date) -> str:
    """Whether a model can be trained on Azure on a day, by whom and until when; empty where the register does not have it there."""
    new, old = (trainable(model, Platform.AZURE, today, existing=kind) for kind in (False, True))
    status = old.status
    if status is None:
        return ""
    by = f" with {' and '.join(status.methods)}" if status.methods else ""
    if not status.tunable or old.answer is Openness.NO:
        return f"No: {model} can't be fine-tuned on Azure{' any more' if status.tunable else ''}."
    if status.invitation:
        return f"Only by Microsoft's invitation: {model} can be fine-tuned on Azure{by}."
    day, at_least = status.training_ends_existing, " at the earliest" if status.not_before else ""
    until = f" until {day}{at_least}" if day else ""
    if new.answer is Openness.YES:
        return f"Yes: {model} can be fine-tuned on Azure{by}{until}."
    if old.answer is Openness.UNKNOWN:
        return f"Not for certain: on Azure training of {model} may have closed since {day}."
    closed = new.answer is Openness.NO
    others = "for all others training has closed" if closed else "one that never did may not get it any more"
    return f"Yes, if your subscription has deployed it before: {model} can be fine-tuned on Azure{by}{until}; {others}."


def training_line(model: str, today: date) -> str:
    """Whether a model can be trained at OpenAI on a day, and from when to when; empty where the register does not have it."""
    status = model_register().platforms[Platform.OPENAI]
    new, existing = (trainable(model, Platform.OPENAI, today, existing=kind) for kind in (False, True))
    steps = _closing(today)
    if existing.status is None:
        return ""
    if not existing.status.tunable:
        return f"No: {model} is not among the models that can be tuned on {status.title}, which {steps}."
    if existing.answer is Openness.NO:
        return f"No: on {status.title} training of {model} closed to new customers on {new.day} and to existing ones on {existing.day}."
    if new.answer is Openness.NO:
        return (
            f"Only as an existing customer: on {status.title} training of {model} closed to new customers on {new.day}, and to those "
            f"without a call to a tuned model in the past 60 days on {status.training_closed_to_idle}; for all others it ends on {existing.day}."
        )
    return f"Yes, until {existing.day}: {status.title} {steps}."


def _closing(today: date) -> str:
    """When the platform closes or closed training, as what follows its name."""
    status = model_register().platforms[Platform.OPENAI]
    everybody = status.training_closed_to_all
    if everybody and everybody <= today:
        return f"closed training to all on {everybody}"
    return f"closed training to new customers on {status.training_closed_to_new} and closes it to all on {everybody}"
