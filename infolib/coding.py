"""Codes: their lengths, the codewords, and what they cost."""

import heapq
import itertools
import operator
from fractions import Fraction

import numpy as np

from infolib.pmf import as_pmf


def kraft_sum(lengths):
    """Kraft sum of 2 ** -length, exact; a prefix code with these lengths exists just when it is at most 1.

    >>> kraft_sum([1, 2, 3, 3])
    Fraction(1, 1)
    """
    return sum((Fraction(1, 2**n) for n in as_lengths(lengths)), Fraction(0))


def as_lengths(lengths):
    """Check codeword lengths: integers from 0 up, at least one."""
    lengths = list(lengths)
    if not lengths:
        raise ValueError("lengths is empty: give one length for each symbol")
    for i, n in enumerate(lengths):
        try:
            lengths[i] = operator.index(n)
        except TypeError:
            raise TypeError(f"lengths[{i}] = {n!r} is not an integer") from None
        if n < 0:
            raise ValueError(f"lengths[{i}] = {n} is negative: a codeword has 0 or more digits")
    return lengths


def as_source(p):
    """Check one distribution without impossible symbols, as a list of floats."""
    p = as_pmf(p)
    if p.ndim != 1:
        raise ValueError(f"p must be one distribution, a vector; got shape {p.shape}")
    for i in np.flatnonzero(p == 0)[:1]:
        raise ValueError(f"p[{i}] = 0: a symbol that never occurs needs no codeword, so drop it")
    return p.tolist()


def shannon_lengths(p):
    """Shannon's lengths: log2(1/p) rounded up.

    >>> shannon_lengths([1 / 2, 1 / 4, 1 / 4])
    [1, 2, 2]
    """
    lengths = []
    for x in as_source(p):
        a, b = x.as_integer_ratio()
        n = max(0, b.bit_length() - a.bit_length())  # the least n with 2 ** n * x >= 1
        lengths.append(n if a << n >= b else n + 1)
    return lengths


def huffman_lengths(p):
    """Lengths of a Huffman code, whose expected length no other code for single symbols beats.

    >>> huffman_lengths([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    [1, 2, 3, 3]
    """
    p = as_source(p)
    lengths = [0] * len(p)
    order = itertools.count(len(p))  # settles ties
    heap = [(x, i, [i]) for i, x in enumerate(p)]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        merged = a[2] + b[2]
        for i in merged:
            lengths[i] += 1
        heapq.heappush(heap, (a[0] + b[0], next(order), merged))
    return lengths


def expected_length(p, lengths):
    """Expected number of digits a symbol: the sum of p times length.

    >>> expected_length([1 / 2, 1 / 4, 1 / 4], [1, 2, 2])
    1.5
    """
    p, lengths = as_pmf(p), as_lengths(lengths)
    if p.shape != (len(lengths),):
        raise ValueError(
            f"p has shape {p.shape} and there are {len(lengths)} lengths: give one for each symbol"
        )
    return float(np.add.reduce(p * np.array(lengths, dtype=np.float64)))


def canonical_code(lengths):
    """The canonical prefix code with these lengths: codewords in order of length, then of symbol.

    >>> canonical_code([1, 3, 2, 3])
    ['0', '110', '10', '111']
    """
    lengths = as_lengths(lengths)
    if kraft_sum(lengths) > 1:
        raise ValueError(f"lengths have Kraft sum {kraft_sum(lengths)} above 1: no prefix code has them")
    code, word, last = [""] * len(lengths), 0, 0
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        word <<= lengths[i] - last
        last = lengths[i]
        code[i] = f"{word:0{last}b}" if last else ""
        word += 1
    return code


def as_code(code):
    """Check a prefix code: non-empty words of 0 and 1, none the beginning of another."""
    code = list(code)
    if not code:
        raise ValueError("code is empty: give one codeword for each symbol")
    for i, word in enumerate(code):
        if not isinstance(word, str):
            raise TypeError(f"code[{i}] = {word!r} is not text")
        if not word:
            raise ValueError(
                f"code[{i}] is empty: its symbol would leave no trace; a code needs two symbols or more"
            )
        if set(word) - {"0", "1"}:
            raise ValueError(f"code[{i}] = {word!r} has a character other than 0 and 1")
    for a, b in itertools.pairwise(sorted(code)):
        if b.startswith(a):
            raise ValueError(f"code is no prefix code: codeword {a!r} begins codeword {b!r}")
    return code


def encode(symbols, code):
    """Concatenate the codewords of the symbols, which are indices into `code`.

    >>> encode([0, 2, 1], ["0", "10", "11"])
    '01110'
    """
    code, words = as_code(code), []
    for i, symbol in enumerate(symbols):
        try:
            symbol = operator.index(symbol)
        except TypeError:
            raise TypeError(f"symbols[{i}] = {symbol!r} is not an integer") from None
        if not 0 <= symbol < len(code):
            raise ValueError(f"symbols[{i}] = {symbol} has no codeword: symbols go from 0 to {len(code) - 1}")
        words.append(code[symbol])
    return "".join(words)


def decode(bits, code):
    """Read a string of codewords back into symbols.

    >>> decode("01110", ["0", "10", "11"])
    [0, 2, 1]
    """
    if not isinstance(bits, str):
        raise TypeError(f"bits must be text of 0 and 1, got {type(bits).__name__}")
    symbol_of = {word: symbol for symbol, word in enumerate(as_code(code))}
    longest = max(map(len, symbol_of))
    symbols, start = [], 0
    for i, bit in enumerate(bits):
        if bit not in "01":
            raise ValueError(f"bits[{i}] = {bit!r} is neither 0 nor 1")
        word = bits[start : i + 1]
        if word in symbol_of:
            symbols.append(symbol_of[word])
            start = i + 1
        elif len(word) >= longest:
            raise ValueError(f"bits[{start}:{i + 1}] = {word!r} begins no codeword")
    if start < len(bits):
        raise ValueError(
            f"bits ends inside a codeword: {bits[start:]!r} from index {start} on is no codeword"
        )
    return symbols
