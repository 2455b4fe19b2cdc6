"""Input that is broken before the model sees it is told from mistakes of the model, and from broken examples."""

from __future__ import annotations

import pytest

from bot.decision import Certainty, Criterion
from bot.reading.read_message import read_message
from bot.reading.told.broken_input import VALUE, broken_input


@pytest.mark.parametrize(
    "text",
    [
        "the dictaphone recording is so noisy that the transcript is nonsense",
        "the PDF text layer is scrambled",
        "voice to text writes wrong drug names",
        "because fax quality is awful",
        "exports from SAP are truncated at 255 chars",
        "attachments arrive empty",
        "in most failed cases the wrong document was attached",
        "mails come in with broken umlauts",
        "the HTML to text conversion drops the tables",
        "we lose the half of text in conversion",
        "handwritten notes can't be read even by us",
        "customers send photos which are not sharp",
        "most of the errors are due to bad scans",
        "17 of 20 failures are OCR garbage",
        "mistakes come from OCR",
        "30 of 80 have wrong names because whisper mishears them",
    ],
)
def test_the_input_is_at_fault(text: str) -> None:
    """Stated, whatever breaks it."""
    found = broken_input(text)
    assert found is not None
    assert (found.criterion, found.values, found.certainty) == (Criterion.FAILURE, (VALUE,), Certainty.STATED)


@pytest.mark.parametrize(
    "text",
    [
        "some scans are bad",
        "a few photos are blurry",
        "sometimes the transcript is garbled",
        "12 of 40 scans are blurry",
    ],
)
def test_a_part_of_it_is_asked_about(text: str) -> None:
    """It may be what goes wrong, or not."""
    found = broken_input(text)
    assert found is not None
    assert found.is_likely


@pytest.mark.parametrize(
    "text",
    [
        "OCR is fine",
        "no bad scans",
        "OCR errors are not the problem",
        "OCR was bad but we fixed it",
        "can it handle bad scans?",
        "we want it to correct OCR errors",
        "transcription errors are what we want to find",
        "training examples have OCR errors",
        "the JSON it writes is broken",
        "the answer is cut off at the end",
        "the search brings wrong files",
        "retrieval cuts files in the middle",
        "the scans are good, the model mixes up the dates",
        "it confuses the date and the due date in the pdf",
        "wrong totals in 12 of 40 scanned invoices",
        "extract fields from scanned invoices, 8 of 60 wrong",
        "photos of broken machine parts are sorted into 8 types",
        "if the scan is bad we ask the customer",
        "9 of 30 failures are from bad scans",
    ],
)
def test_what_the_model_or_the_data_get_wrong_is_not(text: str) -> None:
    """Nor is a task, a question, or what is mended."""
    assert broken_input(text) is None


def test_it_is_no_quality_of_examples_and_no_score() -> None:
    """Only the failure is told."""
    facts = read_message("half of the files were cut off in export", Criterion.FAILURE)
    assert facts.answer is None or facts.answer.values == (VALUE,)
    assert [one.values for one in facts.facts] == [(VALUE,)]
