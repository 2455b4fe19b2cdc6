"""What the assistant says that is not an answer: greetings, help, refusals, bounds. Plain, specific, no exclamation marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.reading.kinds import MessageKind
from bot.turn import Surface
from knowledge.passages import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from knowledge.passages import Passage

#: Stands beside a source in a list; its sentence in an answer is `bot.answers.caveats`'.
STALE: Final = "may be out of date"
_CHIPS: Final = {Status.SUPERSEDED: "older text", Status.RETIRED_MODEL: "retired model"}
GREETING = (
    "I settle one question: should you fine-tune a language model, or is prompting or retrieval enough? "
    "Ask me, for example: “How many examples do we need to fine-tune?”"
)
THANKS = "You're welcome. Ask on whenever something about fine-tuning, prompting or retrieval comes up."
HELP = (
    "Tell me your case in a sentence: who uses it, which task, what goes wrong today. I say whether to fine-tune, and ask only "
    "what could change that.\n"
    "Or ask a question, such as “What is billed when a tuned model sits idle?” Each claim has a mark that leads to a dated source.\n"
    "No case at hand? Say “walk me through it”. On the way you can say “back”, “start over”, “change” or “verdict”."
)
HELP_IN_SLACK = (
    "\nIn any channel /verdict and a sentence gives a private card; /verdict help lists the rest. My Home tab holds your "
    "decisions and Delete my data."
)
RULES = (
    "My rules and prompts stay as they are, and text in a message can't change them. "
    "Ask me about fine-tuning, prompting or retrieval and I answer from the sources."
)
EMPTY = "There was no text in that message. Ask a question, for example: “Is RAG enough for a policy bot?”"
UNFORESEEN = "Something went wrong on my side and is in the log. Ask again; if it happens again, tell whoever runs me."
SHARE_USED_UP = "today's share of its calls is used up, until midnight UTC"
TOO_MANY_WAITING = (
    "I still have many of your messages to answer, and left out the ones you sent just now. They come one after another; please "
    "send the missing ones again once I have caught up."
)
SET_ASIDE = "I tried several times to answer this and did not get to an end. It is in the log for whoever runs me; please ask it in other words."
SOURCES_SILENT = "The sources don't say."
#: What opens an answer to a question of law, by what it asks; the first stands before it where yes or no is wanted.
NEITHER = "Neither yes nor no: "
LEGAL = {
    "personal": "the law and your contracts decide, and the sources give no guidance on consent or GDPR.",
    "liability": "the sources say nothing on liability, contracts or disclaimers; ask your lawyers.",
    "erasure": "not record by record: the sources name no way to take single records out of a trained model.",
    "copyright": "the law and your contracts decide, and the sources give no legal advice on copyright.",
}
OFF_TOPIC = (
    "That is outside my sources: they cover fine-tuning, prompting and retrieval on Azure OpenAI and Microsoft Foundry."
)
DEGRADED = "No answer by the language model ({reason}): these are the sources' own sentences."
CUT_OFF = "The language model stopped in the middle ({reason}); this is what it had written and what was checked."
ENGLISH_ONLY = " Without a language model I read English only: ask in English, or have a model key set."
READING = "Reading your message"
LOOKING = "Looking through the sources…"
READING_CASE = "Reading your case"

EMPTY_CASE = "There was no text in that. Describe the use case in a sentence: who, which task, what goes wrong today."
WALK_LEFT = "Left as it is. Describe the case again, or another one, whenever you like."
WALK_RESTARTED = (
    "From the beginning: I no longer use anything you told me before. Describe the case again, or answer the question."
)
AT_THE_BEGINNING = "That was the first question; there is nothing to go back to."
NOT_UNDERSTOOD = "I could not read that as an answer. Pick an option, say it in a few words, or say “not sure”."
#: What is said of an answer that could not be read, each once.
#: To who tells a case a sentence at a time of which none could be read yet; each is said once.
TELL_ON = (
    "Go on: what goes in, what should come out, and what is wrong with it today?",
    "I know nothing of the task yet that I could judge; tell me in one sentence what the model should do, and what was tried.",
)
LEFT_OPEN = (
    "I did not get that, so I go on for now. You can answer it later in other words.",
    "That one stays open too.",
)
NO_ISSUE = "Noted: the law stands in the way of nothing here."
MAY_BE_USED = "Noted: the examples may be used for training."
HUMAN_DECIDES = "Noted as a rule: a person decides in the end. That bars no model, which drafts or proposes then, and it speaks neither for nor against training."
RULE_OF_FORM = "Noted as a rule of form: it goes into the prompt, and a count checks it; it is no score that is wanted."
LIST_FIRST = "Then that comes first: put the list into the prompt, or have it looked up where it is too long, and score the same cases again."
SEVERAL_CASES = "Those are several cases, and each gets its own verdict: tell me one of them by itself, and say /new before the next."
THAT_IS_THE_VERDICT = "That is the verdict already."
NOTHING_OPEN = "Nothing that counts is open."
NO_MATTER_WHICH_MODEL = "Which model it is does not decide that: the reason holds for any."
IF_IT_IS_SO = "If it is so, say it without “if”."
THANKS_IN_A_WALK = "You're welcome."
NOTHING_KNOWN = (
    "Nothing is decided yet: I know nothing of your case. Answer the question, or describe the case in a sentence."
)
NO_CASE_YET = "I can't say yet: I know nothing of your case. Tell it in a sentence: who uses it, which task, what goes wrong today."
RESTS_ON_NOTHING = "So far it rests on nothing you told me: it is only where one starts. Say what your case is."
TAKE_YOUR_TIME = "Take your time."
NOTHING_ASKED = "I can't tell what you want to know about that. Ask in a sentence, for example: “Why does validation loss go up after epoch 2?”"
PASTED = (
    "I can't tell what you want to know about that, and I open no links. Ask in a sentence, for example: “Why does validation "
    "loss go up after epoch 2?”"
)
KNOWN_PAGE = "I know that page (“{title}”) and open no links. What do you want to know about it?"
DESCRIBE = (
    "Tell me your case in a sentence (who uses it, which task, what goes wrong today), and I say what to do next."
)
NO_SUM = "There is no sum yet to draw. Ask for one, such as “what would 20k calls a day cost with gpt-4.1?”"
CURVE_TITLE = "What each way costs a month"
CURVE_SENT = "The curve is in your direct messages."
CURVE_NOT_SENT = "Slack did not take the curve. Press once more, or ask whoever runs me whether I may send files."
OWN_GPU_UNPRICED = (
    "Your own GPU is on no price list, so I can't say what it costs. Set its cost a month (rent or write-off, power, work) beside that of a hosted model: "
    "tell me the model it would replace, the calls a day and the tokens in and out, and I give you that."
)
WHICH_MODEL = "Which model do you use?"
BILL_TOO_LOW = "By list prices so many calls would cost more than that bill for the answers alone, so one of the two, or the model, is another."
WHOLE_NUMBER = "Write a whole number, such as 20000, 20,000 or 20k."
DOLLARS_ONLY = "Prices are listed in US dollars only: multiply by today's exchange rate for another currency."
AMOUNT = "Write an amount in US dollars, such as 9000, 9,000 or 9k."
NUMBER_NEEDED = "Write how many calls it is a day, such as 20k; a guess will do."
NUMBER_ABOVE_0 = "Write a number above 0, or leave it open."
NUMBER_TOO_LARGE = "That is more than anybody has. Write a smaller number."
BILL_NOT_POSSIBLE = (
    "By list prices that bill and so many calls don't go together: one of the two, or the model, is another."
)
BILL_OR_TOKENS = "Give the bill or the tokens of a prompt, not both: each follows from the other."
NO_SUCH_MODEL = "Write the name of one model, such as gpt-4.1-mini, or leave it open."
HOW_LONG_A_PROMPT = "How many tokens has your prompt today?"
WHICH_PART = "Which part of it? Quote the words that are unclear, and I look them up."
SAID_ABOVE = "I have said above what the sources hold on that. Ask for a part of it, or for “sources”."
NOTHING_MORE = "That is all the passages behind it hold. Ask for the part that matters."
#: What words of ours mean, for somebody who asks.
OWN_WORDS = {
    "provisional": "Provisional means that something the verdict rests on has not been said or confirmed yet; the card names it, and answering it settles the verdict.",
    "confidence": "The percentage says how sure the rules are, given the answers so far: from 50% they lean that way, from 70% it is likely, from 88% they are confident; below 50% it is too early to say.",
    "leaning": "Leaning (from 50%), likely (from 70%) and confident (from 88%) say how sure the rules are, given the answers so far.",
    "flip": "“It would change if” names one answer that, if it were different, would give another verdict: check these first.",
    "record": "The record is a page with the verdict, every answer it rests on, the reasons and their sources, to keep or to send on.",
}
#: To who asks whether it matters that some of the examples are no good.
BAD_EXAMPLES = "Yes, it matters: leave those out, of the training and of the prompt."
#: Instead of what was said before, one after the other.
NOTHING_NEW = (
    "I have nothing to add. If something I said is wrong, tell me what; a new fact can change the verdict.",
    "Nothing has changed since my last answer.",
    "Same as above.",
)
UNCONFIRMED = "Provisional until you confirm what I assumed."
#: Of what is missing and was named right before.
BEFORE_TRAINING = "that comes before any training"
UNANSWERED = "Provisional until that is answered."
STANDS = "The verdict stays as it is. If something in it is wrong, tell me what; or ask what to do next."
NOTHING_TO_STOP = "Nothing is under way here. Ask a question, or describe your case."
ABOUT_WHAT = "About what? Nothing was said here before. Ask a question, or describe your case."
NO_CASE = (
    "I could not read a use case in that. Say who it is for, which task, and what goes wrong today, for example: “our support "
    "bot should sound like us; we have a one-line prompt and 15 old replies we like”."
)
NO_TEXT = (
    "A language model is trained on text, and I see none in that: positions, sensor values and series of numbers are a matter for models that are made "
    "for numbers, of which my sources hold nothing. If text goes in or comes out, such as a report or a question, say which."
)
NO_CASE_IN_SLACK = " /verdict alone opens a form, /verdict help lists the rest; for a question write to me directly."
NO_CASE_LOCALLY = " For a question there is `ftn ask`."
SURE_OF_AN_ANSWER = (
    "Every sentence with a mark stands in the passage that the mark leads to; that much is checked. Whether the source is "
    "right, and still so, is not: the dates are below. It rests on these passages, each by its first sentence:"
)
SOURCES_OF_AN_ANSWER = "The last answer rests on these passages, each by its first sentence:"
HOW_TO_DELETE = (
    "Nothing was deleted yet. Press Delete my data in my Home tab, or type /verdict forget: that deletes what you said, your "
    "decisions and your feedback. A message of yours that you delete takes my answer to it with it."
)
HOW_TO_DELETE_LOCALLY = (
    "Nothing was deleted yet. `ftn decisions list` and `ftn decisions delete ID` delete decisions; everything that is kept "
    "lies in the data directory that `ftn doctor` names, and goes with it."
)
NO_SUCH_DECISION = "That case is closed: it was left, deleted, or it expired. Describe it again and I start from there."
ANOTHER_CASE = "That button belongs to another case than the one this thread is on. Answer in words, or start over."
NOT_YOURS = "That case is somebody else's, and only changed where they talk about it. “Walk me through it” makes one of your own from it."
OPENING_DELETED = "The message that told of it was deleted."
ONGOING = "Noted. Ask on, or describe your case."

NOT_INSTALLED = "I am not installed in this workspace any more. Ask whoever looks after its apps to install me again."
FILES_UNREAD = "I can't read files here. Paste the part that matters as text, or describe it in a sentence."
NOTHING_CHANGED = "Nothing was changed, so the verdict stands."
RECORD_TITLE = "Decision record"
RECORD_SENT = "The record is in your direct messages with me."
OPINION_KEPT = "Noted, thank you. Whoever looks after my sources will see it."
MEMBERS_ONLY = "I answer members of the workspace I belong to; ask somebody there to put your question."
WALK_IN_DIRECT = (
    "I can't open a direct message with you from here. Write to me directly and describe the case; I start from there."
)
WALK_GOES_ON = "It goes on in your direct messages with me."
OPERATORS_ONLY = "Only those who run me, named in FTN_OPERATORS, can say which passage answers."
GAP_GONE = "Something of this was deleted meanwhile, so nothing was kept of it. The next digest has what is left."
PASSAGE_GONE = "That passage is not there any more. Press again and pick another one."
NO_WORDING = "Write the question, in one wording at least."
NO_PASSAGE_CHOSEN = "Pick a passage, look for another one below, or pick a document."
ONE_OF_BOTH = "You picked a passage as well: leave one of the two open."
POINTED_FOR_ALL = "One of these is answered now, by {place}."
FORM_NOT_OPENED = "Slack did not open the form in time. Try again, or write it in one line: /verdict and your case."
FORM_NOT_OURS = (
    "I can't tell that I opened this form for you, so nothing of it was taken: open it again and send it once more."
)
COST_FORM_NOT_OPENED = (
    "Slack did not open the form in time. Try again, or write it in one line: /verdict cost 20k a day with gpt-4.1"
)
PICKED_ALREADY = "Somebody else picked an answer a moment before you. Write yours in the thread if it differs."
SILENT_HERE = "Whoever runs me keeps me silent in this channel, so the card stays private."
NOT_SHARED = "I can't post in this channel. Add me to it, for example with /invite, and press Share again."
PERHAPS_SHARED = (
    "Slack did not say whether the card was shared. If it isn't in the channel, press Share again in half a minute."
)

SHORT_REPLIES = {
    MessageKind.GREETING: GREETING,
    MessageKind.CHAT: GREETING,
    MessageKind.ACCEPT: GREETING,
    MessageKind.DISAGREE: GREETING,
    MessageKind.TO_OTHERS: GREETING,
    MessageKind.THANKS: THANKS,
    MessageKind.HELP: HELP,
    MessageKind.INJECTION: RULES,
    MessageKind.PASTE: PASTED,
    MessageKind.OFF_TOPIC: OFF_TOPIC,
}


UNTUNED_UNTRIED = (
    "Noted: it is not tried as it is yet. Run today's prompt on it over your test cases before you train anything."
)


def untried_aside(tried: str) -> str:
    """That something was not tried, which takes nothing back of what was."""
    return f"Noted: that is not tried yet. It stays that {tried}."


def model_told(name: str) -> str:
    """That the model in use is known now."""
    return f"Noted: you use {name} today."


#: What a verdict is called where training works and costs more than it saves: on examples, and as distilling.
UNPAID = {True: "Fine-tuning does not pay", False: "Distilling does not pay"}
TUNED_FOR_MORE = "Fine-tuning for better answers, not for lower costs"
#: To who asks for the one kind of training where the other is recommended.
DISTILLING_TRAINS = "Distilling is that too: fine-tuning a smaller model, on outputs of the large one."


def untuned_first(model: str) -> str:
    """What a verdict is called that comes down to trying a smaller model as it is."""
    return f"First {model} untuned"


def unpaid(calls: str, *, for_more: bool, untuned: str = "") -> str:
    """Says that training would work and costs more than it saves; `for_more` where better answers are wanted besides.

    `untuned` is a smaller model that saves something as it is.
    """
    costs_more = f"at your {calls} calls a day it costs more than it saves, by list prices."
    costs_more += f" First try {untuned} untuned." if untuned else ""
    if for_more:
        return f"Yes for better answers, no for lower costs: {costs_more}"
    return f"It would work, but does not pay: {costs_more}"


def rest_of_an_offer(price: str, *, is_priced: bool) -> str:
    """Says of what a seller wants for training that the list price is not what most of it is for; `is_priced` where that was worked out."""
    if not is_priced:
        return f"How many tokens is it trained on? Then I set the {price} beside the list price."
    return f"That is the list price of the training alone: what else the {price} is for (data, tests, work, margin) only an itemised quote says."


def no_training_price(model: str) -> str:
    """Says that no list here has a price of training a model, rather than to price another."""
    return f"No price for training {model} is known here: the lists with training prices are Azure's. Ask whoever trains it for the price of a run and of the hours it is hosted."


def beside_a_quote(quote: str, model: str, a_year: str) -> str:
    """Says what stands beside a seller's quote: a tuned model's first year by list prices."""
    return f"Beside the {quote} stand {a_year} USD for the first year of a tuned {model} at your calls, by list prices."


def rest_of_a_quote(quote: str) -> str:
    """Says of a seller's quote what no list tells."""
    return f"What else the {quote} is for (data, tests, work, margin) only an itemised quote says, and no source here says what a seller may ask."


def quote_of_a_seller(quote: str) -> str:
    """Says of a seller's quote that nothing can be set beside it yet."""
    return f"Neither yes nor no: no source here says what a seller may ask. How many calls a day are the {quote} for? Then I set list prices beside it."


def rates_at_odds(first: str, makes: str, second: str) -> str:
    """Says that a rate was told twice, and that the two can't both hold."""
    return f"{first[:1].upper()}{first[1:]} makes {makes}, and you also said {second}. I go by {first}; say which one holds if that is wrong."


def known_already(told: str) -> str:
    """Says that what somebody tells or supposes is what the verdict goes by."""
    return f"That is what I go by already: {told}."


def noted(told: Sequence[str]) -> str:
    """Says what was understood of a message that is answered in something else."""
    return f"Noted: {'; '.join(told)}."


def struck(told: str) -> str:
    """What somebody said is not so, as a clause."""
    return f"I no longer assume that {told}"


def struck_already(told: str) -> str:
    """Says to somebody who strikes what nothing goes by that it does not count."""
    return f"That changes nothing: I do not assume that {told}."


def understood_so_far(told: str) -> str:
    """Tells somebody who was not understood what was, and asks for what is wrong."""
    return f"So far I have understood: {told}. What is wrong or missing?"


def not_placed(told: str) -> str:
    """Says that a remark could not be read, what was understood before it, and asks which of both it is about."""
    if not told:
        return f"I could not read that. {DESCRIBE}"
    return f"I did not understand that. So far I know: {told}. Tell me what is different, or ask a question."


def in_a_sentence(first: str) -> str:
    """The last answer in the one sentence that can be handed on, and how one's own case comes in."""
    return f"In one sentence: {first} {DESCRIBE}"


def partly_read(characters: int, read: int) -> str:
    """Says that a case was read only to a point, and what to do where what matters stands after it."""
    return (
        f"I read the first {read:,} of your {characters:,} characters for facts. "
        "If something that matters stands after that, send it by itself."
    )


def too_long(characters: int, longest: int) -> str:
    """Says that a message is over the bound, by how much, and what to do."""
    return (
        f"That message has {characters:,} characters and I read at most {longest:,}. "
        "Send the question with the part that matters."
    )


def short_reply(kind: MessageKind, surface: Surface, *, ongoing: bool) -> str:
    """The fitting reply to a message that asks for no answer; nobody is greeted twice in one thread."""
    if kind is MessageKind.HELP and surface is not Surface.TERMINAL:
        return f"{HELP}{HELP_IN_SLACK}"
    said = SHORT_REPLIES[kind]
    if ongoing and kind is MessageKind.THANKS:
        return THANKS_IN_A_WALK
    return ONGOING if ongoing and said is GREETING else said


def confirming(clause: str) -> str:
    """Asks whether something that is likely is so: yes confirms it."""
    return f"{taken_to_be(clause)}, right?"


def taken_to_be(clause: str) -> str:
    """Says of a clause that it is only likely."""
    return f"I assume {'that ' if clause.startswith('it ') else ''}{clause}"


def card_follows(doing: str) -> str:
    """Says what is being done, so that it reads well above the card too."""
    return f"{doing}; the card follows."


def nobody_said(what: str, *, beside_a_question: bool = False) -> str:
    """Says what a verdict still waits for; beside a question that stands above it, what else."""
    return f"Provisional; also open: {what}." if beside_a_question else f"Provisional until you say {what}."


def what_a_sum_needs(known: Collection[str]) -> str:
    """What somebody has to say before their costs can be worked out, without what is `known` by its name."""
    needed = {
        "calls_a_day": "the calls a day",
        "input_tokens": "the tokens of a prompt",
        "output_tokens": "the tokens of an answer",
        "model": "the model you use",
    }
    if "bill" in known:
        needed = {name: words for name, words in needed.items() if not name.endswith("_tokens")}
    missing = [words for name, words in needed.items() if name not in known]
    *first, last = missing
    return f"For a sum, tell me {', '.join(first)}{' and ' if first else ''}{last}."


def stands_in(model: str, taken: str, bill: str) -> str:
    """Says that a model in use is on no price list, and which one a sum takes for it; `bill` is what its user told to pay, or empty."""
    told = f"; what you pay now is what you told, {bill} USD a month" if bill else ""
    return f"No price list here has {model}: {taken} stands in for it{told}."


def other_currency(bill: str) -> str:
    """Says that a bill was told in another currency, and how the sum can start from it."""
    return f"You pay {bill}, and the sum does not start from that: tell me the bill in US dollars, or your calls a day."


def model_taken(model: str) -> str:
    """Says which model was taken where nobody named one."""
    return f"I assumed {model}, as no model was named."


def nothing_on(question: str) -> str:
    """Says that one of several questions has no answer."""
    return f"On “{question}”: the sources say nothing."


def when_to_use(methods: Iterable[str]) -> str:
    """Asks the sources what ways of training are for."""
    return f"When does {' or '.join(methods)} fit?"


def at_odds(model: str, named: str, served_by: Iterable[str]) -> str:
    """Says that a model and a platform do not go together."""
    return f"{model} is not offered on {named}, as far as I know, but by {' and '.join(served_by)}. Is it another model, or another platform?"


def back_to(question: str) -> str:
    """Reminds of the open question."""
    return f"Still open: {question}"


#: What stands above the verdict in lines for somebody else.
IN_LINES = "To hand on:"
#: What stands above all that a yes to training still waits for.
STILL_MISSING = "What is missing for a yes to training:"
WOULD_CHANGE = "What would change it:"
SAYS_SO_ALREADY = "That is what I say already."
NO_SINGLE_CHANGE = "No single answer would change it: several would have to."
#: To a supposition in which nothing of a case could be read.
SUPPOSED_NOTHING_READ = "I can't read from that which of your answers would be another, so I can't work it out."


#: What stands above all answers of a question, and below the likeliest ones in the terminal.
ALL_ANSWERS = "All answers; your own words are fine too:"
#: Whether a model is sure to write something each time, and what is.
NO_GUARANTEE = "No, no model guarantees it, tuned or not."
SURE_BY_CODE = "What must always be there is put in by a template, and checked by code."
#: What is approved, promised or wished for, where somebody asks whether it changes the verdict.
NO_EVIDENCE = "No: what is approved, promised or wished for shows nothing of what works, so the verdict stays."
#: Where nothing of a case could be read in what is said to change it.
NOT_READ_AS_FACT = (
    "I can't read from that what would be different in your case, so the verdict stays until you tell me."
)
#: When to look at a verdict again.
LOOK_AGAIN = "There is no day for it: look at it again once the first step is done, or once one of the others is so."


def answers_left(number: int) -> str:
    """Says where so many other answers of a question are, which nobody reads through one by one."""
    return f"Something else: say it in your own words, or “all options” for {number} more. “Not sure” is fine too."


def their_view(who: str) -> str:
    """That what somebody else thinks counts for nothing until it is told as a fact."""
    return f"What {who} says is a view, so I don't count it as a fact of your case; tell me where it is so."


def one_case_at_a_time(told: str) -> str:
    """That another use case is told apart, and which one, as its first words `told`, is talked of here."""
    on_the_table = f" On the table is “{told}”;" if told else ""
    return f"One case at a time.{on_the_table or ' This one goes on;'} nothing of the other counts here: say /new, and tell it there."


def people_reach(share: str, *, agreement: bool, wrong: bool, wanted: str) -> str:
    """What people reach without a model, or agree on, and that it is no score of one; with what is `wanted` where that is more."""
    if agreement:
        told = f"People agree on {share}: no test can show more than that, and it is no score of what you have."
    else:
        told = f"People {'get' if wrong else 'reach'} {share}{' wrong' if wrong else ''}: a model is compared with that, and it is no score of what you have."
    return f"{told} You need {wanted}, which is more than people reach." if wanted else told


def no_leave(told: str) -> str:
    """That training waits for whoever barred the examples, in the words in which that is known."""
    return f"Not with these examples, as you told it: {told}. Say it here when that changes, and it counts at once."


def too_few_examples(number: float, *, asked_so: bool = False) -> str:
    """Says that so many examples are not counted as enough, whoever says they are, or who asks whether they are too few."""
    return f"{'Yes, too few' if asked_so else 'No'}: {number:,.0f} are not counted as enough to recommend training."


def enough_examples(number: float, *, asked_so: bool = False) -> str:
    """Says that so many examples stand in the way of nothing, also to who asks whether they are too few."""
    return f"{'No, not too few' if asked_so else 'Yes'}: {number:,.0f} count as enough to begin with."


def no_case(surface: Surface) -> str:
    """Says that there is no use case to judge, and what to do."""
    return NO_CASE + (NO_CASE_LOCALLY if surface is Surface.TERMINAL else NO_CASE_IN_SLACK)


def how_to_delete(surface: Surface) -> str:
    """Says how to have deleted what is kept."""
    return HOW_TO_DELETE_LOCALLY if surface is Surface.TERMINAL else HOW_TO_DELETE


def change_which(labels: list[str]) -> str:
    """Says how to change an answer, and which ones there are."""
    if not labels:
        return "Nothing has been answered yet, so there is nothing to change."
    return f"Which answer? Say “change” and one of: {', '.join(label.lower() for label in labels)}. Or just write what is right."


def going_on_with(opening: str) -> str:
    """Says which case a thread is about."""
    return f"Your case: “{opening}”" if opening else f"Your case. {OPENING_DELETED}"


def to_hand_on(day: date) -> str:
    """What stands above the text to hand on, with the day of which it is."""
    return f"To hand on, {day.isoformat()}: should we train a language model for this?"


def whole_record(decision_id: str, surface: Surface, *, is_given: bool) -> str:
    """How the whole record is had; before a verdict was given there is none."""
    if not is_given:
        return "There is no record before the verdict: say “verdict”, and then “record”."
    if surface is Surface.TERMINAL:
        return f"“ftn decisions export {decision_id}” writes the whole record, with all answers and sources, as a file."
    return "“Export record” in the menu of the card gives the whole record, with all answers and sources, as a file."


def evidence_for(stands: str, told: str, number: float) -> str:
    """What a verdict rests on, what its percentage is, and the head of the list of its reasons."""
    rests = f" It rests on what you told: {told}." if told else " So far it rests on nothing you told me."
    return f"{stands}.{rests} The {number:.0%} is how sure the rules are with that; no source measured a case like yours. Behind the rules:"


def would_lead_to(way: str) -> str:
    """Introduce what would lead to a way that somebody names, such as "Fine-tuning"."""
    return f"What would lead to {way}:"


def nothing_leads_to(way: str) -> str:
    """Say that a way somebody names is more than two changes away."""
    return f"No few changes of what you told lead to {way}: more of it would have to be different."


def holds_for_models(told: str, *, has_score: bool) -> str:
    """For which models a verdict holds, with what was `told` of where it may run, and that a score is of one model alone."""
    within = f"; as you told it, {told}, so read it for one that fits that" if told else ""
    score = " The score you told counts only for the model it was measured with." if has_score else ""
    return f"It names no model and holds for any you may use{within}.{score}"


def record_not_sent(decision_id: str, *, may_not: bool) -> str:
    """Says that a record could not be sent, or perhaps was, and how else to get it."""
    why = (
        "The record could not be sent as a file: the app lacks the scope files:write."
        if may_not
        else "Slack did not say that it has taken the record as a file. If it isn't here, press the button again."
    )
    return f"{why} Whoever runs me gets it with “ftn decisions export {decision_id}”."


def pointed(place: str, pointer_id: str) -> str:
    """What an operator is told once a passage was pointed to."""
    return f"Done: this question and those near it are answered by {place} from now on. “ftn gaps remove {pointer_id}” undoes it."


def chip(passage: Passage) -> str:
    """The word on a source's age that stands beside it; empty where there is nothing to say."""
    return _CHIPS.get(passage.status, STALE if passage.is_stale else "")
