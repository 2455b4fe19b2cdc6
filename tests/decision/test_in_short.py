"""The clauses of compact messages: complete, short, and a first step that fits what there is."""

from pathlib import Path

import pytest

from bot.decision import Assessment, Criterion, Outcome, RubricError, flips, in_short, judge, rubric
from bot.decision.in_short import PATH, button, load, turned


def test_everything_has_its_clause() -> None:
    """Every rule, outcome, criterion and value has one, and none is long."""
    assert set(in_short().rules) == {rule.id for rule in rubric().rules}
    assert max(len(text.split()) for text in in_short().rules.values()) <= 14
    for criterion in Criterion:
        for value in rubric().criteria[criterion].values:
            assert len(button(criterion, value)) <= 60
            assert turned(criterion, value)
            assert len(in_short().clauses[criterion][value].split()) <= 10


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('goal-unclear = "', 'goal-foggy = "'),
        ('rag = "retrieval"', 'raq = "retrieval"'),
        ('works_ok = "it works well enough"\n', ""),
        ("[turned.baseline]\nmeasured", "[turned.baseline]\nweighed"),
        ("[buttons.baseline]\nmeasured", "[buttons.baseline]\nweighed"),
        ('when = [["only_cost_left"]]', 'when = [["only_cost"]]'),
        ("when = [[]]", 'when = [["facts"]]'),
        ("[today]", "[today"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """A mistake in the data stops the program."""
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    damaged = tmp_path / "in_short.toml"
    damaged.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RubricError):
        load(damaged)


@pytest.mark.parametrize(
    ("values", "outcome", "step"),
    [
        ({"goal": "tone_style", "tried": "nothing"}, Outcome.PROMPT_ENGINEERING, "write down five real inputs"),
        ({"goal": "tone_style", "tried": "basic_prompt"}, Outcome.PROMPT_ENGINEERING, "add three good examples"),
        (
            {"goal": "tone_style", "tried": "basic_prompt", "examples": "10_49"},
            Outcome.PROMPT_ENGINEERING,
            "put three to five of the examples",
        ),
        ({"goal": "new_facts", "knowledge_home": "large_corpus"}, Outcome.RAG, "list the sources"),
        (
            {"goal": "new_facts", "tried": "rag", "failure": "bad_retrieval"},
            Outcome.RAG,
            "take 20 questions that failed",
        ),
        ({"goal": "unclear"}, Outcome.NOT_READY, "write down one user, one task"),
    ],
)
def test_the_first_step_fits_what_there_is(values: dict[str, str], outcome: Outcome, step: str) -> None:
    """Nobody is told to write a prompt that they have, nor to collect what lies there."""
    verdict = judge(Assessment.of(values))
    assert verdict.outcome is outcome
    assert verdict.today.startswith(step)
    assert verdict.next_steps[0].text == f"Today: {verdict.today}"


def test_flips_are_things_to_check() -> None:
    """Each says what would be so and where that leads."""
    found = flips(Assessment.of({"goal": "new_facts", "knowledge_home": "large_corpus"}))
    assert found
    assert all(f" → {in_short().outcomes[flip.outcome]}" in flip.check for flip in found)
