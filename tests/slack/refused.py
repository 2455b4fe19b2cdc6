"""What Slack answers when it does not do what it was asked."""

from __future__ import annotations

from typing import Any


class RefusedError(Exception):
    """`{"ok": false, "error": …}`, with further fields of the answer."""

    def __init__(self, error: str, *, messages: list[str] | None = None, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields: dict[str, Any] = dict(fields)
        if messages:
            self.fields["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}


class TooManyError(RefusedError):
    """429: asked too often."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after
