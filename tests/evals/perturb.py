"""Makes false sentences out of true ones, by rule: each changes one thing that the truth hangs on.

The lists are of this evaluation alone: the check that is measured has lists of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A sentence made false, and the kind of the change."""

    kind: str
    text: str


_NUMBER = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w-])|(?<![\w.,:-])(?!(?:19|20)\d\d\b)\d+(?:\.\d+)?(?![\w.:-]*\w)(?! (?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
)
_ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_SPELLED = re.compile(
    r"\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (20\d\d)\b"
)
_MODEL = re.compile(
    r"(?<![\w-])(?:gpt-[\w.-]*\w|o\d(?:-mini)?|babbage-002|davinci-002|text-embedding-[\w-]+\w|Phi-[\w.-]*\w)(?![\w-])"
)
_NOT_SWAPPED = re.compile(r"\([^)]*\)")

#: What a rule would leave as nonsense or as true as before.
_DOUBLED = re.compile(
    r"\bnot not\b|\bwithout no\b|\bwith no\b.*\bno\b|\bnever never\b|\bmust (?:always|must)\b|\bnot only\b|whether or any|generally available \(GA\) with one|with your doing|exactly [a-z]|"
    r"not (?:just|always|necessarily)|\b(?:not|never) (?:itself )?(?:no|never)\b|\bjust the\b|wherever certain|\bmay not have none|not unnecessary|not unsupported|not therefore not|not thus not|not without|took under|filed over|or upper case|dates? under"
)

UNITS = {
    "MB": "GB", "GB": "MB", "KB": "MB", "hours": "days", "hour": "day", "days": "hours", "months": "weeks", "minutes": "hours",
    "seconds": "minutes", "percent": "dollars", "tokens": "examples", "years": "months", "weeks": "months", "month": "day",
    "examples": "tokens", "epochs": "hours", "pixels": "tokens", "characters": "pages",
}  # fmt: skip
COMPARATORS = {
    "at least": "at most", "at most": "at least", "up to": "at least", "no more than": "no fewer than", "more than": "fewer than",
    "fewer than": "more than", "under": "over", "or later": "or earlier", "or newer": "or older", "or more": "or fewer",
    "less than": "more than", "over": "under", "within": "after", "minimum": "maximum", "maximum": "minimum",
    "exactly": "at least", "longer than": "shorter than", "below": "above", "above": "below", "at the latest": "at the earliest",
}  # fmt: skip
NEGATIONS = (
    (" is not ", " is "), (" are not ", " are "), (" does not ", " does "), (" do not ", " do "), (" cannot ", " can "),
    (" must not ", " must "), (" no longer ", " still "), (" without ", " with "), (" never ", " always "), (" should not ", " should "),
    (" need not ", " must "), (" not ", " "), (" has no ", " has a "), (" needs no ", " needs a "), (" gives no ", " gives a "),
    (" neither ", " both "),
)  # fmt: skip
NEGATED = (
    (" is ", " is not "), (" are ", " are not "), (" can ", " cannot "), (" must ", " must not "), (" should ", " should not "),
    (" needs ", " never needs "), (" has ", " hardly has "), (" gives ", " seldom gives "), (" uses ", " avoids "),
    (" retires ", " never retires "), (" was ", " was never "), (" were ", " were not "), (" with ", " without "),
    (" may ", " may not "), (" costs ", " rarely costs "), (" helps ", " fails to help "), (" suits ", " does not suit "),
    (" keeps ", " does not keep "), (" runs ", " hardly runs "), (" lasts ", " never lasts "), (" names ", " does not name "),
)  # fmt: skip
STRENGTHENED = (
    ("may ", "must "), ("may ", "will always "), ("can ", "always "), ("can ", "must "), ("usually ", "always "), ("often ", "always "),
    ("should ", "must "), ("some ", "all "), ("Some ", "All "), ("most ", "all "), ("Most ", "All "), ("several ", "all "),
    ("many ", "all "), ("generally ", "always "), ("typically ", "always "), ("sometimes ", "always "), ("likely ", "certain "),
    ("recommends ", "requires "), ("recommended ", "required "), ("suggests ", "guarantees "), ("suggested ", "required "),
    ("might ", "will certainly "), ("could ", "will "), ("tends to ", "must "), ("possible", "certain"),
    ("few ", "all "), ("helps ", "guarantees "),
)  # fmt: skip
ROLES = (
    (" until ", " from "), (" from ", " until "), (" before ", " after "), (" after ", " before "), ("retires on", "starts on"),
    ("retire on", "start on"), ("retired on", "was released on"), (" since ", " until "), (" by ", " after "),
    ("ended on", "began on"), ("ends on", "begins on"), ("published on", "withdrawn on"), ("deprecated on", "retired on"),
    ("retirement", "release"), (" on ", " before "),
)  # fmt: skip
ANTONYMS = (
    ("more", "less"), ("cheaper", "more expensive"), ("faster", "slower"), ("smaller", "larger"), ("larger", "smaller"),
    ("shorter", "longer"), ("longer", "shorter"), ("higher", "lower"), ("lower", "higher"), ("better", "worse"),
    ("first", "last"), ("newer", "older"), ("older", "newer"), ("allows", "forbids"), ("allowed", "forbidden"),
    ("includes", "excludes"), ("increases", "decreases"), ("adds", "removes"), ("added", "removed"), ("keeps", "loses"),
    ("keep", "lose"), ("open", "closed"), ("closed", "open"), ("supported", "rejected"), ("simple", "complex"),
    ("specific", "general"), ("private", "public"), ("public", "private"), ("automatic", "manual"), ("temporary", "permanent"),
    ("required", "optional"), ("optional", "required"), ("same", "different"), ("good", "bad"), ("bad", "good"),
    ("cheapest", "dearest"), ("stops", "starts"), ("starts", "stops"), ("less", "more"), ("fewer", "more"), ("most", "least"),
    ("raises", "lowers"), ("lowers", "raises"), ("improves", "worsens"), ("improve", "worsen"), ("accepts", "rejects"),
    ("inside", "outside"), ("outside", "inside"), ("external", "internal"), ("useful", "useless"), ("enough", "too little"),
    ("new", "old"), ("deleted", "kept"), ("succeeds", "fails"), ("fails", "succeeds"), ("static", "dynamic"),
    ("easier", "harder"), ("correct", "wrong"), ("wrong", "right"), ("valid", "invalid"), ("unchanged", "changed"),
)  # fmt: skip
SIBLINGS = (
    ("SFT", "DPO"), ("DPO", "RFT"), ("RFT", "SFT"), ("train", "deploy"), ("training", "deployment"), ("deployment", "training"),
    ("deployed", "trained"), ("Global", "Standard"), ("Standard", "Global"), ("Developer", "Standard"), ("input", "output"),
    ("output", "input"), ("portal", "API"), ("API", "portal"), ("Owner", "User"), ("User", "Owner"), ("validation", "training"),
    ("prompt", "completion"), ("RAG", "fine-tuning"), ("Microsoft", "OpenAI"), ("OpenAI", "Microsoft"), ("subscription", "resource"),
    ("per hour", "per token"), ("per token", "per hour"), ("hourly", "daily"), ("base model", "tuned model"), ("JSONL", "CSV"),
    ("Python", "Java"), ("customers", "employees"), ("Sweden Central", "North Central US"), ("hosting", "training"),
    ("system message", "user message"), ("image", "audio"), ("teacher", "student"), ("epochs", "steps"), ("region", "subscription"),
)  # fmt: skip
RESTRICTIONS = (
    (r"^(?:In|Until|Before|Since) (?:\w+ )?2023,? ", ""), (r"^(?:The|Microsoft's) (?:\w+ )?2023 guide (?:says|said) that ", ""),
    (r" \((?:in )?preview[^)]*\)", ""), (r"existing customers", "customers"), (r" \(by invitation[^)]*\)", ""),
    (r"\bin preview\b", "available"), (r"new customers", "customers"),
    (r" for existing customers(?: only)?", ""), (r" except [^,.;]+", ""), (r" unless [^,.;]+", ""),
    (r"^If [^,]+, (\w)", r"\1"), (r" if [^,.;]+(?=[.;])", ""), (r" only if [^,.;]+", ""), (r"(?<! and) when [^,.;:()]+(?=\.)", ""),
)  # fmt: skip
#: Verbs whose two sides can't change places and leave the sentence true.
_VERBS = (
    "costs less than|costs more than|replaces|replaced|does not replace|cannot replace|retrains|trains|decides|needs|returns|creates|"
    "produces|measures|uses|teaches|supersedes|contains|holds|adds|requires|shows|includes|covers|fetches|generates|rewards|"
    "reads|serves|lists|recommends|names|depends on|is cheaper than|is newer than|is older than|is larger than|leads to|"
    "starts from|belongs to|comes before|comes after|is part of|is written in|allows|gives|supports|offers|asks for"
)
_SIDES = re.compile(
    rf"^(?P<left>[^,;:()]{{2,60}}?) (?P<verb>{_VERBS}) (?P<right>[^,;:().]{{2,60}})(?P<end>[,;:(.].*)?$"
)


def perturbed(sentence: str) -> Iterator[Perturbed]:
    """Every false sentence that the rules make of a true one, each once."""
    seen = {_bare(sentence)}
    for kind, rule in RULES.items():
        for text in rule(sentence):
            if _bare(text) not in seen:
                seen.add(_bare(text))
                yield Perturbed(kind, text)


def _bare(text: str) -> str:
    return " ".join(text.lower().split())


def _exchange(text: str, first: re.Match[str], second: re.Match[str]) -> str:
    return (
        text[: first.start()]
        + second.group()
        + text[first.end() : second.start()]
        + first.group()
        + text[second.end() :]
    )


def _swapped_numbers(text: str) -> Iterator[str]:
    found = list(_NUMBER.finditer(text))
    for first, second in pairwise(found):
        between = text[first.end() : second.start()].strip()
        said_twice = text[: first.start()].endswith("(") or between.startswith("(") or "(" in between
        if first.group() != second.group() and not said_twice and between not in {"and", "or", ",", ", and"}:
            yield _exchange(text, first, second)
    for one in found[:2]:
        repeated = len(re.findall(rf"(?<![\w.]){re.escape(one.group())}(?![\w.])", text)) > 1
        bracketed = "(" in text[max(0, one.start() - 12) : one.end() + 12]
        if not repeated and not bracketed:
            yield text[: one.start()] + _other_number(one.group()) + text[one.end() :]


def _other_number(number: str) -> str:
    plain = float(number.replace(",", ""))
    return f"{plain * 5:g}" if plain < 1_000 else f"{int(plain * 2):,}"


def _replaced(pairs: dict[str, str], *, after: str = r"\b", before: str = r"\b") -> Callable[[str], Iterator[str]]:
    def rule(text: str) -> Iterator[str]:
        for old, new in pairs.items():
            match = re.search(rf"{before}{re.escape(old)}{after}", text)
            if match:
                yield text[: match.start()] + new + text[match.end() :]

    return rule


def _units(text: str) -> Iterator[str]:
    for old, new in UNITS.items():
        match = re.search(rf"(?<=\d ){old}\b", text)
        if match and "(" not in text[max(0, match.start() - 14) : match.end() + 3]:
            yield text[: match.start()] + new + text[match.end() :]


def _comparators(text: str) -> Iterator[str]:
    for old, new in COMPARATORS.items():
        for match in re.finditer(rf"\b{old}\b", text):
            beside = text[max(0, match.start() - 18) : match.end() + 18]
            if (
                re.search(r"\d", beside)
                and not re.search(r"took over|filed under|limits?\)?$", text[: match.end()])
                and not re.search(r"(?:or|and) [\d,.]+ (?:or|and)", beside)
            ):
                yield text[: match.start()] + new + text[match.end() :]
                break


def _pairs(pairs: tuple[tuple[str, str], ...]) -> Callable[[str], Iterator[str]]:
    def rule(text: str) -> Iterator[str]:
        for old, new in pairs:
            made = text.replace(old, new, 1)
            if old in text and not _DOUBLED.search(made):
                yield made

    return rule


def _words(pairs: tuple[tuple[str, str], ...]) -> Callable[[str], Iterator[str]]:
    def rule(text: str) -> Iterator[str]:
        for old, new in pairs:
            found = list(re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", text))
            # Where both stand in one list, one for the other changes nothing that could be false.
            if len(found) == 1 and not re.search(rf"(?<![\w-]){re.escape(new)}(?![\w-])", text):
                yield text[: found[0].start()] + new + text[found[0].end() :]

    return rule


def _dates(text: str) -> Iterator[str]:
    found = sorted([*_ISO.finditer(text), *_SPELLED.finditer(text)], key=lambda match: match.start())
    for first, second in pairwise(found):
        if first.group() != second.group() and text[first.end() : second.start()].strip() not in {"and", "or", ","}:
            yield _exchange(text, first, second)
    for old, new in ROLES:
        for match in re.finditer(re.escape(old), text):
            if re.match(r"\s?(?:\d{4}|\d{1,2} [A-Z]|[A-Z][a-z]+ \d)", text[match.end() :]):
                yield text[: match.start()] + new + text[match.end() :]
                break


def _names(text: str) -> Iterator[str]:
    found = list(_MODEL.finditer(text))
    for first, second in pairwise(found):
        # In one list the names may change places.
        between = set(re.findall(r"[a-z]+", text[first.end() : second.start()]))
        if first.group() != second.group() and between - {"and", "or", "the", "models", "model", "family"}:
            yield _exchange(text, first, second)
    if len(found) == 1:
        other = "gpt-4.1-nano" if found[0].group() != "gpt-4.1-nano" else "gpt-4o"
        yield text[: found[0].start()] + other + text[found[0].end() :]


def _sides(text: str) -> Iterator[str]:
    match = _SIDES.match(text)
    clumsy = match and re.search(
        r"^(?:Which|What|How|Whether|If|When)\b|\b(?:but|further|and|or|that|which|who|to|also|it|they|not|if|when|where|how|so|as|a|is|are|than|from|in|into|the)$|\b(?:that|which|when|and|also|because|so)\b",
        match["left"],
    )
    if (
        match
        and not clumsy
        and not re.match(r"\d|no |any |none", match["right"])
        and _bare(match["left"]) != _bare(match["right"])
    ):
        yield f"{match['right']} {match['verb']} {match['left']}{match['end'] or '.'}"


def _restrictions(text: str) -> Iterator[str]:
    for old, new in RESTRICTIONS:
        changed = re.sub(old, new, text, count=1)
        if changed != text:
            yield changed[:1].upper() + changed[1:]


RULES: dict[str, Callable[[str], Iterator[str]]] = {
    "numbers": _swapped_numbers,
    "unit": _units,
    "comparator": _comparators,
    "un-negated": _pairs(NEGATIONS),
    "negated": _pairs(NEGATED),
    "strengthened": _pairs(STRENGTHENED),
    "names": _names,
    "subject and object": _sides,
    "date": _dates,
    "antonym": _words(ANTONYMS),
    "sibling": _words(SIBLINGS),
    "restriction": _restrictions,
}
