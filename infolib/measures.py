"""Quantities of finite distributions, in bits unless another `base` is asked for.

The first argument is the distribution that generates the data. Outcomes lie along `axis`, the other axes are a
batch: one distribution gives a float, a batch an array. What is no distribution raises ValueError, and text,
objects and complex numbers TypeError; nothing is normalised or clipped on the way. 0 log 0 is 0.
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
    """Information content I(p) = -log p of an event of probability p, elementwise; +inf at 0.

    >>> information_content(1 / 8)
    3.0
    """
    log, unit = logarithm(base)
    with np.errstate(divide="ignore"):
        return plain((0.0 - log(as_probability(p), dtype=np.float64)) / unit)  # 0.0 - 0.0 is not -0.0


def entropy(p, *, base=2, axis=-1):
    """Entropy H(p) = -sum of p log p: the expected information content.

    From 0 for a certain outcome to log n for n equally likely ones.

    >>> entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    1.75
    """
    log, unit = logarithm(base)
    total = sum_rows(lambda p, out: np.vecdot(p, log_at_zero(p, out, log)), as_pmf(p, axis=axis))
    return plain((0.0 - total) / unit)


def binary_entropy(p, *, base=2):
    """Entropy h(p) = -p log p - (1 - p) log(1 - p) of a coin, elementwise.

    >>> binary_entropy([0, 0.5, 1])
    array([0., 1., 0.])
    """
    log, unit = logarithm(base)
    p = as_probability(p).astype(np.float64)
    p = np.minimum(p, 1 - p)  # exact where p >= 1/2, and below 1/2 it is p
    log_q = np.log1p(-p) * (log(2.0) / unit / np.log(2.0))
    return plain(0.0 - p * log_at_zero(p, np.empty_like(p), log) / unit - (1 - p) * log_q)


def kl_divergence(p, q, *, base=2, axis=-1):
    """KL divergence D(p||q) = sum of p log(p/q): what it costs to take q for the true p.

    0 just where p = q, +inf where q = 0 < p. It is that of the vectors divided by their exact sums.

    >>> kl_divergence([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2])
    0.25
    """
    return plain(divergence(*as_pair(p, q, axis), base))


def cross_entropy(p, q, *, base=2, axis=-1):
    """Cross-entropy H(p, q) = -sum of p log q = H(p) + D(p||q); +inf where q = 0 < p.

    >>> cross_entropy([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2])
    1.75
    """
    log, unit = logarithm(base)
    with np.errstate(divide="ignore"):
        total = sum_rows(lambda p, q, out: np.vecdot(p, log_or_zero(p, q, out, log)), *as_pair(p, q, axis))
    return plain((0.0 - total) / unit)


def js_divergence(p, q, *, base=2, axis=-1):
    """Jensen-Shannon divergence (D(p||m) + D(q||m))/2 from the mixture m = (p + q)/2.

    Symmetric, and from 0 for p = q to 1 bit for distributions without a common outcome.

    >>> js_divergence([1, 0], [0, 1])
    1.0
    """
    return plain(jensen_shannon(*as_pair(p, q, axis), base))


def perplexity(p, *, axis=-1):
    """Effective number of outcomes: 2 ** entropy(p), which is n for n equally likely ones.

    >>> perplexity([1 / 4, 1 / 4, 1 / 4, 1 / 4])
    4.0
    """
    return 2.0 ** entropy(p, axis=axis)


def joint_entropy(joint, *, base=2):
    """Entropy H(X, Y) of one table p(x, y), rows x and columns y.

    >>> joint_entropy([[1 / 2, 0], [1 / 4, 1 / 4]])
    1.5
    """
    return entropy(as_joint(joint).ravel(), base=base)


def conditional_entropy(joint, *, base=2):
    """Conditional entropy H(Y | X) = sum of p(x, y) log(p(x) / p(x, y)), rows x and columns y.

    What remains to be learned from y when x is known: H(X, Y) - H(X). For H(X | Y), transpose the table.

    >>> conditional_entropy([[1 / 2, 0], [1 / 4, 1 / 4]])
    0.5
    """
    return float(row_entropy(as_joint(joint), base).sum())


def mutual_information(joint, *, base=2):
    """Mutual information I(X; Y) = D(p(x, y) || p(x) p(y)), rows x and columns y; 0 if independent.

    >>> mutual_information([[1 / 2, 0], [0, 1 / 2]])
    1.0
    """
    return plain(dependence(as_joint(joint).astype(np.float64), base))
