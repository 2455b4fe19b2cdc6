"""Facts that rest on a word which means something else in its clause: "cost is killing us" tells of no harm, "volume is modest" of no waiting time.

The trained reader knows words by what they mostly stand for. Here it is asked what their clause speaks of, and a fact goes where that is another
matter; where the clause speaks of both, it stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import clauses, listed, names, plain
from bot.reading.told.how_often import volatility_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.decision import Fact

#: What a setup is held against in a wish or a question: "an improvement over few-shot prompting", "better than a good prompt".
_HELD_AGAINST: Final = re.compile(
    r"\b(?:(?:improve(?:s|d|ments?)?|gains?|benefits?|advantages?|better|win|wins|edge|progress|anything) (?:\w{2,12} )?(?:over|upon|on|than)|compar\w+ (?:\w{2,12} )?(?:to|with|against)"
    r"|(?:instead|ahead) of|rather than|as opposed to|versus|vs\.?|outperforms?|beats?)(?: (?:a|an|the|our|plain|good|well|simple|mere|just|pure|careful|careful,))*(?: [\w-]{2,14}){0,2}? (?:few[ -]?shot\w*|prompt\w*|zero[ -]?shot\w*|rag|retrieval|in[ -]context learning)\b"
)
#: What says of a setup that it was run: then a comparison tells what was tried.
_WAS_RUN: Final = re.compile(
    r"\b(?:tried|tested|ran|measured|scored|scores?|scoring|got|gets|gave|gives|reached|reaches|achieved|achieves|currently|today|already|so far|we (?:use|have|had|run|did)|in use|baseline|we (?:have )?trained|was trained)\b|\d\s?%|\b0\.\d"
)
#: Texts that somebody handed over, which tell neither what was tried nor how good anything is.
_HANDED_OVER: Final = re.compile(
    r"\b(?:gave|given|sent|send|sends|handed|supplied|provided|provides|left|shared|mailed|passed)(?: (?:us|me|over|along|on|in|already|just|so far)){0,3}(?: (?:some|about|around|roughly|another|a|with|the)){0,2} (?:\d[\d.,]*k?|few|dozen|couple|handful|ten|twenty|thirty|forty|fifty|sixty|hundred)\b[^.;!?\n]{0,40}?\b(?:texts?|samples?|examples?|letters?|mails?|e-?mails?|pages?|posts?|articles?|descriptions?|documents?|pieces|scripts?|reports?|briefs?)\b"
)

#: A figure that is the best of several, or low, and no word on whether it is good enough.
_NO_PRAISE: Final = re.compile(
    r"\b(?:best|highest|top|strongest|max\w*) (?:[\w-]{2,12} ){0,2}?(?:figures?|scores?|results?|runs?|values?|numbers?|variants?|setups?|attempts?|f1|prompt\w*|baseline)\b"
    r"|\b(?:only|just|merely|no more than|barely|not even) (?:about |around |some )?\d"
)


def rests_on_another_meaning(fact: Fact, text: str) -> bool:
    """Whether the words of a fact mean something else where they stand in a text."""
    is_another = _OTHERS.get((fact.criterion, fact.values[0] if len(fact.values) == 1 else ""))
    return is_another is not None and is_another(fact, text)


def _around(fact: Fact, text: str) -> str:
    """The clauses of a text that hold words of a fact."""
    return " , ".join(_clauses_of(fact, text)) or plain(fact.words)


def _clauses_of(fact: Fact, text: str) -> Iterator[str]:
    words = plain(fact.words)
    return (clause for clause in clauses(text) if words in clause or clause in words)


def _kills_the_budget(fact: Fact, text: str) -> bool:
    """High stakes read in what money or waiting does to people: "the bill is killing us"."""
    said = _around(fact, text)
    is_figure = names(fact.words, "meanings", "hurting") and names(said, "meanings", "money_or_time")
    return is_figure and not names(said, "meanings", "harm")


def _is_no_time(fact: Fact, text: str) -> bool:
    """A relaxed waiting time read in how much there is of something: "volume is modest, some 400 a day"."""
    said = _around(fact, text)
    return names(said, "meanings", "amounts") and not names(said, "meanings", "waiting")


def _is_before_and_after(fact: Fact, text: str) -> bool:  # noqa: ARG001 - one form for all looks
    """Better and worse answers read in texts before and after somebody worked on them, which are inputs with the wanted outputs."""
    return names(text, "meanings", "before_and_after") and not names(text, "meanings", "preferred")


def _is_only_held_against(fact: Fact, text: str) -> bool:
    """A technique that was named as what to compare with, and of which nothing says that it was run."""
    said = " , ".join(clauses(text)) if len(fact.words) > len(text) else _around(fact, text)
    return bool(_HELD_AGAINST.search(said)) and not _WAS_RUN.search(plain(text))


def _is_handed_over(fact: Fact, text: str) -> bool:
    """What was tried, or how well it does, read in texts that somebody handed over as samples."""
    return fact.is_likely and any(_HANDED_OVER.search(clause) for clause in _handed(fact, text))


def _handed(fact: Fact, text: str) -> Iterator[str]:
    words = plain(fact.words)
    return (clause for clause in clauses(text) if words in clause and not listed("meanings", "used").search(clause))


def _is_no_praise(fact: Fact, text: str) -> bool:  # noqa: ARG001 - one form for all looks
    """That something works, read in the best of several figures, or in one that is called low: "the best prompted figure", "only 81%"."""
    return fact.is_likely and bool(_NO_PRAISE.search(plain(fact.words)))


def _is_of_the_output(fact: Fact, text: str) -> bool:
    """Poor examples read in what the answers are: "the texts all sound the same", "inconsistency in the treatment of citations"."""
    said = _around(fact, text)
    return names(said, "meanings", "of_answers") and not names(said, "meanings", "learnt_from")


def _is_worked_on(fact: Fact, text: str) -> bool:
    """A collection to look things up in read in pairs to learn from: "22,000 pages before and after editing"."""
    said = _around(fact, text)
    return names(said, "meanings", "pairs") and not names(said, "look_up", "names")


def _is_of_facts(fact: Fact, text: str) -> bool:
    """A definition that moves read in facts that are revised: "the termbase is updated weekly", "prices change every month"."""
    said = _around(fact, text)
    is_of_facts = names(said, "meanings", "facts") and not names(said, "task_stability", "named")
    return is_of_facts and volatility_in(text) is not None


def _or(*looks: Callable[[Fact, str], bool]) -> Callable[[Fact, str], bool]:
    return lambda fact, text: any(look(fact, text) for look in looks)


_TRIED: Final = _or(_is_only_held_against, _is_handed_over)
_OTHERS: Final[Mapping[tuple[Criterion, str], Callable[[Fact, str], bool]]] = {
    (Criterion.STAKES, "high"): _kills_the_budget,
    (Criterion.LATENCY, "relaxed"): _is_no_time,
    (Criterion.SIGNAL, "preference_pairs"): _is_before_and_after,
    (Criterion.TRIED, "basic_prompt"): _TRIED,
    (Criterion.TRIED, "few_shot_prompt"): _TRIED,
    (Criterion.TRIED, "rag"): _is_only_held_against,
    (Criterion.TRIED, "prompt_and_rag"): _is_only_held_against,
    (Criterion.FAILURE, "works_ok"): _or(_is_handed_over, _is_no_praise),
    (Criterion.BASELINE, "measured"): _is_handed_over,
    (Criterion.DATA_QUALITY, "poor"): _is_of_the_output,
    (Criterion.KNOWLEDGE_HOME, "large_corpus"): _is_worked_on,
    (Criterion.TASK_STABILITY, "changing"): _is_of_facts,
}
