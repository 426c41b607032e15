"""The kernels that keep the digits which the textbook formulas lose. Only numpy; nothing here validates."""

import math

import numpy as np

BLOCK = 2**17  # numbers worked on at a time: a megabyte of float64, so that big inputs stay in the cache
SMALLEST = 5e-324  # the smallest positive float64: log(max(p, SMALLEST)) * p is exactly 0 at p = 0


def plain(x):
    """A Python float where there is one number, the array otherwise (numpy 2 prints np.float64(1.75))."""
    return x if x.ndim else float(x)


def logarithm(base):
    """The numpy function and the divisor that together give logarithms to `base`.

    log2 and log10 are exact at the powers of their base; exp and log are at home in nats.
    """
    if isinstance(base, bool) or not isinstance(base, REAL):
        raise TypeError(f"base must be a number above 1, such as 2 or math.e; got {base!r}")
    if not 1 < base < math.inf:
        raise ValueError(f"base = {base!r} is not a finite number above 1: use 2 for bits or math.e for nats")
    if base == 2:
        return np.log2, 1.0
    if base == 10:
        return np.log10, 1.0
    return np.log, math.log(base)


REAL = (int, float, np.integer, np.floating)


def sum_rows(terms, *arrays, scratch=0):
    """Sum the terms over the last axis, a block at a time in float64.

    `terms(*blocks, out, *scratch)` writes one float64 term for each number into `out`.
    Leading axes broadcast. Each block is summed pairwise by numpy, and so are the blocks' sums.
    """
    shape = np.broadcast_shapes(*(a.shape for a in arrays))
    if math.prod(shape) <= BLOCK:
        buffers = np.empty((1 + scratch, *shape))
        terms(*arrays, *buffers)
        return np.add.reduce(buffers[0], axis=-1)
    arrays = [np.broadcast_to(a, shape).reshape(-1, shape[-1]) for a in arrays]
    rows, n = arrays[0].shape
    wide, tall = min(n, BLOCK), max(1, BLOCK // n)
    memory = np.empty((1 + scratch, wide * tall))
    sums = np.empty(rows)
    for i in range(0, rows, tall):
        parts = []
        for j in range(0, n, wide):
            blocks = [a[i : i + tall, j : j + wide] for a in arrays]
            here = blocks[0].shape
            buffers = [m[: math.prod(here)].reshape(here) for m in memory]
            terms(*blocks, *buffers)
            parts.append(np.add.reduce(buffers[0], axis=-1))
        sums[i : i + tall] = np.add.reduce(np.stack(parts, axis=-1), axis=-1)
    return sums.reshape(shape[:-1])


def positive(p, out):
    """p in float64, with SMALLEST in the place of 0, so that its logarithm is finite."""
    return np.maximum(p, SMALLEST, out=out, dtype=np.float64)


def p_log_q(p, q, out, log=np.log):
    """p log q, which is 0 where p = 0 and -inf where q = 0 < p."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log(q, out=out, dtype=np.float64)
        np.multiply(out, p, out=out)
    if not np.minimum.reduce(q, axis=None) > 0:
        np.copyto(out, 0.0, where=(p == 0))


def divergence(p, q):
    """D(p||q) in nats of the vectors divided by their exact sums.

    The textbook sum of p log(p/q) has terms of either sign, which cancel when p and q are close. So sum
    d(p, q) = p log(p/q) - p + q instead: no term is negative, and the extra parts cancel in theory, when
    both sums are the same. They are made so by scaling q by P/Q, the ratio of the sums; the difference
    p - (P/Q) q = (p - q) - q (P - Q)/Q keeps its digits because p - q is exact for close numbers.
    """
    gap = sum_rows(difference, p, q)
    p_sum, q_sum = sum_rows(copy, p), sum_rows(copy, q)
    total = sum_rows(deviance, p, q, np.asarray(gap / q_sum)[..., None], scratch=3) / p_sum
    return np.where(total < 0, 0.0, total) if total.ndim else total


def difference(p, q, out):
    np.subtract(p, q, out=out, dtype=np.float64)


def copy(p, out):
    np.copyto(out, p)


NEAR = 1 / 16


def deviance(p, q, shift, out, v, diff, work):
    """d(p, m) = p log(p/m) - p + m >= 0 for m = q (1 + shift).

    With v = (p - m)/(p + m), p log(p/m) = 2 p atanh(v) and d = v (p - m) + 2 p (atanh(v) - v), whose last
    factor is the series v^3/3 + v^5/5 + ...: used for |v| < 1/16, where six terms are exact to 1e-16.
    Source: Loader, Fast and accurate computation of binomial probabilities (2000); bd0 in R's nmath.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        np.subtract(p, q, out=diff, dtype=np.float64)
        np.multiply(q, shift, out=work, dtype=np.float64)
        np.subtract(diff, work, out=diff)
        np.subtract(p, diff, out=work)  # m
        np.divide(p, work, out=out)
        np.fmax(out, SMALLEST, out=out)  # 0/0 too
        np.log(out, out=out)
        np.multiply(out, p, out=out)
        lost = np.isinf(out) & (work > 0)
        if lost.any():
            x, m = np.broadcast_arrays(p, work)
            out[lost] = x[lost] * (np.log(x[lost]) - np.log(m[lost]))
        np.subtract(out, diff, out=out)
        np.add(p, work, out=v)
        np.divide(diff, v, out=v)
        near = np.abs(v) < NEAR
        w = v * v
        series = w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w / 13)))))
        np.copyto(out, v * (diff + 2 * p * series), where=near)


def halves_gap(v):
    """g(v) = ln 2 - h((1 + v)/2) = ((1 + v) log(1 + v) + (1 - v) log(1 - v))/2 in nats, without cancelling.

    Below 1/2 it is v atanh(v) + log(1 - v^2)/2, whose parts are near v^2 and -v^2/2.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        v = np.abs(v)
        near = v * np.arctanh(v) + np.log1p(-v * v) / 2
        far = ((1 + v) * np.log1p(v) + (1 - v) * np.log(np.fmax(1 - v, SMALLEST))) / 2
    return np.where(v < 0.5, near, far)


def js(p, q):
    """JS divergence in nats: the mean of g((p - q)/(p + q)) under the mixture (p + q)/2."""
    gap = sum_rows(difference, p, q)
    q_sum = sum_rows(copy, q)
    shift = np.asarray(gap / q_sum)[..., None]

    def terms(p, q, shift, out):
        diff = np.subtract(p, q, dtype=np.float64) - q * shift
        both = 2.0 * p - diff
        with np.errstate(invalid="ignore"):
            v = np.divide(diff, both)
        np.copyto(out, np.where(both > 0, both * halves_gap(v), 0.0))

    def weights(p, q, shift, out):
        np.copyto(out, 2.0 * p - (np.subtract(p, q, dtype=np.float64) - q * shift))

    return sum_rows(terms, p, q, shift) / sum_rows(weights, p, q, shift)


def scalar(x):
    """The number itself where there is only one: a Python float from float64, else numpy's narrower type."""
    return x if x.ndim else (float(x) if x.dtype == np.float64 else x[()])


def shift(z):
    """z minus the largest of its row in float64, and where that is.

    A row with one +inf gets its limit: 0 there and -inf elsewhere. Several, or only -inf, give NaN.
    """
    peak = np.argmax(z, axis=-1)[:, None]
    top = np.take_along_axis(z, peak, axis=-1)
    with np.errstate(invalid="ignore", over="ignore"):
        shifted = np.subtract(z, top, dtype=np.float64)
    if not np.isfinite(top).all():
        alone = np.count_nonzero(z == np.inf, axis=-1) == 1
        shifted[alone, peak[alone, 0]] = 0
    return shifted, peak


def softmax(z):
    e, _ = shift(z)
    np.exp(e, out=e)
    return e / e.sum(axis=-1, keepdims=True)


def log_rest(shifted, peak):
    """log(sum of exp(shifted)) as log1p of the sum without the largest, which keeps its digits."""
    e = np.exp(shifted)
    np.put_along_axis(e, peak, 0, axis=-1)
    return np.log1p(e.sum(axis=-1, keepdims=True))


def log_softmax(z):
    shifted, peak = shift(z)
    return shifted - log_rest(shifted, peak)


def map_rows(f, z):
    rows = z.reshape(-1, z.shape[-1])
    out = np.empty(rows.shape, z.dtype)
    tall = max(1, BLOCK // rows.shape[1])
    with np.errstate(over="ignore"):
        for i in range(0, len(rows), tall):
            out[i : i + tall] = f(rows[i : i + tall])
    return out.reshape(z.shape)


def loss(z, t):
    shifted, peak = shift(z)
    rest = log_rest(shifted, peak)[:, 0]
    if t.ndim == 1:
        return rest - np.take_along_axis(shifted, t[:, None], axis=-1)[:, 0]
    with np.errstate(invalid="ignore"):
        cost = np.where(t == 0, 0.0, -shifted * t)
    return t.sum(axis=-1) * rest + cost.sum(axis=-1)


def loss_gradient(z, t):
    g = softmax(z)
    if t.ndim == 1:
        label = t[:, None]
    else:
        label = np.argmax(t, axis=-1)[:, None]
        g = g * t.sum(axis=-1, keepdims=True) - t
    np.put_along_axis(g, label, 0 * np.take_along_axis(g, label, axis=-1), axis=-1)
    rest = g.sum(axis=-1, keepdims=True)
    np.put_along_axis(g, label, np.take_along_axis(g, label, axis=-1) - rest, axis=-1)
    return g


def map_losses(z, t):
    rows = z.reshape(-1, z.shape[-1])
    labels = t.reshape(-1) if t.ndim < z.ndim else t.reshape(rows.shape)
    out = np.empty(len(rows))
    tall = max(1, BLOCK // rows.shape[1])
    for i in range(0, len(rows), tall):
        out[i : i + tall] = loss(rows[i : i + tall], labels[i : i + tall])
    return out.reshape(z.shape[:-1])


def map_gradients(z, t, n):
    rows = z.reshape(-1, z.shape[-1])
    labels = t.reshape(-1) if t.ndim < z.ndim else t.reshape(rows.shape)
    out = np.empty(rows.shape, z.dtype)
    tall = max(1, BLOCK // rows.shape[1])
    for i in range(0, len(rows), tall):
        out[i : i + tall] = loss_gradient(rows[i : i + tall], labels[i : i + tall]) / n
    return out.reshape(z.shape)


def gaussian_scale_kl(s1, s2):
    """(r^2 - 1)/2 - log r for r = s1/s2, the KL divergence of two normals with one mean, in nats."""
    r = s1 / s2
    half = (s1 - s2) / s2 * (r + 1) / 2  # (r^2 - 1)/2
    log_r = np.where((r > 0) & (r < np.inf), np.log(r), np.log(s1) - np.log(s2))
    v = half / (1 + half)
    w = v * v
    series = w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w / 13)))))
    return np.where(np.abs(v) < NEAR, v * (half - series), half - log_r)
