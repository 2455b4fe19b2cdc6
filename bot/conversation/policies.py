"""A company's own rules in a case: what its documents lay down of where data must stay, or of what may be trained, beside what people say.

The rules are read once from each own document (`bot.reading.told.policy_in`) and kept beside its passages; a case never stores them. They are put over what people
said each time a case is looked at, from the documents that may be read where it is looked at and that are there today: what is bound to a channel leaves it in
no case, and what is deleted is gone from all. What somebody states themselves counts more, and that the two differ is said.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import structlog

from bot.decision import Assessment, Certainty, Criterion, Fact
from bot.reading.told.policy_in import RESTRICTS, policy_in
from knowledge.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from knowledge.document_sets import Scope
    from knowledge.passages import Passage
    from knowledge.search import Searcher

log = structlog.get_logger()
#: Raised whenever the same document gives other rules, so that all are read again.
READING: Final = 1
#: Rules of one criterion that are looked up, should the first be gone.
CANDIDATES: Final = 3
FILE: Final = "policies.json"


@dataclass(frozen=True, slots=True)
class Policy:
    """A rule of an own document as a fact, and the passage that it stands in."""

    fact: Fact
    passage: Passage


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as it is kept: the passage by its id, and what its sentence says."""

    source_id: str
    passage_id: str
    criterion: str
    value: str
    is_plain: bool
    sentence: str

    @property
    def fact(self) -> Fact:
        certainty = Certainty.STATED if self.is_plain else Certainty.LIKELY
        return Fact(Criterion(self.criterion), (self.value,), certainty, self.sentence, document=self.source_id)


def over(said: Assessment, policies: Iterable[Policy]) -> Assessment:
    """What people said, with what the documents lay down where nobody stated otherwise; a rule that is only likely takes nobody's word away."""
    for policy in policies:
        known = said.fact(policy.fact.criterion)
        if known is None or known.is_from_register:
            counts = known is None or known.values != policy.fact.values or policy.fact.is_stated
        else:
            counts = policy.fact.is_stated and not known.is_stated
        if counts:
            said = said.put(policy.fact)
    return said


def contradicted(said: Assessment, policies: Iterable[Policy]) -> list[Policy]:
    """The rules of which somebody stated something else."""
    return [
        policy
        for policy in policies
        if (known := said.fact(policy.fact.criterion)) is not None
        and known.is_stated
        and not known.is_from_register
        and not known.document
        and known.values != policy.fact.values
    ]


def held(assessment: Assessment, policies: Iterable[Policy]) -> list[Policy]:
    """The rules that stand in an assessment as facts."""
    return [policy for policy in policies if assessment.fact(policy.fact.criterion) == policy.fact]


def passages_with_rules(index_dir: Path) -> dict[str, frozenset[str]]:
    """The ids of the passages with rules of each own document that was read beside this index, by source; the index is not opened."""
    read, rules = _kept_in(index_dir / FILE)
    return {source_id: frozenset(rule.passage_id for rule in rules.get(source_id, ())) for source_id in read}


class Policies:
    """The rules of the own documents in an index, as they are today; safe to share between tasks of one loop."""

    def __init__(self, searcher: Searcher) -> None:
        """Read the documents of this index; nothing is read yet."""
        self._searcher = searcher
        self._lock = threading.Lock()
        self._read: dict[str, str] | None = None
        self._rules: dict[str, tuple[_Rule, ...]] = {}

    async def in_scope(self, scope: Scope) -> tuple[Policy, ...]:
        """What is laid down by the documents that may be read in a scope, one rule a criterion: the plainest and strictest."""
        if not self._searcher.own_fingerprints() and not self._read:
            return ()
        await asyncio.to_thread(self.learn)
        rules = [
            rule
            for source_id, its in sorted(self._rules.items())
            if self._searcher.may_read(source_id, scope)
            for rule in its
        ]
        chosen = {criterion: _strictest(criterion, rules) for criterion in RESTRICTS}
        wanted = [rule.passage_id for ranked in chosen.values() for rule in ranked[:CANDIDATES]]
        stored = {passage.id: passage for passage in await self._searcher.passages(wanted, scope=scope)}
        return tuple(policy for ranked in chosen.values() if (policy := _policy(ranked, stored)))

    def learn(self) -> None:
        """Read the rules of the documents that have changed since; it blocks, for some milliseconds a sentence that may be a rule."""
        with self._lock:
            if self._read is None:
                self._read, self._rules = _kept_in(self._searcher.directory / FILE)
            now = self._searcher.own_fingerprints()
            if now == self._read:
                return
            for source_id in self._read.keys() - now.keys():
                self._rules.pop(source_id, None)
            for source_id, fingerprint in now.items():
                # One that is being brought up to date has none; it is read once it is whole.
                if fingerprint and self._read.get(source_id) != fingerprint:
                    self._rules[source_id] = tuple(_rules_of(self._searcher.passages_of(source_id)))
            self._read = {source_id: print_ for source_id, print_ in now.items() if print_}
            _keep(self._searcher.directory / FILE, self._read, self._rules)


def _rules_of(passages: Iterable[Passage]) -> Iterable[_Rule]:
    for passage in passages:
        for sentence in sentences(passage.text):
            if fact := policy_in(sentence):
                yield _Rule(
                    passage.source_id, passage.id, fact.criterion.value, str(fact.values[0]), fact.is_stated, fact.words
                )


def _strictest(criterion: Criterion, rules: Sequence[_Rule]) -> list[_Rule]:
    """The rules on a criterion, what counts first; where plain ones differ, none of them is plain."""
    own = [rule for rule in rules if rule.criterion == criterion.value]
    if len({rule.value for rule in own if rule.is_plain}) > 1:
        own = [replace(rule, is_plain=False) for rule in own]
    strictness = [str(value) for value in RESTRICTS[criterion]]
    return sorted(own, key=lambda rule: (not rule.is_plain, -strictness.index(rule.value)))


def _policy(ranked: Sequence[_Rule], stored: dict[str, Passage]) -> Policy | None:
    for rule in ranked:
        if passage := stored.get(rule.passage_id):
            return Policy(replace(rule.fact, document=passage.place), passage)
    return None


def _kept_in(file: Path) -> tuple[dict[str, str], dict[str, tuple[_Rule, ...]]]:
    """What was read before, by source: fingerprints and rules; nothing where it is of another form or damaged."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["reading"] != READING:
            return {}, {}
        return dict(kept["read"]), {name: tuple(_Rule(**one) for one in its) for name, its in kept["rules"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, {}


def _keep(file: Path, read: dict[str, str], rules: dict[str, tuple[_Rule, ...]]) -> None:
    kept = {
        "reading": READING,
        "read": read,
        "rules": {name: [asdict(one) for one in its] for name, its in rules.items()},
    }
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        unfinished.write_text(json.dumps(kept), encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        # They are read again at the next start.
        log.warning("rules of own documents not kept", reason=str(error))
