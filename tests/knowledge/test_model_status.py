"""The register of model lives: what it says of a day, what it refuses, and that the notes say the same."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from bot.errors import SourcesError
from knowledge.model_status import (
    Checked,
    End,
    Openness,
    Platform,
    TuningMethod,
    ends_next,
    load_model_register,
    model_register,
    open_to_training,
    status_of,
    trainable,
    versions_of,
)
from knowledge.notes import GAPS, read_note
from knowledge.passages import Status, sentences
from knowledge.sources import load_sources

from .test_note_sentences import DAY, moments

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.model_status import ModelStatus
    from knowledge.sources import Source

TODAY = dt.date(2026, 11, 29)
AZURE, OPENAI = Platform.AZURE, Platform.OPENAI
PLATFORMS = """
checked = 2026-11-29
[platforms.azure]
title = "Azure"
source = "S16"
date = 2026-10-05
checked = "original"
read = 2026-11-29
global_training = ["Sweden Central"]
[platforms.openai]
title = "OpenAI"
source = "S23"
date = 2026-11-10
checked = "copy"
read = 2026-11-29
"""
ROW = '[[model]]\nname = "gpt-9"\nplatform = "azure"\n'


def written(tmp_path: Path, text: str) -> Path:
    """A register of this text."""
    file = tmp_path / "model_status.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("model", "platform", "existing", "answer", "day"),
    [
        ("gpt-4.1", AZURE, True, Openness.YES, "2027-04-14"),
        ("gpt-4.1", AZURE, False, Openness.UNKNOWN, "2027-04-14"),
        ("gpt-4.1-nano", AZURE, True, Openness.YES, "2027-04-14"),
        ("gpt-4.1-nano", AZURE, False, Openness.NO, "2026-10-14"),
        ("gpt-4.1-nano", AZURE, None, Openness.UNKNOWN, "2027-04-14"),
        ("gpt-4o-mini", AZURE, True, Openness.YES, "2027-04-01"),
        ("o4-mini", AZURE, False, Openness.NO, "2026-11-19"),
        ("o4-mini", AZURE, True, Openness.YES, "2027-05-19"),
        ("gpt-5", AZURE, True, Openness.UNKNOWN, "2027-02-09"),
        ("gpt-5.1", AZURE, True, Openness.NO, "2027-05-15"),
        ("gpt-oss-20b", AZURE, None, Openness.YES, None),
        ("gpt-35-turbo", AZURE, True, Openness.NO, None),
        ("gpt-4.1", OPENAI, True, Openness.YES, "2027-01-06"),
        ("gpt-4.1", OPENAI, False, Openness.NO, "2026-05-07"),
        ("gpt-4.1", OPENAI, None, Openness.UNKNOWN, "2027-01-06"),
        ("gpt-4.1-nano", OPENAI, None, Openness.NO, "2026-05-07"),
        ("o4-mini", OPENAI, True, Openness.NO, "2026-10-23"),
        ("gpt-5", OPENAI, True, Openness.NO, "2026-12-11"),
        ("unheard-of", AZURE, True, Openness.UNKNOWN, None),
    ],
)
def test_trainable(model: str, platform: Platform, existing: bool | None, answer: Openness, day: str | None) -> None:  # noqa: FBT001
    """Yes, no or unknown, with the day on which that changes or changed, by platform and by sort of customer."""
    found = trainable(model, platform, TODAY, existing=existing)
    assert (found.answer, found.day and found.day.isoformat()) == (answer, day)
    assert model in found.reason
    assert day is None or model.startswith("gpt-5") or day in found.reason


@pytest.mark.parametrize(
    ("today", "existing", "answer"),
    [
        ("2026-05-06", False, Openness.YES),
        ("2026-05-07", False, Openness.NO),
        ("2027-01-05", True, Openness.YES),
        ("2027-01-06", True, Openness.NO),
        ("2027-01-06", None, Openness.NO),
    ],
)
def test_a_model_closes_on_its_day(today: str, existing: bool | None, answer: Openness) -> None:  # noqa: FBT001
    """On the day itself nothing can be started any more."""
    assert trainable("gpt-4o", OPENAI, dt.date.fromisoformat(today), existing=existing).answer is answer


def test_not_before_is_no_closing() -> None:
    """After a "no earlier than" day training may go on: what follows is unknown, not no."""
    found = trainable("gpt-4.1", AZURE, dt.date(2027, 4, 14), existing=True)
    assert (found.answer, found.day) == (Openness.UNKNOWN, dt.date(2027, 4, 14))


def test_what_is_left_where_a_platform_closes() -> None:
    """New customers on Azure are left with open weights; on OpenAI nothing is left to them, and from January on to nobody."""
    left = {one.status.name for one in open_to_training(AZURE, TODAY, existing=False) if one.status}
    assert {"gpt-oss-20b", "Ministral-3B"} <= left
    assert not {"gpt-4.1", "gpt-4o", "o4-mini", "gpt-5"} & left
    assert open_to_training(OPENAI, TODAY, existing=False) == []
    assert [one.status.name for one in open_to_training(OPENAI, TODAY, existing=True) if one.status] == [
        "gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini",
    ]  # fmt: skip
    assert open_to_training(OPENAI, dt.date(2027, 1, 6), existing=True) == []


@pytest.mark.parametrize(
    ("after", "platform", "models", "expected"),
    [
        ("2026-11-29", None, None, "2027-01-06"),
        ("2026-11-29", AZURE, None, "2027-02-09"),
        ("2026-11-29", AZURE, frozenset({"o4-mini"}), "2027-05-19"),
        ("2027-02-08", AZURE, None, "2027-02-09"),
        ("2027-02-09", AZURE, None, "2027-04-01"),
        ("2030-01-01", None, None, None),
    ],
)
def test_what_ends_next(
    after: str, platform: Platform | None, models: frozenset[str] | None, expected: str | None
) -> None:
    """The next day after one on which something of a tunable model ends."""
    found = ends_next(dt.date.fromisoformat(after), platform, models)
    assert (found and found.isoformat()) == expected


def test_the_tunable_version_speaks_for_its_model() -> None:
    """Of several versions the one that can be tuned is the model's status; the others follow, the longest-lived first."""
    assert [one.version for one in versions_of("gpt-4o", AZURE)] == ["2024-08-06", "2024-11-20", "2024-05-13"]
    status = status_of("gpt-4o", AZURE)
    assert status
    assert status.methods == (TuningMethod.SFT, TuningMethod.DPO)
    assert status.ends[End.TUNED] == dt.date(2027, 10, 1)


def test_both_lists_stand_where_microsoft_disagrees() -> None:
    """The schedule is followed, and what the lifecycle policy says instead is kept."""
    status = status_of("o4-mini", AZURE)
    assert status
    assert (status.tuned_ends, status.disputed[1].day) == (dt.date(2027, 11, 19), dt.date(2027, 10, 16))


def test_a_row_takes_its_source_from_its_platform(tmp_path: Path) -> None:
    """Source, date and reading are the platform's where a row has none of its own."""
    other = '[[model]]\nname = "gpt-8"\nplatform = "openai"\nsource = "S05"\n'
    nine, eight = load_model_register(written(tmp_path, PLATFORMS + ROW + other)).model
    assert (nine.source, nine.checked) == ("S16", Checked.ORIGINAL)
    assert (eight.source, eight.checked) == ("S05", Checked.COPY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLATFORMS + ROW + 'retires = "soon"\n', "model.gpt-9"),
        (PLATFORMS + ROW + 'base_ends = "next spring"\n', "model.gpt-9.base_ends"),
        (PLATFORMS + ROW + 'methods = ["magic"]\n', "model.gpt-9.methods"),
        (PLATFORMS + ROW + ROW, "gpt-9 on azure stands twice"),
        (PLATFORMS + ROW + 'not_in = ["Atlantis"]\n', "'Atlantis'"),
        (PLATFORMS + ROW + "not_before = true\n", "of no day"),
        (PLATFORMS + ROW + "date = 2026-11-30\n", "before its document"),
        (PLATFORMS + ROW + "read = 2026-11-30\n", "move `checked`"),
        (PLATFORMS + ROW + "training_ends_new = 2027-02-01\ntraining_ends_existing = 2027-01-01\n", "before new ones"),
        (PLATFORMS + ROW + "training_ends_existing = 2027-02-01\ntuned_ends = 2027-01-01\n", "trains for longer"),
        (PLATFORMS + ROW + 'disputed = [{ field = "price", day = 2027-01-01, by = "x" }]\n', "disputed"),
        (PLATFORMS.split("[platforms.openai]", maxsplit=1)[0], "no [platforms.openai]"),
        ('[[model]]\nplatform = "azure"\n', "checked"),
        (PLATFORMS + '[[model]]\nplatform = "azure"\n', "number 1"),
        (PLATFORMS + 'model = "gpt-9"\n', "model"),
        ("checked = ", "can't read"),
        ("model = 3", "has an entry that can't be used"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """A register that can't be right is refused, and the error names the entry."""
    with pytest.raises(SourcesError, match=re.escape(said)):
        load_model_register(written(tmp_path, text))


def test_a_missing_register_is_an_error(tmp_path: Path) -> None:
    """No register is not an empty one."""
    with pytest.raises(SourcesError, match="can't read"):
        load_model_register(tmp_path / "none.toml")


def test_every_row_rests_on_a_known_source() -> None:
    """The packaged register cites notes that exist."""
    known = {source.id for source in load_sources()}
    assert {one.source for one in model_register().model} <= known
    assert {one.source for one in model_register().platforms.values()} <= known


#: The days of the documents, which a sentence may name as well: "(5 October 2026 schedule)".
DOCUMENTS = {found.date for source in load_sources() for found in read_note(source)}
#: A name of the register in a text: not inside a longer name or number. Notes and people write gpt-3.5-turbo for gpt-35-turbo.
NAMES = {one.name: one.name for one in model_register().model} | {"gpt-3.5-turbo": "gpt-35-turbo"}
NAMED = re.compile(
    rf"(?<![\w.-])(?:{'|'.join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))})(?![\w]|-[a-z0-9]|\.\d)"
)


def strangers(sentence: str, source_id: str) -> list[str]:
    """The days that a sentence of a source sets next to a registered model and that the register doesn't know for it."""
    platform = OPENAI if source_id == "S23" else AZURE
    names = {NAMES[match] for match in NAMED.findall(sentence)}
    if not names:
        return []
    rows = [one for one in model_register().model if one.platform is platform and one.name in names]
    days = model_register().platforms[platform].days.union(*(one.days for one in rows))
    known = {day.isoformat() for day in days} | DOCUMENTS
    return [one.iso for one in moments(sentence) if one.precision == DAY and one.iso not in known]


@pytest.mark.parametrize(
    ("sentence", "source_id", "expected"),
    [
        ("The base model gpt-4.1 retires on 2026-10-14.", "S16", ["2026-10-14"]),
        ("The base model gpt-4.1 retires on 14 April 2027.", "S16", []),
        ("The base model gpt-4.1 retires on 2027-04-14.", "S23", ["2027-04-14"]),
        ("On OpenAI's own platform gpt-3.5-turbo was shut down on 2026-10-23.", "S23", []),
        ("The model gpt-4.1-mini ends on 2027-04-14 (5 October 2026 schedule).", "S16", []),
        ("The model gpt-4.1-maxi ends on 2031-01-01.", "S16", []),
        ("Nothing ends on 2031-01-01.", "S16", []),
    ],
)
def test_strangers(sentence: str, source_id: str, expected: list[str]) -> None:
    """A day of another model or of the other platform is a stranger; the day of a document is not."""
    assert strangers(sentence, source_id) == expected


@pytest.mark.parametrize("source", [*load_sources(), GAPS], ids=lambda source: source.id)
def test_the_notes_know_no_other_days(source: Source) -> None:
    """Every day beside a registered model's name in a note is the register's; what a superseded text said then may differ."""
    said = [
        text for found in read_note(source) if found.status is not Status.SUPERSEDED for text in sentences(found.text)
    ]
    assert [(found, text) for text in said if (found := strangers(text, source.id))] == []


@pytest.mark.parametrize(
    "status",
    [one for one in model_register().model if one.tunable and one.ends],
    ids=lambda one: f"{one.label} {one.platform}",
)
def test_the_notes_tell_every_end(status: ModelStatus) -> None:
    """What the register knows of a model that can be tuned can be asked for: a sentence names the model and the day."""
    (source,) = (one for one in load_sources() if one.id == status.source)
    text = [
        text for found in read_note(source) for text in sentences(found.text) if found.status is not Status.SUPERSEDED
    ]
    told = {
        one.iso
        for line in text
        if status.name in {NAMES[name] for name in NAMED.findall(line)}
        for one in moments(line)
    }
    days = set(status.ends.values()) - model_register().platforms[status.platform].days
    assert {day.isoformat() for day in days} <= told
