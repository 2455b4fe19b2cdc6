"""What buttons, forms and shortcuts are called: the strings that Slack sends back when somebody uses them.

They outlive a deployment, because old messages keep their buttons; rename none without answering to the old name too.
"""

from __future__ import annotations

from enum import StrEnum


class Button(StrEnum):
    """The `action_id` of everything that can be pressed; where one block holds several of a kind, `:` and a number follow."""

    PICK = "pick"
    BACK = "walk:back"
    START_OVER = "walk:start_over"
    VERDICT_NOW = "walk:verdict_now"
    INTERVIEW_MENU = "walk:menu"
    SHARE = "card:share"
    WALK = "card:walk"
    RECORD = "card:record"
    CHANGE = "card:change"
    CARD_WHY = "card:why"
    CARD_STEPS = "card:steps"
    CARD_MENU = "card:menu"
    ANSWER_MORE = "answer:more"
    COST_CURVE = "cost:curve"
    COST_ALL = "cost:all"
    ANSWER_SOURCES = "answer:sources"
    FEEDBACK = "feedback"
    GAP_ANSWER = "gap:answer"
    GAP_SEARCH = "gap:search"
    HOME_CASE = "home:case"
    HOME_COST = "home:cost"
    HOME_DECISION = "home:decision"
    HOME_DELETE = "home:delete_all"
    LINK = "link"


class InMenu(StrEnum):
    """What the menu beside a question offers."""

    WHY = "why"
    VERDICT_NOW = "verdict_now"
    BACK = "back"
    START_OVER = "start_over"


class InCardMenu(StrEnum):
    """What the menu on a verdict card offers."""

    SOURCES = "sources"
    CHANGE = "change"
    RECORD = "record"
    START_OVER = "start_over"


class Form(StrEnum):
    """The `callback_id` of every form."""

    CASE = "case"
    CHANGE = "change"
    REASON = "reason"
    COST = "cost"
    GAP = "gap"


class Shortcut(StrEnum):
    """The `callback_id` of every shortcut."""

    MESSAGE = "get_verdict"
    GLOBAL = "start_verdict"


class OnDecision(StrEnum):
    """What App Home's menu beside a decision offers."""

    RESUME = "resume"
    RECORD = "record"
    DELETE = "delete"


GOOD, BAD = "good", "bad"
#: Between the parts of a button's value; it stands in no id and no value.
SEPARATOR = "|"
#: Between ids or values of one part.
COMMA = ","
