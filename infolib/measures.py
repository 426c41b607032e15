"""Quantities of finite distributions, in bits unless another base is asked for."""

import math

import numpy as np

from infolib import _numerics as numerics
from infolib._numerics import logarithm, plain, sum_rows
from infolib.pmf import as_joint, as_pair, as_pmf, as_probability


def information_content(p, *, base=2):
    """Information content I(p) = -log p of an event of probability p; +inf at 0.

    >>> information_content(1 / 8)
    3.0
    """
    log, unit = logarithm(base)
    with np.errstate(divide="ignore"):
        return plain((0.0 - log(as_probability(p), dtype=np.float64)) / unit)


def entropy(p, *, base=2, axis=-1):
    """Entropy H(p) = -sum of p log p, the expected information content; 0 log 0 = 0.

    >>> entropy([1 / 2, 1 / 4, 1 / 8, 1 / 8])
    1.75
    """
    log, unit = logarithm(base)
    p = as_pmf(p, axis=axis)

    def terms(p, out):
        log(numerics.positive(p, out), out=out)
        np.multiply(out, p, out=out)

    return plain((0.0 - sum_rows(terms, p)) / unit)


def binary_entropy(p, *, base=2):
    """Entropy h(p) = -p log p - (1 - p) log(1 - p) of a coin, elementwise.

    >>> binary_entropy([0, 0.5, 1])
    array([0., 1., 0.])
    """
    log, unit = logarithm(base)
    p = as_probability(p).astype(np.float64)
    p = np.minimum(p, 1 - p)  # exact from 1/2 up
    log1p_unit = math.log(base)
    return plain(
        -(p * log(np.maximum(p, numerics.SMALLEST)) / unit + (1 - p) * np.log1p(-p) / log1p_unit) + 0.0
    )


def kl_divergence(p, q, *, base=2, axis=-1):
    """KL divergence D(p||q) = sum of p log(p/q); +inf where q = 0 < p.

    >>> kl_divergence([0.5, 0.5], [0.25, 0.75], base=math.e)
    0.14384103622589042
    """
    logarithm(base)
    return plain(numerics.divergence(*as_pair(p, q, axis)) / math.log(base))


def cross_entropy(p, q, *, base=2, axis=-1):
    """Cross-entropy H(p, q) = -sum of p log q; +inf where q = 0 < p.

    >>> cross_entropy([0.5, 0.5], [0.25, 0.75])
    1.207518749639422
    """
    log, unit = logarithm(base)
    p, q = as_pair(p, q, axis)
    return plain((0.0 - sum_rows(lambda p, q, out: numerics.p_log_q(p, q, out, log), p, q)) / unit)


def js_divergence(p, q, *, base=2, axis=-1):
    """Jensen-Shannon divergence, the mean divergence of p and q from their mixture m = (p + q)/2.

    JS = (D(p||m) + D(q||m)) / 2, at most 1 bit.

    >>> js_divergence([1, 0], [0, 1])
    1.0
    """
    logarithm(base)
    return plain(numerics.js(*as_pair(p, q, axis)) / math.log(base))


def perplexity(p, *, axis=-1):
    """Effective number of outcomes, 2 ** entropy(p).

    >>> perplexity([1 / 4] * 4)
    4.0
    """
    return 2.0 ** entropy(p, axis=axis)


def joint_entropy(joint, *, base=2):
    """Entropy H(X, Y) of a table p(x, y).

    >>> joint_entropy([[1 / 2, 0], [1 / 4, 1 / 4]])
    1.5
    """
    return entropy(as_joint(joint).ravel(), base=base)


def conditional_entropy(joint, *, base=2):
    """Entropy H(Y | X) = sum of p(x, y) log(p(x) / p(x, y)); rows are x, columns y.

    >>> conditional_entropy([[1 / 2, 0], [1 / 4, 1 / 4]])
    0.5
    """
    log, unit = logarithm(base)
    joint = as_joint(joint).astype(np.float64)
    p_x = joint.sum(axis=1, keepdims=True)
    ratio = np.divide(p_x, joint, out=np.ones_like(joint), where=joint > 0)
    return float((joint * log(ratio)).sum() / unit)


def mutual_information(joint, *, base=2):
    """Mutual information I(X; Y) = D(p(x, y) || p(x) p(y)).

    >>> mutual_information([[1 / 4, 1 / 4], [1 / 4, 1 / 4]])
    0.0
    """
    logarithm(base)
    joint = as_joint(joint).astype(np.float64)
    p_x, p_y = joint.sum(axis=1), joint.sum(axis=0)
    return float(numerics.divergence(joint.ravel(), np.outer(p_x, p_y).ravel()) / math.log(base))
