"""The trained reader: that what runs is what was measured, and what it gives for any text."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decision import VALUES, Criterion
from bot.errors import SourcesError
from bot.reading.encoder import ABOUT, MODEL, Encoded, ReadingEncoder, reading_encoder
from bot.reading.kinds import MessageKind
from bot.reading.windows import QUESTIONS

#: Longer than one window.
LONG = "We run a shop for garden tools and answer mails by hand. " * 30


def encoded(text: str, asked: Criterion | None = None) -> Encoded:
    """What the packaged reader makes of a text with words."""
    found = reading_encoder().encode(text, asked)
    assert found is not None
    return found


@pytest.fixture
def about(tmp_path: Path) -> Path:
    """A copy of what is known of the packaged reader."""
    copy = tmp_path / "reader.json"
    copy.write_text(ABOUT.read_text(encoding="utf-8"), encoding="utf-8")
    return copy


def test_knows_every_value() -> None:
    """There is a probability for each value of each criterion, for "not sure" and for a claim without its number."""
    found = encoded("We only have a one-line prompt.")
    for criterion in Criterion:
        for value in (*map(str, VALUES[criterion]), "unsure", "vague"):
            assert 0 <= found.probability(criterion, value) <= 1
            assert 0 <= found.at_least_likely(criterion, value) <= 1


@pytest.mark.parametrize("text", ["We only have a one-line prompt.", "?", LONG])
def test_kinds_share_one(text: str) -> None:
    """Each kind of message has its probability, and they add up to one."""
    kinds = encoded(text).kinds
    assert set(kinds) == set(MessageKind)
    assert sum(kinds.values()) == pytest.approx(1, abs=1e-4)


def test_the_open_question_counts() -> None:
    """A reply is read in the light of what was asked."""
    text = "once a week"
    plain, asked = encoded(text), encoded(text, Criterion.VOLATILITY)
    assert not np.allclose(plain.stated, asked.stated)
    assert asked.kinds != plain.kinds


def test_what_stands_late_is_found() -> None:
    """A fact behind a window's worth of other words is read, and its place is where it stands."""
    text = f"{LONG}We have only tried a one-line prompt so far."
    found = encoded(text)
    assert found.probability(Criterion.TRIED, "basic_prompt") > encoded(LONG).probability(
        Criterion.TRIED, "basic_prompt"
    )
    start, end = found.place(Criterion.TRIED, "basic_prompt")
    assert "one-line prompt" in text[start:end]


def test_places_are_whole_words() -> None:
    """What is quoted begins and ends where words do."""
    text = "Everything has to stay on-premises, in our own server room."
    start, end = encoded(text).place(Criterion.RESIDENCY, "on_prem")
    assert start == 0 or text[start - 1].isspace()
    assert end == len(text) or text[end].isspace()


@pytest.mark.parametrize("text", ["", " \n\t "])
@pytest.mark.parametrize("asked", [None, Criterion.GOAL])
def test_a_text_without_words_is_not_read(text: str, asked: Criterion | None) -> None:
    """Where there are no words there is nothing to say of them."""
    assert reading_encoder().encode(text, asked) is None


def test_lone_surrogates_are_read_past() -> None:
    """Half a character, as badly decoded input has it, stops nothing."""
    found = encoded("Everything stays \ud83d on our own servers \udc00")
    start, end = found.place(Criterion.RESIDENCY, "on_prem")
    assert "own" in found.text[start:end]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, *Criterion]), st.sampled_from(list(QUESTIONS)))
def test_any_text(text: str, asked: Criterion | None, criterion: Criterion) -> None:
    """Whatever is written, places lie within the text and probabilities between 0 and 1."""
    found = reading_encoder().encode(text, asked)
    if found is None:
        return
    assert found.stated.min() >= 0
    assert found.stated.max() <= 1
    for value in (str(value) for value in VALUES[criterion] if (criterion, str(value)) in found.columns):
        start, end = found.place(criterion, value)
        assert 0 <= start <= end <= len(text)


def test_it_is_loaded_once() -> None:
    """Every surface shares one network."""
    assert reading_encoder() is reading_encoder()


def test_another_file_is_refused(tmp_path: Path, about: Path) -> None:
    """A network that is not the one that was measured is not used; the message names both digests and what to do."""
    other = tmp_path / "reader.onnx"
    other.write_bytes(b"another network")
    expected = json.loads(about.read_text(encoding="utf-8"))["digest"][:12]
    with pytest.raises(SourcesError, match=rf"reader\.onnx' has the digest .*{expected}.*Install .* again"):
        ReadingEncoder(other, about)


@pytest.mark.parametrize("missing", ["reader.onnx", "reader.json"])
def test_a_missing_file_is_named(tmp_path: Path, about: Path, missing: str) -> None:
    """Whichever file is not there, the message names it and what to do."""
    model = tmp_path / "reader.onnx" if missing == "reader.onnx" else MODEL
    if missing == "reader.json":
        about.unlink()
    with pytest.raises(SourcesError, match=rf"{missing}.*Install .* again"):
        ReadingEncoder(model, about)


@pytest.mark.parametrize("damaged", ["", "{", "{}"])
def test_a_damaged_description_is_told(about: Path, damaged: str) -> None:
    """What is no description of a network raises the error that says what to do."""
    about.write_text(damaged, encoding="utf-8")
    with pytest.raises(SourcesError, match="Install"):
        ReadingEncoder(MODEL, about)
