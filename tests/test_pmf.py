"""What counts as a distribution, and what the ones that do not are told."""

import inspect
import math
import subprocess
import sys

import numpy as np
import pytest
from distributions import repeatably, weights
from hypothesis import given
from hypothesis import strategies as st

import infolib
from infolib import entropy, joint_entropy, kl_divergence, normalize

nan, inf = math.nan, math.inf

# every public function of one distribution, and of two
OF_ONE = [infolib.entropy, infolib.perplexity, infolib.shannon_lengths, infolib.huffman_lengths]
OF_TWO = [infolib.kl_divergence, infolib.cross_entropy, infolib.js_divergence]
OF_A_TABLE = [infolib.joint_entropy, infolib.conditional_entropy, infolib.mutual_information]
OF_PROBABILITIES = [
    (infolib.information_content, "p"),
    (infolib.binary_entropy, "p"),
    (infolib.bsc_capacity, "flip"),
    (infolib.bec_capacity, "erase"),
]
NO_PROBABILITY = "is not a probability, from 0 to 1; a distribution comes from weights by "
NO_TABLE = "a table of counts becomes one by normalize(joint.ravel()).reshape(joint.shape)"


def name(f):
    return f.__name__ if callable(f) else None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: entropy([0.6, -0.1, 0.5]),
            f"p[1] = -0.1 {NO_PROBABILITY}normalize(p)",
        ),
        (
            lambda: entropy([0.5, nan]),
            f"p[1] = nan {NO_PROBABILITY}normalize(p)",
        ),
        (
            lambda: entropy([inf, 0.5]),
            f"p[0] = inf {NO_PROBABILITY}normalize(p)",
        ),
        (
            lambda: entropy([3, 1]),
            f"p[0] = 3.0 {NO_PROBABILITY}normalize(p)",
        ),
        (
            lambda: entropy([[0.5, 0.5], [0.5, -0.5]]),
            f"p[1, 1] = -0.5 {NO_PROBABILITY}normalize(p)",
        ),
        (
            lambda: entropy([[0.5, -0.5], [0.5, 1.5]], axis=0),
            f"p[0, 1] = -0.5 {NO_PROBABILITY}normalize(p, axis=0)",
        ),
        (
            lambda: entropy(np.float32([0.6, 1.1])),
            f"p[1] = 1.1 {NO_PROBABILITY}normalize(p)",
        ),
        (lambda: entropy([0.25, 0.5]), "p sums to 0.75, not 1: use normalize(p)"),
        (lambda: entropy([[0.5, 0.5], [0.25, 0.5]]), "p[1] sums to 0.75, not 1: use normalize(p)"),
        (
            lambda: entropy([[0.5, 0.25], [0.5, 0.5]], axis=0),
            "p[:, 1] sums to 0.75, not 1: use normalize(p, axis=0)",
        ),
        (
            lambda: entropy(np.full((2, 3, 2), 0.25), axis=1),
            "p[0, :, 0] sums to 0.75, not 1: use normalize(p, axis=1)",
        ),
        (lambda: kl_divergence([1.0], [0.5]), "q sums to 0.5, not 1: use normalize(q)"),
        (lambda: entropy([]), "p is empty: its shape is (0,)"),
        (lambda: entropy(np.ones((0, 3))), "p is empty: its shape is (0, 3)"),
        (lambda: entropy(np.ones((3, 0))), "p is empty: its shape is (3, 0)"),
        (lambda: entropy(1.0), "p = 1.0 is a single number: give a vector, one entry for each outcome"),
        (lambda: entropy([[0.5, 0.5], [1.0]]), "p is no array: its rows differ in length"),
        (lambda: entropy([0.5, 0.5], axis=1), "axis 1 does not exist: p has shape (2,)"),
        (lambda: entropy([[1.0]], axis=-3), "axis -3 does not exist: p has shape (1, 1)"),
        (
            lambda: kl_divergence([0.5, 0.5], [1.0]),
            "p has 2 outcomes and q has 1: list the same ones, an impossible one as 0",
        ),
        (
            lambda: kl_divergence([[0.5, 0.5]] * 2, [[0.5, 0.5]] * 3),
            "shapes do not fit together: p (2, 2), q (3, 2)",
        ),
        (
            lambda: joint_entropy([0.5, 0.5]),
            "joint must be a matrix p(x, y), rows x and columns y; its shape is (2,)",
        ),
        (
            lambda: joint_entropy([[[1.0]]]),
            "joint must be a matrix p(x, y), rows x and columns y; its shape is (1, 1, 1)",
        ),
        (
            lambda: joint_entropy([[0.5, 0.5], [0.5, 0.5]]),
            f"joint sums to 2.0, not 1: {NO_TABLE}",
        ),
        (
            lambda: joint_entropy([[0.5, 0.75], [-0.25, 0.0]]),
            f"joint[1, 0] = -0.25 is not a probability, from 0 to 1; {NO_TABLE}",
        ),
        (
            lambda: infolib.information_content(1.5),
            "p = 1.5 is not a probability, a number from 0 to 1: check where it comes from",
        ),
        (
            lambda: infolib.bsc_capacity([[0.5], [-0.5]]),
            "flip[1, 0] = -0.5 is not a probability, a number from 0 to 1: check where it comes from",
        ),
        (lambda: normalize([1.0, -2.0]), "weights[1] = -2.0 is not a finite number from 0 up"),
        (lambda: normalize([[1.0], [inf]], axis=0), "weights[1, 0] = inf is not a finite number from 0 up"),
        (lambda: normalize([0.0, 0.0]), "weights is zero everywhere: at least one weight must be positive"),
        (
            lambda: normalize([[1, 0], [1, 0]], axis=0),
            "weights[:, 1] is zero everywhere: at least one weight must be positive",
        ),
        (
            lambda: entropy([1.0], base=1),
            "base = 1 is not a finite number above 1: use 2 for bits or math.e for nats",
        ),
    ],
)
def test_bad_values_are_told_where_and_what_to_do(call, message):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: entropy("ab"), "p must hold real numbers, not <U2: convert it first, say with float(...)"),
        (
            lambda: entropy(["0.5", "0.5"]),
            "p must hold real numbers, not <U3: convert it first, say with float(...)",
        ),
        (
            lambda: entropy([0.5, None]),
            "p must hold real numbers, not object: convert it first, say with float(...)",
        ),
        (
            lambda: entropy([0.5 + 0j]),
            "p must hold real numbers, not complex128: convert it first, say with float(...)",
        ),
        (lambda: entropy([1.0], axis=None), "axis = None is not an integer"),
        (lambda: entropy([1.0], axis=0.0), "axis = 0.0 is not an integer"),
        (lambda: entropy([1.0], base="2"), "base = '2' is no number: use 2 for bits or math.e for nats"),
        (lambda: entropy([1.0], base=2j), "base = 2j is no number: use 2 for bits or math.e for nats"),
        (lambda: entropy([1.0], base=None), "base = None is no number: use 2 for bits or math.e for nats"),
    ],
)
def test_what_is_no_number_is_told_so(call, message):
    with pytest.raises(TypeError) as error:
        call()
    assert str(error.value) == message


BAD_VALUES = [
    [],
    [0.5, -0.5, 1.0],
    [0.5, nan],
    [inf, 0.0],
    [1.0 + 1e-15],
    [0.5, 0.5 + 1e-7],
    [2, 1],
    1.0,
    [[0.5], [1]],
]
BAD_TYPES = [
    "text",
    [None, 1.0],
    [1 + 0j],
    {"a": 1.0},
    None,
    b"1",
    np.array(["2026-01-01"], dtype="datetime64[D]"),
]


@pytest.mark.parametrize("f", OF_ONE, ids=name)
def test_every_function_of_a_distribution_refuses_what_is_none(f):
    for bad in BAD_VALUES:
        with pytest.raises(ValueError, match="^p"):
            f(bad)
    for bad in BAD_TYPES:
        with pytest.raises(TypeError, match="^p must hold real numbers"):
            f(bad)


@pytest.mark.parametrize("f", OF_TWO, ids=name)
def test_every_function_of_two_distributions_refuses_what_is_none(f):
    for bad in BAD_VALUES:
        good = np.full(np.size(bad) or 1, 1 / (np.size(bad) or 1))
        for arguments, which in (((bad, good), "p"), ((good, bad), "q")):
            with pytest.raises(ValueError, match=f"^{which}"):
                f(*arguments)
    for bad in BAD_TYPES:
        for arguments, which in ((([1.0], bad), "q"), ((bad, [1.0]), "p")):
            with pytest.raises(TypeError, match=f"^{which} must hold real numbers"):
                f(*arguments)


@pytest.mark.parametrize("f", OF_A_TABLE, ids=name)
def test_every_function_of_a_table_refuses_what_is_none(f):
    for bad in [
        0.5,
        [],
        [[]],
        [1.0],
        [[[1.0]]],
        [[0.5, 0.6]],
        [[1.5, -0.5]],
        [[nan, 1.0]],
        [[0.5, 0.5], [1.0]],
    ]:
        with pytest.raises(ValueError, match="^joint"):
            f(bad)
    for bad in BAD_TYPES:
        with pytest.raises(TypeError, match="^joint must hold real numbers"):
            f(bad)


@pytest.mark.parametrize(("f", "argument"), OF_PROBABILITIES, ids=name)
def test_every_function_of_probabilities_refuses_what_is_none(f, argument):
    for bad in [1.5, -1e-300, nan, inf, [0.5, 1.0000001], [], [[0.5], [-0.5]]]:
        with pytest.raises(ValueError, match=f"^{argument}"):
            f(bad)
    for bad in BAD_TYPES:
        with pytest.raises(TypeError, match=f"^{argument} must hold real numbers"):
            f(bad)


def test_every_function_with_a_base_checks_it():
    arguments = {1: [[1.0]], 2: [[1.0], [1.0]], 4: [0.0, 1.0, 0.0, 1.0]}
    tried = 0
    for f in map(infolib.__dict__.get, infolib.__all__):
        signature = inspect.signature(f).parameters
        if "base" not in signature:
            continue
        assert signature["base"].kind is inspect.Parameter.KEYWORD_ONLY
        tried += 1
        given_to = (
            [[[1.0]]] if "joint" in signature else arguments[len(signature) - 1 - ("axis" in signature)]
        )
        given_to = [1.0] if f in (infolib.gaussian_entropy,) else given_to
        assert math.isfinite(np.sum(f(*given_to, base=10)))
        for bad in (1, 0, -2, 1.0, 0.5, nan, inf, -inf, True):
            with pytest.raises(ValueError, match="^base = .* is not a finite number above 1"):
                f(*given_to, base=bad)
        for bad in ("2", None, 2j, [2]):
            with pytest.raises(TypeError, match="^base = .* is no number"):
                f(*given_to, base=bad)
    assert tried == 11


@pytest.mark.parametrize(
    "f", [entropy, infolib.perplexity, normalize, infolib.softmax, infolib.log_softmax], ids=name
)
def test_every_function_with_an_axis_refuses_one_that_does_not_exist(f):
    for axis in (2, -3, 5):
        with pytest.raises(ValueError, match=f"^axis {axis} does not exist: .* has shape \\(1, 1\\)"):
            f([[1.0]], axis=axis)


@pytest.mark.parametrize("f", OF_TWO, ids=name)
def test_every_function_of_two_refuses_an_axis_that_does_not_exist(f):
    with pytest.raises(ValueError, match="^axis 1 does not exist"):
        f([1.0], [1.0], axis=1)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_a_sum_may_be_off_by_the_square_root_of_eps_of_its_type(dtype):
    slack = math.sqrt(np.finfo(np.float32 if dtype == np.float16 else dtype).eps)
    half = np.array([0.5, 0.5])
    for sign in (1, -1):
        entropy(
            (half * (1 + 0.8 * sign * slack)).astype(dtype) if dtype != np.float16 else half.astype(dtype)
        )
        with pytest.raises(ValueError, match="sums to"):
            entropy((half * (1 + sign * (2.5 if dtype == np.float16 else 1.2) * slack)).astype(dtype))


def test_an_entry_hardly_above_1_is_refused_even_if_the_sum_would_pass():
    with pytest.raises(ValueError, match=r"p\[0\] = 1.0000000000000002 is not a probability"):
        entropy([1.0000000000000002, 0.0])


def test_integers_booleans_and_every_float_type_are_numbers():
    for dtype in (bool, np.int8, np.uint64, int, np.float16, np.float32, np.float64, np.longdouble, ">f8"):
        assert entropy(np.array([0, 1], dtype=dtype)) == 0.0
    assert normalize(np.array([True, True])).dtype == np.float64


@repeatably
@given(weights(5))
def test_normalize_keeps_proportions_and_sums_to_1(w):
    p = normalize(w)
    assert p.dtype == np.float64
    assert abs(p.sum() - 1) <= 1e-15
    entropy(p)
    largest = np.argmax(w)
    assert np.allclose(p / p[largest], np.array(w) / w[largest], rtol=1e-13, atol=1e-300)


def test_normalize_never_overflows():
    assert normalize([1.7e308] * 4).tolist() == [0.25] * 4
    assert normalize([5e-324, 5e-324]).tolist() == [0.5, 0.5]
    assert normalize([1e308, 1e-308]).tolist() == [1.0, 0.0]
    assert normalize(np.float16([60000, 60000])).tolist() == [0.5, 0.5]
    assert normalize(np.array([2**63, 2**63], dtype=np.uint64)).tolist() == [0.5, 0.5]


def test_normalize_works_along_any_axis():
    w = np.random.default_rng(0).uniform(size=(2, 3, 4))
    for axis in (-3, -2, -1, 0, 1, 2):
        assert np.allclose(normalize(w, axis=axis).sum(axis=axis), 1, atol=1e-15)
        assert normalize(w, axis=axis).shape == w.shape


def test_normalize_refuses_what_is_no_weight():
    for bad in ([], 1.0, [-1, 2], [nan], [inf, 1], [0, 0], [[1, 1], [0, 0]]):
        with pytest.raises(ValueError, match="^weights"):
            normalize(bad)
    for bad in BAD_TYPES:
        with pytest.raises(TypeError, match="^weights must hold real numbers"):
            normalize(bad)


@repeatably
@given(st.integers(0, 3))
def test_no_function_changes_its_input(seed):
    rng = np.random.default_rng(seed)
    p, q, joint = (
        rng.dirichlet(np.ones(4)),
        rng.dirichlet(np.ones(4)),
        rng.dirichlet(np.ones(4)).reshape(2, 2),
    )
    z = rng.normal(size=(2, 4))
    for x in (p, q, joint, z):
        x.flags.writeable = False
    for f in OF_ONE:
        f(p)
    for f in OF_TWO:
        f(p, q)
    for f in OF_A_TABLE:
        f(joint)
    for t in ([0, 1], np.array([p, q])):
        infolib.cross_entropy_loss(z, t)
        infolib.cross_entropy_loss_gradient(z, t)
    infolib.binary_cross_entropy_loss(z, np.abs(np.sign(z)))
    (
        normalize(p),
        infolib.softmax(z),
        infolib.log_softmax(z),
        infolib.sigmoid(z),
        infolib.information_content(p),
    )
    infolib.channel_capacity(np.array([p, q]))


def test_import_infolib_needs_only_numpy():
    code = "import sys, infolib; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "numpy" in modules
    assert not {"matplotlib", "sklearn", "wordfreq", "scipy", "mpmath", "IPython"} & set(modules)


def test_the_public_names_are_those_of_the_design():
    assert infolib.__all__ == sorted(infolib.__all__)
    assert set(infolib.__all__) == {
        *(
            "information_content",
            "entropy",
            "binary_entropy",
            "kl_divergence",
            "cross_entropy",
            "js_divergence",
        ),
        *("perplexity", "joint_entropy", "conditional_entropy", "mutual_information", "normalize"),
        *(
            "gaussian_entropy",
            "gaussian_kl",
            "kraft_sum",
            "shannon_lengths",
            "huffman_lengths",
            "expected_length",
        ),
        *("arithmetic_encode", "arithmetic_decode"),
        *("canonical_code", "encode", "decode", "bsc_capacity", "bec_capacity", "channel_capacity"),
        *("sigmoid", "softmax", "log_softmax", "cross_entropy_loss", "cross_entropy_loss_gradient"),
        *("binary_cross_entropy_loss", "binary_cross_entropy_loss_gradient"),
    }


def test_every_public_function_has_a_docstring_with_an_executed_example():
    for f in map(infolib.__dict__.get, infolib.__all__):
        assert ">>> " in f.__doc__, f.__name__
