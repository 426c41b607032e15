"""The real data: what it holds, what the chapters quote of it, and what a wrong request is told."""

import math

import pytest

from infolib.data import letter_frequencies, word_frequencies


def entropy_by_hand(frequencies):
    """Entropy in bits, written out: this file tests the data, not infolib's measures."""
    return -sum(p * math.log2(p) for p in frequencies.values())


def test_words_come_most_frequent_first_and_n_takes_the_first_of_them():
    words = word_frequencies("en")
    assert list(words.values()) == sorted(words.values(), reverse=True)
    assert list(word_frequencies("en", 100).items()) == list(words.items())[:100]


def test_word_frequencies_are_shares_of_all_running_words():
    words = word_frequencies("en")
    assert 0.98 < sum(words.values()) < 1
    assert words["the"] == pytest.approx(0.0537, rel=0.01)
    assert words["eclipse"] == pytest.approx(6.46e-6, rel=0.01)


def test_the_readers_changes_stay_with_the_reader():
    word_frequencies("en", 5)["the"] = 1
    word_frequencies("en")["the"] = 1
    assert word_frequencies("en")["the"] < 0.1


def test_english_has_27_symbols_and_chinese_thousands():
    assert sorted(letter_frequencies("en")) == list(" abcdefghijklmnopqrstuvwxyz")
    assert all("\u4e00" <= symbol <= "\u9fff" for symbol in letter_frequencies("zh"))
    assert len(letter_frequencies("zh")) > 9000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_letter_frequencies_are_a_pmf_most_frequent_first(language):
    p = list(letter_frequencies(language).values())
    assert min(p) > 0
    assert math.fsum(p) == pytest.approx(1, abs=1e-12)
    assert p == sorted(p, reverse=True)


@pytest.mark.parametrize("language, bits", [("en", 4.11), ("zh", 9.53)])
def test_letters_carry_the_entropy_that_chapter_2_quotes(language, bits):
    assert round(entropy_by_hand(letter_frequencies(language)), 2) == bits


def test_a_space_follows_each_english_word():
    words = {
        word: f
        for word, f in word_frequencies("en").items()
        if set(word) <= set("abcdefghijklmnopqrstuvwxyz")
    }
    mean_length = sum(len(word) * f for word, f in words.items()) / sum(words.values())
    assert letter_frequencies("en")[" "] == pytest.approx(1 / (mean_length + 1))


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"^language 'xx' is not known; use one of ar, bg, .* en, .*, zh$"):
        word_frequencies("xx")
    with pytest.raises(ValueError, match=r"^language 'fr' has no letter frequencies; use one of en, zh$"):
        letter_frequencies("fr")


@pytest.mark.parametrize("n", [0, -1, 10**9])
def test_a_number_of_words_that_the_list_cannot_give_is_refused(n):
    with pytest.raises(ValueError, match=rf"^n is {n}, but it must be from 1 to 321180, .* in 'en'$"):
        word_frequencies("en", n)
