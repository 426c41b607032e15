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
