"""What `ftn doctor` says of one thing it looked at; its own module, because every part brings findings of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["ok", "missing", "broken"]


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One thing looked at."""

    state: State
    subject: str
    detail: str
