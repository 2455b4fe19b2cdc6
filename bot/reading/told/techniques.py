"""Which technique a text names as tried, by its words: training, a prompt, a prompt with examples.

The trained reader takes the name of a model for a model that was tuned, and "few-shot" beside one for a plain prompt. What a person calls
a technique counts more than what it stands beside.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import affirmed, affirms, as_written, clauses, listed, names, names_undenied, plain
from bot.reading.sayings import is_no
from bot.reading.told.taken_back import rest_after

#: "We tried prompting", "tried putting it all in the prompt".
_TRIED = re.compile(r"\b(?:we|i|have|already|ve|they) tried(?: [\w'-]{1,14}){0,5} (?:prompt\w*|few[ -]?shot\w*)")
#: "The agency put the tone guide in the prompt", "our rules are in the system message".
_PUT_IN_A_PROMPT = re.compile(
    r"\b(?:put|puts|wrote|pasted|added|placed|stuck|included|loaded|fed|moved|is|are|was|were|sits?|stands?|went|got)\b(?: [\w'-]{1,14}){0,7} ?\b(?:in|into|inside|to)(?: (?:the|our|a|its|your|my|system|long|same)){0,3} (?:prompt|instructions|system message)s?\b"
)
#: "Now with 10 examples", "second try with a few samples in it".
_NOW_WITH = re.compile(
    r"\b(?:now|this time|second try|2nd try|next try|version 2|v2) (?:it is |we are |we did it )?with (?:\d{1,3}|some|a few|several|three|four|five|six|eight|ten|twelve)(?: [\w-]{1,12}){0,2} (?:examples|samples|shots)\b"
)
#: What says of something that it was tried, whatever it was: "we did try that already", "that was tested in may", "already done".
_WAS_TRIED = re.compile(
    r"\b(?:(?:did|have|had|ve|has|already) (?:already |also |actually |once |even |of course )?(?:try|tried|tested|test|attempted|had a go at)|tried|(?:was|were|been) (?:already )?(?:tried|tested|done|attempted))(?: out)? (?:that|this|it|one|exactly that|just that|all that|already|before|once|last|in|too|with|by)\b"
    r"|\b(?:did|done) (?:already )?(?:that|this|it)(?= (?:already|before|once|last|in|too|and|with|by)\b|\W*$)"
    r"|\balready (?:tried|tested|done|did)\b|\bdid try\b"
)
#: "That was with …", "the 70% is from …": what says of a score what it is the score of.
_SCORED_WITH = re.compile(
    r"\b(?:that|this|it|those|they|these|score|test|number|figure|result|results|%|\d)(?:'s)?(?: \w{1,10})? ?(?:was|were|is|are|came)?(?: (?:all|already|measured|done|made|scored|taken|actually|really))? (?:with|from|on|using|of|for)\b"
)
#: "We did not", with nothing yet that is denied.
_BARE_DENIAL = re.compile(
    r"(?:(?:no|we|i|they|it|nobody|has|have|had|did|do|does|was|were|is|are)\s){0,2}(?:not|never|no|n't|didn't|don't|haven't|hasn't|didnt|dont|havent)(?: (?:yet|so far))?(?!\w)"
)
#: "The dev did try with examples", "tested it with a few samples".
_TRIED_WITH_EXAMPLES = re.compile(
    r"\b(?:try|tried|tested|used|run|ran|did)(?: (?:it|that|this|prompting|the prompt|a prompt|out)){0,2} with (?:(?:some|a few|several|good|more|real|the|our|their|\d{1,3}|five|ten) ){0,2}(?:examples|samples|few[ -]?shots?|shots)\b(?! (?:of|from) (?:the )?test)"
)
_PLAIN_PROMPT = re.compile(
    r"\b(?:basic|simple|plain|bare|one[ -]line|one[ -]liner|minimal|naive|ordinary|first) (?:system )?prompt\b(?! (?:with|plus|and) )"
)
#: "A static extract of the termbase", "with the top 400 entries in the prompt"; "examples selected by nearest-neighbour retrieval".
_NO_FACTS_LOOKED_UP = re.compile(
    r"\b(?:static|fixed|hard[ -]?coded|frozen|manual|hand[ -]?picked|pasted)(?: [\w-]{1,12}){0,2} (?:extracts?|excerpts?|part|subset|section|list|selection|snippets?|copy|table|sheet)(?: (?:of|from) (?:the|our|a) [\w -]{3,30})?"
    r"|\b(?:extracts?|excerpts?|subset|part|selection|snippets?) (?:of|from) (?:the|our|a) [\w -]{3,30}? (?:pasted|copied|hard[ -]?coded|in the prompt|in our prompt|in its prompt)"
    r"|\b(?:examples?|shots?|few[ -]?shots?|demos|demonstrations?|\d{1,3})\W{1,3}(?:[\w.-]{1,16},? ){0,5}(?:selected|picked|chosen|retrieved|found|fetched|sampled)(?: [\w-]{1,14}){0,1}? (?:by|via|with|through|using|per) (?:a |the |an )?(?:[\w-]{1,14} ){0,2}(?:nearest[ -]neighbou?rs?|knn|k-nn|similarity|embeddings?|retrieval|vector|cosine|bm25)(?: (?:retrieval|search|look[ -]?up|similarity|distance|score))?"
    r"|\b(?:dynamic|similar|nearest|retrieved|knn)(?: [\w-]{1,12})? (?:examples|shots?|few[ -]?shots?|demonstrations)\b"
)
#: What speaks of training, or of what one trains on.
#: That nothing but training would do: "only fine-tuning", "only a trained model".
_ONLY_TRAINING = re.compile(
    r"\b(?:only|just|nothing but|nothing except)\s(?:(?:a|an|the|by|with|through|own|your|our|really|properly|specially|custom)\s){0,3}(?:(?:re)?train\w*|fine[\s-]?tun\w*|tuned|tuning|custom|sft|lora|dpo)\b"
)
_ON_TRAINING = frozenset({Criterion.TRIED, Criterion.TUNABLE_MODEL, Criterion.EXAMPLES, Criterion.DATA_QUALITY})
_NO = re.compile(r"(?:oh |well |hm,? |ah )?(?:no|nope|nah|wrong|not really|not quite)", re.IGNORECASE)
#: Characters of somebody's words that are quoted.
LONGEST_WORDS = 160
FINE_TUNED, FEW_SHOT, BASIC, NOTHING = "fine_tuning", "few_shot_prompt", "basic_prompt", "nothing"
#: What was tried with a look-up, and what is left of it without.
LOOKED_UP = {"rag": BASIC, "prompt_and_rag": FEW_SHOT}
_NO_LOOK_UP = re.compile(
    r"\b(?:no|without|not|never|isn't|isnt|don't|dont|doesn't|doesnt|haven't|havent|didn't|didnt|zero)(?: (?:any|using|use|used|have|had|do|a|with|there is|on|yet|ever|really|try|tried|test|tested|built|build|set up|the|it with|looked at)){0,3} (?:rag|retrieval|look[- ]?up|vector (?:db|search|store)|document search|search index)\b"
    r"|\b(?:rag|retrieval|look[- ]?up|vector (?:db|search|store)|document search|search index)(?: (?:is|was|has|has been|we|have|had|been)){0,3} (?:untried|untested|not yet|(?:not|never|hasn't|hasnt|wasn't|wasnt)(?: (?:been|yet|even|ever)){0,2} (?:tried|tested|built|used|set up|done|looked at))\b"
)
#: "A prompt with 6 of our sample replies", "examples in the prompt"; examples that stand only beside a prompt may be there to train on.
_IN_A_PROMPT = re.compile(
    r"\b(?:prompt|instruction|system message)s?(?: \w{1,12}){0,2} (?:with|w/?|containing|including|incl\.?|has|holds|plus) ?(?:[\w-]{1,14} ){0,3}(?:examples?|samples?|demos?|demonstrations?|shots?)\b"
    r"|\b(?:examples|samples|demos|demonstrations|shots)(?: \w{1,12}){0,2} in(?:side|to)?(?: (?:the|our|my|a|its|each|every|that))?(?: system)? (?:prompt|instruction)"
)


#: "We give it 2 examples each time": what is shown with every call, and is none to train on.
_GIVEN_EACH_TIME = re.compile(
    r"\b(?:give|gives|show|shows|send|sends|pass|feed|attach|include|paste|provide) (?:it |him |her |them |the model |gpt[\w.-]* |the bot |chatgpt |claude )?(?:always |also |about |some )*(?:\d{1,2}|two|three|four|five|six|eight|ten|a few|some|several) (?:[\w-]{3,14} ){0,2}(?:examples|samples|shots|demos)(?: (?:each time|every time|with (?:each|every) (?:call|request|mail|email|ticket|text|question|prompt|input)|in (?:each|every) (?:call|request|prompt)|along|as (?:a )?(?:guide|reference|model)|to copy|to imitate|to follow))"
)


def with_technique(fact: Fact, text: str) -> Fact | None:
    """What was tried, as far as the words of a text bear it out; None where they do not."""
    value = fact.values[0] if fact.values else ""
    if value == FINE_TUNED:
        return _of_tuned_prompt(fact, text) if _rests_on_a_tuned_prompt(fact, text) else _tuned(fact, text)
    if value in LOOKED_UP and only_retrieval_denied(text):
        return _without_what_is_denied(fact, text)
    if lesser := _lesser(value, fact.words, text):
        return replace(fact, values=(lesser,))
    if value == NOTHING and _only_disagrees(fact, text):
        return None
    if value in {BASIC, NOTHING} and (words := examples_in_prompt(text)):
        return replace(fact, values=(FEW_SHOT,), certainty=Certainty.STATED, words=words)
    is_told = value == FEW_SHOT and any(affirms(clause, _TRIED_WITH_EXAMPLES) for clause in clauses(text))
    return replace(fact, certainty=Certainty.STATED) if is_told else fact


def _lesser(value: str, words: str, text: str) -> str:
    """What was tried less of than a value says: a prompt in which nothing was looked up, or one without examples; empty where it bears it out."""
    if value in LOOKED_UP and _looks_nothing_up(text):
        return LOOKED_UP[value]
    is_plain = value == FEW_SHOT and _PLAIN_PROMPT.search(plain(words))
    holds_some = names(text, "tried", "examples_in_it") or examples_in_prompt(text)
    return BASIC if is_plain and not holds_some else ""


def only_retrieval_denied(text: str) -> bool:
    """Whether a text says in so many words that there is no retrieval, and names none that there is: "no RAG at all, just a prompt"."""
    rest = _NO_LOOK_UP.sub("", plain(text))
    return rest != plain(text) and not looks_up(rest)


def _looks_nothing_up(text: str) -> bool:
    """Whether what looks like a look-up puts the same part of a list into each prompt, or chooses the examples that stand in it."""
    rest = _NO_FACTS_LOOKED_UP.sub(" ", plain(text))
    return rest != plain(text) and not looks_up(rest)


def without_retrieval(fact: Fact, text: str) -> Fact:
    """What was tried as it is known, stated, without a look-up, with the words that say so."""
    value = fact.values[0] if fact.values else ""
    words = (
        fact.words if _NO_LOOK_UP.search(plain(fact.words)) else f"{fact.words}; {retrieval_denied(text)}".strip("; ")
    )
    return replace(fact, values=(LOOKED_UP.get(value, value),), certainty=Certainty.STATED, words=words[:LONGEST_WORDS])


def _without_what_is_denied(fact: Fact, text: str) -> Fact:
    """What was tried where the retrieval that was read in a text is denied there: "a few-shot prompt, retrieval not yet"."""
    if words := examples_in_prompt(text):
        return replace(fact, values=(FEW_SHOT,), words=words)
    if names(text, "tried", "prompts"):
        return replace(fact, values=(BASIC,))
    return replace(fact, values=(NOTHING,), certainty=Certainty.LIKELY)


def rests_on_denied_retrieval(words: str, text: str) -> bool:
    """Whether some words stand in a clause that denies retrieval, and the text tells of no other look-up."""
    denials = [clause for clause in clauses(text) if _NO_LOOK_UP.search(clause)]
    return any(plain(words) in clause for clause in denials) and only_retrieval_denied(text)


def retrieval_denied(text: str) -> str:
    """The clause in which a text says that there is no retrieval; empty where none does."""
    return next((as_written(clause, text) for clause in clauses(text) if _NO_LOOK_UP.search(clause)), "")


def looks_up(text: str) -> bool:
    """Whether a text names a look-up, or what one looks into, and does not deny it."""
    return any(names_undenied(clause, listed("look_up", "names")) for clause in clauses(text))


def _tuned(fact: Fact, text: str) -> Fact | None:
    """A model that was tuned; one that only a prompt stands beside was prompted."""
    if affirmed(text, "tried", "training"):
        return fact
    if words := examples_in_prompt(text):
        return replace(fact, values=(FEW_SHOT,), certainty=Certainty.STATED, words=words)
    if words := affirmed(text, "tried", "prompts"):
        return replace(fact, values=(BASIC,), certainty=Certainty.STATED, words=as_written(words, text))
    if names(text, "tried", "training"):
        # It names training only to deny or plan it.
        return None
    if names(text, "tried", "untrained"):
        return None
    return replace(fact, certainty=Certainty.LIKELY)


def _rests_on_a_tuned_prompt(fact: Fact, text: str) -> bool:
    """Whether training was read where a prompt was tuned, and no model: "with a well tuned prompt"."""
    whole, words = plain(text), plain(fact.words)
    rest = listed("tried", "tuned_prompt").sub(lambda found: " " * len(found[0]), whole)
    at = whole.find(words)
    read = slice(at, at + len(words))
    is_read_in_it = at >= 0 and rest[read] != whole[read]
    return rest != whole and not affirmed(rest[read] if is_read_in_it else rest, "tried", "training")


def _of_tuned_prompt(fact: Fact, text: str) -> Fact | None:
    """A prompt that was tuned: how it came about is not said, but it is none of a first try."""
    words = affirmed(text, "tried", "tuned_prompt")
    few_shot = replace(fact, values=(FEW_SHOT,), certainty=Certainty.LIKELY)
    return replace(few_shot, words=as_written(words, text)[:LONGEST_WORDS]) if words else None


#: Something else than trying that is not done yet: "anonymisation not yet done".
_UNDONE: Final = re.compile(
    r"\b(?P<what>[a-z-]{4,24})\s(?:(?:is|are|was|were|has|have|had)\s)?(?:still\s)?not\s(?:yet\s)?(?:been\s)?(?:done|finished|complete|completed|ready|started|begun|signed|approved|cleared|settled|given|agreed|available|there)\b"
)
_NONE_YET: Final = re.compile(
    r"\b(?:no|not any|not a single) (?P<what>[a-z-]{3,24}?)s? (?:yet|so far|at the moment|for now)\b"
)
#: What is tried, and whoever tries it.
_TRYING: Final = frozenset(
    ["llm", "model", "bot", "prototype", "attempt", "trial", "experiment", "pilot", "poc", "rag", "tool", "assistant", "test", "solution", "system", "version", "thing", "one",
     "prompting", "prompts", "prompt", "tuning", "fine-tuning", "finetuning", "training", "retrieval", "testing", "tests", "experiments", "anything", "that", "this", "they", "work", "project", "have", "nothing", "much"]
)  # fmt: skip


def another_is_undone(words: str, text: str) -> bool:
    """Whether "nothing" was tried rests on something else that is not done yet: "the letters are there, anonymisation not yet done"."""
    said = plain(words)
    undone = [
        clause
        for clause in clauses(text)
        if (found := _UNDONE.search(clause) or _NONE_YET.search(clause)) and found["what"] not in _TRYING
    ]
    return any(said in clause or clause in said for clause in undone)


def says_only_no(fact: Fact) -> bool:
    """Whether "nothing" was tried rests on a "no" alone, which may belong to whatever follows it."""
    return fact.values == (NOTHING,) and bool(_NO.fullmatch(fact.words.strip(" ,.;:!-")))


def says_something_was_tried(text: str) -> bool:
    """Whether a text says that something was tried, and not only wants, plans or denies it: "sorry, we did try that already"."""
    return not text.rstrip().endswith("?") and any(affirms(clause, _WAS_TRIED) for clause in clauses(text))


def denies_training_only(fact: Fact, text: str) -> bool:
    """Whether a fact of something else rests on a "did not" that denies training: "we did not fine-tune, we only consider"."""
    head = next(clauses(fact.words), "")
    denial = _BARE_DENIAL.match(head)
    if denial is None or fact.criterion in _ON_TRAINING:
        return False
    denied = head[denial.end() :].strip()
    if denied:
        return bool(listed("tried", "training").match(denied))
    said = [clause for clause in clauses(text) if head in clause]
    return bool(said) and all(names(clause, "tried", "training") for clause in said)


def said_to_be_tried(text: str) -> Fact | None:
    """A prompt that a text says in so many words was tried; None where none is."""
    was_tried = says_something_was_tried(text)
    for clause in clauses(text):
        if was_tried and affirms(clause, _PUT_IN_A_PROMPT):
            return Fact(Criterion.TRIED, (BASIC,), words=as_written(clause, text)[:LONGEST_WORDS])
        if affirms(clause, _NOW_WITH):
            return Fact(Criterion.TRIED, (FEW_SHOT,), words=as_written(clause, text)[:LONGEST_WORDS])
        found = _TRIED.search(clause)
        if found and affirms(clause, _TRIED):
            worked_on = names(clause, "tried", "worked_on") or names(clause, "tried", "examples_in_it")
            return Fact(Criterion.TRIED, (FEW_SHOT if worked_on else BASIC,), words=as_written(clause, text))
    return None


def scored_with(text: str) -> Fact | None:
    """The technique that a text says a score which was told before belongs to: "no, that was with the prompt with examples in it"."""
    for clause in clauses(text):
        if _SCORED_WITH.search(clause) and not listed("plans").search(clause) and (words := examples_in_prompt(clause)):
            return Fact(Criterion.TRIED, (FEW_SHOT,), words=as_written(plain(words), text))
    return None


def examples_in_prompt(text: str) -> str:
    """The clause that says that a prompt with examples in it was tried; empty where none does."""
    for clause in clauses(text):
        if affirms(clause, listed("tried", "examples_in_it")) or affirms(clause, _GIVEN_EACH_TIME):
            return as_written(clause, text)
        if affirms(clause, _IN_A_PROMPT):
            return as_written(clause, text)
    return ""


def shown_each_time(text: str) -> Fact | None:
    """The prompt with examples that a text says is sent with every call; None where it says no such thing."""
    said = next((clause for clause in clauses(text) if affirms(clause, _GIVEN_EACH_TIME)), "")
    return Fact(Criterion.TRIED, (FEW_SHOT,), words=as_written(said, text)[:LONGEST_WORDS]) if said else None


def shows_each_time(fact: Fact, text: str) -> bool:
    """Whether a number of examples is that of what is shown with every call."""
    if fact.criterion is not Criterion.EXAMPLES:
        return False
    shown = [found[0] for clause in clauses(text) if (found := _GIVEN_EACH_TIME.search(clause))]
    return any(plain(fact.words) in one for one in shown)


def _only_disagrees(fact: Fact, text: str) -> bool:
    """Whether "nothing" rests on a "no" that begins a message which goes on about one: "No. Prompting can't work"."""
    if is_no(text):
        return False
    goes_on = names(text, "tried", "prompts") or bool(rest_after(text))
    is_against = is_no(fact.words.split(",")[0]) and names(text, "tried", "prompts") and names(text, "tried", "useless")
    return is_against or (is_no(fact.words) and goes_on)


def rests_on_what_only_training_does(fact: Fact, text: str) -> bool:  # noqa: ARG001 - one form for all that look
    """Whether a guess that no model may be trained rests on what only training could do: "only a trained model can fix the language"."""
    is_guess = fact.criterion is Criterion.TUNABLE_MODEL and fact.values == ("no",) and fact.is_likely
    return is_guess and bool(_ONLY_TRAINING.search(plain(fact.words)))
