"""Quantities of finite distributions, in bits unless another `base` is asked for (any finite number above 1).

The first argument is the distribution that generates the data. Outcomes lie along `axis`, the other axes are a
batch and broadcast: one distribution gives a float, a batch a float64 array. What is not a distribution raises
ValueError, and text, objects and complex numbers TypeError; nothing is normalised or clipped on the way.
0 log 0 is 0. How the digits are kept is in `_numerics.py`; the formulas are here.
"""

import numpy as np

from infolib._numerics import (
    dependence,
    divergence,
    jensen_shannon,
    log_at_zero,
    log_or_zero,
    logarithm,
    plain,
    row_entropy,
    sum_rows,
)
from infolib.pmf import as_joint, as_pair, as_pmf, as_probability


def information_content(p, *, base=2):
    """Information content I(p) = -log p of an event of probability p, in bits; +inf at 0.

    p: probabilities of any shape, each on its own. ValueError names one outside [0, 1].

    >>> information_content(1 / 8)
    3.0
    """
    log, unit = logarithm(base)
    with np.errstate(divide="ignore"):
        return plain((0.0 - log(as_probability(p), dtype=np.float64)) / unit)  # 0.0 - 0.0 is not -0.0


def entropy(p, *, base=2, axis=-1):
    """Entropy H(p) = -sum of p log p, the expected information content, in bits.

    p: distributions (..., n) along `axis`. The result, of shape (...), goes from 0 for a certain outcome to
    log n for n equally likely ones. ValueError if p is not a distribution.

    >>> entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    1.75
    """
    log, unit = logarithm(base)
    total = sum_rows(lambda p, out: np.vecdot(p, log_at_zero(p, out, log)), as_pmf(p, axis=axis))
    return plain((0.0 - total) / unit)


def binary_entropy(p, *, base=2):
    """Entropy h(p) = -p log p - (1 - p) log(1 - p) of a coin, in bits.

    p: probabilities of any shape, each on its own. ValueError names one outside [0, 1].

    >>> binary_entropy([0, 0.5, 1])
    array([0., 1., 0.])
    """
    log, unit = logarithm(base)
    p = as_probability(p).astype(np.float64)
    p = np.minimum(p, 1 - p)  # exact where p >= 1/2, and below 1/2 it is p
    log_q = np.log1p(-p) * (log(2.0) / unit / np.log(2.0))
    return plain(0.0 - p * log_at_zero(p, np.empty_like(p), log) / unit - (1 - p) * log_q)


def kl_divergence(p, q, *, base=2, axis=-1):
    """KL divergence D(p||q) = sum of p log(p/q), in bits: what it costs to take q for the true p.

    p, q: distributions (..., n) along `axis`. 0 just where p = q, +inf where q = 0 < p somewhere; it is that
    of the vectors divided by their exact sums. ValueError if one is not a distribution or they do not fit.

    >>> kl_divergence([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2])
    0.25
    """
    return plain(divergence(*as_pair(p, q, axis), base))


def cross_entropy(p, q, *, base=2, axis=-1):
    """Cross-entropy H(p, q) = -sum of p log q = H(p) + D(p||q), in bits: the cost of coding p by q.

    p, q: distributions (..., n) along `axis`. At least H(p), +inf where q = 0 < p somewhere. ValueError if one
    is not a distribution or they do not fit.

    >>> cross_entropy([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2])
    1.75
    """
    log, unit = logarithm(base)
    with np.errstate(divide="ignore"):
        total = sum_rows(lambda p, q, out: np.vecdot(p, log_or_zero(p, q, out, log)), *as_pair(p, q, axis))
    return plain((0.0 - total) / unit)


def js_divergence(p, q, *, base=2, axis=-1):
    """Jensen-Shannon divergence (D(p||m) + D(q||m))/2 from the mixture m = (p + q)/2, in bits.

    p, q: distributions (..., n) along `axis`. Symmetric, from 0 for p = q to 1 bit for distributions without
    a common outcome. ValueError if one is not a distribution or they do not fit.

    >>> js_divergence([1, 0], [0, 1])
    1.0
    """
    return plain(jensen_shannon(*as_pair(p, q, axis), base))


def perplexity(p, *, axis=-1):
    """Effective number of outcomes 2 ** H(p), which is n for n equally likely ones.

    p: distributions (..., n) along `axis`. The perplexity of a model q is 2 ** cross_entropy(p, q). ValueError
    if p is not a distribution.

    >>> perplexity([1 / 4, 1 / 4, 1 / 4, 1 / 4])
    4.0
    """
    return 2.0 ** entropy(p, axis=axis)


def joint_entropy(joint, *, base=2):
    """Joint entropy H(X, Y) = -sum of p(x, y) log p(x, y), in bits.

    joint: one matrix p(x, y), rows x and columns y. ValueError if it is no matrix or does not sum to 1.

    >>> joint_entropy([[1 / 2, 0], [1 / 4, 1 / 4]])
    1.5
    """
    return entropy(as_joint(joint).ravel(), base=base)


def conditional_entropy(joint, *, base=2):
    """Conditional entropy H(Y | X) = sum of p(x, y) log(p(x) / p(x, y)) = H(X, Y) - H(X), in bits.

    joint: one matrix p(x, y), rows x and columns y; transpose it for H(X | Y). What is left to learn from y when
    x is known: 0 where x settles y. ValueError if it is no matrix or does not sum to 1.

    >>> conditional_entropy([[1 / 2, 0], [1 / 4, 1 / 4]])
    0.5
    """
    return float(row_entropy(as_joint(joint), base).sum())


def mutual_information(joint, *, base=2):
    """Mutual information I(X; Y) = D(p(x, y) || p(x) p(y)) = H(Y) - H(Y | X), in bits.

    joint: one matrix p(x, y), rows x and columns y. 0 where X and Y are independent. ValueError if it is no
    matrix or does not sum to 1.

    >>> mutual_information([[1 / 2, 0], [0, 1 / 2]])
    1.0
    """
    return plain(dependence(as_joint(joint).astype(np.float64), base))
