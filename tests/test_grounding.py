"""Every text of the rubric that cites a place is held against the passages of the index it lands on.

The shares of words are a floor: a reason begins with what the
person said and ends with what the source says, so half of its words must be the source's; a step or a gate is mostly our
own words about what to do, so three in ten. Figures and dates must be the source's in all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.case import Case
from bot.conversation.compose import Composer
from bot.conversation.grounding import Grounding, passages_by_heading
from bot.conversation.reasons import REASONS as SHOWN
from bot.decision import Assessment, Reference, in_short, judge, rubric
from bot.storage.record_export import source_links
from knowledge.lexical import overlap, words
from tests.decision.cases import cases
from tests.decision.texts import advice, reasons
from tests.figures import figures

if TYPE_CHECKING:
    from bot.decision.rubric import Rule
    from knowledge.passages import Passage
    from knowledge.search import Searcher

REASON_SHARE = 0.5
ADVICE_SHARE = 0.3
#: What a clause on a card must have of the words of the one passage that its mark leads to.
SHORT_SHARE = 0.3
#: What each place of a text that cites several must have of its words: a mark that adds nothing misleads.
PLACE_SHARE = 0.15
OWN_NUMBERS = "(our own numbers)"
MARK = re.compile(r"\[(\d+)\]")

REASONS = dict(reasons())
ADVICE = dict(advice())
CITING = {where: text for where, text in (REASONS | ADVICE).items() if text.sources}
WANT_TO_TRAIN = Reference("S03", "Why do you want to fine-tune a model?")


@pytest.fixture(scope="module")
def grounding(searcher: Searcher) -> Grounding:
    """Grounding in the built-in notes."""
    return Grounding(searcher)


def content(passages: list[Passage]) -> tuple[str, ...]:
    """The content words of some passages, headings left out."""
    return words("\n".join(passage.text for passage in passages))


def own_figures(where: str) -> frozenset[str]:
    """The figures of the answer a reason repeats: they are the person's, not the source's."""
    criterion, _, value = where.removeprefix("criteria.").partition(".")
    for name, entry in rubric().criteria.items():
        if name == criterion and value in entry.values:
            return figures(entry.values[value].label)
    return frozenset()


def test_reasons_name_their_heading() -> None:
    """No reason is content with naming a source."""
    assert [where for where, text in REASONS.items() if not all(place.heading for place in text.sources)] == []


def test_cited_headings_stand_in_the_notes() -> None:
    """Every heading the rubric names is one of its source's note, to the letter."""
    cited = {(place.source_id, place.heading) for text in CITING.values() for place in text.sources if place.heading}
    assert cited
    assert sorted(cited - set(passages_by_heading())) == []


@pytest.mark.parametrize("where", CITING)
async def test_texts_land_under_their_headings(grounding: Grounding, where: str) -> None:
    """A text is marked with a passage of the index under each heading it names, and all of them add words of it."""
    text = CITING[where]
    found = await grounding.passages(text.text, text.sources)
    landed = [(passage.source_id, " > ".join(passage.heading_path)) for passage in found]
    assert landed == [(place.source_id, place.heading) for place in text.sources]
    said = words(text.text)
    assert overlap(said, content(found)) >= (REASON_SHARE if where in REASONS else ADVICE_SHARE)
    assert min(overlap(said, content([passage])) for passage in found) >= PLACE_SHARE


@pytest.mark.parametrize("where", [where for where, text in CITING.items() if OWN_NUMBERS not in text.text])
async def test_figures_and_dates_are_those_of_the_passages(grounding: Grounding, where: str) -> None:
    """Numbers, months and years in a text stand in the passages it cites, or are their dates, or the person's answer."""
    text = CITING[where]
    found = await grounding.passages(text.text, text.sources)
    stated = figures(" ".join(part for passage in found for part in (passage.indexed_text, passage.date)))
    assert figures(text.text) - stated - own_figures(where) == set()


def test_uncited_texts_lean_on_no_source() -> None:
    """A text that is our own names neither Microsoft nor the article."""
    own = [text.text for text in ADVICE.values() if not text.sources]
    assert own
    assert [text for text in own if "Microsoft" in text or "article" in text] == []


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Cost as the main motive calls for caution.", "Cost as the main motive"),
        ("To add knowledge outside its domain, start with retrieval.", "To add knowledge outside"),
    ],
)
async def test_the_nearest_passage_under_a_heading_is_cited(grounding: Grounding, text: str, begins: str) -> None:
    """Of the passages under one heading the one that shares most words with the text is taken."""
    (passage,) = await grounding.passages(text, [WANT_TO_TRAIN])
    assert passage.text.startswith(begins)


@pytest.mark.parametrize("place", [Reference("S03"), Reference("S03", "A heading that is gone")])
async def test_without_a_known_heading_the_source_is_searched(grounding: Grounding, place: Reference) -> None:
    """A place without a heading, or with one that is not in the index, lands on the best passage of its source."""
    (passage,) = await grounding.passages("Cost as the main motive calls for caution.", [place])
    assert (passage.source_id, passage.heading) == ("S03", WANT_TO_TRAIN.heading)


async def test_a_source_the_index_lacks_is_left_out(grounding: Grounding) -> None:
    """A text is cited with what there is, and one passage is cited once."""
    places = [Reference("S99"), WANT_TO_TRAIN, WANT_TO_TRAIN]
    assert len(await grounding.passages("Cost as the main motive calls for caution.", places)) == 1


@pytest.mark.parametrize("case", cases("use-cases"), ids=lambda case: str(case["id"]))
async def test_cards_mark_what_they_show(grounding: Grounding, case: dict[str, Any]) -> None:
    """Every reason on a card has a mark, every mark a citation, every citation a mark; an estimate that decides is shown."""
    assessment = Assessment.of(case["criteria"])
    card = await Composer(grounding).card(Case(assessment=assessment))
    assert 1 <= len(card.why) <= SHOWN
    assert all(MARK.search(reason) for reason in card.why)
    marked = {int(number) for text in (*card.why, *card.open_gates) for number in MARK.findall(text)}
    assert marked == {citation.number for citation in card.citations}
    prior = judge(assessment).prior
    assert prior is None or any(reason.startswith(prior.text.removesuffix(".")) for reason in card.why)


def test_records_link_every_cited_place() -> None:
    """A decision record finds the title, the link and the date of each heading the rubric cites."""
    links = source_links()
    cited = {place for text in CITING.values() for place in text.sources}
    assert sorted(str(place) for place in cited if str(place) not in links) == []
    undated = {place.source_id for place in cited if links[str(place)].dated is None}
    assert undated == {"S01"}


@pytest.mark.parametrize("rule", rubric().rules, ids=lambda rule: rule.id)
async def test_reasons_in_short_are_their_sources_too(grounding: Grounding, rule: Rule) -> None:
    """The clause that stands for a rule on a card shares its words with the one passage that its mark leads to, and adds no figure."""
    found = await grounding.passages(rule.because.text, rule.because.sources[:1])
    assert found
    clause = in_short().rules[rule.id]
    assert overlap(words(clause), content(found)) >= SHORT_SHARE
    assert figures(clause) - figures(" ".join(passage.indexed_text for passage in found)) == set()
