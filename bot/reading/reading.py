"""One reading of what a message states, and how readings enter an assessment.

Responsible for which reading may replace which answer. How readings are made is `read_criteria.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.decision import Assessment, Criterion, Standing, Stated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: From this probability on an unasked reading may replace what was stated before.
SURE = 0.8


@dataclass(frozen=True, slots=True)
class Finding:
    """What a message states about one criterion.

    `stated` holds the values, the words (verbatim from the message), the number if there was one and how far it settles the
    matter; `probability` how sure the reading is; `implied` tells a goal that follows from the complaint from a named one.
    """

    criterion: Criterion
    stated: Stated
    probability: float
    asked: bool = False
    correction: bool = False
    implied: bool = False
    assumed: bool = False


def record(
    assessment: Assessment, findings: Iterable[Finding], *, by: str = "", at: datetime | None = None
) -> Assessment:
    """Return the assessment with the findings put in.

    An answer to a question and a correction replace what was there. A remark in passing fills what is unknown, and replaces
    a stated value only when it is sure; the goal is never replaced in passing.
    """
    for finding in findings:
        stated = replace(finding.stated, by=by, at=at)
        if assessment.knows(finding.criterion) and not _replaces(finding):
            continue
        put = {Standing.STATED: assessment.answer, Standing.VAGUE: assessment.vague, Standing.UNSURE: assessment.unsure}
        assessment = put[stated.standing](finding.criterion, stated)
    return assessment


def _replaces(finding: Finding) -> bool:
    if finding.asked or finding.correction:
        return not finding.implied
    stated = finding.stated.standing is Standing.STATED
    return stated and finding.criterion is not Criterion.GOAL and finding.probability >= SURE
