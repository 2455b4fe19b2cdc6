"""What one run of an evaluation leaves: a `Result` a case and evaluator, and the `Run` that says what was evaluated.

Results are data, so that two runs can be compared case by case. Nothing is judged or printed here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RESULTS = Path(__file__).parent / "results"
#: Digits kept of a number in the file: enough to compute every figure of the table again.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Result:
    """What one evaluator found in one case: the value, why, and the version of the rule that gave it."""

    case: str
    evaluator: str
    value: bool | float
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Run:
    """All results by set of cases, and digests of everything they depend on."""

    date: str
    model: str
    embedder: str
    digests: Mapping[str, str]
    results: Mapping[str, Sequence[Result]]


def save(run: Run, name: str, folder: Path = RESULTS) -> Path:
    """Write a run as `<date>-<name>.json` and take away the older one of that name: the newest is the one that is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{run.date}-{name}.json"
    for older in folder.glob(f"????-??-??-{name}.json"):
        older.unlink()
    head = {"date": run.date, "model": run.model, "embedder": run.embedder, "digests": dict(run.digests)}
    # One line a set and evaluator: the file stays small, and a change of one evaluator is a change of one line.
    lines = [
        json.dumps({"set": name, **group}, ensure_ascii=False)
        for name, results in run.results.items()
        for group in _groups(results)
    ]
    body = ",\n  ".join(lines)
    file.write_text(f'{{"run": {json.dumps(head)},\n "results": [\n  {body}\n ]}}\n', encoding="utf-8")
    return file


def _groups(results: Sequence[Result]) -> list[dict[str, object]]:
    """Results by evaluator: every case's value, and the reasons where there are any."""
    groups: list[dict[str, object]] = []
    for evaluator, version in dict.fromkeys((result.evaluator, result.version) for result in results):
        own = [result for result in results if (result.evaluator, result.version) == (evaluator, version)]
        values = {one.case: one.value if isinstance(one.value, bool) else round(one.value, DIGITS) for one in own}
        reasons = {one.case: one.reason for one in own if one.reason}
        groups.append({"evaluator": evaluator, "version": version, "values": values, "reasons": reasons})
    return groups
