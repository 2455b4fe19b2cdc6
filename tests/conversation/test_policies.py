"""A company's own rules in a case: cited where they may be read, asked where they are not plain, never above somebody's word, and gone with their document."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Assistant
from bot.cli.cited_by import CitedBy, Citing
from bot.conversation.case import Case
from bot.conversation.policies import FILE, Policies, Policy
from bot.conversation.stored_form import from_stored, to_stored
from bot.decision import BY_REGISTER, Certainty, Criterion, Fact
from bot.replies import Question, VerdictCard
from bot.storage.leaning import TextsNow
from bot.turn import Place, Surface, Turn
from knowledge.document_sets import DocumentSets, Scope
from knowledge.index import Index
from knowledge.refresh import refresh
from knowledge.search import Searcher
from knowledge.sources import Bound, add_folder, bind, load_sources
from tests.knowledge.making import passage
from tests.person import Person, checked, only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.replies import Reply
    from bot.storage.cases import Cases
    from bot.storage.conversations import Conversations
    from knowledge.embedder import LocalEmbedder

REGION, DATA = "All workloads run in Sweden Central only.", "We may not train on customer data."
CASE = (
    "We want answers in our house style. We tried a prompt with examples and it scores 71% on 200 test cases; the style still drifts. We have 800 "
    "checked examples."
)
HERE, ELSEWHERE = Scope("local", "terminal"), Scope("local", "C0000")


@dataclass
class Company:
    """An index with a company's rules in it, and somebody who asks there."""

    register: Path
    index: Index
    searcher: Searcher
    folder: Path
    assistant: Assistant

    async def verdict(self, text: str = CASE) -> VerdictCard:
        """The card of a case told at once."""
        turn = Turn("Ana", Place(Surface.TERMINAL, "local", "terminal", "verdict"), text)
        replies: list[Reply] = checked([reply async for reply in self.assistant.quick_verdict(turn)])
        return only(VerdictCard, replies)

    def write(self, *rules: str) -> None:
        """Have the document say this, and nothing else."""
        (self.folder / "Rules.md").write_text(
            "".join(f"# Rule {number}\n\n{rule}\n\n" for number, rule in enumerate(rules, 1)), encoding="utf-8"
        )
        refresh(self.index, self.register, lambda *_: None)


@pytest.fixture
def company(
    built_directory: Path, embedder: LocalEmbedder, tmp_path: Path, stores: tuple[Conversations, Cases]
) -> Iterator[Company]:
    """A company whose document says where everything runs, and on what nobody may train."""
    folder, register = tmp_path / "rules", tmp_path / "sources.toml"
    folder.mkdir()
    add_folder(register, folder, "House rules")
    shutil.copytree(built_directory, tmp_path / "index")
    with Index(tmp_path / "index", embedder) as index:
        searcher = Searcher(index, DocumentSets(register))
        made = Company(register, index, searcher, folder, Assistant(searcher, *stores))
        made.write(REGION, DATA)
        yield made
    shutil.rmtree(tmp_path / "index")


async def test_a_card_shows_what_the_documents_lay_down(company: Company) -> None:
    """The plain rule counts and is cited; the other one is asked, and a yes makes it the person's own."""
    card = await company.verdict()
    region, data = sorted(card.policies, reverse=True, key=lambda line: REGION.rstrip(".") in line)
    assert region.startswith("By your document: ")
    assert f"“{REGION.rstrip('.')}”" in region
    assert data.startswith("Perhaps there is no model you may train, by your document: ")
    quotes = {f"[{one.number}]": one.quote for one in card.citations if one.passage.is_own}
    assert {quotes[line[-4:-1] if line.endswith(".") else line[-3:]] for line in card.policies} == {REGION, DATA}
    assert {fact.criterion: fact.certainty for fact in card.facts if fact.document} == {
        "residency": "stated", "tunable_model": "likely",
    }  # fmt: skip
    assert card.provisional
    assert card.confirms == ("tunable_model", ("no",))
    without = await company.verdict(f"{CASE} There is a model we may train.")
    assert not [line for line in without.policies if line.startswith("Perhaps")]


async def test_a_decision_leans_on_the_rule(
    company: Company, stores: tuple[Conversations, Cases], tmp_path: Path
) -> None:
    """By digests alone, until the document says something else; what was stated against a rule does not lean on it."""
    await company.verdict()

    async def counted(source_id: str) -> CitedBy:
        now = TextsNow(tmp_path, company.searcher.directory)
        return Citing((), await stores[1].leaning(), now).of(source_id, None)

    (source,) = [one for one in load_sources(company.register) if not one.built_in]
    before = await counted(source.id)
    assert (before.decisions, before.older) == (1, 0)
    ((_, leans),) = await stores[1].leaning()
    assert not [one for one in leans if source.id in repr(one) or "Sweden" in repr(one)]
    company.write("All workloads run in the European Union only.", DATA)
    await company.verdict(f"{CASE} There is no rule on where our data is stored.")
    after = await counted(source.id)
    assert (after.decisions, after.older) == (2, 1)
    company.write("All workloads run in the European Union only.")
    await Policies(company.searcher).in_scope(HERE)
    assert (await counted(source.id)).older == 2


async def test_what_somebody_states_counts_and_the_conflict_is_named(company: Company) -> None:
    """One sentence says what they said and what the document says."""
    card = await company.verdict(f"{CASE} There is no rule on where our data is stored.")
    (line,) = [one for one in card.policies if REGION.rstrip(".") in one]
    assert line.startswith("You said that the data may go anywhere, which counts here; your document: ")
    assert {fact.criterion: fact.values for fact in card.facts}["residency"] == ("none",)


async def test_the_question_quotes_the_rule_that_makes_it_likely(
    company: Company, stores: tuple[Conversations, Cases]
) -> None:
    """What is only likely is asked with the rule and its mark; "no" is not asked again."""
    person = Person(company.assistant, stores[1])
    replies = await person.say(CASE)
    for _ in range(6):
        asked = [one for one in replies if isinstance(one, Question)]
        if not asked or asked[0].guess == "no":
            break
        replies = await person.say("not sure")
    question = only(Question, replies)
    assert question.criterion == "tunable_model"
    assert f"says “{DATA.rstrip('.')}”" in question.text
    assert [one.quote for one in question.citations if one.passage.is_own] == [DATA]
    await person.say("no")
    case = (await person.case()).under(await company.assistant.policies.in_scope(HERE))
    assert case.assessment.certainty(Criterion.TUNABLE_MODEL) is not Certainty.LIKELY
    # A case keeps what people said, and not a word of a document.
    assert "Sweden" not in json.dumps(to_stored(case))


async def test_only_where_the_document_may_be_read_and_as_long_as_it_is_there(company: Company) -> None:
    """Bound to another channel it lays down nothing here; changed it says the new; deleted it is gone, from the disk too."""
    rules = company.assistant.policies
    kept = company.index.directory / FILE
    assert {one.fact.words for one in await rules.in_scope(HERE)} == {REGION, DATA}
    bind(company.register, "rules", Bound((ELSEWHERE.channel,)))
    assert await rules.in_scope(HERE) == ()
    assert (await company.verdict()).policies == ()
    assert {one.fact.words for one in await rules.in_scope(ELSEWHERE)} == {REGION, DATA}
    company.write("Data must not leave Germany.")
    assert [one.fact.words for one in await rules.in_scope(ELSEWHERE)] == ["Data must not leave Germany."]
    assert "Sweden" not in kept.read_text(encoding="utf-8")
    # Another process reads what is kept, and nothing anew.
    assert await Policies(company.searcher).in_scope(ELSEWHERE) == await rules.in_scope(ELSEWHERE)
    company.index.remove("rules")
    assert await rules.in_scope(ELSEWHERE) == ()
    assert "Germany" not in kept.read_text(encoding="utf-8")


async def test_rules_that_differ_are_asked(company: Company) -> None:
    """The stricter one, as likely."""
    company.write(REGION, "No data may leave our own data centres.")
    (policy,) = await company.assistant.policies.in_scope(HERE)
    assert (policy.fact.values, policy.fact.certainty) == (("on_prem",), Certainty.LIKELY)


def test_beside_the_register_and_what_people_are_not_sure_of() -> None:
    """A rule goes above what the register of models adds and above "not sure", and gives that back where it does not hold any more."""
    rule = Policy(Fact(Criterion.TUNABLE_MODEL, ("no",), words="No model may be trained.", document="your document: X"), passage("No model may be trained."))  # fmt: skip
    open_weights = Case().take([Fact(Criterion.PLATFORM, ("open_weights",))])
    known = open_weights.assessment.fact(Criterion.TUNABLE_MODEL)
    assert known is not None
    assert (known.values, known.message) == (("yes",), BY_REGISTER)
    assert open_weights.under([rule]).assessment.fact(Criterion.TUNABLE_MODEL) == rule.fact
    unsure = Case().take([Fact(Criterion.TUNABLE_MODEL, certainty=Certainty.UNSURE)])
    ruled = unsure.under([rule])
    assert ruled.assessment.fact(Criterion.TUNABLE_MODEL) == rule.fact
    assert from_stored(to_stored(ruled)).assessment == unsure.assessment
    assert ruled.under([]).assessment == unsure.assessment
    stated = ruled.take([Fact(Criterion.TUNABLE_MODEL, ("yes",))])
    assert stated.assessment.values(Criterion.TUNABLE_MODEL) == ("yes",)
    assert stated.contradicted == [rule]
    back = stated.back()
    assert back is not None
    assert back.assessment.fact(Criterion.TUNABLE_MODEL) == rule.fact
