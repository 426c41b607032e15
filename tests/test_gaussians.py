"""Normal distributions: known values, integrals, identities, edges."""

import itertools
import math
import warnings

import numpy as np
import pytest
from distributions import repeatably
from hypothesis import given
from hypothesis import strategies as st

from infolib import entropy, gaussian_entropy, gaussian_kl, kl_divergence

means = st.floats(-100, 100)
sigmas = st.floats(1e-3, 1e3)
near_means, near_sigmas = st.floats(-3, 3), st.floats(0.6, 1.6)  # what one grid can integrate
STEP = 0.005
GRID = (np.arange(6400) + 0.5) * STEP - 16  # the middles of small steps from -16 to 16


def density(x, mu, sigma):
    return np.exp(-(((x - mu) / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))


def test_known_values():
    assert gaussian_kl(0, 1, 1, 1) == gaussian_kl(1, 1, 0, 1) == 0.5
    assert gaussian_kl(0.5, 1.0, 0.0, 1.0) == 0.125
    assert math.isclose(gaussian_kl(0, 1, 1, 1, base=2), 0.5 / math.log(2))
    assert math.isclose(gaussian_entropy(1), math.log(2 * math.pi * math.e) / 2)
    assert math.isclose(gaussian_entropy(1, base=2), 2.047095585180641)
    assert gaussian_entropy(0.01) < 0
    for value in (gaussian_entropy(1), gaussian_entropy(np.float32(1)), gaussian_kl(0, 1, 0, 2)):
        assert type(value) is float


@pytest.mark.parametrize(
    ("mu1", "sigma1", "mu2", "sigma2"), [(0, 1, 1, 2), (-1, 0.5, 0.3, 0.7), (2, 3, 2, 1)]
)
def test_the_closed_forms_are_the_integrals(mu1, sigma1, mu2, sigma2):
    x = np.linspace(mu1 - 12 * sigma1, mu1 + 12 * sigma1, 200_001)
    p, q = density(x, mu1, sigma1), density(x, mu2, sigma2)
    assert math.isclose(
        gaussian_kl(mu1, sigma1, mu2, sigma2), np.trapezoid(p * np.log(p / q), x), rel_tol=1e-9
    )
    assert math.isclose(gaussian_entropy(sigma1), -np.trapezoid(p * np.log(p), x), rel_tol=1e-9)


@repeatably
@given(means, sigmas, means, sigmas)
def test_divergence_is_0_just_for_the_same_and_ignores_shift_and_scale(mu1, sigma1, mu2, sigma2):
    d = gaussian_kl(mu1, sigma1, mu2, sigma2)
    assert d >= 0 and (d > 0 or (sigma1, mu1) == (sigma2, mu2) or abs(mu1 - mu2) < 1e-150)
    assert gaussian_kl(mu1, sigma1, mu1, sigma1) == 0
    assert gaussian_kl(2 * mu1, 2 * sigma1, 2 * mu2, 2 * sigma2) == d
    assert math.isclose(gaussian_kl(-mu1, sigma1, -mu2, sigma2), d)
    assert math.isclose(gaussian_kl(mu1, sigma1, mu2, sigma2, base=2) * math.log(2), d)


@repeatably
@given(near_means, near_sigmas, near_means, near_sigmas)
def test_the_closed_forms_are_the_integrals_for_random_normals(mu1, sigma1, mu2, sigma2):
    p = density(GRID, mu1, sigma1)
    log_p, log_q = (
        -(((GRID - mu) / sigma) ** 2) / 2 - math.log(sigma * math.sqrt(2 * math.pi))
        for mu, sigma in ((mu1, sigma1), (mu2, sigma2))
    )
    assert math.isclose(
        gaussian_kl(mu1, sigma1, mu2, sigma2), np.sum(p * (log_p - log_q)) * STEP, rel_tol=1e-6, abs_tol=1e-9
    )
    assert math.isclose(gaussian_entropy(sigma1), -np.sum(p * log_p) * STEP, rel_tol=1e-6, abs_tol=1e-6)


@repeatably
@given(means, sigmas, means, sigmas, st.floats(0.01, 100), st.booleans(), means)
def test_a_change_of_the_unit_changes_the_entropy_but_not_the_divergence(
    mu1, sigma1, mu2, sigma2, scale, turned, shift
):
    a = -scale if turned else scale
    d = gaussian_kl(mu1, sigma1, mu2, sigma2)
    rounding = 1e-12 * (1 + abs(shift) + abs(a) * (abs(mu1) + abs(mu2))) / (scale * sigma2)
    moved = gaussian_kl(a * mu1 + shift, scale * sigma1, a * mu2 + shift, scale * sigma2)
    assert abs(math.sqrt(moved) - math.sqrt(d)) <= rounding + 1e-7 + 1e-12 * math.sqrt(d)
    assert math.isclose(
        gaussian_entropy(scale * sigma1), gaussian_entropy(sigma1) + math.log(scale), abs_tol=1e-12
    )


def random_covariance(rng, d):
    root = rng.normal(size=(d, d))
    return root @ root.T + 0.1 * np.eye(d)


def kl_of_many_dimensions(mu1, cov1, mu2, cov2):
    ratio, shift = np.linalg.solve(cov2, cov1), mu2 - mu1
    quadratic = shift @ np.linalg.solve(cov2, shift)
    return (np.trace(ratio) - len(mu1) + quadratic - np.linalg.slogdet(ratio)[1]) / 2


@pytest.mark.parametrize("seed", range(20))
def test_the_divergences_of_independent_dimensions_add(seed):
    rng = np.random.default_rng(seed)
    d = rng.integers(1, 6)
    mu1, mu2, sigma1, sigma2 = *rng.normal(size=(2, d)), *rng.uniform(0.2, 3, (2, d))
    together = kl_of_many_dimensions(mu1, np.diag(sigma1**2), mu2, np.diag(sigma2**2))
    assert math.isclose(gaussian_kl(mu1, sigma1, mu2, sigma2).sum(), together, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_what_a_model_of_independent_dimensions_misses_is_added_to_their_sum(seed):
    rng = np.random.default_rng(seed)
    d = rng.integers(2, 6)
    mu1, mu2, sigma2, cov = *rng.normal(size=(2, d)), rng.uniform(0.2, 3, d), random_covariance(rng, d)
    sigma1 = np.sqrt(np.diag(cov))
    correlation = cov / np.outer(sigma1, sigma1)
    missed = -np.linalg.slogdet(correlation)[1] / 2  # in two dimensions -1/2 log(1 - rho^2)
    assert missed > 0
    assert math.isclose(
        kl_of_many_dimensions(mu1, cov, mu2, np.diag(sigma2**2)),
        gaussian_kl(mu1, sigma1, mu2, sigma2).sum() + missed,
        rel_tol=1e-9,
    )


def readings(f, width):
    """The probabilities of the intervals of a width, a multiple of STEP, of a density on GRID."""
    return (f * STEP).reshape(-1, round(width / STEP)).sum(axis=-1)


@repeatably
@given(near_means, near_sigmas)
def test_a_reading_costs_the_differential_entropy_and_the_digits_of_the_thermometer(mu, sigma):
    h = gaussian_entropy(sigma, base=2)
    left_over = [
        entropy(readings(density(GRID, mu, sigma), width)) + math.log2(width) - h
        for width in (2, 0.5, 0.1, 0.02)
    ]
    assert all(a > b > -1e-5 for a, b in itertools.pairwise(left_over))
    assert left_over[-1] < 1e-3


@repeatably
@given(near_means, near_sigmas, near_means, near_sigmas)
def test_marks_hide_a_part_of_the_divergence_and_finer_marks_less_of_it(mu1, sigma1, mu2, sigma2):
    p, q = density(GRID, mu1, sigma1), density(GRID, mu2, sigma2)
    seen = [kl_divergence(readings(p, width), readings(q, width)) for width in (4, 1, 0.1, 0.02)]
    seen.append(gaussian_kl(mu1, sigma1, mu2, sigma2, base=2))
    slack = 1e-9 + 1e-6 * seen[-1]
    assert all(a <= b + slack for a, b in itertools.pairwise(seen))
    assert seen[-1] - seen[-2] <= 1e-9 + 1e-3 * seen[-1]


@pytest.mark.parametrize("seed", range(20))
def test_of_all_densities_with_one_variance_the_normal_is_the_most_uncertain_and_the_nearest(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(2, 5)
    share, mu, sigma = rng.dirichlet(np.ones(n)), rng.uniform(-3, 3, n), rng.uniform(0.6, 1.6, n)
    p = density(GRID[:, None], mu, sigma) @ share
    mean = share @ mu
    deviation = math.sqrt(share @ ((mu - mean) ** 2 + sigma**2))

    def divergence(mu, sigma):
        log_q = -(((GRID - mu) / sigma) ** 2) / 2 - math.log(sigma * math.sqrt(2 * math.pi))
        return np.sum(p * (np.log(p) - log_q)) * STEP

    h, gap = -np.sum(p * np.log(p)) * STEP, divergence(mean, deviation)
    assert math.isclose(gaussian_entropy(deviation) - h, gap, abs_tol=1e-9) and gap > 0
    for _ in range(20):
        mu2, sigma2 = rng.uniform(-5, 5), rng.uniform(1, 5)
        apart = gaussian_kl(mean, deviation, mu2, sigma2)
        assert math.isclose(divergence(mu2, sigma2), gap + apart, rel_tol=1e-9)


@repeatably
@given(sigmas)
def test_doubling_sigma_adds_one_bit(sigma):
    assert math.isclose(
        gaussian_entropy(2 * sigma, base=2), gaussian_entropy(sigma, base=2) + 1, abs_tol=1e-13
    )


@pytest.mark.parametrize("k", range(1, 12))
def test_nearly_equal_ones_differ_by_the_square_of_the_difference(k):
    d = 10.0**-k
    assert math.isclose(gaussian_kl(0, 1 + d, 0, 1), d**2, rel_tol=max(d, 1e-4))
    assert math.isclose(gaussian_kl(d, 1, 0, 1), d**2 / 2, rel_tol=1e-14)


def test_arguments_broadcast():
    value = gaussian_kl(np.zeros((2, 1)), 1.0, [0, 1, 2], [[1.0], [2.0]])
    assert value.shape == (2, 3) and value.dtype == np.float64
    assert value[1, 2] == gaussian_kl(0, 1, 2, 2)
    assert gaussian_kl(0, [1], 0, 1).shape == (1,)
    assert gaussian_entropy(np.float32([[1, 2]])).shape == (1, 2)


def test_extremes_neither_overflow_nor_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isclose(gaussian_kl(0, 1e-300, 0, 1e300), 600 * math.log(10) - 0.5)
        assert gaussian_kl(0, 1e300, 0, 1e-300) == gaussian_kl(1e300, 1, 0, 1) == math.inf
        assert gaussian_kl(0, 5e-324, 0, 5e-324) == 0
        assert math.isclose(gaussian_entropy(5e-324), -1074 * math.log(2) + gaussian_entropy(1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gaussian_entropy(0), "sigma = 0.0 is not a standard deviation, a positive finite number"),
        (
            lambda: gaussian_entropy([1, -1]),
            "sigma[1] = -1.0 is not a standard deviation, a positive finite number",
        ),
        (
            lambda: gaussian_kl(0, math.nan, 0, 1),
            "sigma1 = nan is not a standard deviation, a positive finite number",
        ),
        (
            lambda: gaussian_kl(0, 1, 0, math.inf),
            "sigma2 = inf is not a standard deviation, a positive finite number",
        ),
        (lambda: gaussian_kl(math.nan, 1, 0, 1), "mu1 = nan is not a finite mean"),
        (lambda: gaussian_kl(0, 1, [0, math.inf], 1), "mu2[1] = inf is not a finite mean"),
        (lambda: gaussian_entropy([]), "sigma is empty: its shape is (0,)"),
        (lambda: gaussian_kl([], 1, 0, 1), "mu1 is empty: its shape is (0,)"),
        (
            lambda: gaussian_kl([0, 0], 1, [0, 0, 0], 1),
            "shapes do not fit together: mu1 (2,), sigma1 (), mu2 (3,), sigma2 ()",
        ),
    ],
)
def test_bad_parameters_are_named(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


@pytest.mark.parametrize("bad", ["1", None, 1j, [None]])
def test_what_is_no_number_is_refused(bad):
    with pytest.raises(TypeError, match="^sigma must hold real numbers"):
        gaussian_entropy(bad)
    for i, name in enumerate(("mu1", "sigma1", "mu2", "sigma2")):
        arguments = [1.0] * 4
        arguments[i] = bad
        with pytest.raises(TypeError, match=f"^{name} must hold real numbers"):
            gaussian_kl(*arguments)
