"""Text made safe for Slack: nothing pings, nothing links by itself, and what people should read can still be read."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

# A second reader of Markdown beside `shown.py`; rich brings it along.
from markdown_it import MarkdownIt

from bot.slack.blocks.safe_markdown import (
    HELD,
    LONGEST_FALLBACK,
    LONGEST_WORD,
    SafeMarkdown,
    cut,
    defang,
    fallback,
    fitted,
    markdown,
    mrkdwn,
    plain,
)
from tests.slack.any_text import HOSTILE, TEXT
from tests.slack.shown import links, live_sequences

OK = "https://ok.example/page#part"
BARE = re.compile(r"(?:https?://|www\.)[^\s<>|\"'`\])]+|\bevil\.example", re.IGNORECASE)
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def addresses_read_by_commonmark(text: str) -> set[str]:
    """What a reader of Markdown, who knows nothing of Slack, finds to click: links, images, and bare addresses."""
    found: set[str] = set()
    for block in COMMONMARK.parse(text):
        inline = block.children or []
        found |= {str(token.attrs["href"]) for token in inline if token.type == "link_open"}
        found |= {str(token.attrs["src"]) for token in inline if token.type == "image"}
        words = "".join(
            token.content if token.type == "text" else "\n" * (token.type != "text_special") for token in inline
        )
        found |= {match[0].rstrip(".,;:!?*_~") for match in BARE.finditer(words)}
    return found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<!channel> now", "‹!channel› now"),
        ("<!subteam^S1|the whole team>", "‹!subteam^S1|the whole team›"),
        ("<!date^1^{date}|then>", "‹!date^1^{date}|then›"),
        ("ask <@U123> in <#C1|general>", "ask ‹@U123› in ‹#C1|general›"),
        ("<https://evil.example|click>", "‹https://evil.example|click›"),
        ("&lt;!channel&gt;", "‹!channel›"),
        ("&amp;lt;!here&#62;", "‹!here›"),
        ("&#x3C;@U1>", "‹@U1›"),
        ("<<!here>>", "<‹!here›>"),
        ("< !channel>", "‹ !channel›"),
        ("<!chan\nnel>", "‹!chan\nnel>"),
        ("a < b > c, 2<3", "a < b > c, 2<3"),
        ("if x<y and y>z", "if x<y and y>z"),
    ],
)
def test_control_sequences_become_readable(written: str, shown: str) -> None:
    """A control sequence is shown as text, and comparisons stay as they are."""
    assert defang(written) == shown


@settings(deadline=None)
@given(TEXT)
def test_nothing_stays_live(text: str) -> None:
    """Whatever is written, no element holds a live sequence, and making it safe twice changes nothing."""
    assert not live_sequences(defang(text))
    assert not live_sequences(mrkdwn(text))
    assert not live_sequences(markdown(text), markdown=True)
    assert defang(defang(text)) == defang(text)
    assert plain(plain(text)) == plain(text)


@settings(deadline=None, max_examples=300)
@given(TEXT, st.sampled_from([(), (OK,)]))
@example("| a |\n|--|\n| `https://evil.example|x` |", ())
@example("~~~\n```\n~~~\nhttps://evil.example", ())
@example("    ```\nhttps://evil.example", ())
@example("\\`https://evil.example`", ())
@example("\\www.evil.example", ())
@example("`a https://evil.example", ())
@example(f"<{OK}>“{OK}”", (OK,))
def test_only_allowed_addresses_are_links(text: str, allowed: tuple[str, ...]) -> None:
    """Slack's reading and that of a plain Markdown reader find no address but the allowed ones."""
    shown = markdown(text, allowed)
    assert {link.url for link in links(shown, markdown=True)} <= set(allowed)
    assert addresses_read_by_commonmark(shown) <= set(allowed)


@settings(deadline=None, max_examples=300)
@given(TEXT, st.lists(st.integers(0, 400), max_size=12), st.sampled_from([(), (OK,)]))
def test_a_stream_is_the_whole(text: str, cuts: list[int], allowed: tuple[str, ...]) -> None:
    """However text is cut into pieces, they add up to what the whole becomes."""
    safe = SafeMarkdown(allowed)
    places = [0, *sorted(cuts), len(text)]
    shown = "".join(safe.feed(text[start:end]) for start, end in pairwise(places))
    assert shown + safe.finish() == markdown(text, allowed)


@given(st.sampled_from(HOSTILE), st.integers(1, 4_000))
@settings(deadline=None, max_examples=60)
def test_little_is_held_back(piece: str, times: int) -> None:
    """A stream never waits for more than a word, or for the end of a link, that may not come."""
    safe = SafeMarkdown()
    safe.feed(piece * times)
    # Written out, a character has five at most, and an address two quotes.
    assert len(safe.finish()) <= (LONGEST_WORD + HELD) * 6


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("At least 10 [1], better 50 [2][3].", "At least 10 [1], better 50 [2][3]."),
        ("[click](https://evil.example)", "[click] (`https://evil.example`)"),
        (f"see {OK}.", f"see {OK}."),
        (f"[the page]({OK})", f"[the page] ({OK})"),
        ("a ![chart](https://evil.example/i.png) b", "a  b"),
        ("see evil.example, or a@evil.example.", "see `evil.example`, or `a@evil.example`."),
        ("**www.evil.example**", "**`www.evil.example`**"),
        ("train.jsonl with gpt-4.1, e.g. at 3.5M", "`train.jsonl` with gpt-4.1, e.g. at 3.5M"),
        ("`n_epochs` is 3 & <1%", "`n_epochs` is 3 &amp; &lt;1%"),
        ("an ` alone", "an ' alone"),
        ("```python\nx = 'https://a.b'\n```\nafter", "```python\nx = 'https://a.b'\n```\nafter"),
        ("```\nnever closed", "```\nnever closed\n```"),
        ("[1]: https://evil.example", "[1]\u2060: `https://evil.example`"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        ("- [ ] first\n- **bold** text\n\n# Heading", "- [ ] first\n- **bold** text\n\n# Heading"),
        ("<!channel> & <@U1|x>", "‹!channel› &amp; ‹@U1|x›"),
    ],
)
def test_markdown_keeps_what_is_meant(written: str, shown: str) -> None:
    """Marks, emphasis, lists, tables and code stay; links, images and control sequences don't."""
    assert markdown(written, [OK]) == shown


def test_text_streams_word_by_word() -> None:
    """A piece that ends in white space is shown at once; of another, the last word waits."""
    safe = SafeMarkdown()
    assert safe.feed("Ten examples ") == "Ten examples "
    assert safe.feed("are ev") == "are "
    assert safe.feed("il.example. So") == "`evil.example`. "
    assert safe.finish() == "So"


@settings(deadline=None)
@given(TEXT, st.integers(50, 4_000))
def test_cut_text_fits(text: str, most: int) -> None:
    """Text made to fit fits, and a text that fits is whole."""
    shown, was_cut = fitted(text, most)
    assert len(shown) <= most
    assert was_cut or shown == markdown(text)
    assert len(cut(text, most)) <= most


def test_text_is_cut_after_a_sentence() -> None:
    """The end of a long text is the end of a sentence."""
    shown, was_cut = fitted("A sentence of no great length. " * 100, 1_000)
    assert was_cut
    assert shown.endswith("length.")
    assert len(shown) > 900


@settings(deadline=None)
@given(st.lists(TEXT, max_size=3))
def test_a_fallback_is_short_and_leads_nowhere(texts: list[str]) -> None:
    """The text beside the blocks is never empty, never too long, and has no links."""
    shown = fallback(*texts)
    assert 0 < len(shown) <= LONGEST_FALLBACK
    assert not links(shown)
    assert not live_sequences(shown)
