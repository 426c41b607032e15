"""Codes over the digits 0 and 1: lengths, codewords and what they cost. All of it is exact but `expected_length`.

A symbol is an index from 0 up. A distribution given to a code must be one vector without impossible symbols.
"""

import heapq
import itertools
import math
import operator
from fractions import Fraction

import numpy as np

from infolib.pmf import as_pmf


def kraft_sum(lengths):
    """Kraft sum of 2 ** -length as an exact fraction. A prefix code with these lengths exists if it is <= 1.

    lengths: integers from 0 up; ValueError names another one, TypeError what is not an integer.

    >>> kraft_sum([1, 2, 3, 3])
    Fraction(1, 1)
    """
    lengths = as_lengths(lengths)
    longest = max(lengths)
    return Fraction(sum(1 << (longest - n) for n in lengths), 1 << longest)


def shannon_lengths(p):
    """Shannon's lengths: log2(1/p) rounded up, for each symbol. Their Kraft sum is at most 1.

    p: one distribution. ValueError for an impossible symbol: drop it.

    >>> shannon_lengths([1 / 2, 1 / 4, 1 / 4])
    [1, 2, 2]
    """
    p = [Fraction(x) for x in as_source(p)]
    lengths = [log2_up(1 / x) for x in p]
    if kraft_sum(lengths) > 1:  # floats that sum to a hair more than 1: divide by their exact sum
        lengths = [log2_up(sum(p) / x) for x in p]
    return lengths


def log2_up(x):
    """The smallest n >= 0 with 2 ** n >= x, exactly."""
    return (math.ceil(x) - 1).bit_length()


def huffman_lengths(p):
    """Lengths of a Huffman code: no code for single symbols has a smaller expected length.

    The two least likely nodes are merged until one is left. Ties may be broken in more than one way, which
    changes lengths but not their expectation. A single symbol has length 0.

    p: one distribution. ValueError for an impossible symbol: drop it.

    >>> huffman_lengths([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    [1, 2, 3, 3]
    """
    p = as_source(p)
    nodes = [(x, i) for i, x in enumerate(p)]
    heapq.heapify(nodes)
    parent = {}
    for merged in range(len(p), 2 * len(p) - 1):
        (x, a), (y, b) = heapq.heappop(nodes), heapq.heappop(nodes)
        parent[a] = parent[b] = merged
        heapq.heappush(nodes, (x + y, merged))
    depth = [0] * (2 * len(p) - 1)
    for node in reversed(range(2 * len(p) - 2)):
        depth[node] = depth[parent[node]] + 1
    return depth[: len(p)]


def expected_length(p, lengths):
    """Expected codeword length, the sum of p times length, in binary digits for each symbol.

    p: one distribution; lengths: as many integers. ValueError if their numbers differ.

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
    """The canonical prefix code with these lengths: codewords counted up in order of length, then of symbol.

    ValueError where the Kraft sum is above 1: no such code exists.

    >>> canonical_code([1, 3, 2, 3])
    ['0', '110', '10', '111']
    """
    lengths = as_lengths(lengths)
    if kraft_sum(lengths) > 1:
        raise ValueError(f"lengths have the Kraft sum {kraft_sum(lengths)}, above 1: no prefix code has them")
    code, word, length = [""] * len(lengths), 0, 0
    for symbol in sorted(range(len(lengths)), key=lengths.__getitem__):
        word <<= lengths[symbol] - length
        length = lengths[symbol]
        code[symbol] = f"{word:0{length}b}" if length else ""
        word += 1
    return code


def encode(symbols, code):
    """The codewords of the symbols, one after the other.

    ValueError names a symbol without a codeword, and a code with an empty codeword (it would leave no trace)
    or with one that begins another.

    >>> encode([0, 2, 1], ["0", "10", "11"])
    '01110'
    """
    code = as_code(code)
    symbols = as_integers(symbols, "symbols")
    for i, symbol in enumerate(symbols):
        if not 0 <= symbol < len(code):
            raise ValueError(f"symbols[{i}] = {symbol} has no codeword: symbols go from 0 to {len(code) - 1}")
    return "".join(code[symbol] for symbol in symbols)


def decode(bits, code):
    """The symbols whose codewords make up `bits`, a text of 0 and 1; the opposite of `encode`.

    ValueError where the bits are not a sequence of whole codewords, or the code is no prefix code.

    >>> decode("01110", ["0", "10", "11"])
    [0, 2, 1]
    """
    symbol_of = {word: symbol for symbol, word in enumerate(as_code(code))}
    if not isinstance(bits, str):
        raise TypeError(f"bits must be text of 0 and 1, not {type(bits).__name__}")
    longest = max(map(len, symbol_of))
    symbols, start = [], 0
    for i, bit in enumerate(bits):
        if bit not in "01":
            raise ValueError(f"bits[{i}] = {bit!r} is neither 0 nor 1")
        word = bits[start : i + 1]
        if word in symbol_of:
            symbols.append(symbol_of[word])
            start = i + 1
        elif len(word) == longest:
            raise ValueError(f"bits[{start}:{i + 1}] = {word!r} begins with no codeword")
    if start < len(bits):
        raise ValueError(f"bits[{start}:] = {bits[start:]!r} is not a whole codeword: the end is missing")
    return symbols


def as_source(p):
    """Check one distribution without impossible symbols; as a list."""
    p = as_pmf(p)
    if p.ndim != 1:
        raise ValueError(f"p must be one distribution, a vector: its shape is {p.shape}")
    if not p.all():
        raise ValueError(f"p[{p.argmin()}] = 0.0 is the probability of a symbol that never occurs: drop it")
    return p.tolist()


def as_lengths(lengths):
    """Check codeword lengths: whole numbers from 0 up, at least one."""
    lengths = as_integers(lengths, "lengths")
    if not lengths:
        raise ValueError("lengths is empty: give one for each symbol")
    for i, n in enumerate(lengths):
        if n < 0:
            raise ValueError(f"lengths[{i}] = {n} is negative: a codeword has 0 digits or more")
    return lengths


def as_integers(values, name):
    values = as_list(values, name)
    for i, value in enumerate(values):
        try:
            values[i] = operator.index(value)
        except TypeError:
            raise TypeError(f"{name}[{i}] = {value!r} is not an integer") from None
    return values


def as_code(code):
    """Check a prefix code: words of 0 and 1, none of them empty or the beginning of another."""
    code = as_list(code, "code")
    if not code:
        raise ValueError("code is empty: give a codeword for each symbol")
    for i, word in enumerate(code):
        if not isinstance(word, str):
            raise TypeError(f"code[{i}] = {word!r} is not a text of 0 and 1")
        if not word:
            raise ValueError(f"code[{i}] is empty and would leave no trace: a code needs two symbols or more")
        if set(word) - {"0", "1"}:
            raise ValueError(f"code[{i}] = {word!r} has a character other than 0 and 1")
    for a, b in itertools.pairwise(sorted(code)):
        if b.startswith(a):
            raise ValueError(f"code is no prefix code: {a!r} is the beginning of {b!r}, or the same")
    return code


def as_list(values, name):
    try:
        if isinstance(values, (str, bytes)):
            raise TypeError
        return list(values)
    except TypeError:
        raise TypeError(f"{name} must be a list, not {values!r}") from None
