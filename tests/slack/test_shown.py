"""What Slack makes of text: live control sequences, links, and the words people read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack.forms import buttons, section
from tests.slack.shown import Link, links, live_sequences, words

RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "to <!here> "},
                {"type": "broadcast", "range": "channel"},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://a.b/c", "text": "here"},
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!channel> and <!here|here>", ("<!channel>", "<!here|here>")),
        ("<@U12AB> <@W1|ann> <#C1AB|general>", ("<@U12AB>", "<@W1|ann>", "<#C1AB|general>")),
        ("<!subteam^S1|@team> <!date^1^{date}|x>", ("<!subteam^S1|@team>", "<!date^1^{date}|x>")),
        ("`<!everyone>`", ("<!everyone>",)),
        ("&lt;!channel&gt; &lt;@U1&gt;", ()),
        ("@here, @channel, <b>, a < b > c, <https://a.b|x>", ()),
    ],
)
@pytest.mark.parametrize("kind", ["text", "mrkdwn", "markdown"])
def test_control_sequences_are_live(text: str, expected: tuple[str, ...], kind: str) -> None:
    """They are, in text, mrkdwn and Markdown alike, inside code too; entities and bare names are not."""
    blocks: list[dict[str, Any]] = {
        "text": [],
        "mrkdwn": [section(text)],
        "markdown": [{"type": "markdown", "text": text}],
    }[kind]
    assert live_sequences(text if kind == "text" else "", blocks) == expected


def test_structured_mentions_are_live() -> None:
    """In rich text what mentions is an element of its own, and text is only text; so are the labels of buttons."""
    assert live_sequences("", [RICH, buttons("<!here>")]) == ("<!channel>", "<@U1>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[label](https://a.b/c_(d)?e=1)", [Link("https://a.b/c_(d)?e=1", "label")]),
        ("[[1]](https://a.b/c) [2]", [Link("https://a.b/c", "[1]")]),
        ('[x](<https://a.b> "title")', [Link("https://a.b", "x")]),
        ("![picture](https://a.b/p.png)", [Link("https://a.b/p.png", "picture")]),
        ("see https://a.b/c.", [Link("https://a.b/c", "https://a.b/c")]),
        ("see **www.a.b**", [Link("www.a.b", "www.a.b")]),
        ("<https://a.b?x=1&amp;y=2|label>", [Link("https://a.b?x=1&y=2", "label")]),
        ("<mailto:ann@a.b>", [Link("mailto:ann@a.b", "mailto:ann@a.b")]),
        ("[a]\n\n[a]: https://a.b", [Link("https://a.b", "a")]),
        ("`https://a.b` and ```\nhttps://c.d\n```", []),
        (r"\[label](x.md) and a.b", []),
    ],
)
def test_links_of_markdown(text: str, expected: list[Link]) -> None:
    """Labelled, bare, angled and referred to; not inside code."""
    assert list(links("", [{"type": "markdown", "text": text}])) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (section("<https://a.b|label> [x](https://c.d)"), ["https://a.b", "https://c.d"]),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "https://a.b", "verbatim": True}}, []),
        ({"type": "section", "text": {"type": "plain_text", "text": "https://a.b"}}, []),
        (RICH, ["https://a.b/c"]),
        (
            {
                "type": "actions",
                "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}, "url": "https://a.b"}],
            },
            ["https://a.b"],
        ),
    ],
)
def test_links_of_blocks(block: dict[str, Any], expected: list[str]) -> None:
    """Every address in blocks that can be clicked, mrkdwn, rich text and buttons."""
    assert [link.url for link in links("", [block])] == expected


def test_words_are_what_is_read() -> None:
    """One line a block, links by their labels, entities as characters, menus closed."""
    menu = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Pick &amp; <https://a.b|choose>"},
        "accessory": {
            "type": "static_select",
            "action_id": "pick",
            "placeholder": {"type": "plain_text", "text": "One"},
            "options": [{"text": {"type": "plain_text", "text": "Hidden"}, "value": "h"}],
        },
    }
    shown = words(
        [{"type": "markdown", "text": "See [1](https://a.b)"}, menu, buttons("Yes", "No"), {"type": "divider"}]
    )
    assert shown == "See 1\nPick & choose One\nYes No"
