"""The rules that make false sentences: what they change, and what they leave alone."""

import pytest

from .perturb import RULES, Perturbed, perturbed


def kinds(sentence: str) -> dict[str, list[str]]:
    """The false sentences made of one, by kind."""
    found: dict[str, list[str]] = {}
    for one in perturbed(sentence):
        found.setdefault(one.kind, []).append(one.text)
    return found


@pytest.mark.parametrize(
    ("sentence", "kind", "made"),
    [
        ("A job needs 10 files or 24 hours.", "numbers", "A job needs 24 files or 10 hours."),
        ("A deployment lasts 24 hours.", "unit", "A deployment lasts 24 days."),
        ("It needs at least 10 examples.", "comparator", "It needs at most 10 examples."),
        ("It does not guarantee an improvement.", "un-negated", "It does guarantee an improvement."),
        ("It is cheap.", "negated", "It is not cheap."),
        ("It may help.", "strengthened", "It must help."),
        ("gpt-4o costs more here and o4-mini less there.", "names", "o4-mini costs more here and gpt-4o less there."),
        ("RAG replaces fine-tuning.", "subject and object", "fine-tuning replaces RAG."),
        ("It retires on 2026-10-01.", "date", "It starts on 2026-10-01."),
        ("It is cheaper.", "antonym", "It is more expensive."),
        ("SFT needs examples.", "sibling", "DPO needs examples."),
        ("Training is open for existing customers.", "restriction", "Training is open for customers."),
    ],
)
def test_each_rule_changes_what_it_is_for(sentence: str, kind: str, made: str) -> None:
    """One change a sentence, of the kind it is named for."""
    assert made in kinds(sentence)[kind]


def test_every_rule_is_tried() -> None:
    """The parameters above name every kind."""
    marks = test_each_rule_changes_what_it_is_for.pytestmark  # type: ignore[attr-defined]  # set by the decorator
    assert {kind for _, kind, _ in marks[0].args[1]} == set(RULES)


@pytest.mark.parametrize(
    "sentence",
    ["Both mini and nano models are listed.", "Ten is ten.", "It was on 7 July and 8 July."],
)
def test_leaves_alone_what_would_stay_true(sentence: str) -> None:
    """Figures of a date are no numbers, and nothing is made twice or equals what it was made of."""
    made = list(perturbed(sentence))
    assert not [one for one in made if one.kind in {"numbers", "names", "sibling"}]
    assert sentence not in {one.text for one in made}
    assert len(made) == len(set(made))
    assert all(isinstance(one, Perturbed) for one in made)
