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
    arithmetic_decode,
    arithmetic_encode,
    canonical_code,
    cross_entropy,
    decode,
    encode,
    entropy,
    expected_length,
    huffman_lengths,
    information_content,
    kl_divergence,
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


# What the chapter on codes states ---------------------------------------------------------------------------


def is_uniquely_decodable(code):
    """Sardinas and Patterson: no sequence of left-over ends of one word leads to a whole word."""

    def ends(starts, words):
        return {b[len(a) :] for a in starts for b in words if b.startswith(a) and b != a}

    left, seen = ends(code, code), set()
    while left - seen:
        seen |= left
        left = ends(left, code) | ends(code, left) | {"" for a in left if a in code}
        if "" in left:
            return False
    return True


def test_a_uniquely_decodable_code_uses_up_no_more_than_the_budget():
    words = ["".join(w) for n in (1, 2, 3) for w in itertools.product("01", repeat=n)]
    codes = [set(code) for n in (2, 3, 4) for code in itertools.combinations(words, n)]
    no_prefix = 0
    for code in codes:
        if is_uniquely_decodable(code):
            assert kraft_sum(map(len, code)) <= 1
            no_prefix += any(a != b and b.startswith(a) for a in code for b in code)
    assert no_prefix > 100  # 0, 01 and 11 among them
    assert is_uniquely_decodable({"0", "01", "11"}) and not is_uniquely_decodable({"0", "01", "10"})


def some_lengths(rng, n):
    """Random word lengths that fit into the budget."""
    lengths = rng.integers(1, 7, size=n)
    while kraft_sum(lengths) > 1:
        lengths[rng.integers(n)] += 1
    return lengths


def test_a_code_is_a_belief_and_costs_a_floor_a_gap_and_its_waste():
    rng = np.random.default_rng(0)
    for _ in range(300):
        p = rng.dirichlet(np.ones(rng.integers(2, 9)))
        lengths = some_lengths(rng, len(p))
        shares = 0.5**lengths
        cost = entropy(p) + kl_divergence(p, normalize(shares)) - math.log2(shares.sum())
        assert math.isclose(expected_length(p, lengths), cost, rel_tol=1e-12)
        assert expected_length(p, lengths) > entropy(p)
    for lengths in ([1, 2, 2], [1, 2, 3, 3], [2, 2, 2, 2]):
        p = 0.5 ** np.array(lengths)
        assert expected_length(p, lengths) == entropy(p)


def test_a_block_of_n_days_shares_one_digit():
    rng = np.random.default_rng(0)
    for _ in range(20):
        p, block = rng.dirichlet(np.ones(3)), np.ones(1)
        for n in range(1, 6):
            block = np.outer(block, p).ravel()
            for lengths in (huffman_lengths(block), shannon_lengths(block)):
                assert -1e-12 < expected_length(block, lengths) / n - entropy(p) < 1 / n


def test_shannon_lengths_for_a_wrong_belief_cost_its_cross_entropy_and_less_than_a_digit():
    rng = np.random.default_rng(0)
    for _ in range(300):
        p, q = rng.dirichlet(np.ones(5), size=2)
        assert -1e-12 < expected_length(p, shannon_lengths(q)) - cross_entropy(p, q) < 1


def test_huffman_lengths_for_a_wrong_belief_keep_neither_bound():
    p, q = [0.6, 0.3, 0.1], [0.998, 0.001, 0.001]
    assert expected_length(p, huffman_lengths(q)) < cross_entropy(p, q)
    fibonacci = normalize([1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144])
    rarest = np.eye(12)[0]
    assert expected_length(rarest, huffman_lengths(fibonacci)) > cross_entropy(rarest, fibonacci) + 1


def test_an_interval_contains_a_word_of_fewer_than_two_digits_more_than_its_width_asks_for():
    rng = np.random.default_rng(0)
    for _ in range(1000):
        low = Fraction(float(rng.uniform(0, 0.99)))
        width = (1 - low) * Fraction(float(rng.uniform(0, 1) ** rng.integers(1, 9)))
        shortest = next(n for n in range(200) if math.ceil(low * 2**n) + 1 <= (low + width) * 2**n)
        assert -math.log2(width) <= shortest < -math.log2(width) + 2


def test_another_model_costs_its_divergence_in_digits():
    rng = np.random.default_rng(0)
    for _ in range(10):
        q = rng.dirichlet(np.ones(6))
        text = rng.integers(6, size=400)
        own = np.array([np.sum(text == x) for x in range(6)]) / 400
        more = len(arithmetic_encode(text, q)) - len(arithmetic_encode(text, own))
        assert abs(more - 400 * kl_divergence(own, q)) < 2


def test_there_are_few_typical_blocks_and_they_are_probable():
    rng = np.random.default_rng(0)
    for _ in range(10):
        p, n, eps = rng.dirichlet(np.ones(2)), 300, 0.1
        heads = np.arange(n + 1)
        bits = np.stack([heads, n - heads], -1) @ information_content(p)
        typical = abs(bits - n * entropy(p)) <= n * eps
        many = [math.comb(n, int(k)) for k in heads[typical]]
        chance = math.fsum(m * 2.0**-b for m, b in zip(many, bits[typical], strict=True))
        scatter = p[0] * p[1] * math.log2(p[0] / p[1]) ** 2  # Chebyshev, the law of large numbers
        assert chance >= 1 - scatter / (n * eps**2)
        assert chance * 2 ** (n * (entropy(p) - eps)) <= sum(many) <= 2 ** (n * (entropy(p) + eps))


# One codeword for a whole text ------------------------------------------------------------------------------


def information(symbols, p):
    """Bits of a text under p divided by its exact sum."""
    sure = math.log2(sum(map(Fraction, p.tolist())))
    return math.fsum(sure - math.log2(p[s]) for s in symbols)


def texts_and_models(n):
    """Random texts with random models: even and skewed ones, few and many symbols, impossible ones among them."""
    rng = np.random.default_rng(0)
    for i in range(n):
        p = rng.dirichlet(np.full(rng.integers(1, 40), rng.choice([0.02, 0.3, 1, 100])))
        if i % 5 == 0:
            p = rng.permutation([1 - 1e-6, 1e-6])
        elif i % 5 == 1:
            p = rng.permutation([0.5, 0, 1e-300, 0.5])
        elif i % 50 == 2:
            p = np.ones(1)
        of_the_model = rng.choice(len(p), size=rng.integers(0, 120), p=p)
        of_rare_ones = rng.choice(np.flatnonzero(p), size=rng.integers(0, 20))
        yield rng.permutation([*of_the_model, *of_rare_ones]).astype(int).tolist(), p


def test_1000_texts_come_back_from_codewords_within_2_digits_of_their_information():
    lengths = []
    for symbols, p in texts_and_models(1000):
        bits = arithmetic_encode(symbols, p)
        assert arithmetic_decode(bits, p, len(symbols)) == symbols
        assert set(bits) <= {"0", "1"}
        assert -1e-9 < len(bits) - information(symbols, p) < 2 + 1e-9
        lengths.append(len(symbols))
    assert min(lengths) == 0 and max(lengths) > 100


def codeword_by_fractions(symbols, p):
    """The same codeword from the exact interval of the text."""
    p = [Fraction(x) / sum(map(Fraction, p)) for x in p]
    low, width = Fraction(0), Fraction(1)
    for s in symbols:
        low, width = low + width * sum(p[:s]), width * p[s]
    length = 0
    while math.ceil(low * 2**length) + 1 > (low + width) * 2**length:
        length += 1
    return f"{math.ceil(low * 2**length):0{length}b}" if length else ""


def test_a_codeword_is_that_of_the_exact_interval():
    rng = np.random.default_rng(1)
    powers = [[1 / 2, 1 / 2], [1 / 2, 1 / 4, 1 / 4], [3 / 16, 5 / 16, 0, 1 / 2], [1.0], [0, 1]]
    for p in [*powers, *(rng.dirichlet(np.ones(k)).tolist() for k in (2, 2, 3, 5, 27) for _ in range(8))]:
        for n in range(12):
            symbols = rng.choice(np.flatnonzero(p), size=n).tolist()
            assert arithmetic_encode(symbols, p) == codeword_by_fractions(symbols, p)


def test_falling_powers_of_one_half_lose_nothing():
    for symbols in itertools.product(range(4), repeat=3):
        p = np.array([1 / 2, 1 / 4, 1 / 8, 1 / 8])
        assert len(arithmetic_encode(symbols, p)) == information(symbols, p)
    assert arithmetic_encode([1, 0, 1, 1, 0], [1 / 2, 1 / 2]) == "10110"


def test_the_codewords_of_all_texts_of_a_length_are_a_prefix_code():
    for p in ([0.6, 0.3, 0.1], [0.3, 0.3, 0.4], [1e-6, 0.999999, 0]):
        code = [
            arithmetic_encode(symbols, p)
            for symbols in itertools.product(np.flatnonzero(p).tolist(), repeat=5)
        ]
        assert not any(b.startswith(a) for a, b in itertools.pairwise(sorted(code)))
        assert kraft_sum(map(len, code)) <= 1


def test_a_text_without_information_has_no_digits():
    assert arithmetic_encode([], [0.6, 0.4]) == "" and arithmetic_decode("", [0.6, 0.4], 0) == []
    assert arithmetic_encode([0] * 9, [1.0]) == "" and arithmetic_decode("", [1.0], 9) == [0] * 9
    assert arithmetic_encode([1] * 9, [0, 1]) == "" and arithmetic_decode("", [0, 1], 9) == [1] * 9


def test_a_carry_runs_back_through_any_number_of_ones():
    text = [0] + [1] * 200 + [0]  # 0.0111... in the coin's cuts, and a third symbol that goes beyond
    p = [0.5, 0.5 - 1e-12, 1e-12]
    bits = arithmetic_encode(text + [2] * 5, p)
    assert arithmetic_decode(bits, p, 207) == text + [2] * 5
    p = [1 / 3, 1 / 3, 1 / 3]
    for n in range(60):  # about 1/2 from below, then above
        symbols = [1] * n + [2] * 3
        bits = arithmetic_encode(symbols, p)
        assert bits == codeword_by_fractions(symbols, [Fraction(1, 3)] * 3)
        assert arithmetic_decode(bits, p, n + 3) == symbols


def test_a_long_text_is_coded_in_linear_time():
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(27))
    symbols = rng.choice(27, size=30_000, p=p).tolist()
    bits = arithmetic_encode(symbols, p)
    assert 0 < len(bits) - information(symbols, p) < 2
    assert arithmetic_decode(bits, p, 30_000) == symbols


def decoded(bits, p, n):
    """The decoded text, or None where the bits are refused; a text must be one that has these bits."""
    try:
        symbols = arithmetic_decode(bits, p, n)
    except ValueError as error:
        assert str(error) == f"bits are no codeword of {n} symbols under p: bits, p or n is not the sender's"
        return None
    assert len(symbols) == n and arithmetic_encode(symbols, p) == bits
    return symbols


def test_a_codeword_that_was_cut_or_lengthened_is_refused():
    rng = np.random.default_rng(0)
    for symbols, p in texts_and_models(200):
        bits = arithmetic_encode(symbols, p)
        cut = int(rng.integers(len(bits) + 1))
        for wrong in (bits[:cut], bits[:-1], bits + "0", bits + "1", bits + "01" * 40):
            assert wrong == bits or decoded(wrong, p, len(symbols)) is None


def test_wrong_digits_and_wrong_numbers_of_symbols_are_refused_or_another_text():
    rng = np.random.default_rng(0)
    others = refused = 0
    for symbols, p in texts_and_models(150):
        bits, n = arithmetic_encode(symbols, p), len(symbols)
        wrong = "".join(rng.choice(["0", "1"], size=rng.integers(0, 80)))
        tried = [(wrong, n), (bits, n + 1), (bits, n + 1000), (bits, max(0, n - 1)), (bits[::-1], n)]
        if bits:
            flipped = int(rng.integers(len(bits)))
            tried.append((bits[:flipped] + "10"[int(bits[flipped])] + bits[flipped + 1 :], n))
        for some_bits, some_n in tried:
            if (some_bits, some_n) != (bits, n):
                refused += (result := decoded(some_bits, p, some_n)) is None
                others += result is not None
    assert others > 50 and refused > 500
    assert decoded("1", [0.5, 0.5], 10**9) is None  # at once


def test_a_wrong_model_is_refused_or_gives_another_text():
    for symbols, p in texts_and_models(100):
        other = normalize(p + 0.01)
        bits = arithmetic_encode(symbols, p)
        decoded(bits, other, len(symbols))


def test_the_coder_takes_every_kind_of_integer_and_float():
    p = np.float32([0.25, 0.75])
    bits = arithmetic_encode(np.array([1, 0, 1], dtype=np.uint8), p)
    assert arithmetic_decode(bits, p, np.int64(3)) == [1, 0, 1]
    assert type(arithmetic_decode(bits, p, 3)[0]) is int
    for q in (np.longdouble([0.25, 0.75]), np.float16([0.25, 0.75]), [0.25, 0.75]):
        assert arithmetic_encode(iter((1, 0, 1)), q) == bits
    nearly = np.full(10, 0.1)  # floats that sum to a hair less than 1
    assert arithmetic_decode(arithmetic_encode(range(10), nearly), nearly, 10) == list(range(10))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: arithmetic_encode([0, 1, 0, 2], [0.5, 0.5, 0]),
            ValueError,
            "symbols[3] = 2 has probability 0: the model must allow it",
        ),
        (
            lambda: arithmetic_encode([0, 2], [0.5, 0.5]),
            ValueError,
            "symbols[1] = 2 is outside the model: symbols go from 0 to 1",
        ),
        (
            lambda: arithmetic_encode([-1], [0.5, 0.5]),
            ValueError,
            "symbols[0] = -1 is outside the model: symbols go from 0 to 1",
        ),
        (lambda: arithmetic_encode([0.5], [1.0]), TypeError, "symbols[0] = 0.5 is not an integer"),
        (lambda: arithmetic_encode("01", [1.0]), TypeError, "symbols must be a list, not '01'"),
        (lambda: arithmetic_encode([], [0.5, 0.6]), ValueError, "p sums to 1.1, not 1: use normalize(p)"),
        (lambda: arithmetic_encode([], []), ValueError, "p is empty: its shape is (0,)"),
        (
            lambda: arithmetic_encode([0], [[0.5, 0.5]]),
            ValueError,
            "p must be one distribution, a vector: its shape is (1, 2)",
        ),
        (
            lambda: arithmetic_decode("", [[1.0]], 0),
            ValueError,
            "p must be one distribution, a vector: its shape is (1, 1)",
        ),
        (lambda: arithmetic_decode("0x", [1.0], 1), ValueError, "bits[1] = 'x' is neither 0 nor 1"),
        (lambda: arithmetic_decode("0_1", [1.0], 1), ValueError, "bits[1] = '_' is neither 0 nor 1"),
        (lambda: arithmetic_decode(b"0", [1.0], 1), TypeError, "bits must be text of 0 and 1, not bytes"),
        (lambda: arithmetic_decode([0], [1.0], 1), TypeError, "bits must be text of 0 and 1, not list"),
        (
            lambda: arithmetic_decode("0", [0.5, 0.5], -1),
            ValueError,
            "n = -1 is negative: a text has 0 symbols or more",
        ),
        (lambda: arithmetic_decode("0", [0.5, 0.5], 1.0), TypeError, "n = 1.0 is not an integer"),
        (
            lambda: arithmetic_decode("0", [0.5, 0.5], 2),
            ValueError,
            "bits are no codeword of 2 symbols under p: bits, p or n is not the sender's",
        ),
        (
            lambda: arithmetic_decode("0", [1.0], 3),
            ValueError,
            "bits are no codeword of 3 symbols under p: bits, p or n is not the sender's",
        ),
    ],
)
def test_the_arithmetic_coder_tells_where_its_input_is_bad(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
