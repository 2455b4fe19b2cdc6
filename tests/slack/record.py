"""What the app asked of the server, kept for tests to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Request:
    """One request and its answer."""

    method: str
    arguments: dict[str, Any]
    at: float
    team_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 0
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.status == 200 and self.answer.get("ok") is not False

    @property
    def error(self) -> str:
        """Slack's name for what was wrong, if anything."""
        return str(self.answer.get("error", ""))
