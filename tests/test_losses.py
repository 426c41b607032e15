"""Losses and gradients: laws over random logits, limits, edges, shapes and types."""

import math
import warnings

import numpy as np
import pytest
from distributions import pmfs, repeatably
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from infolib import (
    binary_cross_entropy_loss,
    binary_cross_entropy_loss_gradient,
    cross_entropy,
    cross_entropy_loss,
    cross_entropy_loss_gradient,
    entropy,
    log_softmax,
    sigmoid,
    softmax,
)

inf, nan = math.inf, math.nan
finite = st.floats(-50, 50)


def logits(n=None):
    """A row of logits, of 1 to 6 classes where n is not given."""
    size = st.integers(1, 6) if n is None else st.just(n)
    return size.flatmap(lambda n: arrays(np.float64, n, elements=finite))


def tasks():
    """Logits, a label and a distribution over the same classes."""
    return st.integers(1, 6).flatmap(lambda n: st.tuples(logits(n), st.integers(0, n - 1), pmfs(n)))


def close(a, b, digits=12):
    return np.allclose(a, b, rtol=10.0**-digits, atol=10.0**-digits)


# Known values


def test_the_examples_of_the_chapters_have_their_values():
    z = [2.0, 1.0, 0.1]
    assert np.round(cross_entropy_loss_gradient(z, 0), 6).tolist() == [-0.340999, 0.242433, 0.098566]
    assert round(cross_entropy_loss(z, 0), 6) == 0.417030
    assert round(cross_entropy_loss(softmax([100.0, 0.0, 0.0]), 0), 4) == 0.5514  # softmax twice
    floor = cross_entropy_loss(np.log([0.9, 0.1]), [0.9, 0.1])
    assert round(floor, 6) == 0.325083
    losses = binary_cross_entropy_loss(np.log(np.divide([0.9, 0.8, 0.3], [0.1, 0.2, 0.7])), [1, 1, 0])
    assert round(losses, 6) == 0.228393


def test_equal_logits_cost_log_k():
    for k in (1, 2, 3, 10, 1000):
        assert math.isclose(cross_entropy_loss(np.zeros(k), 0), math.log(k), rel_tol=1e-15)
    assert binary_cross_entropy_loss(0, 1) == binary_cross_entropy_loss(0, 0.3) == math.log(2)


# Laws


@repeatably
@given(logits(), finite)
def test_softmax_lies_on_the_simplex_and_ignores_a_shift(z, shift):
    p = softmax(z)
    assert abs(p.sum() - 1) < 1e-14 and np.all(p > 0) and np.all(p <= 1)
    assert close(softmax(z + shift), p)
    assert close(np.log(p), log_softmax(z))
    assert close(log_softmax(z + shift), log_softmax(z))


@repeatably
@given(finite)
def test_sigmoid_is_symmetric_and_a_softmax_of_two(z):
    assert close(sigmoid(-z), 1 - sigmoid(z), 15)
    assert close(sigmoid(z), softmax([z, 0])[0], 14)
    assert close(math.log(sigmoid(z) / sigmoid(-z)), z)


@repeatably
@given(tasks())
def test_the_loss_is_the_cross_entropy_of_target_and_softmax(task):
    z, label, t = task
    one_hot = np.eye(len(z))[label]
    assert close(cross_entropy_loss(z, label), cross_entropy(one_hot, softmax(z), base=math.e))
    assert close(cross_entropy_loss(z, t), cross_entropy(t, softmax(z), base=math.e))
    assert close(cross_entropy_loss(z, label), -log_softmax(z)[label], 14)
    assert close(cross_entropy_loss(z, one_hot), cross_entropy_loss(z, label), 14)
    assert cross_entropy_loss(z, label) >= 0
    assert cross_entropy_loss(z, t) >= entropy(t, base=math.e) - 1e-12


@repeatably
@given(finite, st.floats(0, 1))
def test_the_binary_loss_is_the_loss_of_two_classes(z, y):
    assert close(binary_cross_entropy_loss(z, y), cross_entropy_loss([0, z], [1 - y, y]))
    gradient = cross_entropy_loss_gradient([0, z], [1 - y, y])[1]
    assert close(binary_cross_entropy_loss_gradient(z, y), gradient)
    assert close(binary_cross_entropy_loss_gradient(z, y), sigmoid(z) - y, 14)
    assert close(binary_cross_entropy_loss(z, y), binary_cross_entropy_loss(-z, 1 - y))


@repeatably
@given(tasks(), st.floats(0, 1))
def test_label_smoothing_is_linear_between_the_target_and_the_uniform_one(task, e):
    z, label, t = task
    uniform = np.full(len(z), 1 / len(z))
    for f in (cross_entropy_loss, cross_entropy_loss_gradient):
        for target in (label, t):
            mixed = (1 - e) * f(z, target) + e * f(z, uniform)
            assert close(f(z, target, label_smoothing=e), mixed)
    assert cross_entropy_loss(z, label, label_smoothing=0) == cross_entropy_loss(z, label)


@repeatably
@given(tasks(), st.sampled_from([0.0, 0.1, 1.0]))
def test_the_gradient_is_the_central_difference(task, e):
    z, label, t = task
    h = 1e-5 * np.eye(len(z))
    for target in (label, t):
        gradient = cross_entropy_loss_gradient(z, target, label_smoothing=e)
        slope = [
            (
                cross_entropy_loss(z + d, target, label_smoothing=e)
                - cross_entropy_loss(z - d, target, label_smoothing=e)
            )
            / 2e-5
            for d in h
        ]
        assert np.allclose(gradient, slope, atol=1e-8)
        assert abs(gradient.sum()) < 1e-14


@repeatably
@given(finite, st.floats(0, 1))
def test_the_binary_gradient_is_the_central_difference(z, y):
    slope = (binary_cross_entropy_loss(z + 1e-5, y) - binary_cross_entropy_loss(z - 1e-5, y)) / 2e-5
    assert abs(binary_cross_entropy_loss_gradient(z, y) - slope) < 1e-8


@repeatably
@given(tasks())
def test_the_gradient_is_softmax_minus_target(task):
    z, label, t = task
    assert close(cross_entropy_loss_gradient(z, t), softmax(z) - t, 14)
    off = t * (1 - 1e-8)  # the gradient of the loss as it is, whatever the sum of t
    assert close(cross_entropy_loss_gradient(z, off), softmax(z) * off.sum() - off, 14)
    assert close(cross_entropy_loss_gradient(z, label), softmax(z) - np.eye(len(z))[label], 14)


@repeatably
@given(logits())
def test_the_log_of_the_sum_lies_between_the_largest_logit_and_log_k_above_it(z):
    k, top = len(z), int(np.argmax(z))
    log_sum = z - log_softmax(z)
    assert close(log_sum, log_sum[0])
    assert np.all(log_sum >= z[top] - 1e-12) and np.all(log_sum <= z[top] + math.log(k) + 1e-12)
    loss = cross_entropy_loss(z, top)
    assert (loss == 0 if k == 1 else loss > 0) and loss <= math.log(k) * (1 + 1e-15)
    assert cross_entropy_loss(np.full(k, z[0]), 0) == pytest.approx(math.log(k), rel=1e-15)


@repeatably
@given(logits(5), st.integers(0, 4), st.floats(0, 600))
def test_the_slope_at_a_confident_label_is_minus_the_sum_of_the_other_beliefs(z, label, gap):
    z[label] = z.max() + gap
    gradient, others = cross_entropy_loss_gradient(z, label), np.delete(softmax(z), label)
    assert np.allclose(np.delete(gradient, label), others, rtol=1e-13, atol=0)
    assert gradient[label] < 0 and math.isclose(gradient[label], -others.sum(), rel_tol=1e-13)
    if gap > 40:  # where the loss is the sum of the other beliefs, and 1 - q has become 0
        assert math.isclose(cross_entropy_loss(z, label), others.sum(), rel_tol=1e-13)


# Digits at the ends


@pytest.mark.parametrize("gap", [17.5, 40.0, 100.0, 700.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_confident_row_still_has_a_loss_and_a_gradient(gap, dtype):
    z = np.array([gap, 0.0], dtype=dtype)
    assert math.isclose(cross_entropy_loss(z, 0), math.exp(-gap), rel_tol=1e-7)
    assert math.isclose(cross_entropy_loss(z, [1, 0]), math.exp(-gap), rel_tol=1e-7)
    assert math.isclose(binary_cross_entropy_loss(z[0], 1), math.exp(-gap), rel_tol=1e-7)
    if dtype == np.float64 or gap < 80:
        for gradient in (cross_entropy_loss_gradient(z, 0)[0], cross_entropy_loss_gradient(z, [1, 0])[0]):
            assert math.isclose(gradient, -math.exp(-gap), rel_tol=1e-6)
        assert math.isclose(binary_cross_entropy_loss_gradient(z[0], 1), -math.exp(-gap), rel_tol=1e-6)
    assert cross_entropy_loss(z, 1) == pytest.approx(gap, rel=1e-8)
    assert binary_cross_entropy_loss(z[0], 0) == pytest.approx(gap, rel=1e-8)


def test_the_mean_of_confident_and_doubtful_rows_takes_each_as_it_is():
    z = np.array([[40.0, 0, 0], [0, 0, 0], [nan, 0, 0], [0, 0, inf], [-inf, -inf, -inf], [1, 2, 3]])
    labels = [0, 1, 2, 2, 0, 2]
    rows = cross_entropy_loss(z, labels, reduction="none")
    assert np.array_equal(
        rows, [cross_entropy_loss(row, y) for row, y in zip(z, labels, strict=True)], equal_nan=True
    )
    assert 0 < rows[0] < 1e-16 and rows[3] == 0 and np.isnan(rows[[2, 4]]).all()
    keep = [0, 1, 3, 5]
    assert cross_entropy_loss(z[keep], np.array(labels)[keep]) == rows[keep].sum() / 4


def test_huge_offsets_change_nothing():
    z = np.array([1.0, 2.0, 3.0])
    for offset in (1e8, -1e8, 2.0**60):
        if offset < 1e10:
            assert cross_entropy_loss(z + offset, 0) == cross_entropy_loss(z, 0)
        assert softmax(np.full(4, offset)).tolist() == [0.25] * 4


# Infinite and missing logits


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ([inf, 0, -inf], [1, 0, 0]),
        ([-inf, 0, 0], [0, 0.5, 0.5]),
        ([inf, inf, 0], [nan] * 3),
        ([-inf, -inf, -inf], [nan] * 3),
        ([nan, 0, inf], [nan] * 3),
        ([-inf], [nan]),
        ([inf], [1]),
    ],
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_infinite_logits_are_limits_and_nan_stays(z, expected, dtype):
    z = np.array(z, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.array_equal(softmax(z), expected, equal_nan=True)
        with np.errstate(divide="ignore"):
            assert np.array_equal(log_softmax(z), np.log(expected), equal_nan=True) or close(
                np.exp(log_softmax(z)), expected
            )
        for label in range(len(z)):
            loss = cross_entropy_loss(z, label)
            gradient = cross_entropy_loss_gradient(z, label)
            if math.isnan(expected[0]):
                assert math.isnan(loss) and np.isnan(gradient).all()
                assert np.isnan(cross_entropy_loss_gradient(z, np.eye(len(z))[label])).all()
                assert math.isnan(cross_entropy_loss(z, np.eye(len(z))[label]))
            else:
                p = expected[label]
                assert loss == (inf if p == 0 else pytest.approx(-math.log(p)))
                assert cross_entropy_loss(z, np.eye(len(z))[label]) == pytest.approx(loss)
                assert np.array_equal(gradient, expected - np.eye(len(z))[label])


def test_a_masked_class_costs_nothing_under_weight_0_and_everything_under_any_other():
    z = [-inf, 0.0, 1.0]
    rest = cross_entropy_loss([0.0, 1.0], [0.5, 0.5])
    assert cross_entropy_loss(z, [0, 0.5, 0.5]) == rest
    assert cross_entropy_loss(z, [1e-300, 0.5, 0.5]) == inf
    for e in (1e-9, 0.5, 1):
        assert (
            cross_entropy_loss(z, 1, label_smoothing=e) == cross_entropy_loss(z, 0, label_smoothing=e) == inf
        )
    assert cross_entropy_loss(z, 0) == inf
    assert cross_entropy_loss_gradient(z, [0, 0.5, 0.5])[0] == 0


def test_infinite_binary_logits_are_limits():
    z, y = [inf, inf, inf, -inf, -inf, -inf, nan], [1, 0.5, 0, 0, 0.5, 1, 0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        losses = binary_cross_entropy_loss(z, y, reduction="none")
        gradient = binary_cross_entropy_loss_gradient(z, y, reduction="none")
        assert np.array_equal(losses, [0, inf, inf, 0, inf, inf, nan], equal_nan=True)
        assert np.array_equal(gradient, [0, 0.5, 1, 0, -0.5, -1, nan], equal_nan=True)
        assert np.array_equal(sigmoid([inf, -inf, nan, 1e4, -1e4]), [1, 0, nan, 1, 0], equal_nan=True)


def test_logits_too_far_apart_for_floats_overflow_to_the_limit_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert softmax([1e308, -1e308]).tolist() == [1, 0]
        assert log_softmax([1e308, -1e308]).tolist() == [0, -inf]
        assert log_softmax(np.float16([6e4, -6e4])).tolist() == [0, -inf]
        assert cross_entropy_loss(np.float16([6e4, -6e4]), 1) == float(np.float16(6e4)) * 2
        assert cross_entropy_loss([1e308, -1e308], 1) == inf
        with np.errstate(all="raise"):
            assert cross_entropy_loss([800.0, 0.0], 0) == 0
            assert binary_cross_entropy_loss(800.0, 1) == 0
            assert cross_entropy_loss_gradient([800.0, 0.0], 0).tolist() == [0, 0]


# Shapes, types, reductions


def test_leading_axes_are_a_batch_and_mean_averages_over_its_rows():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(2, 3, 4))
    labels, soft = rng.integers(4, size=(2, 3)), rng.dirichlet(np.ones(4), size=(2, 3))
    for t in (labels, soft):
        rows = cross_entropy_loss(z, t, reduction="none")
        assert rows.shape == (2, 3) and rows.dtype == np.float64
        assert close(rows, [[cross_entropy_loss(z[i, j], t[i, j]) for j in range(3)] for i in range(2)], 15)
        assert close(cross_entropy_loss(z, t), rows.mean(), 15) and type(cross_entropy_loss(z, t)) is float
        gradient = cross_entropy_loss_gradient(z, t, reduction="none")
        assert gradient.shape == z.shape
        assert close(gradient[1, 2], cross_entropy_loss_gradient(z[1, 2], t[1, 2]), 15)
        assert close(cross_entropy_loss_gradient(z, t), gradient / 6, 15)
        assert close(cross_entropy_loss(np.moveaxis(z, 0, 1), np.moveaxis(t, 0, 1)), rows.mean(), 14)
    y = rng.uniform(size=z.shape)
    losses = binary_cross_entropy_loss(z, y, reduction="none")
    assert losses.shape == z.shape and close(binary_cross_entropy_loss(z, y), losses.mean(), 15)
    gradient = binary_cross_entropy_loss_gradient(z, y, reduction="none")
    assert close(binary_cross_entropy_loss_gradient(z, y), gradient / 24, 15)
    for f in (softmax, log_softmax):
        for axis in (-3, -2, -1, 0, 1, 2):
            moved = np.moveaxis(f(np.moveaxis(z, axis, -1)), -1, axis)
            assert f(z, axis=axis).shape == z.shape and np.array_equal(f(z, axis=axis), moved)


def test_a_single_row_gives_a_python_float():
    for reduction in ("mean", "none"):
        assert type(cross_entropy_loss([1.0, 2.0], 0, reduction=reduction)) is float
        assert type(cross_entropy_loss(np.float32([1, 2]), [0.5, 0.5], reduction=reduction)) is float
        assert type(binary_cross_entropy_loss(1, 0, reduction=reduction)) is float
        assert type(binary_cross_entropy_loss_gradient(1.0, 0, reduction=reduction)) is float
    assert type(sigmoid(1)) is type(sigmoid(np.float64(1))) is type(sigmoid(np.array(1.0))) is float
    assert cross_entropy_loss([[1.0, 2.0]], [0], reduction="none").shape == (1,)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_probabilities_and_gradients_keep_the_float_type_and_losses_are_float64(dtype):
    z = np.array([[1, 2, 3], [4, 0, 1]], dtype=dtype)
    wide, slack = z.astype(float), 4 * np.finfo(dtype).eps
    pairs = [
        *((f(z), f(wide)) for f in (softmax, log_softmax, sigmoid)),
        *(
            (cross_entropy_loss_gradient(z, t), cross_entropy_loss_gradient(wide, t))
            for t in ([0, 1], np.eye(3)[:2])
        ),
        (binary_cross_entropy_loss_gradient(z, z > 2), binary_cross_entropy_loss_gradient(wide, z > 2)),
    ]
    for narrow, exact in pairs:
        assert narrow.dtype == dtype and np.allclose(narrow, exact, rtol=slack, atol=slack)
    assert sigmoid(dtype(1)).dtype == dtype if dtype != np.float64 else type(sigmoid(dtype(1))) is float
    for losses in (
        cross_entropy_loss(z, [0, 1], reduction="none"),
        cross_entropy_loss(z, np.eye(3, dtype=dtype)[:2], reduction="none"),
        binary_cross_entropy_loss(z, z > 2, reduction="none"),
    ):
        assert losses.dtype == np.float64
    assert math.isclose(cross_entropy_loss(z, [0, 1]), cross_entropy_loss(wide, [0, 1]), rel_tol=1e-6)
    assert softmax([1, 2]).dtype == cross_entropy_loss_gradient([1, 2], 0).dtype == np.float64


def test_labels_may_be_any_integers_and_distributions_any_real_type():
    z = np.array([[1.0, 2.0], [3.0, 0.0]])
    expected = cross_entropy_loss(z, [0, 1])
    for dtype in (bool, np.int8, np.uint64, np.int32):
        assert cross_entropy_loss(z, np.array([0, 1], dtype=dtype)) == expected
        assert cross_entropy_loss(z, np.array([[1, 0], [0, 1]], dtype=dtype)) == pytest.approx(
            expected, rel=1e-15
        )
    assert cross_entropy_loss(z, np.float32([[1, 0], [0, 1]])) == pytest.approx(expected, rel=1e-15)
    assert cross_entropy_loss([[1, 2], [3, 0]], (0, 1)) == expected


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_many_rows_are_done_in_blocks_without_a_seam(dtype):
    rng = np.random.default_rng(0)
    for shape in ((3000, 100), (3, 200_000)):
        z = rng.normal(0, 5, shape).astype(dtype)
        labels, soft = rng.integers(shape[1], size=shape[0]), rng.dirichlet(np.ones(shape[1]), size=shape[0])
        for t in (labels, soft):
            rows = cross_entropy_loss(z, t, reduction="none")
            gradient = cross_entropy_loss_gradient(z, t, reduction="none")
            for i in (0, shape[0] // 2, -1):
                assert math.isclose(rows[i], cross_entropy_loss(z[i], t[i]), rel_tol=1e-12)
                assert np.allclose(gradient[i], cross_entropy_loss_gradient(z[i], t[i]), rtol=1e-6, atol=0)
        exact = -log_softmax(z.astype(float))[np.arange(shape[0]), labels]
        assert np.allclose(
            cross_entropy_loss(z, labels, reduction="none"),
            exact,
            rtol=1e-6 if dtype == np.float32 else 1e-13,
        )


# What bad input is told

LOSSES = [cross_entropy_loss, cross_entropy_loss_gradient]
BINARY = [binary_cross_entropy_loss, binary_cross_entropy_loss_gradient]
TWO = [[0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((TWO, [0, 2]), {}, "targets[1] = 2 is no class: labels go from 0 to 1"),
        ((TWO, [0, -1]), {}, "targets[1] = -1 is no class: labels go from 0 to 1"),
        (([0.0, 0.0], 5), {}, "targets = 5 is no class: labels go from 0 to 1"),
        (
            (TWO, [0, 1, 0]),
            {},
            "targets have shape (3,): give labels of shape (2,) or distributions of shape (2, 2)",
        ),
        ((TWO, 0), {}, "targets have shape (): give labels of shape (2,) or distributions of shape (2, 2)"),
        (
            (TWO, [[0], [1]]),
            {},
            "targets have shape (2, 1): give labels of shape (2,) or distributions of shape (2, 2)",
        ),
        ((TWO, [[0.5, 0.5], [0.5, 0.25]]), {}, "targets[1] sums to 0.75, not 1: use normalize(targets)"),
        (
            (TWO, [[0.5, 0.5], [-0.5, 1.5]]),
            {},
            "targets[1, 0] = -0.5 is not a probability, from 0 to 1; a distribution comes from weights by normalize(targets)",
        ),
        ((TWO, [0.0, 1.0]), {}, "targets of shape (2,) are labels: give integers, not float64"),
        (([], 0), {}, "logits is empty: its shape is (0,)"),
        ((np.ones((0, 3)), np.ones(0, int)), {}, "logits is empty: its shape is (0, 3)"),
        ((TWO, []), {}, "targets is empty: its shape is (0,)"),
        ((1.0, 0), {}, "logits = 1.0 is a single number: give a vector, one entry for each outcome"),
        ((TWO, [0, 1]), {"reduction": "sum"}, 'reduction = \'sum\' is unknown: use "mean" or "none"'),
        ((TWO, [0, 1]), {"reduction": None}, 'reduction = None is unknown: use "mean" or "none"'),
        ((TWO, [0, 1]), {"label_smoothing": 1.5}, "label_smoothing = 1.5 is not from 0 to 1"),
        ((TWO, [0, 1]), {"label_smoothing": -0.1}, "label_smoothing = -0.1 is not from 0 to 1"),
        ((TWO, [0, 1]), {"label_smoothing": nan}, "label_smoothing = nan is not from 0 to 1"),
    ],
)
def test_bad_tasks_are_told_where_and_what_to_do(f, arguments, options, message):
    with pytest.raises(ValueError) as error:
        f(*arguments, **options)
    assert str(error.value) == message


@pytest.mark.parametrize("f", LOSSES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            (TWO, ["a", "b"]),
            {},
            "targets must hold real numbers, not <U1: convert it first, say with float(...)",
        ),
        (
            (TWO, None),
            {},
            "targets must hold real numbers, not object: convert it first, say with float(...)",
        ),
        ((["a"], 0), {}, "logits must hold real numbers, not <U1: convert it first, say with float(...)"),
        (
            ([1j], 0),
            {},
            "logits must hold real numbers, not complex128: convert it first, say with float(...)",
        ),
        (
            (TWO, [0, 1]),
            {"label_smoothing": "0.1"},
            "label_smoothing = '0.1' is no number: use one from 0 to 1",
        ),
        (
            (TWO, [0, 1]),
            {"label_smoothing": None},
            "label_smoothing = None is no number: use one from 0 to 1",
        ),
    ],
)
def test_what_is_no_number_is_told_so(f, arguments, options, message):
    with pytest.raises(TypeError) as error:
        f(*arguments, **options)
    assert str(error.value) == message


@pytest.mark.parametrize("f", BINARY, ids=lambda f: f.__name__)
def test_bad_binary_tasks_are_told_where_and_what_to_do(f):
    for arguments, message in [
        (
            ([0.0], [2]),
            "targets[0] = 2.0 is not a probability, a number from 0 to 1: check where it comes from",
        ),
        (
            ([0.0, 1.0], [0, nan]),
            "targets[1] = nan is not a probability, a number from 0 to 1: check where it comes from",
        ),
        (([0.0, 1.0], [0]), "targets have shape (1,), logits (2,): give one target for each logit"),
        ((0.0, [0]), "targets have shape (1,), logits (): give one target for each logit"),
        (([], []), "logits is empty: its shape is (0,)"),
    ]:
        with pytest.raises(ValueError) as error:
            f(*arguments)
        assert str(error.value) == message
    with pytest.raises(ValueError, match="^reduction = 'sum' is unknown"):
        f([0.0], [1], reduction="sum")
    for bad in ("text", [None], 1j):
        with pytest.raises(TypeError, match="^logits must hold real numbers"):
            f(bad, 1)
        with pytest.raises(TypeError, match="^targets must hold real numbers"):
            f(1.0, bad)


@pytest.mark.parametrize("f", [sigmoid, softmax, log_softmax], ids=lambda f: f.__name__)
def test_bad_logits_are_named(f):
    name = "z" if f is sigmoid else "logits"
    for bad in ("text", [None], [1j], {1: 2}):
        with pytest.raises(TypeError, match=f"^{name} must hold real numbers"):
            f(bad)
    for bad in ([], np.ones((2, 0)), [[1.0], [1.0, 2.0]]):
        with pytest.raises(ValueError, match=f"^{name} is"):
            f(bad)
