"""`ftn cost` and `ftn prices` as a person calls them."""

from __future__ import annotations

import json
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.cli.cost import cost
from bot.costs.from_prices import NUMBERS

if TYPE_CHECKING:
    from tests.cli.ftn import Ftn

CASE = ("--model", "gpt-4.1", "--calls-per-day", "20k", "--prompt-tokens", "3,000", "--tuned-tokens", "500")
COLUMNS = 80


def test_a_table_in_80_columns(fresh: Ftn) -> None:
    """The cheapest way first, "never" and break-evens, every default said; nothing is asked of a model or an index."""
    done = fresh("cost", *CASE, "--curve", settings={"COLUMNS": "80"})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= COLUMNS
    assert done.stdout.startswith("Cheapest: gpt-4.1-mini, prompt as now, 912.00 USD a month (3,648 less than now).")
    assert "5,763" in done.stdout
    assert "default: tokens of an answer 200" in done.stdout
    assert "Azure Retail Prices API 2026-08-11" in done.stdout.replace("\n", " ")
    assert "calls a day; | is today (20,000)" in done.stdout


def test_nothing_said_is_answered_with_defaults(fresh: Ftn) -> None:
    """Defaults are taken, said, and the one that matters most is asked for."""
    done = fresh("cost")
    assert done.returncode == 0
    assert "default: calls a day 1,000" in done.stdout
    assert "Nobody said the calls a day (1,000 taken)" in " ".join(done.stdout.split())
    assert "say it with --calls-per-day" in " ".join(done.stdout.split())


def test_json(fresh: Ftn) -> None:
    """One object, with the fields that docs/json.md names."""
    (found,) = fresh.lines("cost", "--json", *CASE)
    assert found.keys() == {
        "kind", "text", "currency", "ways", "left_out", "sensitive_to", "ask", "inputs", "alt_text",
    }  # fmt: skip
    ways = {each["way"]: each for each in found["ways"]}
    assert (ways["now"]["monthly"], ways["tuned_smaller"]["monthly"], ways["smaller"]["monthly"]) == (
        "4560",
        "1536",
        "912",
    )
    assert (ways["tuned_smaller"]["break_even"], ways["tuned"]["break_even"]) == (5_763, 8_160)
    origins = {each["input"]: each["origin"] for each in found["inputs"]}
    assert (origins["usage.calls_a_day"], origins["usage.output_tokens"], origins["now.input"]) == (
        "said",
        "default",
        "price",
    )
    named = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
    assert [key for key in (*found, *found["ways"][0]) if f"`{key}`" not in named and key not in {"kind", "text"}] == []


def test_a_chart(fresh: Ftn) -> None:
    """The picture is written, and that is said beside the result."""
    done = fresh("cost", *CASE, "--chart", "costs.svg")
    assert (done.returncode, done.stderr) == (0, "Wrote costs.svg\n")
    assert (fresh.folder / "costs.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("--calls-per-day", "many"), 2, "'many' is no number from 0 up"),
        (("--calls-per-day", "-3"), 2, "'-3' is no number"),
        (("--prompt-tokens", "1e40"), 1, "input tokens is"),
        (("--cached-share", "50"), 1, "For half write 0.5"),
        (("--model", "gpt-99"), 1, "No price known for input tokens of gpt-99"),
        (("--tier", "moon"), 2, "'moon' is not one of"),
        (("--bill", "1", "--calls-per-day", "60k"), 1, "a bill of 1 a month"),
        (("--chart", "costs.gif"), 1, "Name a file that ends in .png or .svg"),
    ],
)  # fmt: skip
def test_bad_input_is_named(fresh: Ftn, arguments: tuple[str, ...], code: int, named: str) -> None:
    """One sentence names the value and the next step; no stack trace."""
    done = fresh("cost", *arguments)
    assert done.returncode == code
    assert named in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_a_company_s_own_prices(fresh: Ftn, tmp_path: Path) -> None:
    """The file that FTN_PRICES names is counted with; a bad row ends in one sentence."""
    file = tmp_path / "ours.toml"
    file.write_text('[[price]]\nmodel = "gpt-4.1"\nkind = "input"\nusd = 1\nread = 2026-11-01\n', encoding="utf-8")
    done = fresh("cost", *CASE, "--json", settings={"FTN_PRICES": str(file)})
    inputs = {each["input"]: each for each in json.loads(done.stdout)["inputs"]}
    assert (inputs["now.input"]["value"], inputs["now.input"]["note"]) == ("1", "your own prices 2026-11-01")
    file.write_text('[[price]]\nmodel = "gpt-4.1"\nkind = "inputs"\nusd = 1\n', encoding="utf-8")
    done = fresh("cost", settings={"FTN_PRICES": str(file)})
    assert done.returncode == 1
    assert "[[price]] number 1" in done.stderr
    assert "the kind 'inputs'" in done.stderr


def test_prices_of_a_model(fresh: Ftn) -> None:
    """All prices of a model with day and source; an unknown model has its nearest."""
    done = fresh("prices", "show", "o4-mini")
    assert done.returncode == 0
    for part in ("training_hour", "100.00", "swedencentral", "Azure Retail Prices API 2026-08-11"):
        assert part in done.stdout
    done = fresh("prices", "show", "gpt-99")
    assert done.returncode == 1
    assert "no price is known for 'gpt-99'" in done.stderr


def test_a_refresh_that_finds_nobody(fresh: Ftn) -> None:
    """A price list that can't be reached ends in one sentence, and the prices that were there hold."""
    done = fresh("prices", "refresh", "--address", "http://127.0.0.1:9/prices")
    assert done.returncode == 1
    assert "the old ones are kept" in done.stderr


def test_every_number_of_a_sum_has_an_option() -> None:
    """What can be said in a chat can be said here."""
    assert set(NUMBERS) <= set(signature(cost).parameters)
