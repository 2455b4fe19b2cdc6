"""What ways of asking say for yes, no or "it depends", and the word that is learned from it."""

import math

import pytest

from bot.answers.opening import likeliest, of_the_same, opening
from bot.answers.relevance import Telling
from bot.answers.votes import FEATURES, MOST, WORDS, Vote, features, votes
from bot.reading.linear import LinearClassifier
from knowledge.passages import Lead, Passage, Told
from knowledge.search import Hit

KEPT = "Uploaded files are kept for thirty days and can be fetched again."
#: Ways of asking that this sentence answers, with their word, and a question near to all of them.
WAYS = (
    ("can an uploaded file be fetched again?", Lead.YES, 0.82),
    ("are uploaded files kept?", Lead.YES, 0.78),
    ("can we fetch an uploaded file once more?", Lead.YES, 0.74),
    ("is it impossible to fetch an uploaded file again?", Lead.NO, 0.7),
)


def found(ways: tuple[tuple[str, Lead, float], ...], text: str = KEPT) -> Telling:
    """A sentence whose ways of asking are as near to a question as they say."""
    asked = tuple(way for way, _, _ in ways)
    passage = Passage(text, "S90", "Guide", ("Files",), asked=asked, told=tuple(Told(word, 0) for _, word, _ in ways))
    return Telling(text, 0, Hit(passage, 1.0, 0.8, 1.0), 0.9, [near for _, _, near in ways])


def test_several_ways_that_agree_give_their_word() -> None:
    """None of them is the question itself; those that ask the other way round agree with the others."""
    assert opening("can we get an uploaded file a second time?", found(WAYS)) is Lead.YES
    assert opening("we can't fetch an uploaded file a second time, right?", found(WAYS)) is Lead.NO


def test_ways_at_odds_give_no_word() -> None:
    """What one says the next one denies."""
    at_odds = tuple(
        (way, word, 0.75) for way, word in zip([way for way, *_ in WAYS], (Lead.YES, Lead.NO) * 2, strict=True)
    )
    assert opening("can we get an uploaded file a second time?", found(at_odds)) is Lead.NONE


def test_ways_of_other_sentences_count_too() -> None:
    """What is asked like this and answered otherwise beside it makes a word less likely, what agrees more."""
    question = "can we get an uploaded file a second time?"
    own, beside = WAYS[:1], "Files are fetched at the portal."
    alone = likeliest(votes(question, asked(own)), [], 0.9)[1]
    borne_out, at_odds = (
        likeliest(
            votes(question, asked(own)), votes(question, asked((("can a file be fetched twice?", word, 0.8),))), 0.9
        )
        for word in (Lead.YES, Lead.NO)
    )
    assert borne_out[0] is Lead.YES
    assert borne_out[1] > alone > at_odds[1]
    others = (("can a file be fetched twice?", Lead.NO, 0.81), ("may we fetch files again?", Lead.NO, 0.8))
    assert opening(question, found(WAYS), [found(others, beside)]) is Lead.NONE


def test_what_no_way_bears_out_gets_no_word() -> None:
    """Neither ways that are far, nor those of another model, make a word likely, however many say it."""
    far = tuple((way, word, 0.4) for way, word, _ in WAYS)
    assert opening("can we get an uploaded file a second time?", found(far)) is Lead.NONE
    assert opening("can we get a file uploaded for gpt-4.1 a second time?", found(WAYS)) is Lead.NONE
    assert likeliest([], [], 0.9)[1] == 0.0


def test_the_question_itself_needs_no_second_way() -> None:
    """One way of asking that is nearly the same is enough, unless another as good says otherwise."""
    same, other = Vote(0.95, Lead.NO, 1, as_much=True), Vote(0.85, Lead.NO, -1, as_much=True)
    assert of_the_same([same]) is Lead.NO
    assert of_the_same([same, other]) is Lead.NONE
    assert of_the_same([other]) is Lead.NONE


def test_what_a_way_speaks_for() -> None:
    """Its word, the opposite one where it asks the other way round, none where that can't be told; "it depends" in any case."""
    said = [
        Vote(0.9, word, turns, as_much=True).speaks_for for word in (Lead.YES, Lead.DEPENDS) for turns in (1, -1, 0)
    ]
    assert said == [Lead.YES, Lead.NO, Lead.NONE, Lead.DEPENDS, Lead.DEPENDS, Lead.DEPENDS]


def test_the_nearest_with_a_word_are_looked_at() -> None:
    """Those without a word say nothing, and no more are compared than is worth the time."""
    many = [(number / 100, f"is file {number} kept?", Lead.YES if number % 2 else Lead.NONE) for number in range(60)]
    looked_at = votes("is it kept?", many)
    assert [one.near for one in looked_at] == [number / 100 for number in range(59, 59 - 2 * MOST, -2)]


@pytest.mark.parametrize("word", WORDS)
def test_features_are_those_that_were_learned(word: Lead) -> None:
    """The packaged weights are for these features, and none is without bounds."""
    every = features(word, votes("can files be fetched?", asked(WAYS)), [], 0.9)
    packaged = LinearClassifier.load("opening")
    assert packaged.labels == ("other", "right")
    assert packaged.weights.shape == (1, len(FEATURES))
    assert len(every) == len(FEATURES)
    assert all(math.isfinite(number) and -1 <= number <= 1 for number in every)


def asked(ways: tuple[tuple[str, Lead, float], ...]) -> list[tuple[float, str, Lead]]:
    """Ways of asking as they are given to `votes`."""
    return [(near, way, word) for way, word, near in ways]
