"""What the chapter on variational autoencoders states, over random distributions and random pictures."""

import numpy as np
import pytest
from distributions import joints, pmfs, repeatably
from hypothesis import assume, given
from hypothesis import strategies as st
from notebooks import BOOK, define

from infolib import (
    cross_entropy,
    entropy,
    gaussian_kl,
    information_content,
    kl_divergence,
    mutual_information,
    normalize,
)


@pytest.fixture(scope="module", params=range(3))
def linear(request):
    """The functions of the chapter's linear model, on 200 random pictures of 64 correlated pixels."""
    rng = np.random.default_rng(request.param)
    x = rng.normal(size=(200, 64)) @ rng.normal(size=(64, 64)) * rng.exponential(0.1, size=64)
    x -= x.mean(axis=0)
    S = x.T @ x / len(x)
    lam, U = (a[..., ::-1] for a in np.linalg.eigh(S))
    names = {"np": np, "gaussian_kl": gaussian_kl, "x": x, "S": S, "lam": lam, "U": U}
    define(BOOK / "14_two_informations.ipynb", ["bill", "slopes", "best"], names)
    names["v"] = float(lam[5] * 0.9 + lam[6] * 0.1)  # so that six of the latents live
    return names


def a_point(rng, n_latents=9):
    return [
        rng.normal(size=(n_latents, 64)) * 0.3,
        rng.normal(size=(64, n_latents)) * 0.3,
        rng.uniform(0.3, 2, size=n_latents),
    ]


@repeatably
@given(st.data(), pmfs(positive=True))
def test_the_bill_of_a_guess_is_the_price_plus_its_divergence_from_the_posterior(data, prior):
    likelihood = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=len(prior), max_size=len(prior))))
    guess = data.draw(pmfs(len(prior)))
    p_x = np.sum(prior * likelihood)
    bill = kl_divergence(guess, prior) + np.sum(guess * information_content(likelihood))
    gap = kl_divergence(guess, normalize(prior * likelihood))
    assert np.isclose(bill, information_content(p_x) + gap)
    assert bill >= information_content(p_x) - 1e-12


def test_with_the_prior_first_the_sum_is_no_bound():
    prior, coast, umbrella = np.array([0.6, 0.3, 0.1]), np.array([0.3, 0.3, 0.4]), np.array([0.1, 0.3, 1.0])
    distortion = np.sum(coast * information_content(umbrella))
    assert distortion + kl_divergence(coast, prior) > information_content(0.25)
    assert distortion + kl_divergence(prior, coast) < information_content(0.25)


@repeatably
@given(joints())
def test_with_exact_guesses_the_mean_rate_is_the_mutual_information(joint):
    prior, shares = joint.sum(axis=1), joint.sum(axis=0)
    rates = [kl_divergence(normalize(column), prior) for column in joint.T if column.sum() > 0]
    assert np.isclose(np.dot(shares[shares > 0], rates), mutual_information(joint), atol=1e-9)


@repeatably
@given(joints(), st.data())
def test_the_mean_rate_is_what_the_guesses_tell_plus_the_divergence_of_their_mean_from_the_prior(
    guessed, data
):
    """Whatever the prior: p(x) q(z | x) is a joint distribution of its own."""
    prior = data.draw(pmfs(guessed.shape[0], positive=True))
    shares, mean_guess = guessed.sum(axis=0), guessed.sum(axis=1)
    rates = [kl_divergence(normalize(column), prior) for column in guessed.T if column.sum() > 0]
    costs = mutual_information(guessed) + kl_divergence(mean_guess, prior)
    assert np.isclose(np.dot(shares[shares > 0], rates), costs, atol=1e-9)


@repeatably
@given(joints(), st.data())
def test_the_mean_bill_of_exact_guesses_is_the_cross_entropy_of_data_and_model(joint, data):
    assume(np.all(joint.sum(axis=0) > 0))
    model = normalize(joint.sum(axis=0))
    truth = data.draw(pmfs(len(model)))
    bills = []
    for column in joint.T:
        prior, guess = joint.sum(axis=1), normalize(column)
        some = guess > 0
        surprise = information_content(np.minimum(column[some] / prior[some], 1))
        bills.append(kl_divergence(guess, prior) + np.sum(guess[some] * surprise))
    assert np.isclose(np.dot(truth, bills), entropy(truth) + kl_divergence(truth, model), atol=1e-8)
    assert np.isclose(np.dot(truth, bills), cross_entropy(truth, model), atol=1e-8)


def test_the_hand_written_slopes_are_those_that_tiny_steps_measure(linear):
    rng = np.random.default_rng(0)
    point, v = a_point(rng), linear["v"]
    for i, slope in enumerate(linear["slopes"](*point, v)):
        step = 1e-6 * rng.normal(size=slope.shape)
        up, down = [*point], [*point]
        up[i], down[i] = point[i] + step, point[i] - step
        measured = linear["bill"](*up, v)[0] - linear["bill"](*down, v)[0]
        assert np.isclose(measured, 2 * np.sum(slope * step), rtol=1e-4)


def test_at_the_optimum_all_slopes_are_zero_and_the_gap_is_too(linear):
    W, A, s = linear["best"](9, linear["v"])
    for slope in linear["slopes"](W, A, s, linear["v"]):
        assert np.abs(slope).max() < 1e-9 * max(1, 1 / linear["v"])
    C = W.T @ W + linear["v"] * np.eye(64)
    price = (64 * np.log(2 * np.pi) + np.linalg.slogdet(C)[1] + np.trace(np.linalg.solve(C, linear["S"]))) / 2
    assert np.isclose(linear["bill"](W, A, s, linear["v"])[0], price)


def test_a_latent_lives_exactly_when_its_eigenvalue_is_above_the_noise(linear):
    lam, v = linear["lam"][:9], linear["v"]
    _, rate, error = linear["bill"](*linear["best"](9, v), v)
    assert np.allclose(rate, np.log(np.maximum(lam / v, 1)) / 2)
    assert np.array_equal(rate > 1e-9, lam > v) and np.sum(lam > v) == 6
    assert np.isclose(error, np.minimum(linear["lam"], v).sum())


def test_no_random_weights_have_a_smaller_bill_than_the_optimum(linear):
    rng, v = np.random.default_rng(0), linear["v"]
    best = linear["best"](9, v)
    lowest = linear["bill"](*best, v)[0]
    for size in np.geomspace(1e-3, 1, 60):
        near = [value + size * (rng.normal(size=value.shape)) for value in best[:2]]
        near.append(best[2] * np.exp(size * rng.normal(size=9)))
        assert linear["bill"](*near, v)[0] > lowest
        assert linear["bill"](*a_point(rng), v)[0] > lowest


def test_a_weight_on_the_rate_acts_as_noise(linear):
    """With beta = 4 the slopes of error/(2v) + beta * rate vanish at the optimum of the noise 4v."""
    v, beta = linear["v"] / 4, 4
    W, A, s = linear["best"](9, beta * v)
    with_beta = linear["slopes"](W, A, s, v)
    with_beta[1] = with_beta[1] + (beta - 1) * linear["S"] @ A
    with_beta[2] = with_beta[2] + (beta - 1) * (s - 1 / s)
    for slope in with_beta:
        assert np.abs(slope).max() < 1e-8 * max(1, 1 / v)
