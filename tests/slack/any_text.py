"""Text as nobody should write it, for properties that hold for any text: control sequences, links, code, huge and empty."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.decision import Certainty
from bot.replies import (
    Abstention,
    Answer,
    Author,
    Changed,
    Citation,
    KnownFact,
    Lean,
    Notice,
    Option,
    Question,
    VerdictCard,
)
from bot.slack.blocks.home import Home, HomeDecision, HomeSource, StoredCounts
from knowledge.passages import Passage, Status

HOSTILE = (
    "<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S0123|team>", "<!date^1^{date}^https://evil.example|x>", "<@U0123>",
    "<#C0123|general>", "<https://evil.example/?q=1|click>", "<mailto:a@evil.example|b>", "&lt;!channel&gt;",
    "&amp;lt;@U0123&amp;gt;", "<<!here>>", "< !channel>", "<!chan\nnel>", "<\u200b!channel>", "<\x00!channel>",
    "[a](https://evil.example/p)", "[a] (b)", "![x](https://evil.example/i.png)", "![x][1]", "[1]: https://evil.example",
    "[1]:\nhttps://evil.example", "[1]", "[2][3]", "https://evil.example/a_b*c*", "http://", "www.", "www.evil.example", "evil.example/x",
    "a@evil.example", "//evil.example", "javascript:alert(1)", "`", "``", "```", "```\n", "\n```py\n", "~~~\n", "    ", "\n", " ", "\\", "|", "\n| a | b |\n|--|--|\n",
    "*", "_", "**", "# ", "> ", "- ", "1. ", "]", "[", "(", ")", "](", "]:", ":", "<", ">", "&", "!", "!\\[a\\](b)", "\u202ex", "\u2060",
    "e.g. gpt-4.1", "‹", "›", "x" * 700, "https://ok.example/page#part", "https://ok.example/page#part?evil", "'", '"', "\r",
)  # fmt: skip

#: Any text, most of it made of what could go wrong.
TEXT = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=3)), max_size=14).map("".join),
    st.tuples(st.sampled_from(HOSTILE), st.integers(1, 3_000)).map(lambda made: (made[0] * made[1])[:20_000]),
)
ADDRESS = st.one_of(
    st.just("https://ok.example/page"), st.just("http://plain.example"), TEXT, TEXT.map(lambda text: f"https://{text}")
)
DATE = st.one_of(st.sampled_from(["", "2026-10-05"]), TEXT)

PASSAGES = st.builds(
    Passage,
    text=TEXT,
    source_id=TEXT,
    title=TEXT,
    heading_path=st.lists(TEXT, max_size=3).map(tuple),
    anchor=TEXT,
    url=ADDRESS,
    date=DATE,
    status=st.sampled_from(Status),
)


def texts(most: int = 4) -> st.SearchStrategy[tuple[str, ...]]:
    """Some texts; now and then far more than anybody shows."""
    return st.one_of(st.lists(TEXT, max_size=most).map(tuple), TEXT.map(lambda text: (text[:200],) * 60))


def many(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Some of a kind; now and then far too many."""
    return st.one_of(st.lists(strategy, max_size=3).map(tuple), strategy.map(lambda one: (one,) * 60))


CITATIONS = many(st.builds(Citation, number=st.integers(-1, 10**6), passage=PASSAGES, quote=TEXT))
LEANS = st.builds(Lean, outcome=TEXT, text=TEXT, confidence=st.floats(0, 1), because=TEXT)
FACTS = many(
    st.builds(
        KnownFact,
        criterion=TEXT,
        values=texts(2),
        certainty=st.sampled_from(Certainty).map(str),
        words=TEXT,
        number=st.none(),
        label=TEXT,
        said=TEXT,
        clause=TEXT,
    )
)
QUESTIONS = st.builds(
    Question,
    criterion=TEXT,
    text=TEXT,
    options=many(st.builds(Option, TEXT, TEXT)),
    unsure_label=TEXT,
    several=st.booleans(),
    guess=st.one_of(st.just(""), TEXT),
    lean=st.one_of(st.none(), LEANS),
    noted=texts(),
    why=TEXT,
    citations=CITATIONS,
    decision_id=TEXT,
)
ANSWERS = st.builds(
    Answer,
    text=TEXT,
    citations=CITATIONS,
    author=st.sampled_from(Author),
    caveats=texts(),
    degraded=TEXT,
    more=st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=90).map(tuple),
)
ABSTENTIONS = st.builds(Abstention, text=TEXT, nearest=many(PASSAGES))
NOTICES = st.builds(Notice, text=TEXT, citations=CITATIONS)
CARDS = st.builds(
    VerdictCard,
    decision_id=TEXT,
    outcome=TEXT,
    headline=TEXT,
    confidence=st.floats(0, 1),
    confidence_word=TEXT,
    provisional=st.booleans(),
    sentence=TEXT,
    why=texts(),
    flips=texts(),
    open_gates=texts(),
    next_steps=texts(),
    method=TEXT,
    facts=FACTS,
    rests_on=FACTS,
    noted=texts(),
    question=st.one_of(st.none(), QUESTIONS),
    citations=CITATIONS,
    caveats=texts(),
    answer=TEXT,
    summary=TEXT,
    checks=texts(),
    today=TEXT,
    open_line=TEXT,
    taken=TEXT,
    confirms=st.one_of(st.none(), st.tuples(TEXT, texts(2))),
)
CHANGES = st.builds(
    Changed,
    text=TEXT,
    outcome=TEXT,
    confidence=st.floats(0, 1),
    provisional=st.booleans(),
    noted=texts(),
    decision_id=TEXT,
    citations=CITATIONS,
)
DECISIONS = many(
    st.builds(
        HomeDecision,
        id=TEXT,
        headline=TEXT,
        opening=TEXT,
        decided=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
        changes=texts(),
    )
)
SOURCES = many(
    st.builds(
        HomeSource,
        title=TEXT,
        address=ADDRESS,
        date=DATE,
        read=TEXT,
        way=TEXT,
        change=TEXT,
        own=st.booleans(),
        skipped=many(TEXT),
    )
)
COUNTS = st.builds(StoredCounts, *[st.integers(0, 10**9)] * 3)
HOMES = st.builds(
    Home,
    decisions=DECISIONS,
    sources=SOURCES,
    stored=COUNTS,
    days_kept=st.integers(1, 10**4),
    model=st.one_of(st.none(), TEXT),
)
