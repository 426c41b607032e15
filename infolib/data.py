"""Real data for the chapters, read from installed packages, never downloaded.

The frequencies come from wordfreq 3.1.1 by Robyn Speer (code Apache-2.0, data CC BY-SA 4.0). It counted
words up to about 2021 in Wikipedia, subtitles (OpenSubtitles 2018; the SUBTLEX lists by Marc Brysbaert and
colleagues), news, books (Google Books Ngrams) and the web (the Leeds Internet Corpus, ParaCrawl and
others). It stores the logarithm of a frequency in steps of a hundredth of a power of ten, so a frequency is
good to about 1 % and its information content to 0.02 bits.
"""

import re
from itertools import islice

# The words that letters are counted in, and what ends a word when it is written.
_WRITING = {"en": ("[a-z]+", " "), "zh": ("[\u4e00-\u9fff]+", "")}


def word_frequencies(language="en", n=None):
    """The `n` most frequent words of a language (by default all that are known), the most frequent first.

    Returns a dict from word to its share of all running words. The shares sum to less than 1, because words
    rarer than about one in a hundred million are not listed. An unknown language code raises `ValueError`,
    and so does an `n` that the list cannot give.

    >>> {word: round(share, 4) for word, share in word_frequencies("en", 3).items()}
    {'the': 0.0537, 'to': 0.0269, 'and': 0.0257}
    >>> len(word_frequencies("en"))
    321180
    """
    import wordfreq

    languages = wordfreq.available_languages("best")
    if language not in languages:
        raise ValueError(f"language {language!r} is not known; use one of {', '.join(sorted(languages))}")
    words = wordfreq.get_frequency_dict(language, "best")
    if n is not None and not 1 <= n <= len(words):
        raise ValueError(
            f"n is {n}, but it must be from 1 to {len(words)}, the number of words known in {language!r}"
        )
    return dict(islice(words.items(), n))


def letter_frequencies(language="en"):
    """The probabilities of the symbols in which a language is written, the most frequent first.

    Returns a dict from symbol to probability; they sum to 1. Symbols are counted in the words of
    `word_frequencies(language)`, each weighted by its frequency. English ("en") has 27 of them: a to z and
    the space, one after each word; words with another character (an apostrophe, a digit, an accent) are left
    out. Chinese ("zh") has its characters U+4E00 to U+9FFF, without spaces. Any other language raises
    `ValueError`. `tests/test_data.py` asserts 4.11 bits a symbol for English and 9.53 bits for Chinese.

    >>> {symbol: round(p, 3) for symbol, p in letter_frequencies("en").items() if p > 0.07}
    {' ': 0.183, 'e': 0.098, 't': 0.074}
    >>> list(letter_frequencies("zh"))[:3]
    ['的', '是', '一']
    """
    if language not in _WRITING:
        raise ValueError(f"language {language!r} has no letter frequencies; use one of {', '.join(_WRITING)}")
    letters, ending = _WRITING[language]
    weights = {}
    for word, frequency in word_frequencies(language).items():
        if re.fullmatch(letters, word):
            for symbol in word + ending:
                weights[symbol] = weights.get(symbol, 0) + frequency
    total = sum(weights.values())
    return {s: weights[s] / total for s in sorted(weights, key=weights.get, reverse=True)}
