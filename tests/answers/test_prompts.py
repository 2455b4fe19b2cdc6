"""The prompt files and how they are filled."""

import pytest

from bot.answers.prompts import PROMPTS, load_prompt
from bot.answers.write import NOT_IN_SOURCES
from bot.errors import PromptError


@pytest.mark.parametrize("name", sorted(file.stem for file in PROMPTS.glob("*.md")))
def test_every_prompt_can_be_read(name: str) -> None:
    """Each file has a version, and uses exactly the variables its front matter names."""
    prompt = load_prompt(name)
    assert int(prompt.version) >= 1
    filled = prompt.fill(**{variable: f"<{variable}>" for variable in prompt.variables})
    assert all(f"<{variable}>" in filled for variable in prompt.variables)
    assert "---" not in filled


def test_values_are_not_looked_into() -> None:
    """A value that looks like a variable, as a user's text may, stays as it is."""
    filled = load_prompt("answer").fill(date="{question}", passages="{date}", question="{passages} {x}")
    assert "Today is {question}." in filled
    assert "Question: {passages} {x}" in filled


@pytest.mark.parametrize("values", [{}, {"date": "x"}, {"date": "", "passages": "", "question": "", "more": ""}])
def test_wrong_values_are_an_error(values: dict[str, str]) -> None:
    """Too few and too many values are refused, with the names."""
    with pytest.raises(PromptError, match=r"takes .*passages.* and was given"):
        load_prompt("answer").fill(**values)


def test_a_missing_prompt_is_an_error() -> None:
    """The message names the file and what to do."""
    with pytest.raises(PromptError, match=r"no-such\.md.*Install the project again"):
        load_prompt("no-such")


def test_the_answer_prompt_asks_for_the_words_that_are_looked_for() -> None:
    """Prompt and code agree on how the model says that the sources are silent."""
    assert f"reply with exactly: {NOT_IN_SOURCES}" in load_prompt("answer").text
