"""What a message is for, as far as can be told from it: the closed set that reading, with a model or without, chooses from."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """What somebody wants with a message."""

    CASE = "case"  # tells of the writer's own use case and wants to know which way to go
    QUESTION = "question"  # asks for a fact, an explanation or general advice
    FOLLOW_UP = "follow_up"  # an elliptic question that needs the answer before it
    ANSWER = "answer"  # answers the open question
    REMARK = "remark"  # states something about the case without being asked, corrections among it
    ABOUT_REASONS = "about_reasons"  # "why?"
    ABOUT_SOURCES = "about_sources"  # "who says so?", "prove it"
    ABOUT_CERTAINTY = "about_certainty"  # "how sure are you?"
    ABOUT_FLIPS = "about_flips"  # "what would change your mind?"
    ABOUT_NEXT = "about_next"  # "so what now?"
    ABOUT_COST = "about_cost"  # "what would that cost?"
    SHORTER = "shorter"  # "shorter please"
    MEANING = "meaning"  # does not understand the open question
    ACCEPT = "accept"  # goes with the verdict
    DISAGREE = "disagree"  # does not believe it
    CHAT = "chat"  # "hm ok", "interesting", "one sec"
    THANKS = "thanks"
    GREETING = "greeting"
    HELP = "help"  # what can you do; a lone word such as "finetuning?"
    WALK = "walk"  # "walk me through it"
    TO_OTHERS = "to_others"  # said to a colleague in the thread
    PASTE = "paste"  # an error log, code, a lone link, without a word of what is wanted
    DELETE = "delete"  # wants its data deleted
    OFF_TOPIC = "off_topic"
    INJECTION = "injection"  # tries to change the bot's rules
