"""What a short message says as a whole, and the data that says so."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bot import phrases
from bot.decision import VALUES, Criterion, Outcome, button, rubric
from bot.reading.kinds import MessageKind
from bot.reading.sayings import (
    FILE,
    LONGEST,
    Command,
    adds,
    answer_named,
    asks,
    bare_answer,
    begins_a_case,
    begins_with_yes,
    change_named,
    change_to,
    command_in,
    drops,
    is_no,
    is_unsure,
    is_yes,
    kind_named,
    letter_in,
    may_ask,
    names_own_data,
    own_word_asked,
    sayings,
    stripped,
    techniques_named,
    why_not_asked,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
#: Sentences with a command's words in them, as people open a conversation.
NO_COMMANDS = (
    "can we go back to retrieval?",
    "correct answers from our manual",
    "correct JSON",
    "edit suggestions in our house style",
    "change requests routed to the right team",
    "Nothing yet. It should just answer in our tone, we have 300 old replies that were checked",
    "It doesn't give us the answer in JSON",
    "tell me about RAG",
    "give us the answer in our tone",
    "stop the hallucinations",
    "cancel our subscription",
    "start with retrieval?",
    "more examples",
    "help me write a prompt",
    "the end of the month",
)


def listed(section: str) -> list[tuple[str, str]]:
    """The sayings of a section, each with the name it stands under."""
    return [(name, text) for name, texts in DATA[section].items() for text in texts]


def answers() -> list[tuple[Criterion, str, str]]:
    """The words that answer, with the question and the value they stand under, and the labels of the rubric."""
    own = [
        (Criterion(name), value, text)
        for name, entry in DATA["answers"].items()
        for value, texts in entry.items()
        for text in texts
    ]
    labels = [(each, value, row.label) for each in Criterion for value, row in rubric().criteria[each].values.items()]
    return own + labels


def several(texts: Iterable[str]) -> list[str]:
    """The texts that stand more than once among some."""
    return [text for text, count in Counter(texts).items() if count > 1]


# ------------------------------------------------------------------------------------------------------------------ the data


@pytest.mark.parametrize("text", DATA["yes"])
def test_every_yes(text: str) -> None:
    """Each saying for yes is a yes, and no other."""
    assert is_yes(text)
    assert not is_no(text)


@pytest.mark.parametrize("text", DATA["no"])
def test_every_no(text: str) -> None:
    """Each saying for no is a no, and no other."""
    assert is_no(text)
    assert not is_yes(text)


@pytest.mark.parametrize("text", DATA["unsure"])
def test_every_not_sure(text: str) -> None:
    """Each saying for "not sure" is one, and neither yes nor no."""
    assert is_unsure(text)
    assert not is_yes(text)
    assert not is_no(text)


@pytest.mark.parametrize(("name", "text"), listed("commands"))
def test_every_command(name: str, text: str) -> None:
    """Each saying is the command it stands under, and nothing a person asks about the verdict."""
    assert command_in(text) is Command(name)
    assert kind_named(text) is None


@pytest.mark.parametrize(("name", "text"), listed("about"))
def test_every_word_about_what_was_said(name: str, text: str) -> None:
    """Each saying is the kind of message it stands under, and no command."""
    assert kind_named(text) is MessageKind(name)
    assert command_in(text) is None


@pytest.mark.parametrize(("criterion", "value", "text"), answers())
def test_every_answer(criterion: Criterion, value: str, text: str) -> None:
    """Each label, and each other word for it, names its value; no saying means two values of one question."""
    assert answer_named(text, criterion) == value


def test_every_command_has_sayings() -> None:
    """No command can only be pressed."""
    assert set(DATA["commands"]) == set(Command)


def test_names_are_those_of_the_rubric() -> None:
    """Every criterion, value and outcome that the data names exists."""
    assert set(DATA["answers"]) <= set(Criterion)
    assert set(DATA["questions"]) <= set(Criterion)
    for name, entry in DATA["questions"].items():
        values = {value for word, value in entry.items() if word in {"yes", "no"}}
        assert values <= set(map(str, VALUES[Criterion(name)]))
        assert set(entry) <= {"yes", "no", "vague"}
    assert set(DATA["why_not"]) - {"begins"} <= set(Outcome)


def test_nothing_stands_twice() -> None:
    """No list holds a saying twice, and none of its lists shares one with another of its section."""
    assert several(text for texts in (DATA["yes"], DATA["no"], DATA["unsure"]) for text in texts) == []
    assert several(text for _, text in listed("commands")) == []
    assert several(text for _, text in listed("about")) == []
    for entry in DATA["answers"].values():
        assert several(text for texts in entry.values() for text in texts) == []
    for name in ("fillers", "asking"):
        assert several(DATA[name]) == []


@pytest.mark.parametrize(
    "texts",
    [DATA["yes"], DATA["no"], DATA["unsure"], [text for _, text in listed("commands") + listed("about")]],
    ids=["yes", "no", "unsure", "commands and about"],
)
def test_sayings_are_short_and_in_lower_case(texts: list[str]) -> None:
    """What is longer than a saying may be would never be found."""
    assert [text for text in texts if len(text) > LONGEST or text != text.lower() or text != text.strip()] == []


# ---------------------------------------------------------------------------------------------------------------- the look-ups


@pytest.mark.parametrize(
    "text", ["Back!", "BACK", "go back please", "ok, back", "please go back", " back. ", "hm back"]
)
def test_fillers_case_and_punctuation_do_not_count(text: str) -> None:
    """A command is one with courtesies around it."""
    assert command_in(text) is Command.BACK


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("verdict now", Command.VERDICT),
        ("The verdict, please.", Command.VERDICT),
        ("just tell me the answer already", Command.VERDICT),
        ("ok let's start over", Command.START_OVER),
        ("can you walk me through it?", Command.WALK),
        ("/sources", Command.SOURCES),
        ("/more", Command.MORE),
    ],
)
def test_commands_as_people_say_them(text: str, command: Command) -> None:
    """The ways of saying a command that people were seen to use."""
    assert command_in(text) is command


@pytest.mark.parametrize("text", ["I think so", "I guess so"])
def test_what_is_left_without_fillers_means_the_same(text: str) -> None:
    """A yes whose last word alone would mean something else is a yes."""
    assert is_yes(text)
    assert kind_named(text) is None


@pytest.mark.parametrize("text", NO_COMMANDS)
def test_a_command_is_the_whole_message(text: str) -> None:
    """A command's words inside a sentence are no command."""
    assert command_in(text) is None
    assert change_named(text) is None
    assert kind_named(text) is None


@pytest.mark.parametrize(
    ("text", "criterion"),
    [
        ("change tried", Criterion.TRIED),
        ("change tried so far", Criterion.TRIED),
        ("Change the deadline, please", Criterion.DEADLINE),
        ("correct my answer about the examples", Criterion.EXAMPLES),
        ("edit data quality", Criterion.DATA_QUALITY),
        ("change the colour", None),
        ("change", None),
        ("change tried to nothing yet", None),
    ],
)
def test_change_names_an_answer(text: str, criterion: Criterion | None) -> None:
    """An answer to be changed is named by its criterion or its label, and by nothing else."""
    assert change_named(text) is criterion


@pytest.mark.parametrize("criterion", Criterion)
def test_every_answer_can_be_changed(criterion: Criterion) -> None:
    """Each criterion is known by its label."""
    assert change_named(f"change {rubric().criteria[criterion].label}") is criterion


@pytest.mark.parametrize(
    "text", ["yes, and the clerks agree on every single one of them", "no way around it, we must train"]
)
def test_yes_and_no_are_the_whole_message(text: str) -> None:
    """What goes on after a yes or no is left to the reader."""
    assert not is_yes(text)
    assert not is_no(text)


@pytest.mark.parametrize(
    ("criterion", "said", "expected"),
    [
        (Criterion.CITATIONS, "yes please", ("yes", False)),
        (Criterion.CITATIONS, "nope", ("no", False)),
        # "Will the definition change?", "May everyone see everything?": a yes is not always the first value.
        (Criterion.TASK_STABILITY, "yes", ("changing", False)),
        (Criterion.TASK_STABILITY, "no", ("stable", False)),
        (Criterion.PERMISSIONS, "yes", ("none", False)),
        (Criterion.PERMISSIONS, "no", ("per_user", False)),
        # "Yes, we have some" claims what needs a number.
        (Criterion.EXAMPLES, "yes", ("", True)),
        (Criterion.BASELINE, "yep", ("", True)),
        (Criterion.EXAMPLES, "no", ("none", False)),
        (Criterion.TRIED, "no", ("nothing", False)),
        # Neither says which.
        (Criterion.TRIED, "yes", None),
        (Criterion.GOAL, "yes", None),
        (Criterion.GOAL, "no", None),
        (Criterion.DEADLINE, "no", None),
        (Criterion.CITATIONS, "perhaps in spring", None),
    ],
)
def test_what_a_bare_yes_or_no_means(criterion: Criterion, said: str, expected: tuple[str, bool] | None) -> None:
    """Yes and no mean what they mean for the wording of the question, and nothing where it asks which."""
    assert bare_answer(said, criterion) == expected


@pytest.mark.parametrize("text", ["not sure honestly", "hmm, don't know", "I'd have to ask", "no idea, sorry", "?"])
def test_not_sure_in_a_few_words(text: str) -> None:
    """A few words around it change nothing."""
    assert is_unsure(text)


@pytest.mark.parametrize(
    "text",
    ["not sure about the format but the tone is off", "we know", "I don't know it well enough to say that it fails"],
)
def test_more_than_not_sure(text: str) -> None:
    """A message that says something of its own is not just "not sure"."""
    assert not is_unsure(text)


@pytest.mark.parametrize(
    ("text", "letter"),
    [("b", "b"), ("B", "b"), ("(b)", "b"), ("b.", "b"), ("option b", "b"), ("Option C!", "c"), (" a ", "a")],
)
def test_letters(text: str, letter: str) -> None:
    """An option's letter, however it is dressed."""
    assert letter_in(text) == letter


@pytest.mark.parametrize("text", ["ab", "a basic prompt", "5", "", "option", "a b", "é", f"a{' ' * LONGEST}"])
def test_what_is_no_letter(text: str) -> None:
    """Words, numbers and nothing are no letters."""
    assert letter_in(text) == ""


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("why not retrieval?", Outcome.RAG),
        ("Why not RAG?", Outcome.RAG),
        ("why not just fine-tune on those 40k tickets?", Outcome.FINE_TUNE),
        ("why don't we train one", Outcome.FINE_TUNE),
        ("ok but why not distillation?", Outcome.PROMPT_PLUS_DISTILL),
        ("but why not prompting", Outcome.PROMPT_ENGINEERING),
        ("why not", None),
        ("why retrieval?", None),
        ("we asked why not retrieval", None),
    ],
)
def test_why_not(text: str, outcome: Outcome | None) -> None:
    """What is asked "why not" about is told by the word that names it."""
    assert why_not_asked(text) == outcome


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("but our vendor says finetuning on our docs fixes it", (Outcome.FINE_TUNE,)),
        ("everybody does RAG now", (Outcome.RAG,)),
        ("you said fine-tuning but they say prompt first", (Outcome.FINE_TUNE, Outcome.PROMPT_ENGINEERING)),
        ("our vendor is expensive", ()),
    ],
)
def test_techniques_named(text: str, outcomes: tuple[Outcome, ...]) -> None:
    """What a message holds up is told by the words that name it, each once, in their order."""
    assert techniques_named(text) == outcomes


@pytest.mark.parametrize(
    "text",
    [
        "is that so",
        "What does it cost",
        "examples?",
        "explain epochs",
        "we have 30. enough?",
        "wait what's RFT",
        "so, how long",
    ],
)
def test_asks(text: str) -> None:
    """A question mark, or the word that begins a question, makes one."""
    assert asks(text)


@pytest.mark.parametrize(
    "text", ["we have 30 pairs", "nothing yet", "", "...", "our tone should be warm", "so far nothing"]
)
def test_does_not_ask(text: str) -> None:
    """What states something asks nothing."""
    assert not asks(text)


def test_what_is_stripped() -> None:
    """Fillers go from both ends, never the last word, and a long message is none to be stripped."""
    assert stripped("Ok so please, go back now, thanks!") == "go back"
    assert stripped("ok ok") == "ok"
    assert stripped("please") == "please"
    assert stripped("b" * (LONGEST + 1)) == ""


def test_the_data_is_read_once() -> None:
    """Looking up takes no file."""
    assert sayings() is sayings()


# ------------------------------------------------------------------------------------------------------ by how it begins


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("yes", True),
        ("yes it is", True),
        ("right, both of us", True),
        ("Correct.", True),
        ("right department", False),
        ("yes and no", False),
        ("yes, but not really", False),
        ("no, yes", False),
        ("", False),
    ],
)
def test_begins_with_yes(text: str, *, begins: bool) -> None:
    """A yes that stands by itself, and not a word that can also mean something else, nor half a yes."""
    assert begins_with_yes(text) is begins


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("change examples to 20", (Criterion.EXAMPLES, "20")),
        ("Change the examples: none.", (Criterion.EXAMPLES, "none")),
        ("change examples", None),
        ("change the weather to sun", None),
        ("we change examples to 20", None),
    ],
)
def test_change_to(text: str, expected: tuple[Criterion, str] | None) -> None:
    """A verb of change, a criterion by one of its names, and what it is to be."""
    assert change_to(text) == expected


@pytest.mark.parametrize(
    ("text", "only_drops"),
    [
        ("scratch the tone thing", True),
        ("Wait, forget the thing about prices.", True),
        ("scratch the made up features thing, tone is the only issue", False),
        ("forget the tone, it's the format", False),
        ("the tone is off", False),
    ],
)
def test_drops(text: str, *, only_drops: bool) -> None:
    """What only names what no longer counts states nothing; what goes on does."""
    assert drops(text) is only_drops


@pytest.mark.parametrize(("text", "adds_more"), [("actually also the tone is off", True), ("actually the tone", False)])
def test_adds(text: str, *, adds_more: bool) -> None:
    """What holds too takes nothing back."""
    assert adds(text) is adds_more


@pytest.mark.parametrize(
    ("text", "begins"), [("We want our bot to be brief", True), ("our model should rhyme", True), ("we wanted", False)]
)
def test_begins_a_case(text: str, *, begins: bool) -> None:
    """People begin to tell what they want of a model in a few ways."""
    assert begins_a_case(text) is begins


@pytest.mark.parametrize(("text", "names"), [("delete my data", True), ("delete the examples answer", False)])
def test_names_own_data(text: str, *, names: bool) -> None:
    """Only what names what is kept of somebody may ask to delete it."""
    assert names_own_data(text) is names


@pytest.mark.parametrize(
    ("text", "may"),
    [("managed vs interactive training, whats the diff", True), ("the manuals change", False), ("can we start?", True)],
)
def test_may_ask(text: str, *, may: bool) -> None:
    """A question may stand anywhere in a message."""
    assert may_ask(text) is may


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What does provisional mean?", "provisional"),
        ("why provisional?", "provisional"),
        ("what does 60% mean", "confidence"),
        ("ok, what's the percentage?", "confidence"),
        ("what do you mean by “would flip it”?", "flip"),
        ("what is fine-tuning?", ""),
        ("what does it mean for a model to be provisional in Azure?", ""),
        ("why?", ""),
    ],
)
def test_own_words(text: str, word: str) -> None:
    """Somebody who asks what a word of ours means is told, and nobody else."""
    assert own_word_asked(text) == word
    assert not word or word in phrases.OWN_WORDS


@pytest.mark.parametrize(
    "text", ["is 2 thousand emails each day", "are about 400 letters per week", "is 900 calls daily", "have 300 pairs"]
)
def test_a_number_without_a_subject_is_told(text: str) -> None:
    """As second languages do, without a question mark."""
    assert not asks(text)
    assert asks(f"{text}?")


@pytest.mark.parametrize(
    "text", ["is 40 enough", "are 300 pairs enough", "is 2 thousand a day a lot", "is it 400 letters per week"]
)
def test_a_number_with_more_words_is_asked(text: str) -> None:
    """With or without a question mark."""
    assert asks(text)


@pytest.mark.parametrize("criterion", list(Criterion))
def test_what_a_button_is_called_answers(criterion: Criterion) -> None:
    """Whoever types what stands on a button has picked it."""
    for value in rubric().criteria[criterion].values:
        assert answer_named(button(criterion, value).lower(), criterion) == value
