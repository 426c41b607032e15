"""Channels: closed forms, certified capacities, edges."""

import math

import numpy as np
import pytest
from distributions import pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st

from infolib import (
    bec_capacity,
    binary_entropy,
    bsc_capacity,
    channel_capacity,
    entropy,
    kl_divergence,
    mutual_information,
    normalize,
)
from infolib.channels import solve_channel

bits = st.floats(0, 1)


def channels():
    """Transition matrices with up to 5 inputs and 5 outputs."""
    size = st.tuples(st.integers(1, 5), st.integers(1, 5))
    return size.flatmap(lambda s: st.lists(pmfs(s[1]), min_size=s[0], max_size=s[0])).map(np.array)


@repeatably
@given(bits)
def test_closed_forms(x):
    assert math.isclose(bsc_capacity(x), 1 - binary_entropy(x), abs_tol=1e-15)
    assert math.isclose(bsc_capacity(x), bsc_capacity(1 - x), rel_tol=1e-9, abs_tol=1e-15)
    assert bec_capacity(x) == 1 - x
    assert type(bsc_capacity(x)) is type(bec_capacity(x)) is float


def test_ends_and_middle_are_exact():
    assert bsc_capacity([0, 1, 0.5]).tolist() == [1, 1, 0]
    assert bec_capacity([[0, 0.25, 1]]).tolist() == [[1, 0.75, 0]]
    assert bsc_capacity(True) == 1 and bec_capacity(np.float32(0.5)) == 0.5
    assert math.copysign(1, bsc_capacity(0.5)) == math.copysign(1, bec_capacity(1)) == 1
    assert math.isclose(bsc_capacity(0.11), 0.5000840418354721, rel_tol=1e-14)


@repeatably
@given(bits)
def test_a_matrix_has_the_capacity_of_its_closed_form(f):
    assert math.isclose(
        channel_capacity([[1 - f, f], [f, 1 - f]]), bsc_capacity(f), rel_tol=1e-7, abs_tol=1e-15
    )
    assert math.isclose(channel_capacity([[1 - f, f, 0], [0, f, 1 - f]]), bec_capacity(f), abs_tol=1e-15)
    if 0 < f < 1:
        z = math.log2(1 + (1 - f) * f ** (f / (1 - f)))
        assert math.isclose(channel_capacity([[1, 0], [f, 1 - f]]), z, rel_tol=1e-12, abs_tol=1e-15)


@repeatably
@given(channels())
def test_every_capacity_is_certified_and_reached_by_its_input(rows):
    solved = solve_channel(rows)
    assert channel_capacity(rows) == solved.bits and type(solved.bits) is float
    assert 0 <= solved.gap <= 1e-12
    assert -1e-15 <= solved.bits <= math.log2(min(rows.shape)) + 1e-12
    assert math.isclose(solved.input.sum(), 1, rel_tol=1e-12) and np.all(solved.input >= 0)
    joint = normalize((solved.input[:, None] * rows).ravel()).reshape(rows.shape)
    assert math.isclose(mutual_information(joint), solved.bits, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("shape", [(25, 9), (24, 4), (20, 24), (60, 60)])
def test_larger_channels_are_certified_too(shape):
    for sharpness in (0.05, 1.0, 20.0):
        rows = np.random.default_rng(0).dirichlet(np.full(shape[1], sharpness), size=shape[0])
        solved = solve_channel(rows)
        assert 0 <= solved.gap <= 1e-13 * solved.bits
        assert np.all(solved.input >= 0)


def test_no_input_beats_the_capacity():
    rng = np.random.default_rng(0)
    for shape in ((2, 3), (4, 3), (6, 6)):
        rows = rng.dirichlet(np.ones(shape[1]), size=shape[0])
        capacity = channel_capacity(rows)
        for p in rng.dirichlet(np.ones(shape[0]), size=50):
            assert (
                mutual_information(normalize((p[:, None] * rows).ravel()).reshape(shape)) <= capacity + 1e-12
            )


def through(p, rows):
    """The joint table p(x) p(y | x)."""
    return normalize((p[:, None] * rows).ravel()).reshape(rows.shape)


def flip(f):
    return np.array([[1 - f, f], [f, 1 - f]])


@repeatably
@given(channels())
def test_blahut_and_arimoto_climb_and_enclose_the_capacity(rows):
    capacity, before = channel_capacity(rows), 0.0
    p = np.full(len(rows), 1 / len(rows))
    for _ in range(30):
        stands_out = kl_divergence(rows, p @ rows)
        assert math.isclose(p @ stands_out, mutual_information(through(p, rows)), rel_tol=1e-9, abs_tol=1e-12)
        assert before - 1e-12 <= p @ stands_out <= capacity + 1e-12
        assert capacity <= stands_out.max() + 1e-12
        before = p @ stands_out
        p = normalize(p * 2**stands_out)


@repeatably
@given(channels())
def test_with_the_best_input_no_symbol_stands_out_more_than_those_in_use(rows):
    rows = normalize(
        np.where(rows < 1e-9, 0, rows)
    )  # less can underflow in what arrives, and then stands out infinitely
    solved = solve_channel(rows)
    stands_out = kl_divergence(rows, solved.input @ rows)
    assert stands_out.max() <= solved.bits + 1e-9
    np.testing.assert_allclose(stands_out[solved.input > 1e-3], solved.bits, atol=1e-9)


@repeatably
@given(channels(), st.randoms(use_true_random=False))
def test_a_second_channel_after_the_first_adds_nothing(first, random):
    n = first.shape[1]
    second = np.random.default_rng(random.randrange(2**32)).dirichlet(np.ones(4), size=n)
    both = channel_capacity(first @ second)
    assert both <= min(channel_capacity(first), channel_capacity(second)) + 1e-9


@repeatably
@given(pmfs(4))
def test_a_divergence_between_sent_and_received_does_not_tell_what_gets_through(source):
    renamed, fresh = np.eye(4)[::-1], np.tile(source, (4, 1))
    assert math.isclose(mutual_information(through(source, renamed)), entropy(source), abs_tol=1e-12)
    assert math.isclose(kl_divergence(source, source @ renamed), kl_divergence(source, source[::-1]))
    assert kl_divergence(source, source @ fresh) <= 1e-12
    assert mutual_information(through(source, fresh)) <= 1e-12


WORDS7 = np.arange(128)[:, None] >> np.arange(7) & 1
CHECKS = np.arange(1, 8) >> np.array([[2], [1], [0]]) & 1  # the columns are 1 to 7 in binary


def mend(received):
    place = received @ CHECKS.T % 2 @ [4, 2, 1]
    return received ^ (np.arange(1, 8) == place[..., None])


def test_hamming_mends_every_single_flip_of_every_word_and_spoils_all_21_pairs():
    words = WORDS7[~(WORDS7 @ CHECKS.T % 2).any(axis=1)]
    assert len(words) == 16
    n_flips = WORDS7.sum(axis=1)
    for word in words:
        wrong = (mend(word ^ WORDS7) != word).any(axis=1)
        assert [int(wrong[n_flips == k].sum()) for k in range(8)] == [0, 0, 21, 35, 35, 21, 7, 1]
    pairs = mend(WORDS7[n_flips == 2])
    assert (pairs.sum(axis=1) == 3).all()  # a third place is turned, which was right


@repeatably
@given(st.floats(0.001, 0.499))
def test_repetition_and_hamming_stay_on_the_right_side_of_the_limit(f):
    n_flips = WORDS7.sum(axis=1)
    hamming = (f**n_flips * (1 - f) ** (7 - n_flips)) @ mend(WORDS7)[:, [2, 4, 5, 6]].mean(axis=1)
    points = [(4 / 7, hamming)]
    for n in (1, 3, 5, 9):
        wrong = sum(math.comb(n, k) * f**k * (1 - f) ** (n - k) for k in range(n // 2 + 1, n + 1))
        points.append((1 / n, wrong))
    for rate, error in points:
        assert rate * (1 - binary_entropy(error)) <= bsc_capacity(f) + 1e-12


def test_the_upper_bound_of_blahut_and_arimoto_may_rise_before_it_falls_to_the_capacity():
    rows = np.array([[0, 1], [0.3, 0.7], [0.4, 0.6], [1, 0]])
    p, uppers = np.full(4, 1 / 4), []
    for _ in range(200):
        stands_out = kl_divergence(rows, p @ rows)
        uppers.append(stands_out.max())
        p = normalize(p * 2**stands_out)
    assert uppers[1] < uppers[0] and uppers[2] > uppers[1] + 0.08
    assert math.isclose(uppers[-1], channel_capacity(rows), abs_tol=1e-6)


def test_counting_alone_moves_two_histograms_of_one_source_apart():
    rng, n, m = np.random.default_rng(0), 2000, 500
    truth = np.array([0.4, 0.3, 0.2, 0.1])
    apart = [
        kl_divergence(rng.multinomial(n, truth) / n, rng.multinomial(m, truth) / m) for _ in range(20_000)
    ]
    assert math.isclose(np.mean(apart), 3 * (1 / n + 1 / m) / (2 * math.log(2)), rel_tol=0.03)


def test_a_line_with_a_memory_carries_bits_though_no_single_use_of_it_does():
    n = 4
    words = np.arange(2**n)[:, None] >> np.arange(n) & 1
    same, turned = np.arange(2**n), 2**n - 1 - np.arange(2**n)  # one coin flips all digits of a block or none
    block = np.zeros((2**n, 2**n))
    block[same, same] += 1 / 2
    block[same, turned] += 1 / 2
    assert math.isclose(channel_capacity(block), n - 1, abs_tol=1e-9)
    joint = block / 2**n
    for i in range(n):
        single = [[joint[np.ix_(words[:, i] == x, words[:, i] == y)].sum() for y in (0, 1)] for x in (0, 1)]
        assert math.isclose(mutual_information(single), 0, abs_tol=1e-12)


def fewest_wrong(f, n, k):
    """The probability that no decoder can get below: 2^k words own the 2^(n - k) likeliest patterns each."""
    chance = np.sort(np.concatenate([[f**d * (1 - f) ** (n - d)] * math.comb(n, d) for d in range(n + 1)]))
    return 1 - chance[::-1][: 2 ** (n - k)].sum()


def test_no_code_drawn_by_lot_is_better_than_hammings():
    rng, f = np.random.default_rng(0), 0.1
    best = fewest_wrong(f, 7, 4)
    assert math.isclose(best, 1 - (1 - f) ** 7 - 7 * f * (1 - f) ** 6, rel_tol=1e-12)
    hamming = WORDS7[~(WORDS7 @ CHECKS.T % 2).any(axis=1)]
    for words in [hamming, *(rng.integers(2, size=(16, 7)) for _ in range(200))]:
        apart = (words[:, None] ^ WORDS7).sum(axis=-1)
        likelihood = f**apart * (1 - f) ** (7 - apart)
        wrong = 1 - likelihood.max(axis=0).sum() / 16  # the likeliest word for each that may arrive
        assert wrong >= best - 1e-12
        assert words is not hamming or math.isclose(wrong, best, rel_tol=1e-12)


@repeatably
@given(st.one_of(bits.map(flip), bits.map(lambda e: np.array([[1 - e, e, 0], [0, e, 1 - e]]))))
def test_two_uses_turned_into_a_worse_and_a_better_line_keep_their_sum(rows):
    pair = np.einsum("uvi,vj->uvij", rows[[[0, 1], [1, 0]]], rows)  # sent are u + v and v
    worse = pair.mean(axis=1).reshape(2, -1)
    better = np.zeros((2, 2, *pair.shape[2:]))  # v arrives with u known
    for u in (0, 1):
        better[:, u] = pair[u] / 2
    better = better.reshape(2, -1)
    one, low, high = channel_capacity(rows), channel_capacity(worse), channel_capacity(better)
    assert math.isclose(low + high, 2 * one, abs_tol=1e-6)
    assert low - 1e-9 <= one <= high + 1e-9
    if rows.shape == (2, 3):
        e = rows[0, 1]
        assert math.isclose(low, 1 - (2 * e - e**2), abs_tol=1e-6)
        assert math.isclose(high, 1 - e**2, abs_tol=1e-6)


def test_known_channels():
    assert channel_capacity(np.eye(8)) == 3
    assert (
        channel_capacity([[0.3, 0.7]] * 3) == channel_capacity([[1.0]]) == channel_capacity([[0.5, 0.5]]) == 0
    )
    assert channel_capacity([[1], [1], [1]]) == 0
    typewriter = (np.eye(26) + np.roll(np.eye(26), 1, axis=1)) / 2
    assert math.isclose(channel_capacity(typewriter), math.log2(13), rel_tol=1e-14)
    assert math.isclose(channel_capacity([[1, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]]), 1, rel_tol=1e-12)
    symmetric = np.array([[0.5, 0.3, 0.2], [0.2, 0.5, 0.3], [0.3, 0.2, 0.5]])
    assert math.isclose(channel_capacity(symmetric), math.log2(3) - entropy([0.5, 0.3, 0.2]), rel_tol=1e-14)


def test_the_order_of_inputs_and_outputs_repeated_inputs_and_unused_outputs_do_not_matter():
    rows = np.random.default_rng(0).dirichlet(np.ones(4), size=3)
    capacity = channel_capacity(rows)
    for other in (rows[::-1], rows[:, ::-1], np.vstack([rows, rows]), np.insert(rows, 2, 0.0, axis=1)):
        assert math.isclose(channel_capacity(other), capacity, rel_tol=1e-12)


@repeatably
@given(channels(), st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_rows_that_occur_again_neither_stop_the_search_nor_change_the_capacity(rows, again):
    solved = solve_channel(np.vstack([rows, rows[[i % len(rows) for i in again]]]))
    assert solved.gap <= 1e-12
    assert math.isclose(solved.bits, channel_capacity(rows), rel_tol=1e-9, abs_tol=1e-12)


def test_nearly_equal_and_nearly_useless_inputs_are_solved_too():
    for rows in (
        [[0.5, 0.5], [0.5001, 0.4999], [0.5002, 0.4998]],
        [[1, 0], [0.99, 0.01]],
        [[1, 0], [1 - 1e-9, 1e-9]],
        [[1, 0], [0, 1], [0.5, 0.5]],
        [[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]],
        [[1, 1e-310], [0.5, 0.5]],
    ):
        solved = solve_channel(rows)
        assert solved.gap <= 1e-12 * solved.bits
    two = channel_capacity([[0.5, 0.5], [0.5002, 0.4998]])
    assert math.isclose(channel_capacity([[0.5, 0.5], [0.5001, 0.4999], [0.5002, 0.4998]]), two, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: channel_capacity([0.5, 0.5]),
            ValueError,
            "transition must be a matrix with rows p(y | x); its shape is (2,)",
        ),
        (
            lambda: channel_capacity([[[1.0]]]),
            ValueError,
            "transition must be a matrix with rows p(y | x); its shape is (1, 1, 1)",
        ),
        (
            lambda: channel_capacity([[1, 0], [0.5, 0.25]]),
            ValueError,
            "transition[1] sums to 0.75, not 1: use normalize(transition)",
        ),
        (lambda: channel_capacity([[]]), ValueError, "transition is empty: its shape is (1, 0)"),
        (
            lambda: channel_capacity("bsc"),
            TypeError,
            "transition must hold real numbers, not <U3: convert it first, say with float(...)",
        ),
        (
            lambda: channel_capacity([[1j]]),
            TypeError,
            "transition must hold real numbers, not complex128: convert it first, say with float(...)",
        ),
    ],
)
def test_a_bad_transition_matrix_is_told_so(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
