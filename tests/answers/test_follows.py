"""Whether a claim follows from one stored sentence: what is true of it passes, what is not is refused."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.check.addresses import may_be_said
from bot.answers.check.follows import LONGEST_CLAIM, StoredSentence, follows, follows_from
from bot.answers.lead import lead
from knowledge.notes import read_note
from knowledge.passages import Passage, Status, sentences
from knowledge.sources import load_sources

from .false_sentences import FALSE
from .passages import PRICE, RETIREMENT, SIZE

#: A sentence of the longest kind is checked in much less; the machine may be busy.
LONGEST_SECONDS = 1.0


def stored(passage: Passage) -> list[StoredSentence]:
    """The sentences of a passage."""
    is_current = passage.status is Status.CURRENT
    return [StoredSentence(text, passage.header, passage.date, is_current) for text in sentences(passage.text)]


@pytest.fixture(scope="module")
def notes() -> list[Passage]:
    """All passages of the built-in notes."""
    return [passage for source in load_sources() for passage in read_note(source)]


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("A fine-tuning job needs at least 10 training examples.", SIZE),
        ("A job requires at least ten training examples.", SIZE),
        ("At least ten training examples are needed for a fine-tuning job.", SIZE),
        ("A fine-tuning job needs 10 training examples or more.", SIZE),
        ("The fine-tuning job must have a minimum of 10 training examples.", SIZE),
        ("OpenAI does not keep the training file.", SIZE),
        ("The training file is not retained by OpenAI.", SIZE),
        ("Begin with 50 well-made examples.", SIZE),
        ("The data guide of 17 February 2026 says that a job needs at least 10 training examples.", SIZE),
        ("Hosting a tuned GPT-4o-mini deployment costs $1.7 an hour.", PRICE),
        ("Hosting a tuned 4o-mini deployment costs 1.70 dollars per hour.", PRICE),
        ("Training 1000000 tokens costs at most $48000.50.", PRICE),
        ("Training one million tokens costs $48,000.50 at most.", PRICE),
        ("The model gpt-35-turbo retires on 15 May 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires on May 15, 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires in May 2027.", RETIREMENT),
        ("The model gpt-35-turbo will be retired in 2027.", RETIREMENT),
        ("Quality gains of 80-90% in 3 checkpoints are common.", RETIREMENT),
        ("Quality gains of 80 to 90 percent in three checkpoints are usual.", RETIREMENT),
    ],
)  # fmt: skip
def test_follows(claim: str, passage: Passage) -> None:
    """Copies, other spellings of the same figures, synonyms, active and passive."""
    assert follows_from(claim, stored(passage))


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("A fine-tuning job needs at least 100 training examples.", SIZE),
        ("A fine-tuning job needs at most 10 training examples.", SIZE),
        ("A fine-tuning job needs 10 training examples.", SIZE),
        ("A fine-tuning job needs at least twenty training examples.", SIZE),
        ("A fine-tuning job needs at least 10 training files.", SIZE),
        ("A fine-tuning job does not need 10 training examples.", SIZE),
        ("A fine-tuning job should have at least 10 training examples, always.", SIZE),
        ("OpenAI retains the training file.", SIZE),
        ("OpenAI never retains the training file.", SIZE),
        ("OpenAI hardly retains the training file.", SIZE),
        ("It is false that OpenAI does not retain the training file.", SIZE),
        ("The training file does not retain OpenAI.", SIZE),
        ("Microsoft does not retain the training file.", SIZE),
        ("You must start with 50 well-made examples.", SIZE),
        ("Bananas ripen faster in paper bags.", SIZE),
        ("Hosting a tuned gpt-4o deployment costs $1.70 an hour.", PRICE),
        ("Hosting a tuned gpt-4o-mini deployment costs $1.70 a day.", PRICE),
        ("Hosting a tuned gpt-4o-mini deployment costs €1.70 an hour.", PRICE),
        ("Hosting a tuned gpt-4o-mini deployment costs $17.0 an hour.", PRICE),
        ("Hosting a gpt-4o-mini deployment costs $1.70 an hour.", PRICE),
        ("Training 1,000,000 tokens costs $48,000.50 at least.", PRICE),
        ("The model gpt-35-turbo retires on 15 June 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires before 15 May 2027.", RETIREMENT),
        ("The model gpt-35-turbo starts on 15 May 2027.", RETIREMENT),
        ("The model gpt-35-turbo retires on 3 March 2026.", RETIREMENT),
        ("Training it will stop after 3 March 2026.", RETIREMENT),
        ("It retires on 15 May 2027.", RETIREMENT),
        ("Retires on 15 May 2027.", RETIREMENT),
        ("Quality gains of 80–95% are common.", RETIREMENT),
        ("Quality gains of 80–90% in three checkpoints are guaranteed.", RETIREMENT),
        ("Quality gains of 80–90 tokens in three checkpoints are common.", RETIREMENT),
        ("Are quality gains of 80–90% in three checkpoints common?", RETIREMENT),
    ],
)  # fmt: skip
def test_does_not_follow(claim: str, passage: Passage) -> None:
    """A wrong figure, unit, comparator, name, date, role, polarity, force or subject is refused."""
    assert not follows_from(claim, stored(passage))


@pytest.mark.parametrize(
    ("begins", "claim"), [row for rows in FALSE.values() for row in rows], ids=lambda value: str(value)[:40]
)
def test_refuses_what_is_false_of_the_notes(notes: list[Passage], begins: str, claim: str) -> None:
    """False sentences of every kind are refused by the passage that they speak of."""
    about = [passage for passage in notes if begins.lower() in passage.text.lower()]
    assert about
    assert not any(follows_from(claim, stored(passage)) for passage in about)


def test_every_sentence_follows_from_itself(notes: list[Passage]) -> None:
    """What is verbatim always passes, with other quotation marks, too."""
    for passage in notes:
        for one in stored(passage):
            assert follows(one.sentence, one) or len(one.sentence) > LONGEST_CLAIM
            assert follows(one.sentence.replace("“", '"').rstrip("."), one) or len(one.sentence) > LONGEST_CLAIM


def test_nothing_follows_from_nothing() -> None:
    """Without evidence no claim holds, and no empty claim holds at all."""
    assert not follows_from("A fine-tuning job needs training examples.", [])
    assert not follows_from("", stored(SIZE))
    assert not follows_from("It is what it is.", stored(SIZE))


def test_two_sentences_make_a_claim_clause_by_clause() -> None:
    """Each clause has to follow from one of them, and a clause has a subject of its own or the first one's."""
    both = stored(SIZE)
    assert follows_from(
        "A job needs at least 10 training examples, and OpenAI does not retain the training file.", both
    )
    assert not follows_from("A job needs at least 10 training examples, and OpenAI retains the training file.", both)
    assert not follows_from("OpenAI does not retain at least 10 training examples.", both)


def test_the_time_of_a_document_is_its_own() -> None:
    """A date may be left out only where it is that of a current document."""
    text = "In October 2023 fine-tuning meant supervised fine-tuning."
    assert not follows(
        "Fine-tuning meant supervised fine-tuning.", StoredSentence(text, date="2023-10-23", is_current=False)
    )
    now = "As of October 2026 fine-tuning means supervised fine-tuning."
    assert follows("Fine-tuning means supervised fine-tuning.", StoredSentence(now, date="2026-10-06"))
    assert not follows("Fine-tuning means supervised fine-tuning.", StoredSentence(now, date="2027-01-01"))


#: What claims are made of, in any order.
BITS = st.sampled_from(
    [
        "gpt-4o", "not", "no", "10", "at least", "or more", "2 billion", "24-hour", "$1.70", "80–90%", "2026-10-01", "May 2027", "until",
        "only", "unless", "(", ")", ",", ";", ".", "“", "and", "but", "Fine-tuning", "costs", "less than", "may", "must", "all", "n't", "'s",
        "http://a.b", "é", "1.22.1", "—", "?", "one", "k", "by", "is", "train", "deploy",
    ]
)  # fmt: skip


@given(st.lists(BITS, max_size=25).map(" ".join), st.lists(BITS, max_size=25).map(" ".join))
def test_any_text_can_be_checked(claim: str, sentence: str) -> None:
    """No order of words is an error, and every text follows from itself."""
    evidence = StoredSentence(sentence, claim[:40], "2026-10-06")
    assert follows(claim, evidence) in {True, False}
    assert follows(sentence, evidence) is (len(sentence) <= LONGEST_CLAIM)
    assert lead(f"Is {claim}?", sentence) in {"", "Yes", "No"}


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_characters_can_be_checked(claim: str, sentence: str) -> None:
    """Nor is any character."""
    assert follows(claim, StoredSentence(sentence)) in {True, False}
    assert may_be_said(claim, sentence) in {True, False}


@pytest.mark.parametrize(
    "claim",
    [
        "not " * 4_000,
        "a," * 8_000,
        "1 " * 8_000,
        "gpt-4o " * 3_000,
        "10 at least " * 1_500,
        "((((" * 4_000,
        "“" * 9_000,
        "x" * 50_000,
    ],
    ids=["not", "commas", "numbers", "names", "comparators", "brackets", "quotes", "letters"],
)
def test_is_quick_with_hostile_text(claim: str) -> None:
    """What is too long is not looked at, and the longest claim takes no time to speak of."""
    evidence = StoredSentence("gpt-4o needs 1 example, not 10, at least (a “x”).", "A title", "2026-01-01")
    begun = time.perf_counter()
    follows(claim, evidence)
    follows(claim[:LONGEST_CLAIM], evidence)
    assert time.perf_counter() - begun < LONGEST_SECONDS
