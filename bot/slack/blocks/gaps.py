"""What is missing, as operators see it: the digest of a week, and the form that says which passage answers a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.slack.blocks import elements
from bot.slack.blocks.action_ids import COMMA, SEPARATOR, Button, Form
from bot.slack.blocks.elements import LONGEST_LABEL, plain_text
from bot.slack.blocks.fields import LONGEST_PLACEHOLDER, chosen_in, field, kept_with, modal, typed_in
from bot.slack.blocks.message import Message
from bot.slack.blocks.safe_markdown import clean, cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bot.slack.blocks.message import Block
    from knowledge.passages import Passage

#: Groups in a digest, questions of one that its button names, and wordings that the form is filled with.
MOST_GROUPS, MOST_NAMED, MOST_WORDINGS = 10, 40, 5
#: Characters of a question in a digest, and of all wordings together.
LONGEST_QUESTION, LONGEST_WORDINGS = 300, 2_500
#: Passages to choose from, and documents.
MOST_PASSAGES, MOST_DOCUMENTS = 6, 100
WORDINGS, PASSAGE, SEARCH, DOCUMENT = "wordings", "passage", "search", "document"
#: What the value of a whole document begins with; a passage's is its id.
WHOLE = "document:"


@dataclass(frozen=True, slots=True)
class ShownGap:
    """One group as others may see it: what it is called, how often and by how many it was asked, the nearest passages, and its questions by number.

    `public` are the numbers of those that were asked in public.
    """

    said: str
    times: int
    people: int
    nearest: tuple[Passage, ...] = ()
    public: tuple[int, ...] = ()
    private: tuple[int, ...] = ()

    @property
    def counted(self) -> str:
        """How often it was asked, and by how many."""
        if self.times == 1:
            return "Asked once"
        return f"Asked {self.times:,} times by {self.people:,} {'person' if self.people == 1 else 'people'}"

    @property
    def value(self) -> str:
        """What its button carries."""
        public = self.public[:MOST_NAMED]
        return f"{_numbers(public)}{SEPARATOR}{_numbers(self.private[: MOST_NAMED - len(public)])}"


@dataclass(frozen=True, slots=True)
class GapForm:
    """What an operator filled in: wordings, the passage's id or the document's, and which declined questions it is about."""

    wordings: tuple[str, ...]
    passage: str
    document: str
    numbers: tuple[int, ...]
    channel: str
    thread: str
    round: int = 0


def digest_message(gaps: Sequence[ShownGap], first: date, last: date, hidden: int) -> Message:
    """The digest of some days; `hidden` groups are not shown to whoever did not ask."""
    shown = list(gaps[:MOST_GROUPS])
    left = hidden + len(gaps) - len(shown)
    blocks = [
        *elements.header("What people asked that no source holds"),
        *elements.small_print(f"{first:%-d %B} to {last:%-d %B %Y}, without names. Most asked first."),
    ]
    for gap in shown:
        near = [
            part
            for passage in gap.nearest
            for part in (*elements.run("\nNear, but silent on it: "), *elements.where(passage))
        ]
        blocks += [
            *elements.rich(
                elements.line(
                    elements.run(f"{cut(gap.said, LONGEST_QUESTION)}\n", "bold"), elements.run(f"{gap.counted}."), near
                )
            ),
            *elements.actions(elements.button(Button.GAP_ANSWER, "This is answered by…", gap.value)),
        ]
    blocks += elements.small_print(_ending(left))
    links = elements.links_in(*(passage for gap in shown for passage in gap.nearest))
    groups = f"{len(shown)} {'group' if len(shown) == 1 else 'groups'} of questions"
    return Message(f"What people asked that no source holds: {groups}", tuple(blocks), links)


def gap_form(
    numbers: Sequence[int],
    wordings: Sequence[str],
    passages: Sequence[Passage],
    documents: Sequence[tuple[str, str]],
    kept: Mapping[str, str],
) -> dict[str, Any]:
    """The form; `documents` are ids and titles, `kept` says where the digest stands."""
    blocks = [
        _wordings(wordings),
        _passages(passages, int(kept.get("round", "0"))),
        _search(),
        *([_documents(documents)] if documents else []),
    ]
    return modal(Form.GAP, "Which passage answers", "Point to it", {**kept, "numbers": _numbers(numbers)}, blocks)


def found_anew(view: Mapping[str, Any], passages: Sequence[Passage]) -> dict[str, Any]:
    """The same form with other passages to choose from; what was typed stays, since its fields are called the same."""
    form = read_gap_form(view)
    kept = {
        "channel": form.channel, "thread": form.thread, "round": str(form.round + 1), "numbers": _numbers(form.numbers),
    }  # fmt: skip
    others = [block for block in view["blocks"] if not str(block["block_id"]).startswith(PASSAGE)]
    blocks = [others[0], _passages(passages, form.round + 1), *others[1:]]
    return modal(Form.GAP, "Which passage answers", "Point to it", kept, blocks)


def read_gap_form(view: Mapping[str, Any]) -> GapForm:
    """What somebody filled in."""
    kept = kept_with(view)
    lines = (line.strip() for line in typed_in(view, WORDINGS).splitlines())
    turn = int(kept["round"] or 0)
    passage, document = chosen_in(view, _named(turn)), chosen_in(view, DOCUMENT)
    return GapForm(
        tuple(dict.fromkeys(line for line in lines if line)),
        passage[0] if passage else "",
        document[0].removeprefix(WHOLE) if document else "",
        numbers_in(kept["numbers"]),
        kept["channel"],
        kept["thread"],
        turn,
    )


def passage_field(view: Mapping[str, Any]) -> str:
    """What the field with the passages is called now."""
    return _named(read_gap_form(view).round)


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers that a button or a form carries."""
    return tuple(int(one) for one in text.split(COMMA) if one.isdecimal())


def _named(turn: int) -> str:
    # Slack keeps what was chosen in a field as long as that is called the same.
    return f"{PASSAGE}{turn}"


def _numbers(numbers: Sequence[int]) -> str:
    return COMMA.join(map(str, numbers))


def _ending(left: int) -> str:
    more = (
        f"{left:,} more {'group is' if left == 1 else 'groups are'} listed by “ftn gaps” on the bot's machine. "
        if left
        else ""
    )
    return (
        f"{more}Questions are shown as they were asked in public channels; of what was asked in private, only words that three people used. "
        "Those in FTN_OPERATORS can say which passage answers."
    )


def _wordings(wordings: Sequence[str]) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": LONGEST_WORDINGS,
        "placeholder": plain_text("How do people ask it?", LONGEST_PLACEHOLDER),
    }
    if shown := cut("\n".join(clean(" ".join(one.split())) for one in wordings[:MOST_WORDINGS]), LONGEST_WORDINGS):
        element["initial_value"] = shown
    hint = "One wording a line. What is near to one of them is answered the same. Somebody's own words go when they delete them; yours stay."
    return field(WORDINGS, "The question", element, hint=hint)


def _passages(passages: Sequence[Passage], turn: int) -> Block:
    if not passages:
        element: dict[str, Any] = {
            "type": "radio_buttons",
            "options": [
                {"text": plain_text("Nothing found: look for other words below", LONGEST_LABEL), "value": WHOLE}
            ],
        }
    else:
        element = {"type": "radio_buttons", "options": [_option(one) for one in passages[:MOST_PASSAGES]]}
    return field(_named(turn), "is answered by", element, optional=True)


def _option(passage: Passage) -> dict[str, Any]:
    return {
        "text": plain_text(passage.place, LONGEST_LABEL),
        "description": plain_text(passage.text, LONGEST_LABEL),
        "value": passage.id,
    }


def _search() -> Block:
    element = {
        "type": "plain_text_input",
        "action_id": Button.GAP_SEARCH.value,
        "max_length": LONGEST_QUESTION,
        "placeholder": plain_text("Words of the passage", LONGEST_PLACEHOLDER),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    made = field(SEARCH, "Or look for another passage", element, optional=True, hint="Enter shows what is found above.")
    return {**made, "dispatch_action": True}


def _documents(documents: Sequence[tuple[str, str]]) -> Block:
    options = [
        {"text": plain_text(title, LONGEST_LABEL), "value": f"{WHOLE}{source_id}"[: 2 * LONGEST_LABEL]}
        for source_id, title in documents[:MOST_DOCUMENTS]
    ]
    element = {
        "type": "static_select",
        "placeholder": plain_text("The part of it that is nearest answers", LONGEST_PLACEHOLDER),
        "options": options,
    }
    return field(DOCUMENT, "Or by a whole document of your own", element, optional=True)
