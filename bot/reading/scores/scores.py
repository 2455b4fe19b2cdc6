"""What a share among some words is: a score of what goes right, a count of what goes wrong, what is wanted, or no score at all.

The words of the share's own clause decide. "It gave advice in 3 of 200" is wrong where the text says that it never may; where nothing says
whether so many are right or wrong, that stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.reading.evidence import clause_around, listed, names, names_undenied, plain
from bot.reading.examples.label_audits import label_audit_in
from bot.reading.numbers.counted_things import count_of
from bot.reading.numbers.named_scores import PER_CENT
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from bot.reading.scores.allowed_mistakes import is_limit
from bot.reading.scores.chance_level import is_of_chance
from bot.reading.scores.corrected_share import without_test_set
from bot.reading.scores.form_rules import breaks_form
from bot.reading.scores.held_out import held_out_of
from bot.reading.scores.peoples_scores import agrees_with_people, is_of_people
from bot.reading.scores.precision_recall import both_told, wanted_of_both
from bot.reading.scores.scored_pairs import scored_pair, wins_in
from bot.reading.scores.wins import is_win_rate

#: A mark is given on a scale of at most so many points.
LONGEST_SCALE: Final = 10
#: So many shares of one text are looked at: more are a table.
MOST_SHARES: Final = 20
#: Words near a share that make it one that is wanted, and how many characters around it are looked at.
_WANTED: Final = frozenset(
    ["need", "needs", "needed", "want", "wants", "wanted", "target", "targets", "goal", "goals", "must", "require", "requires", "required", "aim", "aiming",
     "should", "expect", "expects", "demands", "demand", "insists", "wishes", "least", "limit", "threshold", "minimum", "sla"]
)  # fmt: skip
BEFORE: Final = 24
AFTER: Final = 16
#: How many characters after a share may say that it is what somebody wants.
CLAUSE: Final = 90
#: How many of the words that lead to a number may say that it is wanted, and what says that it is there.
LED: Final = 3
_HAD: Final = frozenset(["have", "has", "had", "got", "collected", "with", "already"])
_TO_REACH: Final = re.compile(
    r"\b(?:(?:to|must|should|shall) (?:reach|hit|get to|be at|get)|ask(?:s|ing|ed)? for|insist(?:s|ed)? on|hop(?:e|es|ing) for|(?:won't|will not|don't|do not|doesn't|does not|can't|cannot|never) (?:accept|tolerate|take|go) (?:anything )?(?:less than|below|under)|(?:accepts?|takes?|want|wants) nothing (?:less than|below|under))\b"
)
#: What so many of the answers need before they can be used, which is no share that is wanted: "6 out of 10 need rewriting".
_NEEDS_WORK: Final = re.compile(
    r"^\s(?:of (?:the|our|its|all) )?(?:[\w-]{2,14}\s){0,2}?(?:still |then )?(?:need|needs|needed|require|requires|required)\s(?:a |an |some |to be |us to |heavy |manual |light |human )*"
    r"(?:re-?writ\w*|re-?work\w*|re-?do\w*|fix\w*|correct\w*|edit\w*|touch\w*|repair\w*|chang\w*|adjust\w*|manual work|human work|hand work)\b"
)
#: What leads from a number to the next one in the same clause.
_TO_A_NUMBER: Final = re.compile(r"^[^,.;!?\n\d]{0,32}\d")
_AT_LEAST: Final = (">=", "≥", "> =")
#: How a share is said to be wanted after it: "120 of 120 is what partners want", "49 of 50 is the bar", "95% would do".
_WANTED_AFTER: Final = re.compile(
    r"^[\s,]{1,2}(?:(?:is|are|was|were|would be|'s)\s(?:what|how many|how much|the (?:share|number|score|level) (?:that )?)\s?[^.;!?\n]{0,40}"
    r"\b(?:want|need|expect|ask|require|demand|insist|hope|look)\w*\b"
    r"|(?:is|are|was|would be|'s)\s(?:the|our|their|my|his|her|a)\s(?:\w+\s)?(?:target|goal|bar|minimum|threshold|requirement|wish|aim|limit|benchmark to reach)\b"
    r"|(?:we|i|they|he|she|you|management|(?:the |our |my )?(?:boss|client|customer|team|cto|ceo|manager))(?:'d|\s(?:would|do|really|would really))?\s(?:want|need|like|expect|require|demand|aim for|hope for|wish)s?(?:\s(?:to (?:have|get|reach|see|hit)|at least|minimum|at minimum|please|ideally))?(?=\s{0,2}(?:[.,;!?)]|$|\n))"
    r"|(?:needed|wanted|required|expected|demanded)(?=\s{0,2}(?:[.,;!?)]|$|\n))"
    r"|(?:is|are|would be|'s)\s(?:enough|sufficient|expected|demanded|required|wished|needed|wanted)\b|(?:would|will) (?:do|suffice|be (?:great|good|nice|ideal|perfect|ok|okay|fine))\b)"
)
#: Words around a share that make it something else than a score.
_NO_SCORE: Final = frozenset(
    ["aside", "held", "reserved", "split", "train", "training", "cheaper", "faster", "slower", "more", "less", "fewer", "kappa", "agreement", "loses"]
)  # fmt: skip
_KEPT: Final = re.compile(r"\bkept (?:for|back|out|apart|aside)\b")
#: What names a prompt or retrieval right before its score.
_PROMPTED: Final = frozenset({"shot", "fewshot", "prompt", "prompting", "prompts", "rag", "retrieval", "search"})
#: What a heading ends with.
_HEADS: Final = (":", "-", "–", "—")
#: What parts two things that are told of one clause.
_AND: Final = re.compile(r"\b(?:and|while|whereas|plus)\b")
#: What somebody only begins with: "ok 15 of 100 are wrong".
_AGREES: Final = re.compile(r"^\s{0,3}(?:ok|okay|right|good|fine|well)(?:\s(?:so|then|now))?\s{1,3}$")
_OCCURS: Final = re.compile(r"\bin (?:about |around |roughly |only |like |some |maybe |perhaps |nearly |almost |~ ?)?$")
#: What nobody wants, and sees all the same: "the rule is in the prompt, it still happens in".
_STILL_OCCURS: Final = re.compile(
    r"\bstill (?:happens?|occurs?|goes on|slips? through|creeps? in|see (?:it|this|that|them|those)|get (?:it|this|that|them|those)) "
    r"in (?:about |around |roughly |like |some |maybe |perhaps |nearly |almost |~ ?)?$"
)
_OF_TIME: Final = re.compile(r"\s?(?:of (?:the )?times?|times|cases)\b")
#: Words between a share and what so many do, and what begins to tell something else: "on the mails that came".
MOST_BETWEEN: Final = 5
_ANOTHER_CLAUSE: Final = frozenset(
    ["we", "i", "they", "you", "it", "he", "she", "that", "which", "who", "where", "when", "what", "if", "on", "with", "for", "at", "by", "in", "after", "since", "as"]
)  # fmt: skip
_SCALE: Final = re.compile(r"(?:of|/)\s*(\d{1,2})$")
#: What makes a share a part of the mistakes, right after it and before it in its sentence.
_MISTAKES_AFTER: Final = re.compile(
    r"^\s(?:of (?:the|our|all|these|those) )?(?:failures|errors|mistakes|misses|failed (?:ones|cases|calls|tests|answers|chats|runs|replies)|wrong ones|bad ones|failing cases|error cases|complaints)\b(?! (?:were|was|are) (?:right|ok|fine))"
)
_OF_MISTAKES: Final = re.compile(
    r"\b(?:failures|errors|mistakes|misses|wrong ones|bad ones|failed ones|failing (?:cases|ones))\b(?:\s\w+){0,3}?\s(?:are|were|is|was|come|came|have|had|go|went|concern|involve)\b[^.;!?]{0,80}$"
    r"|\b(?:most|many|much|majority) of (?:the |our |these |those |all )?(?:failures|errors|mistakes|misses|wrong ones|bad ones)\b[^.;!?]{0,80}$"
    r"|\b(?:of|among) (?:the |our |these |those |all )?(?:\d+ )?(?:failures|errors|mistakes|misses|wrong ones|bad ones|failed ones)\b,?[^.;!?]{0,40}$"
)
#: How something is said to be that is neither right nor wrong by its words: "sounds like a telegram", "is like robot".
_SEEMS: Final = re.compile(
    r"\b(?:sounds?|sounded|feels?|felt|looks?|looked|seems?|seemed|reads?)\b|\b(?:is|are|was|were) (?:too|like|kind of|a bit|a little|very|rather)\b"
)
#: What must not happen, up to the end of its clause.
_UNWANTED: Final = re.compile(
    r"\b(?:never|must not|mustn't|mustnt|must never|may not|may never|should not|shouldn't|shouldnt|should never|not supposed to|not allowed to|avoids?|not want (?:it|them|\w+ \w+) to|n't want (?:it|them) to|stops?|forbidden to|prohibited from)\s+(?P<what>[^.;!?\n]{3,80})"
)
#: Letters by which two forms of a word are taken for one; shorter words, and these, say nothing.
_STEM: Final = 4
_SAY_NOTHING: Final = frozenset(
    ["that", "this", "them", "they", "with", "from", "have", "when", "what", "your", "into", "their", "there", "about", "test", "case", "chat", "conv", "answ",
     "thes", "thos", "mode", "assi", "time", "user", "cust", "only", "more", "than", "were", "been", "will", "also", "even", "some"]
)  # fmt: skip


#: What a score that is wanted is told as.
_SCORED: Final = frozenset({QuantityKind.SHARE, QuantityKind.COUNT})


class Went(StrEnum):
    """Whether a share counts what went right."""

    RIGHT = "right"
    WRONG = "wrong"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Score:
    """A share that is a score, and whether it counts what went right."""

    share: Quantity
    went: Went


def shares(text: str) -> list[Quantity]:
    """The shares of a text, in order."""
    return [one for one in quantities(text) if one.kind is QuantityKind.SHARE]


def score_in(text: str) -> Score | None:
    """The score that some words tell: the best of several techniques, else the first of what went right, else of what did not."""
    found = scores_in(text)
    if not found or wins_in(text) is not None:
        return _score_of_pair(text)
    good = [one for one in found if one.went is not Went.WRONG]
    # "Faithfulness .78, answers right 64%".
    good.sort(key=lambda one: _is_beside(text, one.share))
    if both := both_told(text, [one.share for one in good]):
        wanted = next((one for one in shares(text)[:MOST_SHARES] if is_wanted(text, one)), None)
        share = wanted_of_both(text, both, wanted)
        return next(one for one in good if one.share is share)
    best = _of_techniques(text, [one.share for one in good])
    return next((one for one in good if one.share is best), next(iter([*good, *found]), None))


def scores_in(text: str) -> list[Score]:
    """Every score that some words tell: the shares that are neither wanted nor of something else, in order."""
    every = shares(text)[:MOST_SHARES]
    return [Score(one, _went(text, one, every)) for one in every if is_score(text, one)]


def is_score(text: str, share: Quantity) -> bool:
    """Whether a share is a score that was reached: neither one that is wanted, nor a part, a saving or the search's."""
    if breaks_form(text, share):
        return True
    is_told = not is_wanted(text, share) and not is_limit(text, share)
    is_another = (
        _is_no_score(text, share)
        or _is_of_search(text, share)
        or is_part_of_mistakes(text, share)
        or is_of_people(text, share)
        or is_of_another_model(text, share)
        or is_win_rate(text, share)
        or _is_of_labels(text, share)
        or is_of_chance(text, share)
        or held_out_of(text, share) is not None
    )
    return is_told and not is_another


def _is_of_labels(text: str, share: Quantity) -> bool:
    audit = label_audit_in(text)
    return audit is not None and audit.share.start == share.start


def is_of_another_model(text: str, share: Quantity) -> bool:
    """Whether a share is what a model reaches that is no language model, or what rules do: "XGBoost AUC .87 today"."""
    start, end = clause_around(text, share.start)
    said = text[start : max(end, share.end)]
    return names(said, "baseline", "other_models") and not names(said, "baseline", "language_models")


def wanted_in(text: str) -> Quantity | None:
    """The share that a text says is wanted, or the mark on the scale of its score: "goal 4" beside "3.1 of 5"; None where it says none."""
    numbers = quantities(text)
    every = [one for one in numbers if one.kind is QuantityKind.SHARE and not breaks_form(text, one)][:MOST_SHARES]
    found = next(
        (one for one in every if is_wanted(text, one) and not (_is_of_money(text, one) or is_of_people(text, one))),
        None,
    )
    if found is not None:
        return found
    scale, whole = scale_in(text), whole_in(text)
    least, most = (PER_CENT / 5 if scale == PER_CENT else 1, scale or max(PER_CENT, whole))
    marks = [
        one
        for one in numbers
        if one.kind is QuantityKind.COUNT and (scale or whole) and least <= one.value <= most and _is_bare(text, one)
    ]
    return next((one for one in marks if count_of(one) is None and is_wanted(text, one)), None)


def _is_bare(text: str, number: Quantity) -> bool:
    """Whether a number counts nothing that is named, so that it may be a score: "need 48", "95 would do", "need 48 right"."""
    following = number.counted[:1]
    is_plain = following in {(), ("not",), ("instead",), ("ish",), ("or",)} or _is_wanted_after(text, number)
    return is_plain or bool(listed("baseline", "right").fullmatch(following[0]))


def is_bare_wish(text: str, number: Quantity) -> bool:
    """Whether a count of nothing that is named is said right before or after it to be wanted: "85 we want", "target is 90"."""
    if number.kind is not QuantityKind.COUNT or count_of(number) is not None:
        return False
    is_led = bool(_WANTED & set(number.led[-LED:])) and not number.counted and not _HAD & set(number.led)
    return _is_wanted_after(text, number) or is_led


def _is_of_money(text: str, share: Quantity) -> bool:
    """Whether a share is one of costs or time, as in "we need 30% lower cost"."""
    if agrees_with_people(text, share):
        return False
    start, end = clause_around(text, share.start)
    return names(text[start:end], "baseline", "of_money")


def scale_in(text: str) -> int:
    """What the scores of a text are told of: 5 points, 100 per cent; 0 where they are shares of one, or where none is told."""
    for one in shares(text)[:MOST_SHARES]:
        if top := scale_of(text, one):
            return top
        if one.of is None and text[one.start : one.start + 1] not in {"0", "."}:
            return PER_CENT
    return 0


def whole_in(text: str) -> int:
    """Of how many cases the score of a text is counted, 50 of "33 of 50 pass"; 0 where it is told in no counts."""
    score = score_in(text)
    whole = score.share.of if score is not None else None
    return int(whole) if whole is not None and whole > LONGEST_SCALE else 0


def scale_of(text: str, share: Quantity) -> int:
    """How many points a mark is given of, 5 of "3.1 of 5"; 0 where a share is none."""
    if share.kind is not QuantityKind.SHARE or (share.of is not None and share.of > LONGEST_SCALE):
        return 0
    written = _SCALE.search(text[share.start : share.end])
    return int(written[1]) if written and int(written[1]) <= LONGEST_SCALE else 0


def clause_of(text: str, place: int) -> tuple[int, int]:
    """Where the clause begins and ends that a place lies in, with a heading that says what it counts: "failures: 61 of 220"."""
    start, end = clause_around(text, place)
    lead = text[:start].rstrip()
    if not lead.endswith(_HEADS):
        return start, end
    begin, _ = clause_around(text, max(0, len(lead) - 2))
    heading, own = text[begin : len(lead)].lower(), text[start:end].lower()
    is_right, is_wrong = (bool(listed("baseline", name).search(heading)) for name in ("right", "wrong"))
    says_itself = any(listed("baseline", name).search(own) for name in ("right", "wrong"))
    is_told_above = is_right is not is_wrong and not says_itself and not quantities(heading)
    return (begin, end) if is_told_above else (start, end)


def is_wanted(text: str, share: Quantity) -> bool:
    """Whether the words right before or after a number say that it is wanted and not what there is."""
    before = text[max(0, share.start - BEFORE) : share.start].lower()
    # What stands beyond another number or the end of a sentence is about something else.
    before = before[max(before.rfind(mark) for mark in ".;%,0123456789") + 1 :]
    if _is_wanted_after(text, share):
        return True
    if _NEEDS_WORK.match(text[share.end : share.end + CLAUSE].lower()):
        return False
    after = text[share.end : share.end + AFTER].lower().partition(",")[0].partition(".")[0].partition(";")[0]
    if _TO_A_NUMBER.search(text[share.end : share.end + AFTER + BEFORE].lower()):
        # It leads to the next number: "0.91 target 0.90", "50 of 60 right and need 54".
        after = ""
    said = {word.strip(":=~>()") for word in (*before.split(), *after.split())}
    return bool(_WANTED & said or _TO_REACH.search(before)) or before.rstrip().endswith(_AT_LEAST)


def tells_what_is_wanted(text: str) -> bool:
    """Whether a text tells, and does not ask, what is wanted: "120 of 120 is what partners want" holds a word that asks elsewhere."""
    return "?" not in text and any(
        _is_wanted_after(text, one) for one in quantities(text)[:MOST_SHARES] if one.kind in _SCORED
    )


def _is_wanted_after(text: str, share: Quantity) -> bool:
    """Whether what follows a number says as a whole that it is wanted: "120 of 120 is what partners want"."""
    return bool(_WANTED_AFTER.match(text[share.end : share.end + CLAUSE].lower()))


def _of_techniques(text: str, found: list[Quantity]) -> Quantity | None:
    """The best of several scores that each stand behind what was prompted or retrieved, as in "few-shot 71%, RAG 81%"; None where they don't."""
    before = [text[: share.start].lower().replace("-", " ").split()[-2:] for share in found]
    is_list = len(found) > 1 and all(_PROMPTED & {word.strip(".,;:") for word in words} for words in before)
    return max(found, key=lambda share: share.value) if is_list else None


def _is_no_score(text: str, share: Quantity) -> bool:
    """Whether the words around a share say that it is no score but a part set aside or a saving."""
    around = f"{text[max(0, share.start - BEFORE) : share.start]} {text[share.end : share.end + 2 * AFTER]}".lower()
    if agrees_with_people(text, share):
        return False
    # A score "on 1,500 held out" is one on what was set aside.
    return bool(_NO_SCORE & set(without_test_set(around).replace(",", " ").split()) or _KEPT.search(around))


def _is_of_search(text: str, share: Quantity) -> bool:
    start, end = clause_around(text, share.start)
    said = text[start:end]
    return names(said, "baseline", "of_search") and not names(said, "baseline", "answers")


def _score_of_pair(text: str) -> Score | None:
    """The score that a text tells as two counts, "30 runs, 22 ok", as a share of all of them; None where it tells none."""
    pair = scored_pair(text, is_told=True)
    if pair is None or not 0 <= pair.right <= pair.cases:
        return None
    share = Quantity(QuantityKind.SHARE, pair.right / pair.cases, pair.start, pair.end, of=pair.cases)
    return Score(share, Went.RIGHT)


def _is_beside(text: str, share: Quantity) -> bool:
    """Whether a share is one of something that is measured beside what goes right, as faithfulness is."""
    start, end = clause_around(text, share.start)
    return names(text[start:end], "baseline", "beside") and not names(text[start:end], "baseline", "answers")


def is_part_of_mistakes(text: str, share: Quantity) -> bool:
    """Whether a share says how many of the mistakes are of a kind: "61 of 79 failures", "the errors are mostly dates: 20 of 28"."""
    if share.of is None:
        return False
    after = text[share.end : share.end + 2 * AFTER].lower()
    if _MISTAKES_AFTER.match(after):
        return True
    before = text[: share.start].lower()
    sentence = before[max(before.rfind(mark) for mark in (". ", "; ", "! ", "? ", "\n")) + 1 :]
    return bool(_OF_MISTAKES.search(sentence))


#: Who works over so many of the answers before they go out: "our agents correct about 4 in 10".
_WORKED_OVER: Final = re.compile(
    r"\b(?:we|they|people|staff|team|somebody|someone|editors?|agents|clerks?|colleagues|reviewers?|translators?|nurses|lawyers|advisers|advisors|operators|he|she|i)\s(?:still |then |always |usually |have to |has to |must |need to |needs to )*"
    r"(?:corrects?|fix|fixes|rewrites?|redo|redoes|changes?|edits?|reworks?|adjusts?|touch(?:es)? up)\s(?:only |about |some |around |roughly |nearly |almost )?$"
)


def is_worked_over(text: str) -> bool:
    """Whether a text says of a share that people work over so many of the answers."""
    return any(leads_to_worked_over(text[: one.start]) for one in shares(text)[:MOST_SHARES])


def leads_to_worked_over(before: str) -> bool:
    """Whether the words before a number, or before "every fifth", say that people work over so many of the answers."""
    return bool(_WORKED_OVER.search(plain(before)))


def _went(text: str, share: Quantity, every: list[Quantity]) -> Went:
    """Whether a share counts what went right, by the words of its clause that belong to no other share."""
    start, end = clause_of(text, share.start)
    start = max([start, *(one.end for one in every if one.end <= share.start)])
    end = min([max(end, share.end), *(one.start for one in every if one.start >= share.end)])
    before = _AND.split(plain(text[start : share.start]))[-1]
    before = _AGREES.sub("", before)
    after = _AND.split(plain(text[share.end : end]))[0]
    said = f"{before} {after}"
    right, wrong = listed("baseline", "right"), listed("baseline", "wrong")
    is_unwanted = bool(_WORKED_OVER.search(before) or _STILL_OCCURS.search(before))
    is_right = not is_unwanted and (names_undenied(said, right) or agrees_with_people(text, share))
    is_wrong = is_unwanted or names_undenied(said, wrong) or breaks_form(text, share)
    if is_right != is_wrong:
        return Went.RIGHT if is_right else Went.WRONG
    if not is_right and right.search(said):
        # "3 of 200 were not usable".
        return Went.WRONG
    if not is_wrong and wrong.search(said):
        # "without a mistake in 93%".
        return Went.RIGHT
    if is_right:
        return Went.OPEN
    if unwanted_before(said, text[: share.start]) is not None:
        return Went.WRONG
    is_open = _OCCURS.search(before) or _OF_TIME.match(after) or (share.of is not None and _SEEMS.search(after))
    does = tells_what_they_do(share, after)
    return Went.OPEN if is_open or does else Went.RIGHT


def tells_what_they_do(share: Quantity, after: str) -> bool:
    """Whether the words after a share say what so many of the answers do: "10 of 100 have Brazilian words", "20% of the replies say du"."""
    told = listed("baseline", "does").search(after)
    if told is None:
        return False
    between = after[: told.start()].split()
    if between and share.of is None and between[0] != "of":
        return False
    # "48 of 60 on what we have", "in 80% of the mails that came".
    return len(between) <= MOST_BETWEEN and not _ANOTHER_CLAUSE & set(between)


def unwanted_before(said: str, before: str) -> int | None:
    """Where a text says last that what some words tell must not happen; None where it does not say so."""
    told = _stems(plain(said))
    found = [one.start() for one in _UNWANTED.finditer(plain(before)) if _stems(one["what"]) & told]
    return found[-1] if found else None


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"[a-z]{4,}", text)} - _SAY_NOTHING
