"""Normal distributions: known values, integrals, identities, edges."""

import math
import warnings

import numpy as np
import pytest
from distributions import repeatably
from hypothesis import given
from hypothesis import strategies as st

from infolib import gaussian_entropy, gaussian_kl

means = st.floats(-100, 100)
sigmas = st.floats(1e-3, 1e3)


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
