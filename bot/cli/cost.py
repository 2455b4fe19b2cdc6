"""`ftn cost`: what each way would cost, as a table, as JSON, as a picture or drawn in the terminal."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.as_json import as_line
from bot.cli.safe_console import SafeConsole
from bot.cli.shared import AsJson, errors, read_settings
from bot.errors import CostInputError
from knowledge.prices.rows import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from bot.costs.compare import Comparison
    from bot.costs.from_prices import CostScenario

#: Columns of a terminal that the table fits into.
_WIDTH = 80


def _number(text: str) -> Decimal:
    """A number as people type it: `20000`, `20,000`, `20k`, `1.5m`."""
    from bot.costs.entered import number_in

    value = number_in(text)
    if value is None:
        raise typer.BadParameter(f"{text!r} is no number from 0 up. Write one such as 20000, 20k or 0.5.")
    return value


def _said(name: str, help_text: str) -> object:
    return typer.Option(name, parser=_number, metavar="NUMBER", help=help_text)


_Said: TypeAlias = Decimal | None


def cost(  # noqa: PLR0913, PLR0917 - an option for each number
    model: Annotated[str | None, typer.Option(help="The model you use now.")] = None,
    smaller: Annotated[str | None, typer.Option(help="A smaller model to compare with, and to tune.")] = None,
    calls_a_day: Annotated[_Said, _said("--calls-per-day", "How many calls you make a day.")] = None,
    input_tokens: Annotated[_Said, _said("--prompt-tokens", "Tokens of a prompt now, all that is sent.")] = None,
    case_tokens: Annotated[
        _Said, _said("--case-tokens", "Tokens of it that each case brings, and tuning can't shorten.")
    ] = None,
    output_tokens: Annotated[_Said, _said("--answer-tokens", "Tokens of an answer.")] = None,
    cached_share: Annotated[_Said, _said("--cached-share", "The part of the prompt that is cached, 0 to 1.")] = None,
    bill: Annotated[_Said, _said("--bill", "What you pay a month in USD, where you don't know the tokens.")] = None,
    short_tokens: Annotated[_Said, _said("--short-tokens", "Tokens of the prompt once shortened.")] = None,
    tuned_tokens: Annotated[_Said, _said("--tuned-tokens", "Tokens of the prompt once tuned.")] = None,
    added_tokens: Annotated[_Said, _said("--added-tokens", "Tokens that retrieval adds to a call.")] = None,
    store_a_month: Annotated[_Said, _said("--store", "USD a month for a search index.")] = None,
    examples: Annotated[_Said, _said("--examples", "How many examples are trained on.")] = None,
    training_tokens: Annotated[_Said, _said("--training-tokens", "Tokens of one pass over the examples.")] = None,
    epochs: Annotated[_Said, _said("--epochs", "Passes of training.")] = None,
    training_hours: Annotated[_Said, _said("--training-hours", "Hours, where training is sold by the hour.")] = None,
    retrain_months: Annotated[
        _Said, _said("--retrain-months", "Months until it is trained again; 0 for never.")
    ] = None,
    test_set: Annotated[_Said, _said("--test-set", "USD that a test set costs.")] = None,
    labelling_hours: Annotated[_Said, _said("--labelling-hours", "Hours of labelling.")] = None,
    labelling_rate: Annotated[_Said, _said("--labelling-rate", "USD an hour of labelling.")] = None,
    tier: Annotated[Tier, typer.Option(help="How deployments are priced on Azure.")] = Tier.GLOBAL,
    region: Annotated[str | None, typer.Option(help="An Azure region, such as swedencentral.")] = None,
    provider: Annotated[
        str | None, typer.Option(help="Whose prices: azure, openai, anthropic, google, mistral.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's form of a flag
    chart: Annotated[Path | None, typer.Option(help="Write the curve to this file, PNG or SVG.")] = None,
    curve: Annotated[bool, typer.Option("--curve", help="Draw the curve in the terminal.")] = False,  # noqa: FBT002 - same
) -> None:
    """Compare what each way costs: the prompt as it is, shorter, a smaller model, retrieval, a tuned one. Nothing leaves this machine."""
    from bot.costs.compare import compare
    from bot.costs.from_prices import NUMBERS, CostQuestion, make_scenario
    from knowledge.prices.book import open_book

    options = locals()
    said = {name: options[name] for name in NUMBERS if options[name] is not None}
    _require_share(said)
    settings = read_settings()
    made = make_scenario(
        CostQuestion(model, smaller, tier, region, provider, said), open_book(settings.data_dir, settings.own_prices)
    )
    compared = compare(made.scenario)
    if as_json:
        from bot.cli.cost_json import comparison_data

        typer.echo(as_line(comparison_data(compared, made.left_out)))
    else:
        _print(compared, made, drawn=curve)
    if chart:
        _write(compared, chart)


def _require_share(said: Mapping[str, Decimal]) -> None:
    share = said.get("cached_share", Decimal(0))
    if share > 1:
        raise CostInputError(
            f"--cached-share is {share:f}, which can't be: it is a part, from 0 to 1. For half write 0.5."
        )


def _print(compared: Comparison, made: CostScenario, *, drawn: bool) -> None:
    from bot.costs import words
    from bot.costs.curve import curve
    from bot.costs.drawing import drawing

    console = SafeConsole(width=min(_WIDTH, SafeConsole().width))
    console.print(Text(words.headline(compared), style="bold"))
    for line in words.training_lines(compared):
        console.print(Text(line))
    console.print()
    console.print(_table(compared))
    for way, reason in made.left_out:
        console.print(Text(f"Not compared: {way.value.replace('_', ' ')}, {reason}.", style="yellow"))
    if drawn:
        console.print()
        typer.echo(drawing(curve(compared)))
    console.print()
    console.print(Text(" ".join(words.sensitivity_lines(compared))))
    if asked := words.question(compared):
        console.print(Text(asked, style="bold"))
    console.print()
    _print_assumptions(console, compared)


def _table(compared: Comparison) -> Table:
    from bot.costs import words

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 1))
    table.add_column("USD", max_width=34)
    for heading in ("a month", "first year", "saves", "pays from"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in compared.costs:
        table.add_row(
            words.way_name(each), words.dollars(each.monthly), words.dollars(each.first_year),
            words.dollars(each.saves_a_month), words.pays_from(each),
        )  # fmt: skip
    return table


def _print_assumptions(console: Console, compared: Comparison) -> None:
    """What it rests on, the said first, then the defaults, then prices; one line for each origin and day."""
    from bot.costs import words

    by_origin: dict[str, list[str]] = {}
    for name, value, origin in words.assumptions(compared):
        by_origin.setdefault(origin, []).append(f"{name} {value}")
    console.print(Text("It rests on", style="bold"))
    for origin, parts in by_origin.items():
        console.print(Text(f"{origin}: {'; '.join(parts)}", style="dim"))
    months = "A month is 30 days and 720 hours. Prices are list prices in USD, per million tokens or per hour"
    console.print(
        Text(f"{months}; saves: a month; pays from: calls a day at which a month costs no more than now.", style="dim")
    )


def _write(compared: Comparison, file: Path) -> None:
    from bot.costs.chart import write_chart
    from bot.costs.curve import curve

    write_chart(curve(compared), file)
    errors().print(Text(f"Wrote {file}"), soft_wrap=True)
