"""Reads the prompts: one Markdown file each under `prompts/`, with front matter that names version and variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.errors import PromptError

PROMPTS = Path(__file__).parents[2] / "prompts"
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text with `{variables}` in it."""

    name: str
    version: str
    variables: frozenset[str]
    text: str

    def fill(self, **values: str) -> str:
        """The text with every variable replaced; what the values contain is not looked into again.

        Raises:
            PromptError: The values are not exactly the variables.
        """
        if values.keys() != self.variables:
            raise PromptError(f"prompt {self.name!r} takes {sorted(self.variables)} and was given {sorted(values)}.")
        return _VARIABLE.sub(lambda match: values.get(match.group(1), match.group()), self.text)


@lru_cache(maxsize=8)
def load_prompt(name: str) -> Prompt:
    """Read a prompt by its file's name, without the ending.

    Raises:
        PromptError: The file is missing, has no front matter, or uses other variables than it names.
    """
    file = PROMPTS / f"{name}.md"
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(
            f"the prompt {str(file)!r} can't be read: {error.strerror}. Install the project again."
        ) from error
    match = _FRONT_MATTER.match(content)
    if match is None:
        raise PromptError(f"the prompt {str(file)!r} has no front matter. Start it with version and variables.")
    front = dict(line.split(":", 1) for line in match.group(1).splitlines())
    variables = frozenset(name.strip() for name in front.get("variables", "").split(",") if name.strip())
    text = content[match.end() :].strip()
    used = frozenset(_VARIABLE.findall(text))
    if used != variables:
        raise PromptError(f"the prompt {str(file)!r} names the variables {sorted(variables)} and uses {sorted(used)}.")
    return Prompt(name, front.get("version", "0").strip(), variables, text)
