"""The packaged rubric is complete, and a damaged one is refused loudly."""

from pathlib import Path

import pytest

from bot.decision import VALUES, Criterion, Outcome, Reference, RubricError, rubric
from bot.decision.load_rubric import PATH, load
from bot.decision.procedure import decisive_criteria
from tests.decision.texts import reasons

SECTION_11 = {
    "goal": "new_facts format_structure tone_style new_skill task_accuracy tool_use cost_latency unclear",
    "tried": "nothing basic_prompt few_shot_prompt rag prompt_and_rag fine_tuning tuned_no_gain",
    "failure": "works_ok missing_knowledge bad_retrieval ignores_context format_drift style_drift edge_cases prompt_too_long "
    "slow_or_costly hallucination broken_input unspecified",
    "knowledge_home": "none_needed model_already_knows fits_in_prompt large_corpus live_system",
    "volatility": "static slow frequent realtime",
    "examples": "none under_10 10_49 50_499 500_4999 5000_plus raw_docs_only barred",
    "data_quality": "curated raw_logs poor",
    "baseline": "none informal measured",
    "volume": "low medium high",
    "latency": "relaxed strict",
    "citations": "yes no",
    "permissions": "per_user none",
    "residency": "none region_bound on_prem",
    "team": "no_ml app_devs ml_team",
    "upkeep": "can_retrain cannot_retrain",
    "tunable_model": "yes no",
    "deadline": "days weeks months",
    "stakes": "low high",
    "task_stability": "stable changing",
    "signal": "demonstrations preference_pairs grader",
    "platform": "azure openai bedrock vertex open_weights undecided",
}


def test_values_are_those_of_section_11() -> None:
    """Criteria and values are spelled as the rubric spells them."""
    assert {str(criterion): set(map(str, values)) for criterion, values in VALUES.items()} == {
        name: set(values.split()) for name, values in SECTION_11.items()
    }


def test_every_reason_can_be_cited() -> None:
    """Every reason that a card may give carries at least one source of the index."""
    assert [where for where, reason in reasons() if not reason.sources] == []


@pytest.mark.parametrize("written", ["S03", "S10#Fine-tuning > Definition", "S11#What # means"])
def test_references_read_as_written(written: str) -> None:
    """A reference is its source and heading, and writes itself as it was read."""
    reference = Reference.parse(written)
    assert str(reference) == written
    assert (reference.source_id, reference.heading) == (written[:3], written[4:])


def test_texts_are_plain() -> None:
    """Reasons are single sentences without exclamation marks, and labels fit a button."""
    for criterion in rubric().criteria.values():
        assert criterion.question.endswith((".", "?"))
        for entry in criterion.values.values():
            assert entry.reason.text.endswith(".")
            assert "!" not in entry.reason.text
            assert len(entry.label) <= 60
            assert entry.condition.startswith("if ")


def test_every_outcome_has_a_rule() -> None:
    """The procedure can reach all six outcomes."""
    assert {rule.outcome for rule in rubric().rules} == set(Outcome)


def test_constraints_that_do_not_decide_are_not_decisive() -> None:
    """Residency, team, upkeep, deadline, stakes and latency weigh in, and never decide an outcome alone."""
    quiet = {"residency", "team", "upkeep", "deadline", "stakes", "latency"}
    assert set(Criterion) - set(decisive_criteria()) == quiet


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('label = "Know our facts"', f'label = "{"x" * 61}"', "longer than 60"),
        ("pushes = { RAG = 3, FT = -3 }", "pushes = { RAG = 4 }", "use -3.0 to 3|use -3 to 3"),
        ("pushes = { RAG = 3, FT = -3 }", "pushes = { XX = 3 }", "malformed"),
        ('gate = "G5"', 'gate = "G9"', "is not a gate"),
        ('external = ["COOK", "OVADIA", "GEKHMAN"]', 'external = ["NOBODY"]', "list them under"),
        ('sources = ["S03#Why', 'sources = ["OAI-ACC#Why', "must name one or more of the index"),
        ('sources = ["S03#Why do you want to fine-tune a model?"]', 'sources = ["S03#"]', "names no heading"),
        (
            'sources = ["S03#Why do you want to fine-tune a model?"]',
            "sources = []",
            "must name one or more of the index",
        ),
        ("[criteria.goal.values.tone_style]", "[criteria.goal.values.tone]", "lacks .'tone_style'."),
        ("[criteria.stakes]", "[criteria.stake]", "lacks|malformed"),
        ("tried=nothing|basic_prompt", "tried=nothing|basic", "names no criterion, value or earlier finding"),
        ('when = [["goal_unclear"]]', 'when = [["goal_foggy"]]', "names no criterion, value or earlier finding"),
        ('id = "works"', 'id = "train"', "share an id"),
        ("when = [[]]\noutcome", 'when = [["facts"]]\noutcome', "must hold for everything"),
        ("likely = 0.30", "likely = { any = 0.3, nowhere = 1.0 }", "likely has"),
        ("bits = 1.83", "bits = 99", "use 0 to 10"),
        ("[prior]", "[prior", "cannot be read"),
        ("question = ", "questions = ", "missing or malformed entry"),
    ],
)
def test_damaged_rubric_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """A mistake in the data stops the program with the place in the message."""
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    damaged = tmp_path / "rubric.toml"
    damaged.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RubricError, match=message):
        load(damaged)


def test_missing_rubric_is_refused(tmp_path: Path) -> None:
    """A missing file says which one to restore."""
    with pytest.raises(RubricError, match="restore the packaged file"):
        load(tmp_path / "rubric.toml")
