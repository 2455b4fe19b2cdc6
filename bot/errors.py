"""Every error this project raises on purpose, in one tree.

* FineTuneOrNotError
  · OperatorError                what the person who runs it can fix
    - SettingsError              a setting is missing or has a value that can't be used
    - SourcesError               sources.toml or a note in it is not well-formed
    - DocumentError              one of a person's own documents can't be read
    - IndexLockedError           another process owns the index directory
    - BotGoneError               the running bot went away while it did something for a command
    - IndexUnusableError         the index directory is locked, read-only, or on a full disk
    - StorageError               the database can't be opened, or is newer than the program
    - PricesError                a file of prices can't be read or has a row that can't be used
    - CostInputError             a number for the cost model is out of its range
    - RubricError                the packaged rubric is incomplete or contradicts itself
    - PromptError                a prompt file is missing or lacks a variable
    - ModelConfigurationError    the model server refused the key, the model name or the request
  · TransientError               what to retry, or to degrade from
    - EmbedderUnavailableError   the local embedding model is missing or damaged
    - IndexDamagedError          the index is corrupt or not ours
    - IndexUnreachableError      the Chroma server does not answer
    - AssessmentError            a value or a stored assessment is not one the rubric knows
    - ModelUnavailableError      the language model did not answer usefully in time
      + ModelBusyError           it answered 429; says when to come back
      + ModelRefusedError        it declined to answer
      + ModelOutputError         it answered something that can't be used
    - StoreUnavailableError      the database is away, full or locked; what was asked of it was not done
    - UnknownPriceError          no price is known for what was asked; says which are nearest
    - PricesUnreachableError     the price list could not be fetched whole
    - PageError                  a page of a source could not be fetched, or is not what it should be
    - SlackRefusedError          Slack said no to a call; says which and why
    - SlackUnreachableError      Slack did not answer a call, or had trouble of its own

An absent answer is not an error: see `bot.replies.Abstention`.
"""

from __future__ import annotations

import pathlib
from traceback import extract_tb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_PROGRAM = pathlib.Path(__file__).parents[1]


class FineTuneOrNotError(Exception):
    """The root of the tree; catch it at a surface's boundary only."""


class OperatorError(FineTuneOrNotError):
    """Something the person who runs the program can fix; the message says how."""


class SettingsError(OperatorError):
    """A setting is missing or has a value that can't be used."""


class SourcesError(OperatorError):
    """`sources.toml`, or a note it names, is not well-formed."""


class DocumentError(OperatorError):
    """One of a person's own documents can't be read; `file` is what it is called, `reason` says why and what to do."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file!r} {reason}")
        self.file = file
        self.reason = reason


class IndexLockedError(OperatorError):
    """Another process owns the index directory."""


class BotGoneError(OperatorError):
    """The bot that runs beside a command went away before it was done."""


class IndexUnusableError(OperatorError):
    """The index directory is locked by another program, can't be written, or lies on a full disk; the message says what to do."""


class StorageError(OperatorError):
    """The database can't be opened or upgraded, or is newer than the program; the message never shows a password."""


class RubricError(OperatorError):
    """The packaged rubric is incomplete or contradicts itself; the message names the place in `rubric.toml`."""


class PricesError(OperatorError):
    """A file of prices can't be read or has a row that can't be used; the message names it."""


class CostInputError(OperatorError):
    """A number for the cost model is out of its range; the message names it and what is allowed."""


class PromptError(OperatorError):
    """A prompt file is missing, or its variables don't match what was passed."""


class ModelConfigurationError(OperatorError):
    """The model server refused the key, the model name or the shape of the request."""


class TransientError(FineTuneOrNotError):
    """Something to retry, or to go on without."""


class StoreUnavailableError(TransientError):
    """The database is away, full or locked; what was asked of it was not done, or nobody knows."""


class EmbedderUnavailableError(TransientError):
    """The local embedding model is missing or damaged; search goes on with BM25 alone."""


class IndexDamagedError(TransientError):
    """The index is corrupt or was not written by this program; it is rebuilt."""


class IndexUnreachableError(TransientError):
    """The Chroma server that holds the index does not answer, or what answers is none."""


class AssessmentError(TransientError, ValueError):
    """A criterion, a value or a stored assessment can't be read."""


class ModelUnavailableError(TransientError):
    """The language model did not answer usefully in time; the answer is built without it."""


class ModelBusyError(ModelUnavailableError):
    """The model server answered 429 more often than retries allow."""


class ModelRefusedError(ModelUnavailableError):
    """The model, or its provider's content filter, declined to answer."""


class ModelOutputError(ModelUnavailableError):
    """The model's output is empty, cut off or not of the asked form."""


class UnknownPriceError(TransientError):
    """No price is known for what was asked; the message says which are nearest."""


class PricesUnreachableError(TransientError):
    """The price list could not be fetched whole; the prices that were there are kept."""


class PageError(TransientError):
    """A page of a source could not be fetched or is not what it should be; what was read before is kept.

    `gone` where the server says that it is not there any more, `unreachable` where nothing at all came from it; `wait` is how many seconds the server
    wants to be left alone.
    """

    def __init__(self, reason: str, *, gone: bool = False, wait: float = 0.0, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone
        self.wait = wait
        self.unreachable = unreachable


class SlackRefusedError(TransientError):
    """Slack said no to a call of `method`; `code` is its word for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refused {method}: {code}")
        self.method = method
        self.code = code


class SlackUnreachableError(TransientError):
    """Slack did not answer a call of `method`; `uncertain` where the call may have had its effect all the same."""

    def __init__(self, method: str, *, uncertain: bool = False) -> None:
        super().__init__(f"Slack did not answer {method}")
        self.method = method
        self.uncertain = uncertain


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it came from, one after another."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def place_of(error: BaseException) -> str:
    """Where an error was raised, and by which line of this project, in one line: "bot/gaps.py:44, json/decoder.py:355"."""
    lines = extract_tb(error.__traceback__)
    ours = [line for line in lines if pathlib.Path(line.filename).is_relative_to(_PROGRAM)]
    named = dict.fromkeys(
        f"{pathlib.Path(*pathlib.Path(line.filename).parts[-2:])}:{line.lineno}" for line in [*ours[-1:], *lines[-1:]]
    )
    return ", ".join(named)
