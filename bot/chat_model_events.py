"""What a model server of OpenAI's kind sends, read once: events of a stream, or one body of JSON.

Each `data:` line is parsed by itself, straight from the bytes. Lines end with LF, CRLF or CR and may arrive in any pieces; comments and keep-alives
are passed over; a server that streams unasked, or does not stream when asked, is read all the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.chat_model import BUSY, failure_of
from bot.errors import ModelBusyError, ModelOutputError, ModelRefusedError, ModelUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.chat_model import Usage

#: Bytes of one line, or of a body that is no stream: many times the longest answer that is read.
LONGEST_LINE = 512_000
_DONE = b"[DONE]"
#: What some servers begin a body with, a mark of byte order.
_MARK = b"\xef\xbb\xbf"
_CODES = {"rate_limit_exceeded": BUSY, "rate_limit_error": BUSY}
_FILTERED = "content_filter"


class ServerAnswer:
    """One answer as its bytes arrive: its text, why it ended, and the tokens it took."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._rest = bytearray()
        self._body = bytearray()
        self._is_stream: bool | None = None
        self._event: list[bytes] = []
        self._is_error = self._is_heard = False
        # Whether the last byte was the first half of CRLF, or a CR alone.
        self._is_between = False
        self._spent: dict[str, Any] = {}
        #: Whether the server said that nothing follows.
        self.is_done = False
        #: Whether it said why the answer ends where it does.
        self.is_finished = False

    def feed(self, data: bytes) -> Iterator[str]:
        """The pieces of text in the next bytes.

        Raises:
            ModelUnavailableError, ModelConfigurationError: The server says that it failed, or says nothing that can be read.
        """
        if self._is_stream is None:
            self._rest += data
            begin = bytes(self._rest).removeprefix(_MARK).lstrip()
            if not begin or _MARK.startswith(begin):
                _check_size(len(self._rest))
                return
            self._is_stream = begin[:1] not in {b"{", b"["}
            self._rest.clear()
            data = begin
        if self._is_stream:
            yield from self._read_lines(data)
        else:
            self._body += data
            _check_size(len(self._body))

    def end(self) -> Iterator[str]:
        """The text that is left when no more bytes come; raises as `feed`, also where the answer breaks off."""
        if self._is_stream is False:
            yield from self._read(_json(bytes(self._body)))
            self.is_done = True
            return
        yield from self._read_lines(b"\n\n")
        if self._is_stream and not (self._is_heard or self.is_done):
            raise ModelOutputError("the model server's answer is malformed: no event in it")
        if self._is_stream and not (self.is_done or self.is_finished):
            raise ModelUnavailableError("the model server hung up in the middle of its answer")

    def count(self, usage: Usage) -> None:
        """Add the tokens that the server said it took; where it says so again and again, the last word counts."""
        usage.prompt_tokens += _number(self._spent.get("prompt_tokens"))
        usage.answer_tokens += _number(self._spent.get("completion_tokens"))
        self._spent = {}

    def _read_lines(self, data: bytes) -> Iterator[str]:
        if self._is_between and data.startswith(b"\n"):
            data = data[1:]
        self._is_between = data.endswith(b"\r") or (self._is_between and not data)
        self._rest += data
        if b"\n" not in data and b"\r" not in data:
            _check_size(len(self._rest))
            return
        # Only these two end a line: within JSON, other separators are text.
        *lines, last = bytes(self._rest).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = bytearray(last)
        for line in lines:
            yield from self._read_line(line)

    def _read_line(self, line: bytes) -> Iterator[str]:
        if line.startswith(b"data:") and not self.is_done:
            data = line[5:].strip()
            if data.startswith(_DONE):
                self.is_done = True
            elif data:
                yield from self._read_data(data)
        elif line.startswith(b"event:"):
            self._is_error = line[6:].strip() == b"error"
        elif not line:
            if self._event:
                raise ModelOutputError("the model server's answer is malformed: an event that is no JSON")
            self._is_error = False

    def _read_data(self, data: bytes) -> Iterator[str]:
        """One line is one event nearly always; where it is not JSON, the event may go on in the next line."""
        whole = b"\n".join((*self._event, data))
        try:
            value = json.loads(whole.decode(errors="replace"))
        except (ValueError, RecursionError):
            _check_size(len(whole))
            self._event.append(data)
            return
        self._event.clear()
        yield from self._read(value)

    def _read(self, value: Any) -> Iterator[str]:
        """What one event says."""
        self._is_heard = True
        if not isinstance(value, dict):
            raise ModelOutputError("the model server's answer is malformed: JSON that is no object")
        if error := value.get("error") or (value if self._is_error else None):
            raise _failure_in(error)
        if isinstance(spent := value.get("usage"), dict):
            self._spent = spent
        choices = value.get("choices")
        if not isinstance(choices, list):
            if self._spent and choices is None:
                return
            raise ModelOutputError("the model server's answer is malformed: JSON of another form")
        # More than one is never asked for.
        for choice in choices[:1]:
            yield from self._read_choice(choice)

    def _read_choice(self, choice: Any) -> Iterator[str]:
        said = choice.get("delta") or choice.get("message") if isinstance(choice, dict) else None
        if said is not None and not isinstance(said, dict):
            raise ModelOutputError("the model server's answer is malformed: a choice of another form")
        if said:
            if said.get("refusal"):
                raise ModelRefusedError("the model declined to answer")
            if text := _text(said.get("content")):
                yield text
        reason = choice.get("finish_reason") if isinstance(choice, dict) else None
        if reason == _FILTERED:
            raise ModelRefusedError("the provider's content filter stopped the answer")
        self.is_finished = self.is_finished or bool(reason)


def _text(content: Any) -> str:
    """The text of a message: a string, or parts of which some are text."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ModelOutputError("the model server's answer is malformed: a body that is no JSON") from error


def _failure_in(error: Any) -> Exception:
    """The error of ours for one that the server names within its answer."""
    code = error.get("code") or error.get("type") if isinstance(error, dict) else None
    if code == _FILTERED:
        return ModelRefusedError("the provider's content filter stopped the answer")
    status = code if isinstance(code, int) else _CODES.get(str(code), 0)
    if status == BUSY:
        return ModelBusyError("the model server is busy")
    return (
        failure_of(status) if status else ModelUnavailableError("the model server failed in the middle of its answer")
    )


def _check_size(size: int) -> None:
    if size > LONGEST_LINE:
        raise ModelOutputError("the model server's answer is malformed: it has no end")


def _number(found: Any) -> int:
    return found if isinstance(found, int) else 0
