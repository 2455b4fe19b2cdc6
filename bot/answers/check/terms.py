"""Reads `terms.toml`: the words that the check of a sentence knows, stemmed and ready to be looked up."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.lexical import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILE = Path(__file__).with_name("terms.toml")
#: Forms that the stemmer leaves apart.
_IRREGULAR = {
    "ran": "run", "made": "make", "held": "hold", "kept": "keep", "paid": "pay", "gave": "give", "given": "give",
    "took": "take", "taken": "take", "wrote": "write", "written": "write", "built": "build", "sent": "send",
    "gone": "gone", "went": "go", "done": "do", "did": "do", "chose": "choose", "chosen": "choose", "lost": "lose",
    "left": "leave", "began": "begin", "begun": "begin", "became": "become", "came": "come", "brought": "bring",
    "bought": "buy", "taught": "teach", "thought": "think", "found": "find", "got": "get", "gotten": "get",
    "saw": "see", "seen": "see", "said": "say", "told": "tell", "known": "know", "knew": "know", "shown": "show",
    "grew": "grow", "grown": "grow", "rose": "rise", "risen": "rise", "fell": "fall", "fallen": "fall",
    "spent": "spend", "meant": "mean", "met": "meet", "led": "lead", "stood": "stand", "understood": "understand",
    "hid": "hide", "hidden": "hide", "spoke": "speak", "spoken": "speak", "broke": "break", "broken": "break",
    "sold": "sell", "read": "read", "drawn": "draw", "drew": "draw", "forgot": "forget", "forgotten": "forget",
    "shrunk": "shrink", "shrank": "shrink", "withdrew": "withdraw", "withdrawn": "withdraw", "driven": "drive", "drove": "drive",
    "fed": "feed", "bound": "bind", "dealt": "deal", "felt": "feel", "laid": "lay", "sat": "sit", "sought": "seek",
    "caught": "catch", "stuck": "stick", "thrown": "throw", "threw": "throw", "won": "win", "proven": "prove",
    "arose": "arise", "arisen": "arise", "overrode": "override", "overridden": "override", "fewest": "fewer", "likeliest": "likely",
    "bills": "bill", "people": "person", "criteria": "criterion", "indices": "index", "children": "child",
    "analyses": "analysis", "responses": "response", "dying": "die", "lying": "lie", "tuned": "tuned",
    "cheaper": "cheaper", "labeled": "labelled", "catalog": "catalogue", "behavior": "behaviour",
    "optimise": "optimize", "customise": "customize", "customised": "customized", "specialise": "specialize",
    "specialised": "specialized", "utilise": "utilize", "organisation": "organization", "summarise": "summarize",
    "deployment": "deployment", "deployments": "deployment", "evaluations": "evaluation", "failure": "fail",
    "choice": "choose", "loss": "loss", "losses": "loss", "lowers": "lower", "reuse": "reuse", "applies": "apply",
    "goes": "go", "applications": "application", "usage": "use", "queueing": "queue", "completion": "completion",
    "arrangement": "arrange", "longer": "longer", "shorter": "shorter", "tokenizer": "tokenizer", "tokenizers": "tokenizer", "fewer": "fewer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """All lists of the file by stem. A word's families are the numbers of the lines that it stands in."""

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    synonyms: Mapping[str, tuple[str, ...]]
    opposites: Mapping[str, frozenset[str]]
    siblings: Mapping[str, frozenset[str]]
    force: Mapping[str, tuple[str, int]]
    restrictions: frozenset[str]
    connectives: frozenset[str]
    narrowing: frozenset[str]
    narrowing_by_kind: frozenset[str]
    sources: frozenset[str]
    platforms: frozenset[str]
    denying: frozenset[str]
    reported: frozenset[str]
    kinds: frozenset[str]
    light: frozenset[str]
    plain: frozenset[str]
    transitive: frozenset[str]
    rising: frozenset[str]
    falling: frozenset[str]
    imperatives: frozenset[str]
    hand_over: frozenset[str]
    secrets: frozenset[str]
    own_rules: tuple[str, ...]


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """The stem of a word, irregular forms included."""
    regular = _IRREGULAR.get(word, word)
    return regular if regular in _KEPT else stem(regular)


#: Stems that must not fall together with another word's.
_KEPT = frozenset(
    {"tokenizer", "deployment", "tuned", "longer", "shorter", "fewer", "cheaper", "loss", "optional", "regional"}
)


@lru_cache(maxsize=1)
def terms() -> Terms:
    """The packaged words, read once."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    for phrase, stands_for in read["phrases"].items():
        said = tuple(phrase.split())
        by_first[said[0]].append((said, tuple(stands_for.split())))
    opposites, siblings = _partners(read["opposites"]["pairs"]), _partners(read["siblings"]["lines"])
    reported = frozenset(map(root, read["reported"]["words"].split()))
    return Terms(
        phrases={first: tuple(sorted(own, key=lambda one: -len(one[0]))) for first, own in by_first.items()},
        synonyms=_families(read["synonyms"]["lines"]),
        opposites=opposites,
        siblings=siblings,
        force={root(word): (kind, level) for kind, words in read["force"].items() for word, level in words.items()},
        restrictions=frozenset(read["restrictions"]["words"].split()),
        connectives=frozenset(read["connectives"]["words"].split()),
        narrowing=frozenset(read["phrases_that_narrow"]["always"].split()),
        narrowing_by_kind=frozenset(read["phrases_that_narrow"]["by_kind"].split()),
        sources=frozenset(map(root, read["phrases_that_narrow"]["sources"].split())),
        platforms=frozenset(map(root, read["phrases_that_narrow"]["platforms"].split())),
        denying=frozenset(map(root, read["denying"]["words"].split())),
        reported=reported,
        kinds=frozenset(map(root, read["kinds"]["words"].split())),
        light=frozenset(map(root, read["light"]["words"].split())),
        plain=frozenset(map(root, read["plain"]["words"].split())) - opposites.keys() - reported,
        transitive=frozenset(map(root, read["transitive"]["words"].split())),
        rising=frozenset(map(root, read["directions"]["rising"].split())),
        falling=frozenset(map(root, read["directions"]["falling"].split())),
        imperatives=frozenset(read["imperatives"]["words"].split()),
        hand_over=frozenset(map(root, read["forbidden"]["hand_over"].split())),
        secrets=frozenset(map(root, read["forbidden"]["secrets"].split())),
        own_rules=tuple(read["forbidden"]["own_rules"]),
    )


def _families(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(lines):
        for word in dict.fromkeys(map(root, line.split())):
            found[word].append(f"~{number}")
    return {word: tuple(families) for word, families in found.items()}


def _partners(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        own = [root(word) for word in line.split()]
        for word in own:
            found[word].update(set(own) - {word})
    return {word: frozenset(partners) for word, partners in found.items()}
