"""`ftn prices`: what is known of prices, and a newer list."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.safe_console import SafeConsole
from bot.cli.shared import errors, read_settings
from bot.data_dir import make_data_dir
from bot.errors import OperatorError
from knowledge.prices.refresh import ADDRESS

prices_app = typer.Typer(help="List prices: show a model's, fetch a newer list.", no_args_is_help=True)


@prices_app.command("show")
def show_prices(model: Annotated[str, typer.Argument(help="The model, such as gpt-4.1-mini.")]) -> None:
    """Show every price known for a model, with its day and source."""
    from knowledge.prices.book import described, open_book, plain_name
    from knowledge.prices.rows import PriceKind

    settings = read_settings()
    book = open_book(settings.data_dir, settings.own_prices)
    table = Table("for", "tier", "USD", "per", "regions", "since", "source", box=None, header_style="bold")
    for kind in PriceKind:
        for price in book.all_of(model, kind):
            regions = "all" if "*" in price.regions else ", ".join(price.regions)
            table.add_row(
                kind.value,
                price.tier.label,
                price.dollars,
                kind.unit,
                Text(regions),
                price.effective,
                Text(price.listed_in),
            )
    if not table.row_count:
        near = [described(price) for price in book.nearest(model, PriceKind.INPUT)]
        more = f" Nearest are: {'; '.join(near)}." if near else ""
        raise OperatorError(
            f"no price is known for {plain_name(model)!r}.{more} Your own go into a file: see FTN_PRICES."
        )
    SafeConsole().print(table)


@prices_app.command("refresh")
def refresh(
    address: Annotated[str, typer.Option(help="Where the Azure Retail Prices API is.")] = ADDRESS,
    accept: Annotated[  # noqa: FBT002 - typer's form of a flag
        bool, typer.Option("--accept", help="Take the list as it is, however much of it has changed.")
    ] = False,
) -> None:
    """Fetch Azure's list prices anew into the data directory; they hold from then on. No key is needed.

    A price that is missing in the list, or more than ten times what it was or less than a tenth, stays as it was.
    """
    from knowledge.prices.refresh import refresh_prices

    settings = read_settings()
    make_data_dir(settings)
    done = refresh_prices(settings.data_dir, address=address, accept=accept)
    typer.echo(
        f"Wrote {done.prices:,} prices to {done.file}, {done.changed:,} of them others than before. {done.unknown:,} meters are of models or kinds not known here."
    )
    for name in done.contradicting:
        errors().print(Text(f"Left out, for it contradicts itself: {name}", style="yellow"), soft_wrap=True)
    for line in done.doubted:
        errors().print(Text(f"Stays as it was, look at it: {line}", style="yellow"), soft_wrap=True)
    if done.missing:
        said = f"Not in the list any more, and as they were: {'; '.join(done.missing)}"
        errors().print(Text(said, style="yellow"), soft_wrap=True)
    if done.doubted or done.missing:
        errors().print("`ftn prices refresh --accept` takes the list as it is.", soft_wrap=True)
