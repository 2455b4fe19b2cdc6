"""The form that asks what a use would cost; nothing has to be filled in but the calls a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.costs.entered import BILL, COUNTS, MODEL, SELLER, SELLERS
from bot.costs.from_prices import defaults
from bot.slack.blocks.action_ids import Form
from bot.slack.blocks.elements import LONGEST_LABEL, plain_text
from bot.slack.blocks.fields import LONGEST_PLACEHOLDER, chosen_in, field, kept_with, modal, typed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.blocks.message import Block

#: Characters of a number and of a model's name.
LONGEST_NUMBER, LONGEST_NAME = 30, 80
#: What is wrong with a field is a line below it.
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class CostForm:
    """What stands in the fields, by the names that `bot.costs.entered` reads, and where the form was opened from."""

    texts: dict[str, str]
    channel: str
    response_url: str = ""


def cost_form(channel: str = "") -> dict[str, Any]:
    """The form, each field with what is taken where it stays empty."""
    taken = defaults()
    kept = f"{float(taken['kept_of_the_prompt']):.0%}"
    labels = (
        ("Calls a day", "20k", "How often the model is called, on an ordinary day."),
        ("Tokens of a prompt now", _if_empty(taken["input_tokens"]), "All that is sent: instructions, examples, context and question."),
        ("Tokens of an answer", _if_empty(taken["output_tokens"]), ""),
        ("Tokens of a prompt once tuned", f"{kept} of today's, if you leave it open", "Instructions and examples can go; the case stays."),
        ("Labelled examples to train on", _if_empty(taken["examples"]), ""),
    )  # fmt: skip
    numbers = {
        name: _typed(name, label, placeholder, hint, LONGEST_NUMBER)
        for name, (label, placeholder, hint) in zip(COUNTS, labels, strict=True)
    }
    numbers[COUNTS[0]]["optional"] = False
    model = _typed(MODEL, "Model you use now", _if_empty(taken["model"]), "", LONGEST_NAME)
    bill = _typed(
        BILL, "What you pay a month, in US dollars", "9k", "Instead of the tokens of a prompt, where you don't know them.",
        LONGEST_NUMBER,
    )  # fmt: skip
    calls, prompt, *others = numbers.values()
    blocks = [calls, model, _seller(), prompt, bill, *others]
    return modal(Form.COST, "What would it cost?", "Work it out", {"channel": channel}, blocks)


def read_cost_form(view: Mapping[str, Any]) -> CostForm:
    """What somebody filled in, as it was typed."""
    kept = kept_with(view)
    texts = {name: typed_in(view, name) for name in (*COUNTS, BILL, MODEL)}
    sellers = [value for value in chosen_in(view, SELLER) if value in SELLERS]
    return CostForm(texts | ({SELLER: sellers[0]} if sellers else {}), kept["channel"], kept["response_url"])


def _if_empty(value: object) -> str:
    """What is taken for a field that stays empty."""
    return f"{value:,} if you leave it open" if isinstance(value, int) else f"{value} if you leave it open"


def _typed(name: str, label: str, placeholder: str, hint: str, most: int) -> Block:
    element = {
        "type": "plain_text_input",
        "max_length": most,
        "placeholder": plain_text(placeholder, LONGEST_PLACEHOLDER),
    }
    return field(name, label, element, optional=True, hint=hint)


def _seller() -> Block:
    """Whose list prices hold: one of those that are known."""
    options = [{"text": plain_text(label, LONGEST_LABEL), "value": name} for name, (label, _) in SELLERS.items()]
    placeholder = plain_text(f"{next(iter(SELLERS.values()))[0]}, where it sells the model", LONGEST_PLACEHOLDER)
    element = {"type": "static_select", "placeholder": placeholder, "options": options}
    return field(
        SELLER, "Platform", element, optional=True, hint="Whose list prices are taken; Azure's by kind of deployment."
    )
