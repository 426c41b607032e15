"""Noisy channels and their capacity, in bits for each use."""

import math
from dataclasses import dataclass

import numpy as np

from infolib._numerics import SMALLEST, coin_deficit, divergence, plain
from infolib.pmf import as_pmf, as_probability


def bsc_capacity(flip):
    """Capacity 1 - h(flip) of the binary symmetric channel, in bits for each use.

    flip: probabilities, of any shape, that a bit arrives as the other one. ValueError names one outside [0, 1].

    >>> bsc_capacity([0, 0.5, 1])
    array([1., 0., 1.])
    """
    flip = as_probability(flip, "flip").astype(np.float64)
    v = np.asarray(1 - 2 * flip)
    return plain(coin_deficit(v, np.empty_like(v), np.empty_like(v)) / math.log(2))


def bec_capacity(erase):
    """Capacity 1 - erase of the binary erasure channel, in bits for each use.

    erase: probabilities, of any shape, that a bit is lost and known to be. ValueError names one outside [0, 1].

    >>> bec_capacity(0.25)
    0.75
    """
    return plain(1 - as_probability(erase, "erase").astype(np.float64))


def channel_capacity(transition):
    """Capacity of a channel, in bits for each use: the largest I(X; Y) over the distributions of its input.

    transition: one matrix whose row x is the distribution p(y | x) of what arrives when x is sent. ValueError
    if it is no matrix or a row is not a distribution.

    >>> channel_capacity([[1, 0, 0], [0, 0.5, 0.5]])
    1.0
    """
    return solve_channel(transition).bits


@dataclass(frozen=True)
class Capacity:
    """A capacity in bits, how much larger the true one may be, and the input distribution that reaches it."""

    bits: float
    gap: float
    input: np.ndarray


def solve_channel(transition):
    """The capacity with its certificate.

    For any input p with output q, Blahut (1972) and Arimoto (1972) have
    sum of p(x) D(W_x||q) <= C <= largest D(W_x||q). Their iteration p(x) exp(D(W_x||q)) / sum closes this gap
    slowly, in thousands of rounds where rows are nearly equal or an input is nearly useless. Newton's method
    closes it in about fifteen, on the same conditions: D(W_x||q) + s(x) = C, p(x) s(x) = 0 with slack s >= 0, the
    product held at a small positive value that falls from step to step (a primal-dual interior point method).

    >>> solve_channel([[1, 0], [0.5, 0.5]]).input.round(6)
    array([0.6, 0.4])
    """
    rows = as_pmf(transition, "transition").astype(np.float64)
    if rows.ndim != 2:
        raise ValueError(f"transition must be a matrix with rows p(y | x); its shape is {rows.shape}")
    rows = rows[:, rows.any(axis=0)]
    n = len(rows)
    p = np.full(n, 1 / n)
    d = divergence(rows, np.maximum(p @ rows, SMALLEST), math.e)
    level = 1.1 * d.max()
    s = level - d
    for _ in range(60):
        q = np.maximum(p @ rows, SMALLEST)  # an output that underflows is not impossible
        d = divergence(rows, q, math.e)
        low, high = p @ d, d.max()
        if high - low <= 1e-15 * high:
            break
        # the Newton step, with ds eliminated; rows - q is exact where rows are nearly equal
        target = 0.1 * (p @ s) / n
        centred = (rows - q) / np.sqrt(q)
        system = np.ones((n + 1, n + 1))
        system[:n, :n] = centred @ centred.T + np.diag(s / p)
        system[n, n] = 0.0
        try:
            step = np.linalg.solve(system, np.append(d - level + target / p, 0.0))
        except np.linalg.LinAlgError:  # equal rows, whose slack has all but vanished: no digit is left to win
            break
        dp, dlevel = step[:n], step[n]
        ds = (target - s * dp) / p - s
        # no further than 0.995 of the way to the first p or s that would become 0
        length = 1 / max(1.0, np.max(-dp / p) / 0.995, np.max(-ds / s) / 0.995)
        p, s, level = p + length * dp, s + length * ds, level + length * dlevel
        p = p / p.sum()
    return Capacity(float(low / math.log(2)), float(max(high - low, 0.0) / math.log(2)), p)
