"""Codes: exact sums, lengths within their bounds, and messages that come back."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from distributions import pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st

from infolib import (
    canonical_code,
    decode,
    encode,
    entropy,
    expected_length,
    huffman_lengths,
    kraft_sum,
    normalize,
    shannon_lengths,
)


def sources(smallest=1):
    """Distributions without impossible symbols."""
    some = st.one_of(st.floats(1e-12, 1.0), st.floats(1e-300, 1e-290), st.sampled_from([0.5, 0.25, 0.125]))
    return st.lists(some, min_size=smallest, max_size=12).map(normalize)


def test_the_kraft_sum_is_an_exact_fraction():
    assert kraft_sum([1, 2, 3, 3]) == 1 and type(kraft_sum([1, 2])) is Fraction
    assert kraft_sum([2, 2, 2]) == Fraction(3, 4)
    assert kraft_sum([1, 1, 1000]) == 1 + Fraction(1, 2**1000)
    assert kraft_sum([0]) == 1
    assert kraft_sum(np.array([1, 2], dtype=np.uint8)) == Fraction(3, 4)
    assert kraft_sum(iter((1, 2))) == Fraction(3, 4)


@repeatably
@given(sources(2))
def test_a_huffman_code_is_complete_and_costs_less_than_entropy_plus_1(p):
    lengths = huffman_lengths(p)
    assert all(type(n) is int for n in lengths) and len(lengths) == len(p)
    assert kraft_sum(lengths) == 1
    assert entropy(p) - 1e-12 <= expected_length(p, lengths) <= entropy(p) + 1
    assert expected_length(p, lengths) < entropy(p) + 1 or p.max() == 1  # the rest is lost in the rounding


@repeatably
@given(sources())
def test_shannon_lengths_are_rounded_up_information(p):
    lengths = shannon_lengths(p)
    total = max(1, sum(map(Fraction, p.tolist())))  # floats may sum to a hair more than 1
    for x, n in zip(p.tolist(), lengths, strict=True):
        assert Fraction(x) * 2**n >= 1 and Fraction(x) * Fraction(2) ** (n - 1) < total
    assert kraft_sum(lengths) <= 1
    assert entropy(p) - 1e-12 <= expected_length(p, lengths) <= entropy(p) + 1
    if len(p) > 1:
        assert expected_length(p, huffman_lengths(p)) <= expected_length(p, lengths) + 1e-15


def test_no_other_lengths_beat_huffman():
    rng = np.random.default_rng(0)
    for n in (2, 3, 4, 5):
        for _ in range(5):
            p = rng.dirichlet(np.ones(n))
            best = min(
                expected_length(p, lengths)
                for lengths in itertools.product(range(1, n + 1), repeat=n)
                if kraft_sum(lengths) <= 1
            )
            assert math.isclose(expected_length(p, huffman_lengths(p)), best, rel_tol=1e-12)


def test_known_lengths():
    assert (
        huffman_lengths([1 / 2, 1 / 4, 1 / 8, 1 / 8])
        == shannon_lengths([1 / 2, 1 / 4, 1 / 8, 1 / 8])
        == [1, 2, 3, 3]
    )
    assert huffman_lengths([0.9, 0.1]) == [1, 1]
    assert huffman_lengths([1.0]) == shannon_lengths([1.0]) == [0]
    assert sorted(huffman_lengths([0.25] * 4)) == [2] * 4
    assert math.isclose(
        expected_length([0.4, 0.2, 0.2, 0.1, 0.1], huffman_lengths([0.4, 0.2, 0.2, 0.1, 0.1])), 2.2
    )
    assert shannon_lengths([0.9, 0.1]) == [1, 4]
    assert shannon_lengths([1 - 1e-16, 5e-324]) == [1, 1074]
    assert huffman_lengths(np.float32([0.25, 0.75])) == [1, 1]


def test_shannon_lengths_make_a_code_even_if_the_floats_sum_to_a_hair_more_than_1():
    assert shannon_lengths([0.5, 0.25, 0.25, 1e-20]) == [2, 3, 3, 67]
    assert shannon_lengths([0.5, 0.2, 0.2, 0.1]) == [1, 3, 3, 4]


def test_a_long_and_skewed_source_is_coded_quickly():
    lengths = huffman_lengths(normalize(2.0 ** -np.arange(1000)))
    assert max(lengths) == 999 and kraft_sum(lengths) == 1
    lengths = huffman_lengths(np.full(2**14, 2.0**-14))
    assert set(lengths) == {14}


@repeatably
@given(sources(2).flatmap(lambda p: st.tuples(st.just(p), st.lists(st.integers(0, len(p) - 1)))))
def test_what_is_encoded_decodes_to_itself(case):
    p, symbols = case
    for lengths in (huffman_lengths(p), shannon_lengths(p)):
        code = canonical_code(lengths)
        assert list(map(len, code)) == list(lengths)
        bits = encode(symbols, code)
        assert len(bits) == sum(lengths[s] for s in symbols)
        assert decode(bits, code) == symbols
        assert decode(encode(np.array(symbols, dtype=int), code), code) == symbols


@repeatably
@given(st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_a_canonical_code_exists_just_where_kraft_allows_it(lengths):
    if kraft_sum(lengths) > 1:
        with pytest.raises(
            ValueError, match="^lengths have the Kraft sum .*, above 1: no prefix code has them$"
        ):
            canonical_code(lengths)
    else:
        code = canonical_code(lengths)
        assert list(map(len, code)) == lengths
        assert not any(a.startswith(b) for a, b in itertools.permutations(code, 2))


def test_a_canonical_code_counts_up():
    assert canonical_code([2, 2, 2, 2]) == ["00", "01", "10", "11"]
    assert canonical_code([3, 1, 3, 2]) == ["110", "0", "111", "10"]
    assert canonical_code([0]) == [""]


@repeatably
@given(pmfs(4))
def test_expected_length_is_the_mean(p):
    assert math.isclose(
        expected_length(p, [0, 1, 2, 5]), math.fsum(p * [0, 1, 2, 5]), rel_tol=1e-14, abs_tol=5e-324
    )
    assert type(expected_length(p, [0, 1, 2, 5])) is float


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: kraft_sum([]), ValueError, "lengths is empty: give one for each symbol"),
        (
            lambda: kraft_sum([1, -2]),
            ValueError,
            "lengths[1] = -2 is negative: a codeword has 0 digits or more",
        ),
        (lambda: kraft_sum([1, 2.0]), TypeError, "lengths[1] = 2.0 is not an integer"),
        (lambda: kraft_sum(["1"]), TypeError, "lengths[0] = '1' is not an integer"),
        (lambda: kraft_sum("12"), TypeError, "lengths must be a list, not '12'"),
        (lambda: kraft_sum(3), TypeError, "lengths must be a list, not 3"),
        (lambda: kraft_sum(None), TypeError, "lengths must be a list, not None"),
        (
            lambda: canonical_code([1, 1, 2]),
            ValueError,
            "lengths have the Kraft sum 5/4, above 1: no prefix code has them",
        ),
        (
            lambda: huffman_lengths([0.5, 0.0, 0.5]),
            ValueError,
            "p[1] = 0.0 is the probability of a symbol that never occurs: drop it",
        ),
        (
            lambda: shannon_lengths([0.0, 1.0]),
            ValueError,
            "p[0] = 0.0 is the probability of a symbol that never occurs: drop it",
        ),
        (
            lambda: huffman_lengths([[0.5, 0.5]]),
            ValueError,
            "p must be one distribution, a vector: its shape is (1, 2)",
        ),
        (
            lambda: shannon_lengths([[1.0]]),
            ValueError,
            "p must be one distribution, a vector: its shape is (1, 1)",
        ),
        (
            lambda: expected_length([0.5, 0.5], [1]),
            ValueError,
            "p has shape (2,) and there are 1 lengths: give one for each symbol",
        ),
        (
            lambda: expected_length([[1.0]], [1]),
            ValueError,
            "p has shape (1, 1) and there are 1 lengths: give one for each symbol",
        ),
        (lambda: expected_length([0.5, 0.6], [1, 1]), ValueError, "p sums to 1.1, not 1: use normalize(p)"),
        (
            lambda: encode([0], [""]),
            ValueError,
            "code[0] is empty and would leave no trace: a code needs two symbols or more",
        ),
        (
            lambda: decode("", [""]),
            ValueError,
            "code[0] is empty and would leave no trace: a code needs two symbols or more",
        ),
        (
            lambda: encode([0, 2], ["0", "1"]),
            ValueError,
            "symbols[1] = 2 has no codeword: symbols go from 0 to 1",
        ),
        (
            lambda: encode([-1], ["0", "1"]),
            ValueError,
            "symbols[0] = -1 has no codeword: symbols go from 0 to 1",
        ),
        (lambda: encode([0.0], ["0", "1"]), TypeError, "symbols[0] = 0.0 is not an integer"),
        (lambda: encode("01", ["0", "1"]), TypeError, "symbols must be a list, not '01'"),
        (lambda: encode([0], []), ValueError, "code is empty: give a codeword for each symbol"),
        (lambda: encode([0], "01"), TypeError, "code must be a list, not '01'"),
        (lambda: encode([0], ["0", 1]), TypeError, "code[1] = 1 is not a text of 0 and 1"),
        (lambda: encode([0], ["0", "12"]), ValueError, "code[1] = '12' has a character other than 0 and 1"),
        (
            lambda: decode("0", ["0", "01"]),
            ValueError,
            "code is no prefix code: '0' is the beginning of '01', or the same",
        ),
        (
            lambda: decode("0", ["1", "0", "1"]),
            ValueError,
            "code is no prefix code: '1' is the beginning of '1', or the same",
        ),
        (lambda: decode("0x", ["0", "1"]), ValueError, "bits[1] = 'x' is neither 0 nor 1"),
        (
            lambda: decode("01", ["0", "10"]),
            ValueError,
            "bits[1:] = '1' is not a whole codeword: the end is missing",
        ),
        (lambda: decode("011", ["0", "10"]), ValueError, "bits[1:3] = '11' begins with no codeword"),
        (lambda: decode(b"0", ["0", "1"]), TypeError, "bits must be text of 0 and 1, not bytes"),
        (lambda: decode([0, 1], ["0", "1"]), TypeError, "bits must be text of 0 and 1, not list"),
    ],
)
def test_bad_codes_and_messages_are_told_where(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


def test_the_empty_message_has_no_bits():
    assert encode([], ["0", "1"]) == "" and decode("", ["0", "1"]) == []
