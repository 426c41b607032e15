"""Codes over the digits 0 and 1: lengths, codewords and what they cost. All of it is exact but `expected_length`.

A symbol is an index from 0 up. A distribution given to a code must be one vector without impossible symbols;
the arithmetic coder takes them too, and refuses a text in which one comes.
"""

import bisect
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
    check_bits(bits)
    longest = max(map(len, symbol_of))
    symbols, start = [], 0
    for i in range(len(bits)):
        word = bits[start : i + 1]
        if word in symbol_of:
            symbols.append(symbol_of[word])
            start = i + 1
        elif len(word) == longest:
            raise ValueError(f"bits[{start}:{i + 1}] = {word!r} begins with no codeword")
    if start < len(bits):
        raise ValueError(f"bits[{start}:] = {bits[start:]!r} is not a whole codeword: the end is missing")
    return symbols


def arithmetic_encode(symbols, p):
    """One codeword for a whole text, less than 2 digits longer than the information content of the text under p.

    The text is a subinterval of [0, 1): each symbol in turn keeps its part of what those before it left. The
    codeword of L digits names the largest interval of width 2 ** -L, beginning at a multiple of its width, that
    lies within. So no codeword of n symbols begins another, and L is at least the sum of log2(1/p) over the
    symbols and below that sum plus 2 (both up to rounding, 1e-18 digits a symbol). A text without information,
    such as the empty one, has the codeword "".

    symbols: integers; p: one distribution, the model, in which zeros are allowed; its floats are taken as exact
    and divided by their exact sum. ValueError names a symbol that is outside the model or impossible under it.
    After I. H. Witten, R. M. Neal and J. G. Cleary, "Arithmetic coding for data compression", 1987.

    >>> arithmetic_encode([0, 0, 1], [1 / 2, 1 / 4, 1 / 4])
    '0010'
    >>> len(arithmetic_encode([0] * 1000 + [1], [0.999, 0.001]))  # for 11.4 bits
    12
    """
    sums, precision = as_model(p)
    low, width, digits = 0, 1 << precision, bytearray()  # in units of 2 ** -(len(digits) + precision)
    for i, symbol in enumerate(as_integers(symbols, "symbols")):
        if not 0 <= symbol < len(sums) - 1:
            raise ValueError(
                f"symbols[{i}] = {symbol} is outside the model: symbols go from 0 to {len(sums) - 2}"
            )
        if sums[symbol] == sums[symbol + 1]:
            raise ValueError(f"symbols[{i}] = {symbol} has probability 0: the model must allow it")
        start, end = (width * part // sums[-1] for part in sums[symbol : symbol + 2])
        low, width = low + start, end - start
        shift = max(0, precision - width.bit_length())
        low, width = move(low << shift, shift, precision, digits), width << shift
    for n in range(3):  # more digits; two are always enough, since width is at least half of the whole
        piece = 1 << (precision - n)
        point = -(-low // piece) * piece
        if point + piece <= low + width:
            break
    move(point << n, n, precision, digits)
    return digits.decode()


def arithmetic_decode(bits, p, n):
    """The n symbols whose codeword under the model p is `bits`; the opposite of `arithmetic_encode`.

    bits: a text of 0 and 1; p: the distribution of the sender, to the last digit; n: the number of symbols, which
    the codeword does not tell. ValueError for bits that are no codeword of n symbols under p. A codeword that
    was cut off or lengthened is always refused. One with wrong digits, a wrong p or a wrong n is refused too,
    unless it happens to be the codeword of another text of n symbols under p: then that text is returned.

    >>> arithmetic_decode("0010", [1 / 2, 1 / 4, 1 / 4], 3)
    [0, 0, 1]
    """
    sums, precision = as_model(p)
    check_bits(bits)
    try:
        n = operator.index(n)
    except TypeError:
        raise TypeError(f"n = {n!r} is not an integer") from None
    if n < 0:
        raise ValueError(f"n = {n} is negative: a text has 0 symbols or more")
    refusal = ValueError(f"bits are no codeword of {n} symbols under p: bits, p or n is not the sender's")
    padded, read, symbols = bits + "0" * precision, precision, []
    offset, width = int(padded[:read], 2), 1 << precision  # offset: the codeword as a number, minus low
    while len(symbols) < n:
        part = ((offset + 1) * sums[-1] - 1) // width  # the largest that starts at the offset or before it
        symbols.append(bisect.bisect_right(sums, part) - 1)
        start, end = (width * part // sums[-1] for part in sums[symbols[-1] : symbols[-1] + 2])
        offset, width = offset - start, end - start
        if shift := max(0, precision - width.bit_length()):
            if read + shift > len(padded):
                raise refusal
            offset = offset << shift | int(padded[read : read + shift], 2)
            width, read = width << shift, read + shift
    if arithmetic_encode(symbols, p) != bits:
        raise refusal
    return symbols


def move(number, n, precision, digits):
    """Move the first n digits of number * 2 ** -(n + precision) to the end of `digits`; return what is left.

    Where the number is 1 or more, a carry runs back through the ones at the end of `digits`.
    """
    if number >> (n + precision):
        last_zero = digits.rindex(b"0")
        digits[last_zero:] = b"1" + b"0" * (len(digits) - last_zero - 1)
    if n:
        digits += f"{(number >> precision) % (1 << n):0{n}b}".encode()
    return number % (1 << precision)


def as_model(p):
    """A distribution for the arithmetic coder: sums of integers in proportion to p, from 0 to the sum of all.

    Beside them the number of binary digits to count in, 64 more than the largest sum has: a width divided among
    the symbols in whole units then loses less than 2 ** -62 of itself.
    """
    p = as_pmf(p)
    if p.ndim != 1:
        raise ValueError(f"p must be one distribution, a vector: its shape is {p.shape}")
    fractions = [x.as_integer_ratio() for x in p.tolist()]
    whole = max(below for _, below in fractions)  # all are powers of 2
    sums = list(itertools.accumulate((above * (whole // below) for above, below in fractions), initial=0))
    return sums, sums[-1].bit_length() + 64


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


def check_bits(bits):
    """Check a text of 0 and 1."""
    if not isinstance(bits, str):
        raise TypeError(f"bits must be text of 0 and 1, not {type(bits).__name__}")
    for i, bit in enumerate(bits):
        if bit not in "01":
            raise ValueError(f"bits[{i}] = {bit!r} is neither 0 nor 1")


def as_list(values, name):
    try:
        if isinstance(values, (str, bytes)):
            raise TypeError
        return list(values)
    except TypeError:
        raise TypeError(f"{name} must be a list, not {values!r}") from None
