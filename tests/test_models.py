"""Classifiers: the library's loop, and what the chapter on a real classifier states, over random tasks."""

import numpy as np
import pytest
from distributions import pairs, pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st
from notebooks import BOOK, define

from infolib import (
    cross_entropy,
    cross_entropy_loss,
    entropy,
    kl_divergence,
    normalize,
    softmax,
)
from infolib.models import train_logistic_regression

NAMES = {"forward", "gradient", "groups", "calibration_error", "slope", "best_temperature"}
seeds = st.integers(0, 10**6).map(np.random.default_rng)


@pytest.fixture(scope="module")
def chapter():
    """The functions that the chapter defines before its exercises, by name."""
    names = {"np": np, "softmax": softmax}
    define(BOOK / "11_a_real_classifier.ipynb", NAMES, names)
    return names


def a_task(rng, n=20, n_classes=4):
    """Logits that know something of their labels and are wrong at least once."""
    labels = rng.integers(n_classes, size=n)
    logits = rng.normal(size=(n, n_classes)) + rng.uniform(0, 3) * np.eye(n_classes)[labels]
    logits[0, labels[0]] = logits[0].min() - 0.1
    return rng.uniform(0.3, 3) * logits, labels


# The library's loop


def test_logistic_regression_starts_at_ln_2_and_its_loss_falls():
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(50, 3)), rng.integers(2, size=50)
    fit = train_logistic_regression(x, labels, steps=100, rate=0.5)
    assert fit.losses[0] == np.log(2) and np.all(np.diff(fit.losses) < 0)


def test_logistic_regression_finds_the_shares_of_soft_labels():
    fit = train_logistic_regression([[0.0], [1.0]], [0.2, 0.9], steps=20_000, rate=2.0)
    assert np.allclose([fit.bias, fit.weights[0] + fit.bias], np.log([0.2 / 0.8, 0.9 / 0.1]), atol=1e-6)


@pytest.mark.parametrize(
    "x, steps, said",
    [
        ([1.0, 2.0], 5, "x must be a matrix"),
        ([[1.0], [np.nan]], 5, r"x\[1, 0\] = nan is not finite"),
        ([[1.0], [2.0]], 0, "steps = 0"),
    ],
)
def test_logistic_regression_refuses_what_is_no_task(x, steps, said):
    with pytest.raises(ValueError, match=said):
        train_logistic_regression(x, [0, 1], steps=steps, rate=1.0)


# The hidden layer


@repeatably
@given(seeds)
def test_the_gradient_of_the_hidden_layer_is_what_small_steps_measure(chapter, rng):
    x, p = rng.normal(size=(6, 5)), rng.dirichlet(np.ones(4), size=6)
    weights = [rng.normal(size=shape) for shape in [(5, 7), (7,), (7, 4), (4,)]]
    slopes = chapter["gradient"](x, p, weights)
    for part, slope in enumerate(slopes):
        direction, ends = rng.normal(size=slope.shape), []
        for h in (1e-7, -1e-7):
            moved = [w + h * direction if i == part else w for i, w in enumerate(weights)]
            ends.append(cross_entropy_loss(chapter["forward"](x, moved)[1], p))
        assert np.isclose((ends[0] - ends[1]) / 2e-7, np.sum(slope * direction), rtol=1e-4, atol=1e-5)


# Temperature


@repeatably
@given(seeds, st.floats(0.1, 5))
def test_the_slope_along_the_inverse_temperature_is_expected_logit_minus_that_of_the_label(
    chapter, rng, beta
):
    z, y = a_task(rng)
    rise = cross_entropy_loss((beta + 1e-6) * z, y) - cross_entropy_loss((beta - 1e-6) * z, y)
    assert np.isclose(rise / 2e-6, chapter["slope"](beta, z, y), atol=1e-7)


@repeatably
@given(seeds, st.floats(0, 5), st.floats(0, 5))
def test_that_slope_never_falls(chapter, rng, one, two):
    z, y = a_task(rng)
    low, high = sorted([one, two])
    assert chapter["slope"](low, z, y) <= chapter["slope"](high, z, y) + 1e-12


@repeatably
@given(seeds)
def test_the_best_temperature_costs_at_most_what_any_other_does(chapter, rng):
    z, y = a_task(rng)
    if chapter["slope"](0, z, y) < 0:
        T = chapter["best_temperature"](z, y)
        others = [1, 0.99 * T, 1.01 * T, *rng.uniform(0.1, 10, size=20)]
        assert all(cross_entropy_loss(z / T, y) <= cross_entropy_loss(z / t, y) + 1e-12 for t in others)
        assert abs(chapter["slope"](1 / T, z, y)) < 1e-9
        assert np.isclose(chapter["best_temperature"](2 * z, y), 2 * T)


def test_the_slope_rises_strictly_unless_all_logits_are_equal(chapter):
    betas = np.linspace(0, 3, 20)
    z, y = a_task(np.random.default_rng(0))
    assert np.all(np.diff([chapter["slope"](beta, z, y) for beta in betas]) > 0)
    z = np.tile(z[:, :1], 4)
    assert np.allclose([chapter["slope"](beta, z, y) for beta in betas], 0)


def test_the_limits_of_temperature_are_those_of_the_chapter(chapter):
    z = np.array([[3.0, 0, 0], [2.0, 0, 0]])
    always_right, never, tie = np.array([0, 0]), np.array([1, 2]), np.array([[1.0, 1, 0]])
    assert chapter["slope"](5, z, always_right) < 0  # sharper is better, without end
    assert cross_entropy_loss(50 * z, always_right) < 1e-9
    assert chapter["slope"](0, z, never) > 0  # believe nothing
    assert chapter["slope"](0, tie, np.array([1])) < 0 > chapter["slope"](5, tie, np.array([1]))
    assert np.isclose(cross_entropy_loss(100 * tie, np.array([1])), np.log(2))


# Calibration


@repeatably
@given(seeds)
def test_the_mean_loss_is_the_entropy_of_each_group_and_the_divergence_from_its_announcement(rng):
    announced = rng.dirichlet(np.ones(3), size=5)
    which = np.concatenate([np.arange(5), rng.integers(5, size=100)])
    labels = rng.integers(3, size=len(which))
    loss = np.mean(-np.log2(announced[which, labels]))
    parts = 0
    for i, q in enumerate(announced):
        shares = normalize([np.sum(labels[which == i] == k) for k in range(3)])
        parts += np.mean(which == i) * (entropy(shares) + kl_divergence(shares, q))
    assert np.isclose(loss, parts)


@repeatably
@given(seeds)
def test_the_divergence_of_all_is_at_most_the_mean_loss(rng):
    z, y = a_task(rng)
    of_all = kl_divergence(np.eye(4)[y].mean(axis=0), softmax(z).mean(axis=0), base=np.e)
    assert of_all <= cross_entropy_loss(z, y) + 1e-12


@repeatably
@given(seeds)
def test_the_calibration_error_is_from_0_to_1_and_sees_every_answer(chapter, rng):
    sure, right = rng.uniform(size=50), rng.random(50) < 0.5
    assert 0 <= chapter["calibration_error"](sure, right) <= 1
    assert np.isclose(chapter["groups"](sure, right)[0].sum(), 50)
    assert chapter["calibration_error"](np.ones(50), np.ones(50, bool)) == 0
    assert chapter["calibration_error"](np.ones(50), np.zeros(50, bool)) == 1


def test_chance_gives_a_calibrated_network_the_error_of_the_rule(chapter):
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.1, 1, size=1000)
    errors = [chapter["calibration_error"](sure, rng.random(1000) < sure) for _ in range(1000)]
    variance = np.histogram(sure, 10, (0, 1), weights=sure * (1 - sure))[0]
    rule = np.sum(np.sqrt(2 / np.pi * variance)) / 1000
    assert abs(np.mean(errors) / rule - 1) < 0.03


# Scoring rules


@repeatably
@given(pairs())
def test_briers_rule_costs_a_lie_its_squared_distance_from_the_truth(pair):
    p, q = map(np.asarray, pair)

    def brier(q):
        return np.sum(p * np.sum((q - np.eye(len(p))) ** 2, axis=-1))

    assert np.isclose(brier(q) - brier(p), np.sum((p - q) ** 2), atol=1e-12)
    assert brier(q) <= 2 + 1e-12


@repeatably
@given(pmfs(positive=True), seeds)
def test_the_absolute_error_is_cheapest_in_a_corner_and_the_logarithm_at_the_truth(p, rng):
    tried = rng.dirichlet(np.ones(len(p)), size=200)
    absolute = 1 - tried @ p
    assert np.all(absolute >= 1 - np.max(p) - 1e-12)  # all on the likeliest outcome
    assert np.all(cross_entropy(p, normalize(tried + 1e-12)) >= entropy(p) - 1e-12)
