"""One realistic example of every message, form and tab, kept as JSON beside this file to see what people see.

`python -m tests.slack.golden` writes the files anew; read the difference before keeping it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.phrases import HELP
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
from bot.slack.blocks.about_card import Part, part_of_card, part_view, sources
from bot.slack.blocks.answer import (
    Shown,
    abstention_message,
    answer_message,
    failed_message,
    longer_message,
    notice_message,
    stopped_message,
)
from bot.slack.blocks.cost_form import cost_form
from bot.slack.blocks.forms import case_form, reason_form
from bot.slack.blocks.gaps import ShownGap, digest_message, gap_form
from bot.slack.blocks.help import forgotten_message, help_message, history_message, sources_message, woken_message
from bot.slack.blocks.home import Home, HomeDecision, HomeSource, StoredCounts, home_view
from bot.slack.blocks.operator_page import OperatorPage, Said
from bot.slack.blocks.question import answered_message, changed_message, question_message
from bot.slack.blocks.verdict_card import verdict_message
from knowledge.passages import Passage, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.blocks.message import Message

FOLDER = Path(__file__).parent
RENEW = "python -m tests.slack.golden"
LEARN = "https://learn.microsoft.com/en-us/azure"

SIZE = Passage(
    "Training needs at least 10 examples.", "S06", "Customize a model with supervised fine-tuning", ("Dataset size",),
    "dataset-size-considerations", f"{LEARN}/foundry/openai/how-to/fine-tuning", "2026-10-05",
)  # fmt: skip
OLD = Passage(
    "Thousands of examples are asked for.", "S03", "When to use Azure OpenAI fine-tuning",
    ("What data are you going to use for fine-tuning?",), "what-data",
    "https://github.com/MicrosoftDocs/azure-docs/blob/16079c5/fine-tuning-considerations.md", "2023-10-23",
    Status.SUPERSEDED,
)  # fmt: skip
ARTICLE = Passage(
    "Prompting is enough in 80 to 90 percent of cases.", "S01", "Fine-Tuning or Not, That Is the Question",
    ("When Fine-Tuning May Be Excessive",), status=Status.RETIRED_MODEL,
)  # fmt: skip
CITATIONS = (
    Citation(1, SIZE, "at least 10 examples"),
    Citation(2, OLD, "Thousands of examples"),
    Citation(3, ARTICLE, "80 to 90 percent"),
)
ANSWER = Answer(
    "A job does not run with fewer than 10 examples, and 50 well-made ones are the advised start [1].\n\n"
    "- The file is train.jsonl, one pair a line [1].\n- The 2023 guide asked for thousands [2].\n\n"
    "Set `n_epochs` only when the loss still falls <1% [1].",
    CITATIONS[:2],
    Author.MODEL,
    ("[2] is from 2023-10-23; “Fine-tuning in Microsoft Foundry” has replaced it.",),
    more=(SIZE.id, ARTICLE.id),
)
OWN = Passage(
    "Replies are written in the first person.", "own-1", "Support handbook", ("Tone",), date="2026-11-01", is_own=True
)
MORE = Answer(
    "A batch may hold up to 512 MB [1]. Our replies are written in the first person [2].",
    (Citation(1, SIZE, "up to 512 MB"), Citation(2, OWN, "in the first person")), Author.SOURCES,
)  # fmt: skip
DEGRADED = Answer(
    "50 well-made examples are the advised start [1].", CITATIONS[:1], Author.SOURCES,
    degraded="No answer by the language model (it did not answer in time): these are the sources' own sentences.",
)  # fmt: skip
GOAL_FACT = KnownFact(
    "goal", ("tone_style",), "stated", "we want it to sound like us", None, "Goal", "sound different: tone or style",
    "you want it to sound different",
)  # fmt: skip
VOLUME_FACT = KnownFact(
    "volume", ("low",), "likely", "a handful of tickets an hour", None, "Calls a day", "under 500",
    "there are fewer than 500 calls a day",
)  # fmt: skip
QUESTION = Question(
    criterion="tried",
    text="What have you tried so far?",
    options=(
        Option("nothing", "Nothing yet"),
        Option("basic_prompt", "A basic prompt"),
        Option("few_shot_prompt", "Prompt with examples"),
        Option("rag", "Retrieval"),
        Option("prompt_and_rag", "Prompt and retrieval"),
        Option("fine_tuning", "Fine-tuning"),
    ),
    unsure_label="Not sure",
    why="the 2023 guide asks how far prompting got before any training",
    lean=Lean(
        "prompt_engineering",
        "Not yet: try the prompt first (64% sure).",
        0.64,
        "You want it to sound different. Prompting is the starting point [2].",
    ),
    noted=("you want it to sound different", "you have 15 old replies"),
    citations=CITATIONS[1:2],
    decision_id="4d6147bc",
)
GOAL = Question(
    criterion="goal",
    text="What should the model do better?",
    options=(Option("new_facts", "Know our facts"), Option("tone_style", "Sound different")),
    unsure_label="Not sure",
    several=True,
    decision_id="4d6147bc",
)
GUESSED = Question(
    criterion="volume",
    text="I assume there are fewer than 500 calls a day, right?",
    options=(Option("low", "Under 500"), Option("medium", "500 to 5,000"), Option("high", "Over 5,000")),
    unsure_label="Not sure",
    guess="low",
    lean=Lean("prompt_engineering", "Not yet: try the prompt first (64% sure).", 0.64),
    decision_id="4d6147bc",
)
CHANGED = Changed(
    "Still fine-tuning, likely, now 58%: 40 test cases are too few to tell a small gain from chance.",
    "fine_tune",
    0.58,
    provisional=True,
    noted=("the test has 40 cases, not 400",),
    decision_id="4d6147bc",
)
TURNED = Changed(
    "Now retrieval, likely, 71% (was prompt engineering): retrieval is for facts [1].",
    "rag",
    0.71,
    provisional=True,
    noted=("you want it to know your facts (instead of: you want it to sound different)",),
    decision_id="4d6147bc",
    citations=CITATIONS[:1],
)
CARD = VerdictCard(
    decision_id="4d6147bc",
    outcome="fine_tune",
    headline="Fine-tuning",
    confidence=0.72,
    confidence_word="likely",
    provisional=True,
    answer="Yes, it looks like fine-tuning.",
    summary=(
        "Your prompt with examples gets 82% on 300 test invoices, you need 95%, and you have 4,000 examples. "
        "Fine-tuning is the choice for a behaviour, style, format or skill [1]."
    ),
    checks=(
        "what goes wrong are facts it does not know → retrieval",
        "people disagree on what is right → not ready yet",
    ),
    today="Switch on structured output, and count which failures are left.",
    open_line="Provisional until you say which model you may train.",
    taken="I assume there are fewer than 500 calls a day, right?",
    confirms=("volume", ("low",)),
    sentence="It has the facts and still behaves wrongly; you have data and a score to beat.",
    why=(
        "What was tried fell short, and fine-tuning is the choice for a behaviour, style, format or skill [1].",
        "The article estimates that prompting alone is enough in 80 to 90 percent of cases; it names no source [3].",
    ),
    flips=("if missing knowledge were what goes wrong: Retrieval (RAG)",),
    open_gates=("Check in the portal which model your subscription may still train [1].",),
    next_steps=(
        "Today: switch on structured output, and count which failures are left.",
        "Train a pilot on 50 to 100 checked examples, with validation examples kept apart.",
    ),
    method="Supervised fine-tuning (SFT)",
    facts=(GOAL_FACT, VOLUME_FACT),
    rests_on=(GOAL_FACT,),
    question=GUESSED,
    citations=(CITATIONS[0], CITATIONS[2]),
    caveats=("[3] speaks of Turbo, Babbage and Davinci; all three were retired between 2024 and 2025.",),
)
ASKING = replace(CARD, taken="", confirms=None, question=GOAL, noted=("some cases go wrong",))
DECISIONS = (
    HomeDecision("4d6147bc", "Prompt engineering", "A support bot that should sound like us", date(2026, 11, 20)),
    HomeDecision("0aa91f3e", "Retrieval (RAG)", "400 policy pages that change weekly", date(2026, 11, 2)),
)
MOVED = replace(
    DECISIONS[0],
    changes=(
        "Serving tuned versions of gpt-4.1-mini on Azure now ends 14 October 2027; this rested on 14 October 2026.",
    ),
)
SOURCES = (
    HomeSource("Fine-Tuning or Not, That Is the Question"),
    HomeSource(
        "Fine-tuning in Microsoft Foundry",
        f"{LEARN}/foundry/fine-tuning/overview",
        "2026-10-06",
        read="28 Oct",
        way="Markdown",
        change="2 new, 1 gone on 7 Oct",
    ),
    HomeSource(
        "How to customize a model",
        f"{LEARN}/foundry/fine-tuning/how-to",
        "2026-08-30",
        read="9 Oct",
        is_stale=True,
        way="HTML",
    ),
    HomeSource("Support handbook", "", "2026-11-01", own=True),
)
ANSWERS = {"goal": ("tone_style", "format_structure"), "tried": ("basic_prompt",), "volume": (), "latency": ("strict",)}

OPERATOR = OperatorPage(
    days=90,
    good=41,
    bad=6,
    reasons={"not_asked": 3, "wrong": 2, "out_of_date": 1},
    said=(
        Said(date(2026, 11, 28), good=False, reason="out_of_date", words="The limit was raised to 512 MB in October."),
        Said(date(2026, 11, 27), good=False, reason="not_asked"),
        Said(date(2026, 11, 26), good=True, words="Just what I needed for the steering committee"),
    ),
    declined=12,
    questions=(
        (date(2026, 11, 28), "Which of our subscriptions has quota left in Sweden Central?"),
        (date(2026, 11, 27), "How do I bake sourdough bread?"),
    ),
    queue={"running": 2, "waiting": 5, "aside": 1},
    workers=3,
    passages=2_154,
    fetched="2026-11-29",
    troubles=("S12: the page answered 404",),
)
GAPS = (
    ShownGap("what are the terms of the Llama licence for commercial use?", 6, 4, (ARTICLE,), (12, 15), (17,)),
    ShownGap("license · llama · commercial", 3, 3, (SIZE,), (), (18, 19, 20)),
    ShownGap("is there a Terraform module for the tuned model?", 1, 1, (OLD,), (21,)),
)
MESSAGES: Mapping[str, Message] = MappingProxyType(
    {
        "answer": answer_message(ANSWER),
        "answer_with_more": longer_message(
            answer_message(ANSWER).blocks, Shown(tuple(one.passage.id for one in ANSWER.citations)), MORE
        ),
        "answer_without_model": answer_message(DEGRADED),
        "abstention": abstention_message(Abstention("The sources don't say.", (SIZE, OLD, ARTICLE))),
        "notice": notice_message(Notice(HELP)),
        "notice_with_source": notice_message(Notice("Fine-tuning: examples are missing [1].", CITATIONS[:1])),
        "stopped": stopped_message("A job does not run with fewer than 10 examples [1]."),
        "failed": failed_message("Slack did not take the answer in time. Ask again."),
        "question": question_message(QUESTION),
        "question_of_several": question_message(GOAL),
        "question_with_a_guess": question_message(GUESSED),
        "changed": changed_message(CHANGED),
        "turned": changed_message(TURNED),
        "confirmed": answered_message([*verdict_message(CARD, private=False).blocks], "Under 500", "Mona Lisa"),
        "answered": answered_message([*question_message(QUESTION).blocks], "A basic prompt", "Mona Lisa"),
        "verdict_private": verdict_message(CARD, private=True),
        "verdict_in_thread": verdict_message(ASKING, private=False),
        "verdict_shared": verdict_message(
            CARD,
            private=False,
            shared_by="Mona Lisa",
            case="Invoices: 82% with a few-shot prompt, we need 95%. Fine-tune?",
        ),
        "help": help_message(),
        "sources": sources_message(SOURCES),
        "history": history_message(DECISIONS),
        "woken": woken_message((MOVED,)),
        "digest": digest_message(GAPS, date(2026, 11, 23), date(2026, 11, 30), hidden=2),
        "forgotten": forgotten_message(StoredCounts(2, 1, 0)),
    }
)
VIEWS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "form_case": case_form(
            text="A support bot that should sound like us", channel="C1", thread="1795000000.000100"
        ),
        "form_change": case_form(channel="C1", answers=ANSWERS, decision_id="4d6147bc"),
        "form_reason": reason_form("C1", "1795000000.000200", "1795000000.000100"),
        "form_cost": cost_form("C1"),
        "form_gap": gap_form(
            (12, 15),
            ("what are the terms of the Llama licence?",),
            (SIZE, OLD, ARTICLE),
            (("handbook", "Handbook"),),
            {"channel": "C1"},
        ),
        "view_why": part_view(Part.WHY, part_of_card(CARD, Part.WHY)),
        "view_steps": part_view(Part.STEPS, part_of_card(CARD, Part.STEPS)),
        "view_sources": part_view(Part.SOURCES, sources(ANSWER.citations, ANSWER.caveats)),
        "home": home_view(Home((MOVED, DECISIONS[1]), SOURCES, StoredCounts(2, 2, 1), 30, "gpt-4.1-mini")),
        "home_empty": home_view(Home()),
        "home_operator": home_view(Home(DECISIONS[1:], SOURCES, StoredCounts(2, 1, 0), 90, operator=OPERATOR)),
    }
)


def golden() -> dict[str, str]:
    """The content of every golden file, by its name."""
    shown: dict[str, Any] = {
        name: {"text": message.text, "blocks": message.blocks, "links": sorted(message.links)}
        for name, message in MESSAGES.items()
    }
    return {
        f"{name}.json": json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        for name, content in {**shown, **VIEWS}.items()
    }
