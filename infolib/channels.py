"""Noisy channels and their capacity, in bits for each use."""

import numpy as np

from infolib import _numerics as numerics
from infolib._numerics import plain
from infolib.pmf import as_pmf, as_probability


def bsc_capacity(flip):
    """Capacity 1 - h(flip) of the binary symmetric channel, elementwise.

    >>> bsc_capacity([0, 0.5, 1])
    array([1., 0., 1.])
    """
    flip = as_probability(flip, "flip").astype(np.float64)
    return plain(numerics.bits_missing(1 - 2 * flip) / np.log(2))


def bec_capacity(erase):
    """Capacity 1 - erase of the binary erasure channel, elementwise.

    >>> bec_capacity(0.25)
    0.75
    """
    return plain(1 - as_probability(erase, "erase").astype(np.float64))


def channel_capacity(transition):
    """Capacity max I(X; Y) over the inputs of a channel with rows p(y | x).

    >>> channel_capacity([[1, 0], [0, 1]])
    1.0
    """
    return float(blahut_arimoto(transition)[0])


def blahut_arimoto(transition):
    """Capacity in bits, the certified gap to its upper bound, and the best input distribution."""
    rows = as_pmf(transition, "transition")
    if rows.ndim != 2:
        raise ValueError(f"transition must be a matrix with rows p(y | x), got shape {rows.shape}")
    rows = rows.astype(np.float64)
    p = np.full(len(rows), 1 / len(rows))
    for _ in range(10_000):
        d = numerics.divergence(rows, p @ rows, np.e)
        low, high = float(p @ d), float(d.max())
        if high - low <= 1e-14 * high:
            break
        p = p * np.exp(d - high)
        p /= p.sum()
    return low / np.log(2), (high - low) / np.log(2), p
