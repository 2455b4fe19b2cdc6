"""Whether a text tells of inputs that are sorted into kinds: then what should be different is how often that is right, and no fact is missing.

"Sort letters into 7 types", "which department gets the mail", "12 categories: billing, meter, …". What was sorted already is data: "400 mails
sorted by clerks".
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Certainty, Criterion, Fact, Goal
from bot.reading.evidence import clauses, names, plain
from bot.reading.facts_in import LONGEST_WORDS

#: A bare list names so many kinds at least, each in so many words at most; own choice.
LEAST_LISTED: Final = 6
LISTED_WORDS: Final = 2
_KINDS: Final = (
    r"(?:categor(?:y|ies)|class|classes|types?|kinds?|groups?|queues?|departments?|teams?|topics?|labels?|buckets?|folders?|desks?|levels?|codes?|intents?|reasons?|boxes|units?"
    r"|centers|centres|urgency|priority|priorities|sentiment|schemes?|taxonom(?:y|ies)|wards?|drawers?|headings?|baskets?|piles?|offices?|tags?|skills?|sections|sorts|clusters|risk)"
)
_SORT: Final = (
    r"(?:sort|sorts|sorting|classify|classifies|classifying|clasify|classyfy|categori[sz]e|categori[sz]es|categori[sz]ing|triage|triages|triaging|route|routes|routing|assign|assigns|assigning|divide|divides"
    r"|group|groups|grouping|put|puts|label|labels|labelling|labeling|tag|tags|tagging|distribute|distributes|forward|forwards|send|sends|puts|grade|grades|grading|split|splits|be\s(?:assigned|sorted|routed|classified|put|divided|categori[sz]ed|forwarded)|dispatch|dispatches|allocate|file|files|map|maps|bucket|code|codes)"
)
#: "Sort letters into 7 types", "triage of complaints by urgency", "tag articles with our 40 topics".
_INTO: Final = re.compile(
    rf"\b{_SORT}\b(?!\sout\b)(?:\s(?!into\b|to\b|by\b)[\w'-]{{1,20}}){{0,8}}?\s(?:into|in|to|by|under|with|as|across|among|between)\s(?:(?:one|any)\sof\s)?(?:(?:the|our|one|a|an|their|its|right|correct|proper|different|\d{{1,4}}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\s){{0,3}}(?:[\w-]{{3,16}}\s)?{_KINDS}\b"
)
#: "We classify mails", "the AI should sort our letters".
_OBJECTS: Final = r"(?:e-?mails?|mails?|letters?|tickets?|messages?|documents?|docs|complaints?|claims?|requests?|invoices?|calls?|reviews?|forms?|applications?|articles?|posts|contracts?|orders|reports?|notes|inquiries|enquiries|cases|texts|comments|feedback|clauses|incidents|faxes|chats|products?|photos|images|pictures|items)"
_BARE: Final = re.compile(
    rf"(?:^|\b(?:we|i|to|should|must|can|will|ai|model|bot|that|which|for|of)\s)(?:want\sto\s|need\sto\s|have\sto\s|must\s|currently\s|manually\s)?(?:sort|sorts|sorting|classify|classifies|classifying|clasify|categori[sz]e|categori[sz]es|triage|tag|tags|tagging|classification\sof|triage\sof)\s(?:(?:the|our|all|incoming|new|customer|guest|support|\d{{1,5}})\s){{0,3}}(?:[\w-]{{3,16}}\s)?{_OBJECTS}\b"
)
#: "Which department gets the letter", "the right cost code".
_WHICH: Final = re.compile(
    r"\b(?:predict|predicts|predicting|recogni[sz]e|recogni[sz]es|detect|detects|determine|determines)\s(?:the|an?)\s(?:[\w-]{3,14}\s)?(?:category|class|type|reason|intent|topic|label|urgency|priority|sentiment)\b|"
    r"\b(?:say|says|tell|tells|decide|decides|pick|picks|choose|chooses|predict|predicts|recogni[sz]e|detect|determine)\b(?:\sout)?\s(?:us\s|me\s)?(?:to\s)?(?:which|what|the\s(?:right|correct|proper))\s(?:cost\s|account\s)?"
    r"(?:categor(?:y|ies)|class|type|kind|group|queue|department|team|topic|label|folder|desk|code|intent|office|clerk|ward)\b"
    r"(?!\s(?:of|members?|leader|manager|we|they|i|had|was|were|lead)\b)"
)
#: "12 categories: billing, meter, move".
_COUNTED: Final = re.compile(
    r"\b(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve)\s(?:[\w-]{3,16}\s)?(?:categories|classes|types|kinds|groups|queues|departments|topics|labels|intents|reasons|codes|teams|options|buckets)\s?(?:[:(=]|are\b|namely\b)"
)
#: What goes into a prompt or to a person, and is sorted into nothing.
_NO_INPUTS: Final = re.compile(
    r"\b(?:prompts?|examples?|style|guide|facts|rules|models?|data|pairs|drafts?)\b"
    r"|^(?:send|sends|forward|forwards|put|puts)\b.*\b(?:answers?|reply|replies|questions?)\b"
)
_WORD_LIST: Final = re.compile(r"^[a-z][a-z' /&-]{1,30}$")


def sorting_in(text: str) -> Fact | None:
    """The goal to do a task right more often, where a text tells that inputs are sorted into kinds; None where it does not."""
    whole = plain(text)
    for form in (_INTO, _WHICH, _COUNTED, _BARE):
        if (found := form.search(whole)) and not _NO_INPUTS.search(found[0]):
            words = text[found.start() : found.end()] if len(whole) == len(text) else found[0]
            return Fact(Criterion.GOAL, (str(Goal.TASK_ACCURACY),), words=" ".join(words.split())[:LONGEST_WORDS])
    return None


def sorted_by_input(text: str) -> Fact | None:
    """That the input may hold all it takes, where a text tells of inputs that are sorted, and names nothing to look up."""
    sorting = sorting_in(text)
    if sorting is None or names(text, "look_up", "names"):
        return None
    return Fact(Criterion.KNOWLEDGE_HOME, ("none_needed",), Certainty.LIKELY, sorting.words)


def kinds_listed(text: str) -> Fact | None:
    """The same as a guess where a text is nothing but a list of names: "billing, meter, move, contract, complaint, other"."""
    parts = [part.strip(" .") for part in re.split(r"[,;\n/]", plain(text)) if part.strip(" .")]
    is_list = len(parts) >= LEAST_LISTED and all(
        len(part.split()) <= LISTED_WORDS and _WORD_LIST.match(part) for part in parts
    )
    if not is_list or len(list(clauses(text))) < LEAST_LISTED - 1:
        return None
    words = " ".join(text.split())[:LONGEST_WORDS]
    return Fact(Criterion.GOAL, (str(Goal.TASK_ACCURACY),), Certainty.LIKELY, words)
