"""Answers in, stored state out."""

from datetime import UTC, datetime

import pytest

from bot.decision import Assessment, AssessmentError, Certainty, Criterion, Fact, examples_band, from_dict, volume_band


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("gaol", "tone_style", "Unknown criterion 'gaol'"),
        ("goal", "nice", "goal cannot be"),
        ("goal", [], "state a value"),
        ("tried", ["rag", "nothing"], "takes one value"),
    ],
)
def test_wrong_values_are_named(name: str, value: str | list[str], message: str) -> None:
    """A criterion or value the rubric does not know is refused with the value in the message."""
    with pytest.raises(AssessmentError, match=message):
        Assessment.of({name: value})


def test_answer_keeps_who_and_words() -> None:
    """A fact keeps its number, the words, who said it where and when."""
    said = Fact(
        Criterion.EXAMPLES, ("500_4999",), words="1,400 pairs", number=1400, by="U1", message="T1/C1/2",
        at=datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip
    loaded, _ = from_dict(Assessment().put(said).to_dict())
    assert loaded.fact(Criterion.EXAMPLES) == said
    assert loaded.by_criterion[Criterion.EXAMPLES].message == "T1/C1/2"
    assert loaded.value(Criterion.EXAMPLES) == "500_4999"


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {},
        {"schema": 99, "facts": []},
        {"schema": 2},
        {"schema": 2, "facts": {}},
        {"schema": 1},
        {"schema": 1, "answers": []},
    ],
)
def test_foreign_state_is_refused(stored: object) -> None:
    """State of another schema, or no state at all, gives a clear error."""
    with pytest.raises(AssessmentError, match="start the walk again"):
        from_dict(stored)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("mood", {"values": ["good"]}),
        ("goal", {"values": ["nice"]}),
        ("goal", {"values": [7]}),
        ("goal", {"values": 7}),
        ("goal", {"values": ["tone_style"], "certainty": "sort of"}),
        ("goal", {"values": ["tone_style"], "number": "many"}),
        ("goal", {"values": ["tone_style"], "number": [1]}),
        ("goal", {"values": ["tone_style"], "at": "yesterday"}),
        ("goal", {"values": ["tone_style"], "at": 5}),
        ("goal", "tone_style"),
    ],
)
def test_unreadable_answers_are_left_out(name: str, entry: object) -> None:
    """One unreadable stored fact is dropped with a note; the others stay."""
    stored = {"criterion": name, **entry} if isinstance(entry, dict) else name
    loaded, notes = from_dict({"schema": 2, "facts": [stored, {"criterion": "tried", "values": ["rag"]}]})
    assert loaded == Assessment.of({"tried": "rag"})
    assert len(notes) == 1
    assert repr(name) in notes[0]


def test_state_of_an_older_version_is_read() -> None:
    """What was stored before facts had a certainty is read on; what was assumed then is only likely."""
    stored = {
        "tried": {"standing": "stated", "values": ["rag"], "by": "U1", "words": "a search", "number": None, "at": None},
        "baseline": {"standing": "stated", "values": ["none"], "by": "assumed by the assistant"},
        "volume": {"standing": "unsure", "values": []},
        "goal": "tone_style",
    }
    loaded, notes = from_dict({"schema": 1, "answers": stored})
    assert loaded.values(Criterion.TRIED) == ("rag",)
    assert loaded.fact(Criterion.BASELINE) == Fact(Criterion.BASELINE, ("none",), Certainty.LIKELY)
    assert loaded.certainty(Criterion.VOLUME) is Certainty.UNSURE
    assert len(notes) == 1


def test_only_stated_values_count_as_known() -> None:
    """What is likely, vague or unsure is no stated value, whatever it holds."""
    assessment = Assessment.of({"tried": "rag"}, Certainty.LIKELY).put(
        Fact(Criterion.VOLUME, ("high",), Certainty.VAGUE)
    )
    assert not assessment.knows(Criterion.TRIED)
    assert assessment.valued.fact(Criterion.TRIED) is not None
    assert assessment.valued.fact(Criterion.VOLUME) is None
    assert assessment.stated == Assessment()


@pytest.mark.parametrize(
    ("count", "band"),
    [
        (0, "none"),
        (9, "under_10"),
        (10, "10_49"),
        (49, "10_49"),
        (50, "50_499"),
        (500, "500_4999"),
        (4999, "500_4999"),
        (5000, "5000_plus"),
    ],
)
def test_examples_band(count: int, band: str) -> None:
    """A number of examples falls into the band of gate G3."""
    assert examples_band(count) == band


@pytest.mark.parametrize(("calls", "band"), [(499, "low"), (500, "medium"), (5000, "medium"), (5001, "high")])
def test_volume_band(calls: int, band: str) -> None:
    """A daily number of calls falls into the rubric's own bands."""
    assert volume_band(calls) == band
