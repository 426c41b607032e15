"""The real data: what it holds, what the chapters quote of it, and what a wrong request is told."""

import json
import math
import time
from functools import cache
from itertools import islice

import numpy as np
import pytest
import snapshots

from infolib.data import alice, digits, letter_frequencies, word_frequencies

LANGUAGES = ["de", "en", "es", "fr", "it"]
NAMES = ["words", "letters", "digits"]


def entropy_by_hand(frequencies):
    """Entropy in bits, written out: this file tests the data, not infolib's measures."""
    return -sum(p * math.log2(p) for p in frequencies.values())


@pytest.fixture
def wordfreq():
    return pytest.importorskip("wordfreq")


@cache
def made():
    """The snapshots as the script makes them now."""
    return snapshots.make()


# Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_come_most_frequent_first_and_n_takes_the_first_of_them(language):
    words = word_frequencies(language)
    assert len(words) == (30_000 if language == "en" else 10_000)
    assert list(words.values()) == sorted(words.values(), reverse=True)
    assert list(word_frequencies(language, 100).items()) == list(words.items())[:100]


def test_word_frequencies_are_shares_of_all_running_words():
    words = word_frequencies("en")
    assert 0.95 < sum(words.values()) < 0.96
    assert min(words.values()) == pytest.approx(1e-6, rel=0.1)
    assert words["the"] == pytest.approx(0.0537, rel=0.01)
    assert words["eclipse"] == pytest.approx(6.46e-6, rel=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_those_of_wordfreq_without_the_offensive_ones(language, wordfreq):
    source = wordfreq.get_frequency_dict(language, "best")
    words = word_frequencies(language)
    listed = (word for word in source if not snapshots.is_left_out(word, language))
    assert list(words) == list(islice(listed, len(words)))
    assert all(math.isclose(words[word], source[word], rel_tol=1e-12) for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_offensive_word_is_listed(language):
    assert [word for word in word_frequencies(language) if snapshots.is_left_out(word, language)] == []


@pytest.mark.parametrize("language, share", [("de", 0.005), ("en", 0.006), ("fr", 0.005)])
def test_few_words_are_left_out_and_none_that_only_look_like_them(language, share, wordfreq):
    first = list(wordfreq.get_frequency_dict(language, "best"))[:10_000]
    assert 0.002 < sum(snapshots.is_left_out(word, language) for word in first) / len(first) < share


@pytest.mark.parametrize(
    "language, words",
    [
        ("en", "analysis class assess cocktail peacock scunthorpe therapist grape title essex dickens"),
        ("de", "dass marsch anlass schwanz analyse mass nass vogel"),
        ("es", "con negro disputa computadora molesta piscina violencia artículo pollo escoger año"),
        ("fr", "retard connu contenu unique clinique violent violette bitume fichier culture"),
        ("it", "penisola piscina chiave scopo scopi articolo pene figlia ficcare tettoia"),
    ],
)
def test_words_that_contain_an_offensive_one_stay(language, words):
    assert [w for w in words.split() if snapshots.is_left_out(w, language)] == []


# Letters and characters


@pytest.mark.parametrize("language", LANGUAGES)
def test_european_languages_have_27_symbols(language):
    assert sorted(letter_frequencies(language)) == list(" abcdefghijklmnopqrstuvwxyz")


def test_chinese_has_thousands_of_characters():
    assert all("\u4e00" <= symbol <= "\u9fff" for symbol in letter_frequencies("zh"))
    assert len(letter_frequencies("zh")) == 9135


@pytest.mark.parametrize("language", [*LANGUAGES, "zh"])
def test_letter_frequencies_are_a_pmf_most_frequent_first(language):
    p = list(letter_frequencies(language).values())
    assert min(p) > 0
    assert math.fsum(p) == pytest.approx(1, abs=1e-12)
    assert p == sorted(p, reverse=True)


@pytest.mark.parametrize("language, bits", [("en", 4.11), ("zh", 9.53)])
def test_letters_carry_the_entropy_that_chapter_2_quotes(language, bits):
    assert round(entropy_by_hand(letter_frequencies(language)), 2) == bits


def test_a_space_follows_each_english_word(wordfreq):
    words = {
        word: f
        for word, f in wordfreq.get_frequency_dict("en", "best").items()
        if set(word) <= set("abcdefghijklmnopqrstuvwxyz")
    }
    mean_length = sum(len(word) * f for word, f in words.items()) / sum(words.values())
    assert letter_frequencies("en")[" "] == pytest.approx(1 / (mean_length + 1))


def test_letters_are_counted_in_more_words_than_are_listed(wordfreq):
    words = wordfreq.get_frequency_dict("zh", "best")
    weights = {}
    for word, f in words.items():
        for symbol in word:
            if "\u4e00" <= symbol <= "\u9fff" and all("\u4e00" <= s <= "\u9fff" for s in word):
                weights[symbol] = weights.get(symbol, 0) + f
    total = sum(weights.values())
    stored = letter_frequencies("zh")
    assert weights.keys() == stored.keys()
    assert all(abs(weights[s] / total - stored[s]) < 1e-11 for s in weights)


# Digits


def test_digits_are_the_pictures_of_scikit_learn():
    source = pytest.importorskip("sklearn.datasets").load_digits()
    images, labels = digits()
    assert np.array_equal(images, source.images)
    assert np.array_equal(labels, source.target)


def test_digits_are_integers_that_count_and_index_on_every_platform():
    images, labels = digits()
    assert images.shape == (1797, 8, 8) and labels.shape == (1797,)
    assert images.dtype == labels.dtype == np.intp
    assert (images.min(), images.max()) == (0, 16)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


# Alice


def test_the_story_is_the_text_of_the_corpus_to_the_last_byte():
    assert snapshots.is_alice(alice())
    assert not snapshots.is_alice(alice().replace("Rabbit", "rabbit", 1))


# Snapshots


@pytest.mark.parametrize("name", NAMES)
def test_a_snapshot_holds_what_the_script_makes_of_the_installed_packages(name, wordfreq):
    pytest.importorskip("sklearn")
    assert json.dumps(snapshots.read(name)) == json.dumps(made()[name])  # as text: the order counts too


def test_snapshots_are_small_and_carry_their_licence():
    files = {path.name: path for path in snapshots.SNAPSHOTS.iterdir()}
    assert sorted(files) == sorted(["LICENSE", *(f"{name}.json.gz" for name in [*NAMES, "alice"])])
    assert sum(path.stat().st_size for path in files.values()) < 600_000
    licence = files["LICENSE"].read_text(encoding="utf-8")
    for part in [
        *files.keys() - {"LICENSE"},
        "ShareAlike 4.0",
        "Robyn Speer",
        "SUBTLEX",
        "Alpaydin",
        "BSD",
        "Carroll",
    ]:
        assert part in licence


@pytest.mark.parametrize("read", [word_frequencies, letter_frequencies, digits, alice])
def test_reading_takes_less_than_a_fifth_of_a_second(read):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        read()
        times.append(time.perf_counter() - start)
    assert min(times) < 0.2


def test_the_readers_changes_stay_with_the_reader():
    word_frequencies("en", 5)["the"] = 1
    word_frequencies("en")["the"] = 1
    assert word_frequencies("en")["the"] < 0.1
    letter_frequencies("en")["e"] = 1
    assert letter_frequencies("en")["e"] < 0.2
    digits()[0][:] = 99
    assert digits()[0].max() == 16


# Wrong requests


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"^language 'xx' has no words here; use one of de, en, es, fr, it$"):
        word_frequencies("xx")
    with pytest.raises(
        ValueError, match=r"^language 'nl' has no letter frequencies here; use one of de, en, es, fr, it, zh$"
    ):
        letter_frequencies("nl")


@pytest.mark.parametrize("n", [0, -1, 30_001, 10**9])
def test_a_number_of_words_that_the_list_cannot_give_is_refused(n):
    with pytest.raises(ValueError, match=rf"^n is {n}, but it must be from 1 to 30000, .* in 'en'$"):
        word_frequencies("en", n)
