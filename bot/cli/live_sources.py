"""`ftn knowledge refresh`, `status` and `diff`: the built-in sources as their pages are today."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.safe_console import SafeConsole
from bot.cli.shared import AsJson, Exit, assistant, errors, json_text, read_settings, run
from bot.data_dir import make_data_dir
from bot.errors import IndexLockedError, SourcesError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rich.console import Console

    from bot.cli.cited_by import Citing
    from bot.settings import Settings
    from knowledge.fetching.live import LiveSource
    from knowledge.fetching.outcome import Fetched
    from knowledge.fetching.registered_days import Differing
    from knowledge.page_values import PageValue
    from knowledge.sources import Source

#: Changes and sentences that `diff` shows of a source; a page that was rewritten would fill the screen.
MOST_SHOWN: Final = 40
#: Models that a line names.
MOST_NAMED: Final = 12
#: Columns of a terminal from which titles have room, and how much of it.
WIDE_ENOUGH: Final = 110
LONGEST_TITLE: Final = 30
_STYLES: Final = {
    "new": "green",
    "changed": "green",
    "unchanged": "",
    "not fetched": "dim",
    "gone": "red",
    "failed": "red",
}

Sources = Annotated[list[str] | None, typer.Argument(help="Ids that `ftn knowledge list` shows; all if left out.")]


def refresh_knowledge(
    ids: Sources = None,
    address: Annotated[
        str, typer.Option(help="The page's address from now on, for one source that has moved or has none.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Fetch and say what would change; keep nothing.")] = False,  # noqa: FBT002 - typer's form of a flag
    accept: Annotated[  # noqa: FBT002 - same
        bool,
        typer.Option("--accept", help="Take a page of the sources named also where it is much shorter than before."),
    ] = False,
) -> None:
    """Fetch the pages of the built-in sources as they are today; they stand beside the notes from then on. Ends with 1 if one could not be read."""
    from knowledge.fetching.live import LiveFolder
    from knowledge.fetching.outcome import nothing_reached
    from knowledge.fetching.refresh import FetchManner, fetch_sources
    from knowledge.sources import fetched_sources

    settings = read_settings()
    sources = _chosen(ids or [], fetched_sources(settings.register))
    if (address and len(sources) != 1) or (accept and not ids):
        raise SourcesError(
            "--address is for one source and --accept for sources that are named: `ftn knowledge refresh S05 --accept`."
        )
    if address and not address.startswith("https://"):
        raise SourcesError(
            f"the address {address!r} does not begin with https://. Name the page as a browser shows it."
        )
    make_data_dir(settings)
    folder = LiveFolder(settings.data_dir)
    follows = settings.register_from_pages
    manner = FetchManner(
        private=settings.refresh_private, dry_run=dry_run, accept=accept, address=address, follows=follows
    )
    outcomes: list[Fetched] = []
    console = SafeConsole()
    shown = 0
    try:
        for outcome in fetch_sources(sources, folder, manner, whole=not ids):
            outcomes.append(outcome)
            # Until a server has said something, it may be the network, of which a sentence says all.
            if any(one.was_heard for one in outcomes):
                _show(console, outcomes[shown:])
                shown = len(outcomes)
    except KeyboardInterrupt:
        errors().print("Stopped. What was read is kept; the same command goes on from there.")
        sys.exit(Exit.INTERRUPTED)
    if said := nothing_reached(outcomes):
        raise SourcesError(said)
    _show(console, outcomes[shown:])
    counted = Counter(outcome.happened.value for outcome in outcomes)
    said = ", ".join(f"{count} {name}" for name, count in counted.items())
    typer.echo(f"{said}.{' Nothing was kept: --dry-run.' if dry_run else ''}")
    if not dry_run and folder.pending:
        run(_take_in(settings))
    sys.exit(Exit.ERROR if any(outcome.is_trouble for outcome in outcomes) else Exit.DONE)


def _show(console: Console, outcomes: Sequence[Fetched]) -> None:
    for outcome in outcomes:
        happened = (f"{outcome.happened.value:<12}", _STYLES[outcome.happened.value])
        console.print(Text.assemble(f"{outcome.source_id:<5}", happened, outcome.said), soft_wrap=True)


def knowledge_status(ids: Sources = None, as_json: AsJson = False) -> None:  # noqa: FBT002 - typer's form of a flag
    """Show every source: the date of its page, when and how it was fetched, how many passages, and how many answers and decisions lean on it.

    Also for how many passages the language model has written questions that they are found by.
    """
    from bot.cli.cited_by import read_citing
    from bot.cli.question_counts import QuestionCounts
    from knowledge.refresh import registered_sources

    settings = read_settings()
    sources = _chosen(ids or [], registered_sources(settings.register))
    citing = run(read_citing(settings))
    rows = [_status(source, settings, citing) for source in sources]
    questions = QuestionCounts(settings)
    for row in rows:
        row.update(questions.of(str(row["id"])))
    if as_json:
        typer.echo(json_text(rows, indent=1))
        return
    console = SafeConsole()
    titled = console.width >= WIDE_ENOUGH
    wide = {"title": "title", "note": "note"} if titled else {}
    columns = {"id": "id", **wide, "page": "page", "looked_at": "looked at", "by": "by", "passages": "texts"}
    columns |= {"answers": "cited", "decisions": "decided", "state": "state"}
    table = Table(*columns.values(), box=None, header_style="bold")
    for row in rows:
        table.add_row(*(Text(_cut(str(row[key] or ""))) for key in columns))
    console.print(table)
    for row in rows:
        cited = f"cited by {row['cited_by']}" if ids and row["cited_by"] else ""
        for said in filter(None, (row["said"], cited)):
            console.print(Text(f"{row['id']}: {said}"), soft_wrap=True)
    questions.show(console, [str(row["id"]) for row in rows])


def knowledge_diff(
    source_id: Annotated[str, typer.Argument(metavar="SOURCE", help="The id that `ftn knowledge status` shows.")],
) -> None:
    """Show what has changed on a source's pages since the version before, and which sentences of its note to look at."""
    from knowledge.fetching.changes import in_doubt, shortened
    from knowledge.fetching.live import LiveFolder
    from knowledge.fetching.texts import changes_between
    from knowledge.notes import read_note

    settings = read_settings()
    (source,) = _chosen([source_id])
    live = LiveFolder(settings.data_dir).of(source.id)
    if not live.pages:
        raise SourcesError(
            f"no page of {source.id!r} was fetched yet. `ftn knowledge refresh {source.id}` does so, or says why not."
        )
    console = SafeConsole()
    if live.before is None:
        console.print(
            Text(f"{source.title}: first read on {live.fetched[:10]}; there is no version before."), soft_wrap=True
        )
    else:
        found = changes_between(live.before.texts, live.texts)
        head = f"{source.title}: {live.date or 'undated'} (read {live.fetched[:10]}), before that {live.before.date or 'undated'} (read {live.before.fetched[:10]})."
        console.print(Text(head), soft_wrap=True)
        for change in found[:MOST_SHOWN]:
            console.print(Text(f"\n  {' › '.join(change.path)}", style="bold"), soft_wrap=True)
            pairs = len(change.removed) == len(change.added)
            cut = [shortened(*pair) for pair in zip(change.removed, change.added, strict=True)] if pairs else []
            for old in [pair[0] for pair in cut] or change.removed:
                console.print(Text(f"  - {old}", style="red"), soft_wrap=True)
            for new in [pair[1] for pair in cut] or change.added:
                console.print(Text(f"  + {new}", style="green"), soft_wrap=True)
        _more(console, len(found))
    _say_followed(console, live, settings)
    _say_differing(console, live, settings)
    doubts = in_doubt(read_note(source), live)
    if doubts:
        console.print(
            Text(f"\nSentences of the built-in note to look at ({len(doubts):,}); they stay as they are:"),
            soft_wrap=True,
        )
        for doubt in doubts[:MOST_SHOWN]:
            console.print(
                Text.assemble(
                    "  ",
                    (doubt.sentence, ""),
                    (f"  ({doubt.date or 'undated'}; {doubt.why.value}{_what(doubt.what)})", "dim"),
                ),
                soft_wrap=True,
            )
        _more(console, len(doubts))


def _say_followed(console: Console, live: LiveSource, settings: Settings) -> None:
    """What the register of models has from the page by now."""
    if followed := _followed(live, settings):
        console.print(
            Text(
                f"\nThe register of models follows the page ({len(followed):,}); FTN_REGISTER_FROM_PAGES=false goes back:"
            ),
            soft_wrap=True,
        )
        for one in followed[:MOST_SHOWN]:
            console.print(
                Text.assemble(f"  {one}", (f"  (read on {one.read} at {one.url}: {one.row})", "dim")), soft_wrap=True
            )
        _more(console, len(followed))


def _say_differing(console: Console, live: LiveSource, settings: Settings) -> None:
    """What the page says otherwise than the register of models, which stays as it is there, and which models that lacks."""
    from knowledge.fetching.registered_days import compared

    if differing := _reported(live, settings):
        console.print(
            Text(f"\nDays of the register of models to look at ({len(differing):,}); they stay as they are:"),
            soft_wrap=True,
        )
        for one in differing[:MOST_SHOWN]:
            why = one.doubt or "FTN_REGISTER_FROM_PAGES is false, or the page was not fetched since it is true"
            console.print(Text.assemble(f"  {one}", (f"  ({one.row})", "dim"), f"  Why: {why}."), soft_wrap=True)
        _more(console, len(differing))
    if lacking := compared(live).lacking:
        more = f" and {len(lacking) - MOST_NAMED:,} more" if len(lacking) > MOST_NAMED else ""
        named = ", ".join(lacking[:MOST_NAMED])
        console.print(
            Text(f"\nThe page lists models that the register lacks ({len(lacking):,}): {named}{more}."), soft_wrap=True
        )


def _followed(live: LiveSource, settings: Settings) -> list[PageValue]:
    """The values that the register of models has from a source's pages."""
    from knowledge.fetching.live import LiveFolder
    from knowledge.page_values import kept_values

    values, damaged = kept_values(LiveFolder(settings.data_dir)) if settings.register_from_pages else ((), "")
    if damaged:
        errors().print(Text(damaged, style="yellow"), soft_wrap=True)
    return [value for value in values if value.source == live.source_id]


def _reported(live: LiveSource, settings: Settings) -> list[Differing]:
    """What a source's pages say otherwise than the register of models that holds."""
    from knowledge.fetching.registered_days import compared

    followed = _followed(live, settings)
    holding = {(value.label, value.field, value.value) for value in followed}
    found = compared(live, kept=followed).differing
    return [one for one in found if (one.model, one.field, one.said) not in holding]


def _cut(title: str) -> str:
    """A title that leaves room for the rest of a line."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _what(what: str) -> str:
    return f": {what}" if what else ""


def _more(console: Console, count: int) -> None:
    if count > MOST_SHOWN:
        console.print(f"  and {count - MOST_SHOWN:,} more")


def _chosen(ids: list[str], sources: Sequence[Source] | None = None) -> list[Source]:
    """The sources of some ids, or all; the built-in ones where none are given to choose from.

    Raises:
        SourcesError: There is no such source, or it is a person's own.
    """
    from knowledge.sources import load_sources

    known = {source.id.lower(): source for source in (load_sources() if sources is None else sources)}
    if unknown := [one for one in ids if one.lower() not in known]:
        raise SourcesError(
            f"no built-in source is called {unknown[0]!r}, and no page or repository of your own. `ftn knowledge status` lists them; your own folders "
            "are read at every start."
        )
    return [known[one.lower()] for one in dict.fromkeys(ids)] or list(known.values())


def _status(source: Source, settings: Settings, citing: Citing) -> dict[str, object]:
    from knowledge.fetching.changes import in_doubt
    from knowledge.fetching.live import LiveFolder, passages_of
    from knowledge.fetching.registered_days import compared
    from knowledge.notes import read_note
    from knowledge.refresh import newest_day
    from knowledge.sources import Kind

    folder = LiveFolder(settings.data_dir)
    live = folder.of(source.id)
    note = read_note(source) if source.built_in else []
    doubts = len(in_doubt(note, live))
    followed, differing = _followed(live, settings), len(_reported(live, settings))
    state, said = (
        state_of(source, live, doubts, settings.stale_page_days) if source.kind is not Kind.FOLDER else ("your own", "")
    )
    passages = {one.id for one in (*note, *passages_of(live, source))}
    # Of what lies in files the passages are in the index alone, which a running bot has to itself.
    cited = citing.of(source.id, None if source.kind in {Kind.FOLDER, Kind.REPOSITORY} else passages)
    days = f"{differing:,} days of the register of models to look at: `ftn knowledge diff {source.id}`"
    follows = f"the register of models follows {len(followed):,} of its values: `ftn knowledge diff {source.id}`"
    lean = "decision leans" if cited.older == 1 else "decisions lean"
    older = f"{cited.older:,} {lean} on an older text: `ftn decisions list` marks them"
    current = live.state
    return {
        "id": source.id,
        "title": source.title,
        "own": not source.built_in,
        "note": max((one.date for one in note if one.date), default="undated" if source.built_in else ""),
        "page": live.date or ("undated" if live.pages else newest_day(source, folder) if not source.built_in else ""),
        "looked_at": live.checked[:10],
        "changed": live.fetched[:10],
        "by": live.way or ("files" if source.kind is Kind.FOLDER else "git" if source.kind is Kind.REPOSITORY else ""),
        "passages": current.passages,
        "passages_added": current.added,
        "passages_removed": current.removed,
        "passages_changed": current.changed[:10],
        "answers": cited.answers,
        "newest_answer": cited.answered,
        "decisions": cited.decisions,
        "newest_decision": cited.decided,
        "decisions_on_older_text": cited.older,
        "cited_by": str(cited),
        "in_doubt": doubts,
        "register_differs": differing,
        "register_follows": [
            {"model": one.label, "field": one.field, "value": one.value, "instead_of": one.instead_of}
            | {"page": one.page_date.isoformat(), "read": one.read.isoformat()}
            for one in followed
        ],
        "register_lacks": len(compared(live).lacking),
        "addresses": [page.landed for page in live.pages],
        "state": state,
        "said": "; ".join(
            filter(
                None,
                [
                    said,
                    follows if followed else "",
                    days if differing else "",
                    older if cited.older else "",
                ],
            )
        ),
    }


def state_of(
    source: Source, live: LiveSource, doubts: int, stale_days: int, today: date | None = None
) -> tuple[str, str]:
    """A word for how it stands with a source's pages, which are stale after so many days, and what to know or to do beyond it, if anything."""
    from knowledge.fetching.ways import why_not
    from knowledge.staleness import is_past

    if why := why_not(source, live.address):
        return "not fetched", why
    alone = "the note is used alone" if source.built_in else "nothing is read of it"
    used = f"what was read on {live.fetched[:10]} is used" if live.fetched else alone
    if any(page.gone_since for page in live.pages):
        return "gone", f"{live.trouble}; {used}"
    if live.trouble:
        return "failed", f"{live.trouble}; {used}"
    if not live.fetched:
        return "never fetched", ""
    look = f"{doubts:,} sentences of the note to look at: `ftn knowledge diff {source.id}`" if doubts else ""
    if is_past(live.checked, stale_days, today):
        return "stale", "; ".join(filter(None, [f"`ftn knowledge refresh {source.id}` looks at it again", look]))
    return ("changed" if live.before else "current"), look


async def _take_in(settings: Settings) -> None:
    """Bring the index up to date, unless a running bot owns it, which does so itself."""
    try:
        async with assistant(settings) as started:
            count, added = len(started.index), started.refreshed.added
    except IndexLockedError:
        errors().print(
            "The index is in use by a running bot, which takes the pages in within a minute.", soft_wrap=True
        )
        return
    typer.echo(f"The index holds {count:,} passages; {added:,} of them were embedded now.")
