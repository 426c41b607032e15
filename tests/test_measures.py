"""The laws of the measures over random distributions, their known values, and their edges."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
from distributions import joints, pairs, pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st

from infolib import (
    binary_entropy,
    conditional_entropy,
    cross_entropy,
    entropy,
    information_content,
    joint_entropy,
    js_divergence,
    kl_divergence,
    mutual_information,
    normalize,
    perplexity,
)

OF_TWO = [kl_divergence, cross_entropy, js_divergence]
E = math.e


def close(a, b, digits=12):
    return np.allclose(a, b, rtol=10.0**-digits, atol=10.0**-digits)


# Known values: the examples of the chapters, to the six decimals they print


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (entropy([1 / 6] * 6), 2.584963),
        (entropy([0.5, 0.5]), 1.0),
        (entropy([0.99, 0.01]), 0.080793),
        (entropy([0.9, 0.1]), 0.468996),
        (entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8], base=4), 0.875),
        (information_content(0.1), 3.321928),
        (information_content(0.4), 1.321928),
        (information_content(0.99) + information_content(0.01), 6.658356),
        (kl_divergence([0.5, 0.5], [0.25, 0.75], base=E), 0.143841),
        (kl_divergence([0.5, 0.5], [0.25, 0.75]), 0.207519),
        (kl_divergence([0.5, 0.5], [0.125, 0.875], base=E), 0.413339),
        (kl_divergence([0.25, 0.75], [0.5, 0.5], base=E), 0.130812),
        (kl_divergence([0.125, 0.875], [0.5, 0.5], base=E), 0.316377),
        (kl_divergence([0.5, 0.4, 0.1], [0.5, 0.1, 0.4]), 0.6),
        (kl_divergence([0.5, 0.1, 0.4], [0.5, 0.4, 0.1]), 0.6),
        (kl_divergence([0.2, 0.8], [0.8, 0.2], base=E), 0.831777),
        (kl_divergence([0.5, 0.5], [0.1, 0.9], base=E), 0.510826),
        (kl_divergence([0.25, 0.75], [0.1, 0.9], base=E), 0.092332),
        (entropy([0.2, 0.8], base=E), 0.500402),
        (cross_entropy([0.2, 0.8], [0.3, 0.7], base=E), 0.526135),
        (kl_divergence([0.2, 0.8], [0.3, 0.7], base=E), 0.025732),
        (entropy([0.3, 0.2, 0.4, 0.1], base=E), 1.279854),
        (cross_entropy([0.3, 0.2, 0.4, 0.1], [0.25, 0.25, 0.35, 0.15], base=E), 1.302788),
        (kl_divergence([0.3, 0.2, 0.4, 0.1], [0.25, 0.25, 0.35, 0.15], base=E), 0.022934),
        (cross_entropy([0.6, 0.3, 0.1], [0.3, 0.3, 0.4]), 1.695462),
        (cross_entropy([0.6, 0.3, 0.1], [0.98, 0.01, 0.01], base=E), 1.854190),
        (cross_entropy([0.8, 0.2], [0.6, 0.4], base=E), 0.591919),
        (kl_divergence([0.8, 0.2], [0.6, 0.4], base=E), 0.091516),
        (cross_entropy([0.4, 0.2, 0.3, 0.1], [0.3, 0.3, 0.2, 0.2], base=E), 1.366159),
        (kl_divergence([0.4, 0.2, 0.3, 0.1], [0.3, 0.3, 0.2, 0.2], base=E), 0.086305),
        (kl_divergence([0.7, 0.3], [0.5, 0.5], base=E), 0.082283),
    ],
)
def test_the_examples_of_the_chapters_have_their_values(value, expected):
    assert isinstance(value, float)
    assert round(value, 6) == expected


@pytest.mark.parametrize("k", range(21))
def test_the_entropy_of_2_to_the_k_equal_probabilities_is_exactly_k_bits(k):
    assert entropy(np.full(2**k, 2.0**-k)) == k
    assert perplexity(np.full(2**k, 2.0**-k)) == 2**k


def test_powers_of_one_half_give_exact_bits():
    p, q = [1 / 2, 1 / 4, 1 / 8, 1 / 8], [1 / 8, 1 / 8, 1 / 4, 1 / 2]
    assert entropy(p) == 1.75
    assert cross_entropy(p, q) == 2.625
    assert kl_divergence(p, q) == 0.875
    assert [information_content(x) for x in (1, 1 / 2, 1 / 4, 1 / 8)] == [0, 1, 2, 3]
    assert binary_entropy(0.5) == 1
    assert js_divergence([1, 0, 0], [0, 0.5, 0.5]) == 1
    joint = np.diag([1 / 2, 1 / 4, 1 / 4])
    assert mutual_information(joint) == joint_entropy(joint) == 1.5
    assert conditional_entropy([[1 / 4, 1 / 4], [1 / 2, 0]]) == 0.5


# Laws


@repeatably
@given(pmfs())
def test_entropy_lies_between_0_and_log_n(p):
    assert 0 <= entropy(p) <= math.log2(len(p)) * (1 + 1e-15)
    assert (entropy(p) == 0) == (np.count_nonzero(p) == 1)


@given(st.integers(1, 300))
@repeatably
def test_equal_probabilities_have_the_largest_entropy_and_only_they(n):
    assert close(entropy(np.full(n, 1 / n)), math.log2(n), 14)
    if n > 1:
        tilted = np.append(np.full(n - 1, (1 - 2 / (3 * n)) / (n - 1)), 2 / (3 * n))
        assert entropy(tilted) < math.log2(n)


@repeatably
@given(pairs(), st.randoms(use_true_random=False))
def test_the_order_of_outcomes_and_impossible_ones_do_not_matter(pq, random):
    p, q = pq
    order = random.sample(range(len(p)), len(p))
    wide_p, wide_q = np.insert(p, 0, 0.0), np.insert(q, 0, 0.0)
    assert close(entropy(p[order]), entropy(p)) and close(entropy(wide_p), entropy(p))
    for f in OF_TWO:
        assert close(f(p[order], q[order]), f(p, q)) and close(f(wide_p, wide_q), f(p, q))


@repeatably
@given(
    pairs(), st.sampled_from([1.0001, 2, math.e, 3, 4, 10, 1e9, np.float32(2), np.int64(10), Fraction(5, 2)])
)
def test_a_base_is_a_unit(pq, base):
    p, q = pq
    joint = np.outer(p, q)
    one = math.log(base)
    assert close(entropy(p, base=base) * one, entropy(p, base=E))
    for f in OF_TWO:
        assert close(f(p, q, base=base) * one, f(p, q, base=E))
    for f in (joint_entropy, conditional_entropy, mutual_information):
        assert close(f(joint, base=base) * one, f(joint, base=E))
    for f in (information_content, binary_entropy):
        assert close(f(p, base=base) * one, f(p, base=E))
    assert close(entropy(p) * math.log(2), entropy(p, base=E))  # bits are the default


@repeatably
@given(pairs())
def test_cross_entropy_is_entropy_plus_divergence(pq):
    p, q = pq
    assert close(cross_entropy(p, q), entropy(p) + kl_divergence(p, q))
    assert close(cross_entropy(p, p), entropy(p), 15)
    assert cross_entropy(p, q) >= entropy(p) * (1 - 1e-13)


@repeatably
@given(pairs())
def test_divergence_is_never_negative_and_infinite_just_where_the_support_is_missed(pq):
    p, q = pq
    assert kl_divergence(p, q) >= 0
    assert math.isinf(kl_divergence(p, q)) == bool(np.any((p > 0) & (q == 0)))
    assert math.isinf(cross_entropy(p, q)) == bool(np.any((p > 0) & (q == 0)))


@repeatably
@given(pmfs())
def test_the_divergence_from_itself_is_exactly_0(p):
    for f in (kl_divergence, js_divergence):
        assert f(p, p) == 0 and math.copysign(1, f(p, p)) == 1


def test_no_divergence_of_nearly_equal_distributions_is_negative():
    rng = np.random.default_rng(0)
    for _ in range(500):
        p = rng.dirichlet(np.ones(rng.integers(2, 20)))
        q = normalize(p * (1 + 10.0 ** rng.uniform(-18, -1) * rng.normal(size=len(p))).clip(0))
        for f in (kl_divergence, js_divergence):
            assert f(p, q) >= 0
            assert (f(p, q) > 0) == bool(np.any(p != q)) or np.abs(p / q - 1).max() < 1e-15


@repeatably
@given(pairs())
def test_the_divergence_is_a_sum_of_terms_none_of_which_is_negative(pq):
    p, q = (x[(pq[0] > 0) | (pq[1] > 0)] for x in pq)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        terms = np.where(p > 0, p * np.log(p / q) - p + q, q)  # d(x, m) as written, and d(0, m) = m
    assert np.all(terms[p == q] == 0) and np.all(terms >= -1e-15)
    if np.isfinite(terms).all():
        assert close(kl_divergence(p, q, base=E), terms.sum())


@repeatably
@given(st.integers(2, 8).flatmap(pmfs), st.integers(12, 40))
def test_a_last_digit_of_a_belief_moves_the_divergence_by_its_share_of_the_distance(p, k):
    p, delta, move = normalize(p + 0.1), 2.0**-k, np.zeros(len(p))
    move[0], move[-1] = 1, -1
    q = p + delta * move  # exactly
    far, near = kl_divergence(p, q), kl_divergence(p, p + delta / 2 * move)
    assert math.isclose(far, 4 * near, rel_tol=2.0 ** (5 - k))
    moved = kl_divergence(p, np.nextafter(q, q + move))
    digits = np.spacing(q)[[0, -1]]  # the input's condition number is q/delta, times 2 and a weight
    assert digits.min() / delta < moved / far - 1 < 4 * digits.max() / delta


@repeatably
@given(pairs())
def test_pinsker(pq):
    p, q = pq
    assert kl_divergence(p, q, base=E) >= np.abs(p - q).sum() ** 2 / 2 * (1 - 1e-12)


@repeatably
@given(pairs())
def test_js_is_symmetric_at_most_1_bit_and_half_the_divergences_from_the_mixture(pq):
    p, q = pq
    js = js_divergence(p, q)
    assert close(js, js_divergence(q, p), 14)
    assert 0 <= js <= 1
    m = (p + q) / 2
    if np.all((m > 0) == (p + q > 0)):  # half of the smallest subnormal is 0
        assert close(js, (kl_divergence(p, m) + kl_divergence(q, m)) / 2)
    assert close(js, entropy(m) - (entropy(p) + entropy(q)) / 2)
    if not np.any((p > 0) & (q > 0)):
        assert js == 1


@repeatably
@given(st.integers(2, 6).flatmap(lambda n: st.tuples(pmfs(n), pmfs(n), pmfs(n))))
def test_the_square_root_of_js_is_a_metric(three):
    p, q, r = three
    d = [math.sqrt(js_divergence(a, b)) for a, b in ((p, r), (p, q), (q, r))]
    assert d[0] <= d[1] + d[2] + 1e-9


@repeatably
@given(joints())
def test_chain_rules(joint):
    h_xy, h_x, h_y = (
        joint_entropy(joint),
        entropy(normalize(joint.sum(axis=1))),
        entropy(normalize(joint.sum(axis=0))),
    )
    assert close(h_xy, h_x + conditional_entropy(joint))
    assert close(h_xy, h_y + conditional_entropy(joint.T))
    information = mutual_information(joint)
    assert close(information, h_x + h_y - h_xy)
    assert close(information, h_y - conditional_entropy(joint))
    assert close(information, mutual_information(joint.T))
    assert information >= 0 and conditional_entropy(joint) >= 0


@repeatably
@given(pairs())
def test_independent_variables_tell_nothing_and_copies_everything(pq):
    p, q = pq
    assert mutual_information(np.outer(p, q)) < 1e-30
    assert close(conditional_entropy(np.outer(p, q)), entropy(q))
    assert close(mutual_information(np.diag(p)), entropy(p))
    assert conditional_entropy(np.diag(p)) == 0


@repeatably
@given(joints(), st.integers(0, 100))
def test_processing_cannot_add_information(joint, seed):
    channel = np.random.default_rng(seed).dirichlet(np.ones(3), size=joint.shape[1])
    after = normalize((joint @ channel).ravel()).reshape(joint.shape[0], 3)
    assert mutual_information(after) <= mutual_information(joint) + 1e-12


def tables(n_x, n_y, positive=False):
    return pmfs(n_x * n_y, positive).map(lambda p: np.reshape(p, (n_x, n_y)))


pairs_of_tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda s: st.tuples(tables(*s), tables(*s, positive=True))
)


@repeatably
@given(pairs_of_tables)
def test_the_divergence_of_pairs_is_that_of_the_first_plus_the_mean_of_the_second_given_the_first(two):
    for p, q in (two, [table.T for table in two]):
        p_x, q_x = normalize(p.sum(axis=1)), normalize(q.sum(axis=1))
        occurs = p_x > 1e-290
        rest = [kl_divergence(normalize(a), normalize(b)) for a, b in zip(p[occurs], q[occurs], strict=True)]
        assert close(kl_divergence(p.ravel(), q.ravel()), kl_divergence(p_x, q_x) + np.dot(p_x[occurs], rest))


@repeatably
@given(pairs_of_tables)
def test_forgetting_or_merging_never_raises_a_divergence(two):
    p, q = two
    for axis in (0, 1):
        forgotten = kl_divergence(normalize(p.sum(axis=axis)), normalize(q.sum(axis=axis)))
        assert forgotten <= kl_divergence(p.ravel(), q.ravel()) + 1e-12


@repeatably
@given(pairs(), st.floats(0, 1))
def test_entropy_is_concave_and_its_gap_is_what_coin_and_outcome_tell_about_each_other(pq, share):
    p, q = pq
    gap = entropy(normalize(share * p + (1 - share) * q)) - share * entropy(p) - (1 - share) * entropy(q)
    assert gap >= -1e-12
    assert close(
        gap, mutual_information(normalize(np.concatenate([share * p, (1 - share) * q])).reshape(2, -1))
    )
    if 0.01 < share < 0.99 and np.abs(p - q).max() > 0.01:
        assert gap > 1e-7
    assert abs(entropy(normalize(share * p + (1 - share) * p)) - entropy(p)) < 1e-12


@repeatably
@given(
    st.integers(1, 6).flatmap(lambda n: st.tuples(pmfs(n), pmfs(n), pmfs(n, True), pmfs(n, True))),
    st.floats(0, 1),
)
def test_divergence_is_convex_in_the_pair(four, share):
    p_1, p_2, q_1, q_2 = four
    mixed = [normalize(share * a + (1 - share) * b) for a, b in ((p_1, p_2), (q_1, q_2))]
    mean = share * kl_divergence(p_1, q_1) + (1 - share) * kl_divergence(p_2, q_2)
    assert kl_divergence(*mixed) <= mean + 1e-12
    told = [np.concatenate([share * a, (1 - share) * b]) for a, b in ((p_1, p_2), (q_1, q_2))]
    assert close(kl_divergence(*map(normalize, told)), mean)  # outcomes that show the coin lose nothing


@repeatably
@given(pairs())
def test_what_place_and_weather_tell_about_each_other_is_the_jensen_shannon_divergence(pq):
    assert close(mutual_information(np.stack(pq) / 2), js_divergence(*pq))


@repeatably
@given(joints())
def test_information_is_at_most_the_smaller_entropy_and_equal_just_where_one_settles_the_other(joint):
    h_x, h_y = (entropy(normalize(joint.sum(axis=axis))) for axis in (1, 0))
    information = mutual_information(joint)
    assert information <= min(h_x, h_y) + 1e-12
    assert conditional_entropy(joint) <= h_y + 1e-12
    for table, h in ((joint, h_y), (joint.T, h_x)):
        settled = np.all(np.count_nonzero(table, axis=1) <= 1)
        assert (conditional_entropy(table) == 0) == settled
        if settled:
            assert close(information, h)


def test_one_reading_may_raise_the_entropy_though_the_mean_of_all_never_rises():
    valley = np.array([[10, 20, 10], [10, 10, 0], [40, 0, 0]]) / 100
    assert close(entropy(normalize(valley)), [1.5, 1, 0], 15)
    assert 1.5 > entropy(valley.sum(axis=0)) > conditional_entropy(valley)
    assert round(conditional_entropy(valley), 6) == 0.8
    assert round(mutual_information(valley), 6) == 0.495462


@repeatably
@given(joints(), st.floats(0, 1))
def test_a_barometer_that_sticks_is_worth_at_most_the_share_of_its_good_days(joint, sticks):
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    table = normalize(((1 - sticks) * joint + sticks * product).ravel()).reshape(joint.shape)
    assert mutual_information(table) <= (1 - sticks) * mutual_information(joint) + 1e-12


@repeatably
@given(joints(), st.lists(st.floats(0.01, 1), min_size=4, max_size=4))
def test_a_report_that_merges_equal_rows_keeps_all_information(joint, parts):
    split = np.concatenate([joint * share for share in normalize(parts)])  # each row four times, in parts
    assert close(mutual_information(normalize(split.ravel()).reshape(split.shape)), mutual_information(joint))


def test_correlation_0_can_hide_a_whole_bit():
    x, y = np.array([-2, -1, 1, 2]), np.array([2, 1, 1, 2])
    assert np.mean(x * y) == np.mean(x) * np.mean(y)
    assert mutual_information(np.array([[0, 1], [1, 0], [1, 0], [0, 1]]) / 4) == 1


@pytest.mark.parametrize("n", [100, 400])
def test_counted_shares_have_an_entropy_about_k_minus_1_over_2_n_nats_too_low(n):
    p = 0.3
    k = np.arange(n + 1)
    probability = np.array([math.comb(n, int(j)) * p**j * (1 - p) ** (n - j) for j in k])
    counted = np.stack([k, n - k], axis=1) / n
    plug_in = np.dot(probability, entropy(counted, base=E))
    shortfall = entropy([p, 1 - p], base=E) - plug_in
    assert abs(shortfall * 2 * n - 1) < 5 / n  # (K - 1) / (2n) for K = 2, and the next term falls like 1/n^2
    seen = np.count_nonzero(counted, axis=1)  # Miller and Madow count the outcomes that came
    corrected = np.dot(probability, entropy(counted, base=E) + (seen - 1) / (2 * n))
    assert abs(entropy([p, 1 - p], base=E) - corrected) < shortfall / 20


@pytest.mark.parametrize("n", [20, 40])
def test_counted_tables_of_two_fair_coins_tell_about_1_over_2_n_nats_that_are_not_there(n):
    """Exactly, over all tables of n throws of two independent coins."""
    mean = mean_corrected = 0.0
    for a in range(n + 1):
        for b in range(n + 1 - a):
            for c in range(n + 1 - a - b):
                d = n - a - b - c
                table = np.array([[a, b], [c, d]])
                ways = math.comb(n, a) * math.comb(n - a, b) * math.comb(n - a - b, c)
                h = [
                    -sum(k / n * math.log(k / n) for k in parts if k)
                    for parts in (table.sum(0), table.sum(1), (a, b, c, d))
                ]
                seen = [np.count_nonzero(parts) for parts in (table.sum(0), table.sum(1), table)]
                information = h[0] + h[1] - h[2]
                mean += ways / 4**n * information
                mean_corrected += ways / 4**n * (information - (seen[2] - seen[0] - seen[1] + 1) / (2 * n))
    assert abs(mean * 2 * n - 1) < 3 / n
    assert abs(mean_corrected) < mean / 5


@repeatably
@given(pmfs())
def test_perplexity_is_the_effective_number_of_outcomes(p):
    assert close(perplexity(p), 2 ** entropy(p), 14)
    assert 1 <= perplexity(p) <= len(p) * (1 + 1e-14)


@repeatably
@given(st.floats(0, 1))
def test_a_coin_has_the_entropy_of_two_outcomes(p):
    assert close(binary_entropy(p), entropy([p, 1 - p]))
    assert close(binary_entropy(1 - p), binary_entropy(p)) or p < 1e-10
    assert 0 <= binary_entropy(p) <= 1


@pytest.mark.parametrize("k", range(1, 12))
def test_small_perturbations_give_half_chi_square_and_an_eighth_for_js(k):
    rng = np.random.default_rng(k)
    q = rng.dirichlet(np.ones(6))
    p = normalize(q * (1 + 10.0**-k * rng.uniform(-1, 1, 6)))
    difference = p - q - q * (p - q).sum()  # of the normalised vectors
    chi_square = (difference**2 / q).sum()
    slack = max(10.0**-k, 1e-12)
    assert abs(kl_divergence(p, q, base=E) / (chi_square / 2) - 1) <= slack
    assert abs(js_divergence(p, q, base=E) / (chi_square / 8) - 1) <= slack


# Batches, axes, types


@pytest.mark.parametrize("axis", [-3, -2, -1, 0, 1, 2])
def test_an_axis_and_a_batch_agree_with_a_loop(axis):
    rng = np.random.default_rng(0)
    p, q = (normalize(rng.uniform(size=(3, 4, 5)), axis=axis) for _ in range(2))
    rows_p, rows_q = np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1)
    for f in (entropy, perplexity):
        batch = f(p, axis=axis)
        assert batch.dtype == np.float64 and batch.shape == rows_p.shape[:-1]
        assert close(batch, [[f(row) for row in rows] for rows in rows_p], 14)
    for f in OF_TWO:
        batch = f(p, q, axis=axis)
        assert batch.dtype == np.float64 and batch.shape == rows_p.shape[:-1]
        assert close(
            batch, [[f(a, b) for a, b in zip(x, y, strict=True)] for x, y in zip(rows_p, rows_q, strict=True)]
        )


@pytest.mark.parametrize("f", OF_TWO, ids=lambda f: f.__name__)
def test_leading_axes_broadcast_and_the_outcomes_do_not(f):
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(4), size=(3, 1)), rng.dirichlet(np.ones(4), size=5)
    expected = [[f(a[0], b) for b in q] for a in p]
    assert close(f(p, q), expected, 14)
    assert close(f(p[0, 0], q), expected[0], 14) and close(f(p[:, 0], q[0]), np.array(expected)[:, 0], 14)
    assert close(f(p[0, 0], q.T, axis=0), expected[0], 14)
    with pytest.raises(ValueError):
        f([1.0], q)


def test_a_batch_of_close_distant_and_impossible_pairs_is_each_of_them():
    p = [[0.5, 0.5], [0.5, 0.5], [1.0, 0.0], [0.5, 0.5], [0.5 + 1e-9, 0.5 - 1e-9]]
    q = [[0.5, 0.5], [1.0, 0.0], [0.5, 0.5], [0.25, 0.75], [0.5, 0.5]]
    for f in OF_TWO:
        assert f(p, q).tolist() == [f(a, b) for a, b in zip(p, q, strict=True)]


def test_one_distribution_gives_a_python_float_and_a_batch_of_one_an_array():
    for value in (
        *(f([0.5, 0.5]) for f in (entropy, perplexity)),
        *(f([0.5, 0.5], [0.25, 0.75]) for f in OF_TWO),
        *(f([[0.5, 0.5]]) for f in (joint_entropy, conditional_entropy, mutual_information)),
        *(
            f(x)
            for f in (information_content, binary_entropy)
            for x in (0.5, 1, np.float32(0.5), np.array(0.5))
        ),
    ):
        assert type(value) is float
    assert entropy([[0.5, 0.5]]).shape == (1,)
    assert kl_divergence([[0.5, 0.5]], [0.5, 0.5]).shape == (1,)
    assert information_content([0.5]).shape == (1,) and binary_entropy([[0.5]]).shape == (1, 1)


def test_narrow_types_and_integers_are_computed_in_float64():
    p, q = np.float32([0.3, 0.7]), np.float32([0.6, 0.4])
    wide_p, wide_q = p.astype(float), q.astype(float)
    assert entropy(p, base=E) == -(wide_p * np.log(wide_p)).sum()
    assert information_content(p).dtype == binary_entropy(p).dtype == np.float64
    assert close(information_content(p), information_content(wide_p), 15)
    wide_p, wide_q = normalize(wide_p), normalize(wide_q)
    for f in (kl_divergence, js_divergence):
        assert close(f(p, q), f(wide_p, wide_q), 14) and close(f(p, wide_q), f(wide_p, q), 14)
    assert entropy([True, False]) == entropy(np.int8([0, 1])) == 0
    assert kl_divergence([1, 0], [0.5, 0.5]) == 1
    half = np.array([0.25, 0.75], dtype=np.float16)
    assert entropy(half) == entropy([0.25, 0.75])
    assert close(kl_divergence(half, [0.5, 0.5]), kl_divergence([0.25, 0.75], [0.5, 0.5]), 15)


@pytest.mark.parametrize("n", [4095, 4096, 4097, 131071, 131073, 300001])
def test_long_distributions_are_summed_in_blocks_without_a_seam(n):
    rng = np.random.default_rng(n)
    p, q = normalize(rng.uniform(size=n)), normalize(rng.uniform(size=n))
    log_p, log_q = np.log(p), np.log(q)
    assert math.isclose(entropy(p, base=E), -math.fsum(p * log_p), rel_tol=1e-13)
    assert math.isclose(cross_entropy(p, q, base=E), -math.fsum(p * log_q), rel_tol=1e-13)
    assert math.isclose(kl_divergence(p, q, base=E), math.fsum(p * (log_p - log_q)), rel_tol=1e-12)
    m = (p + q) / 2
    js = math.fsum(p * (log_p - np.log(m)) + q * (log_q - np.log(m))) / 2
    assert math.isclose(js_divergence(p, q, base=E), js, rel_tol=1e-11)
    near = normalize(p * (1 + 1e-6 * rng.uniform(-1, 1, n)))
    chi_square = ((p - near) ** 2 / p).sum()
    assert math.isclose(kl_divergence(p, near, base=E), chi_square / 2, rel_tol=1e-5)
    assert math.isclose(js_divergence(p, near, base=E), chi_square / 8, rel_tol=1e-5)


def test_wide_and_tall_batches_agree_with_single_rows():
    rng = np.random.default_rng(0)
    for shape in ((3, 50_000), (5000, 40), (2, 3, 30_000)):
        p, q = (normalize(rng.uniform(size=shape)) for _ in range(2))
        last = (-1,) * (len(shape) - 1)
        assert close(entropy(p)[last], entropy(p[last]), 14)
        for f in OF_TWO:
            assert close(f(p, q)[last], f(p[last], q[last]), 14)
            assert close(f(p[last], q)[last], f(p[last], q[last]), 14)
        assert close(entropy(np.moveaxis(p, -1, 0), axis=0), entropy(p), 14)


# Edges


def test_impossible_outcomes_cost_nothing_and_certain_ones_are_0_not_minus_0():
    for value in (
        *(
            entropy([1, 0]),
            entropy([0.0, 1.0, -0.0]),
            binary_entropy(0),
            binary_entropy(1),
            information_content(1),
        ),
        *(cross_entropy([1, 0], [1, 0]), kl_divergence([1, 0], [1, 0]), js_divergence([1, 0], [1, 0])),
        *(
            mutual_information([[1]]),
            conditional_entropy([[1, 0]]),
            conditional_entropy([[0.5, 0], [0, 0.5]]),
        ),
        *(joint_entropy([[1, 0], [0, 0]]), mutual_information([[0.5, 0.5], [0, 0]])),
    ):
        assert value == 0 and math.copysign(1, value) == 1
    assert perplexity([1, 0]) == 1


def test_infinities_are_answers_and_come_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert information_content([0, -0.0, 1]).tolist() == [math.inf, math.inf, 0]
        assert kl_divergence([0.5, 0.5], [1, 0]) == cross_entropy([0.5, 0.5], [1, 0]) == math.inf
        assert kl_divergence([5e-324, 1], [0, 1]) == math.inf
        assert js_divergence([0.5, 0.5], [1, 0]) < 1
        assert kl_divergence([0, 1], [0, 1]) == 0


def test_infinities_come_even_where_numpy_is_set_to_raise():
    with np.errstate(all="raise"):
        assert (
            information_content(0)
            == kl_divergence([1, 0], [0, 1])
            == cross_entropy([1, 0], [0, 1])
            == math.inf
        )
        assert entropy([1, 0]) == binary_entropy(0) == 0 and js_divergence([1, 0], [0, 1]) == 1
        assert (
            mutual_information([[0.5, 0], [0, 0.5]]) == 1 and conditional_entropy([[0.5, 0], [0, 0.5]]) == 0
        )
        assert entropy([1.0, 5e-324]) > 0


def test_subnormal_probabilities_count():
    assert math.isclose(
        kl_divergence([0.5, 0.5], [1, 5e-324], base=E), 0.5 * (744.4400719213812 - 2 * math.log(2))
    )
    assert information_content(5e-324) == 1074
    assert 0 < mutual_information([[1e-200, 0], [0, 1]]) < 1e-197
    assert entropy([1, 1e-310], base=E) == pytest.approx(1e-310 * 310 * math.log(10), rel=1e-9)
