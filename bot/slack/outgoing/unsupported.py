"""What a workspace was found not to offer, so that it is not asked for again for a while."""

from __future__ import annotations

import time

#: Answers that mean there is no streaming in this kind of channel, so that it is not tried again for a while.
NOT_HERE = {
    "channel_type_not_supported", "feature_disabled", "not_subscribed_to_message_stream_stopped", "unknown_method",
    "missing_scope", "not_allowed_token_type", "messages_tab_disabled", "method_deprecated",
}  # fmt: skip


class Refusals:
    """Which kinds of channel of a workspace can't do something, for as long as that is believed."""

    def __init__(self, believed_for: float = 3_600.0) -> None:
        """Believe a refusal for this many seconds."""
        self._believed_for = believed_for
        self._refused: dict[str, float] = {}

    def is_possible(self, kind: str) -> bool:
        """Whether it may be tried in this kind of channel."""
        return self._refused.get(kind, 0.0) <= time.monotonic()

    def refused(self, kind: str) -> None:
        """Remember a refusal."""
        self._refused[kind] = time.monotonic() + self._believed_for
