"""What counts as a question about what was just said, and what does not."""

import pytest

from bot.reading.about_verdict import About, about_in, asks_to_delete


@pytest.mark.parametrize(
    ("text", "about"),
    [
        *(
            (text, About.REASONS)
            for text in ("why?", "Why", "but why that?", "how come?", "why do you say so", "ok, why?")
        ),
        *(
            (text, About.REASONS)
            for text in ("what makes you say that?", "explain the verdict", "why prompt engineering?")
        ),
        *(
            (text, About.CERTAINTY)
            for text in ("are you sure?", "are you really sure about that?", "how sure are you?")
        ),
        *((text, About.CERTAINTY) for text in ("really?", "Is that right?", "can we trust this?", "hm, is it final?")),
        *(
            (text, About.FLIPS)
            for text in ("what would change it?", "What would change your mind?", "change your mind")
        ),
        *((text, About.FLIPS) for text in ("what could flip the verdict?", "when would that change?")),
        *((text, About.FLIPS) for text in ("and what exactly would have to change?", "what needs to change")),
        *((text, About.SOURCES) for text in ("sources?", "show me the sources", "sources please", "says who?")),
        *((text, About.SOURCES) for text in ("where does that come from?", "based on what?", "how do you know that?")),
    ],
)
def test_questions_about_what_was_said(text: str, about: About) -> None:
    """Each is told from the others, however it is put."""
    assert about_in(text) is about


@pytest.mark.parametrize(
    "text",
    [
        "",
        "b",
        "not sure",
        "a basic prompt",
        "why not RAG?",
        "why does fine-tuning need so many examples?",
        "are you sure that gpt-4o retires in March?",
        "what would change if we used gpt-4.1?",
        "what sources does retrieval need?",
        "change the data answer",
        "we have 40 examples, all checked by our editors",
        "why? " * 40,
    ],
)
def test_everything_else_is_left_to_others(text: str) -> None:
    """Answers, questions to the sources and other wishes are none."""
    assert about_in(text) is None


@pytest.mark.parametrize(
    "text",
    ["delete my data", "Please forget me.", "how do I delete this conversation?", "erase everything you know about me"],
)
def test_asks_to_delete(text: str) -> None:
    """People who want what they said gone are understood."""
    assert asks_to_delete(text)


@pytest.mark.parametrize(
    "text", ["how do I delete a fine-tuned model?", "delete my training data from Azure", "delete"]
)
def test_other_deletions_are_questions(text: str) -> None:
    """What is deleted elsewhere is a matter for the sources."""
    assert not asks_to_delete(text)
