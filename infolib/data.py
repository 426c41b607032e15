"""Real data for the chapters: small snapshots that lie beside the code, so nothing is downloaded.

The frequencies come from wordfreq 3.1.1 by Robyn Speer (code Apache-2.0, data CC BY-SA 4.0). It counted
words up to about 2021 in Wikipedia, subtitles (OpenSubtitles 2018; the SUBTLEX lists by Marc Brysbaert and
colleagues), news, books (Google Books Ngrams) and the web (the Leeds Internet Corpus, ParaCrawl and
others). It stores the logarithm of a frequency in steps of a hundredth of a power of ten, so a frequency is
good to about 1 % and its information content to 0.02 bits.

The digits were collected by E. Alpaydin and C. Kaynak (UCI Machine Learning Repository, CC BY 4.0) and are
scikit-learn's copy. *Alice's Adventures in Wonderland* (Lewis Carroll, 1865) is in the public domain; it is the
text `alice29.txt` of the Canterbury corpus, on which compressors are compared.

`infolib/snapshots/LICENSE` has the licences in full; `tests/snapshots.py` made the
snapshots, and `tests/test_data.py` compares them with the two packages.
"""

import gzip
import json
from importlib.resources import files
from itertools import islice

import numpy as np


def word_frequencies(language="en", n=None):
    """The `n` most frequent words of a language (by default all that are known), the most frequent first.

    Returns a dict from word to its share of all running words. English ("en") has 30,000 words, the rarest
    about one in a million; German ("de"), Spanish ("es"), French ("fr") and Italian ("it") have 10,000 each.
    The shares sum to less than 1, because rarer words are not listed, and neither are offensive ones: vulgar
    words, slurs, and words for sexual acts and sexual violence (`LEFT_OUT` in `tests/snapshots.py`; about one
    word in two hundred). An unknown language code raises `ValueError`, and so does an `n` that the list
    cannot give.

    >>> {word: round(share, 4) for word, share in word_frequencies("en", 3).items()}
    {'the': 0.0537, 'to': 0.0269, 'and': 0.0257}
    >>> len(word_frequencies("en"))
    30000
    """
    levels = _read("words", language, "words")
    words = {word: 10 ** (int(level) / 100) for level, group in levels.items() for word in group.split()}
    if n is not None and not 1 <= n <= len(words):
        raise ValueError(
            f"n is {n}, but it must be from 1 to {len(words)}, the number of words known in {language!r}"
        )
    return dict(islice(words.items(), n))


def letter_frequencies(language="en"):
    """The probabilities of the symbols in which a language is written, the most frequent first.

    Returns a dict from symbol to probability; they sum to 1. Symbols were counted in all the words that
    wordfreq knows, each weighted by its frequency. English ("en") has 27 of them: a to z and the space, one
    after each word; words with another character (an apostrophe, a digit, an accent) are left out. German
    ("de"), Spanish ("es"), French ("fr") and Italian ("it") have the same 27, in the same way, except that a
    letter with an accent, such as é, ñ or ü, counts as the letter without it. Chinese ("zh") has its
    characters U+4E00 to U+9FFF, without spaces. Any other language raises `ValueError`. `tests/test_data.py`
    asserts 4.11 bits a symbol for English and 9.53 bits for Chinese.

    >>> {symbol: round(p, 3) for symbol, p in letter_frequencies("en").items() if p > 0.07}
    {' ': 0.183, 'e': 0.098, 't': 0.074}
    >>> list(letter_frequencies("zh"))[:3]
    ['的', '是', '一']
    """
    counts = _read("letters", language, "letter frequencies")
    total = sum(counts.values())
    return {symbol: count / total for symbol, count in counts.items()}


def digits():
    """Pictures of 1,797 handwritten digits, and which digit each of them shows.

    Returns `(images, labels)`: integer arrays of shapes (1797, 8, 8) and (1797,). A grey level is from 0
    (paper) to 16 (ink), a label from 0 to 9. Pictures by one writer lie together: shuffle them before you split
    them, or a test asks for new handwriting as well as for new pictures.

    >>> images, labels = digits()
    >>> images.shape, int(images.max()), labels[:12].tolist()
    ((1797, 8, 8), 16, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    """
    content = _read("digits")
    return np.array(content["images"]).reshape(-1, 8, 8), np.array(content["labels"])


def alice():
    """The story *Alice's Adventures in Wonderland*: 148,481 characters of English, all of them ASCII.

    Returns one text with its line breaks, as the Canterbury corpus has it.

    >>> text = alice()
    >>> len(text), text.count("Alice"), text.split()[:3]
    (148481, 395, ["ALICE'S", 'ADVENTURES', 'IN'])
    """
    return _read("alice")


def _read(name, language=None, what=None):
    """A snapshot, or of one by language the part of that language."""
    content = json.loads(gzip.decompress((files("infolib") / "snapshots" / f"{name}.json.gz").read_bytes()))
    if language is None:
        return content
    if language not in content:
        raise ValueError(f"language {language!r} has no {what} here; use one of {', '.join(sorted(content))}")
    return content[language]
