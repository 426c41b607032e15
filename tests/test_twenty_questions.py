"""What the chapter on twenty questions states, over random words, beliefs, tables of answers and players."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from distributions import pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st
from notebooks import BOOK, define

from infolib import entropy, information_content, mutual_information, normalize
from infolib.data import word_frequencies

NAMES = [
    "five",
    "words",
    "letters",
    "colours",
    "marks",
    "table",
    "ANSWERS",
    "GREEN",
    "every",
    "worth",
    "uniform",
    "number_of",
    "greedy",
    "play_all",
    "most_answers",
]
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def chapter():
    """The words, colours, table and players of the chapter, by name."""
    names = {"np": np, "product": product, "entropy": entropy, "normalize": normalize}
    names |= {"word_frequencies": word_frequencies}
    define(BOOK / "15_twenty_questions.ipynb", NAMES, names)
    return names


def coloured_by_hand(guess, word):
    """Greens first; then, from the left, a letter is yellow while the word has unexplained ones of it."""
    left = Counter(b for a, b in zip(guess, word, strict=True) if a != b)
    marks = []
    for a, b in zip(guess, word, strict=True):
        marks.append(2 if a == b else 1 if left[a] else 0)
        left[a] -= marks[-1] == 1
    return marks


@repeatably
@given(st.lists(st.text("abc", min_size=4, max_size=4), min_size=2, max_size=6, unique=True))
def test_colours_are_those_that_a_person_gives(chapter, texts):
    letters = np.array([[*map(ord, text)] for text in texts])
    marks = chapter["colours"](letters[:, np.newaxis], letters[np.newaxis])
    assert marks.tolist() == [[coloured_by_hand(guess, word) for word in texts] for guess in texts]


@repeatably
@given(st.lists(st.text("abc", min_size=4, max_size=4), min_size=2, max_size=6, unique=True))
def test_guess_and_word_may_change_places_and_only_the_word_itself_is_all_green(chapter, texts):
    letters = np.array([[*map(ord, text)] for text in texts])
    marks = chapter["colours"](letters[:, np.newaxis], letters[np.newaxis])
    for colour in (1, 2):
        number = np.sum(marks == colour, axis=-1)
        assert np.array_equal(number, number.T)
    assert np.array_equal(np.all(marks == 2, axis=-1), np.eye(len(texts), dtype=bool))


def test_yellows_given_from_the_right_have_every_property_of_the_chapter_and_only_an_example_tells(chapter):
    def from_the_right(guess, word):
        return chapter["colours"](guess[..., ::-1], word[..., ::-1])[..., ::-1]

    letters = np.array([[*map(ord, word)] for word in chapter["words"][::8]])
    marks = from_the_right(letters[:, np.newaxis], letters[np.newaxis])
    assert np.array_equal(np.all(marks == 2, axis=-1), np.eye(len(letters), dtype=bool))
    for letter in np.unique(letters):
        has = np.sum(letters == letter, axis=-1)
        coloured = np.sum((marks > 0) & (letters[:, np.newaxis] == letter), axis=-1)
        assert np.array_equal(coloured, np.minimum(has[:, np.newaxis], has))
    pair = np.array([[*"there"], [*"other"]])
    assert chapter["colours"](*pair).tolist() == [1, 1, 1, 1, 0]
    assert from_the_right(*pair).tolist() == [1, 1, 0, 1, 1]


def test_error_for_elder_is_green_grey_grey_grey_green(chapter):
    pair = np.array([[*"error"], [*"elder"]])
    assert chapter["colours"](*pair).tolist() == [2, 0, 0, 0, 2]


@repeatably
@given(pmfs(6), seeds)
def test_a_settled_answer_is_worth_its_entropy_and_an_unsettled_one_is_worth_less(p, seed):
    rng = np.random.default_rng(seed)
    settled = np.eye(3)[rng.integers(3, size=6)] * p[:, np.newaxis]
    assert np.isclose(mutual_information(settled), entropy(settled.sum(axis=0)), atol=1e-12)
    open_ = rng.dirichlet(np.ones(3), size=6) * p[:, np.newaxis]
    assert mutual_information(open_) < entropy(open_.sum(axis=0))


@repeatably
@given(pmfs(16, positive=True), seeds)
def test_whoever_plays_the_answers_tell_the_surprise_of_the_hidden_word(q, seed):
    rng = np.random.default_rng(seed)
    for hidden in range(16):
        possible, told = np.arange(16), 0.0
        while len(possible) > 1:  # each question is drawn by lot
            answers = rng.integers(3, size=16)
            left = possible[answers[possible] == answers[hidden]]
            told += np.log2(q[possible].sum() / q[left].sum())
            possible = left
        assert np.isclose(told, information_content(q[hidden]))


def fewest(answers, possible):
    """The guesses that the best tree of a table of answers takes for all the words together, by trying all."""
    n = len(possible)
    if n <= 2:
        return 2 * n - 1
    best = np.inf
    for g in range(len(answers)):
        groups = [possible[answers[g, possible] == a] for a in set(answers[g, possible].tolist())]
        if len(groups) > 1:
            best = min(best, n + sum(fewest(answers, k) for k in groups if k.tolist() != [g]))
    return best


@repeatably
@given(seeds, st.integers(3, 6), st.integers(2, 4))
def test_no_tree_takes_fewer_guesses_than_counting_allows(seed, n, n_kinds):
    rng = np.random.default_rng(seed)
    answers = rng.integers(n_kinds, size=(n, n))
    np.fill_diagonal(answers, n_kinds)  # green, for the word itself
    most = max(len(set(row)) for row in answers.tolist())
    assert fewest(answers, np.arange(n)) >= 3 * n - most - 1


def test_counting_is_reached_where_one_word_tells_all_apart():
    answers = np.arange(25).reshape(5, 5)
    np.fill_diagonal(answers, 25)
    assert fewest(answers, np.arange(5)) == 3 * 5 - 5 - 1 == 1 + 4 * 2


def test_the_worth_of_a_guess_is_what_it_saves_on_average(chapter):
    rng = np.random.default_rng(0)
    q = rng.dirichlet(np.ones(1024))
    possible = rng.choice(1024, 50, replace=False)
    before = entropy(normalize(q[possible]))
    for g in rng.choice(1024, 20):
        answers = chapter["table"][g, possible]
        groups = [possible[answers == a] for a in np.unique(answers)]
        weight = normalize([q[k].sum() for k in groups])
        left = sum(w * entropy(normalize(q[k])) for w, k in zip(weight, groups, strict=True))
        assert np.isclose(chapter["worth"]([g], possible, q)[0], before - left)


@pytest.mark.parametrize("seed", range(3))
def test_each_game_of_any_player_tells_log2_of_one_over_q(chapter, seed):
    rng = np.random.default_rng(seed)
    q = rng.dirichlet(np.ones(1024))
    _, bits = chapter["play_all"](lambda left: left[rng.integers(len(left))], q)
    assert np.allclose(bits.sum(axis=1), -np.log2(q))


@pytest.mark.parametrize("guess", ["crwth", "tear", "", "tears!"])
def test_a_guess_that_is_no_word_is_named(chapter, guess):
    with pytest.raises(ValueError, match=f"{guess!r} is none of the 1,024 words"):
        chapter["number_of"](guess)


def test_a_player_that_goes_in_circles_is_stopped(chapter):
    with pytest.raises(ValueError, match="takes over 11 guesses"):
        chapter["play_all"](lambda left: 0)
