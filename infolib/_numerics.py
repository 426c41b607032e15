"""The kernels that keep the digits which the textbook formulas lose.

Each says its formula, where it holds and where it comes from. Nothing here validates, and all but `plain` and
`logarithm` work in nats and in float64, whatever the width of the input.
"""

import math

import numpy as np

BLOCK = (
    2**17
)  # numbers worked on at a time: a megabyte of float64, so that big inputs need little extra memory
RUN = 1024  # numbers in one inner product: few enough that no BLAS starts threads
SMALLEST = 5e-324  # the smallest positive float64; log(max(p, SMALLEST)) * p is exactly 0 at p = 0
NEAR = 1 / 16  # |v| below which the series takes over from the logarithm
CLOSE = 1 / 16  # the divergence below which it is summed again, from terms that cannot cancel


def plain(x):
    """The array, or the number itself where there is only one: as a Python float if it is a float64.

    Numpy 2 would print np.float64(1.75).
    """
    if x.ndim:
        return x
    return float(x) if x.dtype == np.float64 else x[()]


def logarithm(base):
    """A numpy function and the divisor which together give logarithms to `base`.

    log2 and log10 are exact at the powers of their base, so that 2^k equal probabilities have exactly k bits.
    """
    if not isinstance(base, (int, float, np.integer, np.floating)):
        raise TypeError(f"base = {base!r} is no number: use 2 for bits or math.e for nats")
    if not 1 < base < math.inf:
        raise ValueError(f"base = {base!r} is not a finite number above 1: use 2 for bits or math.e for nats")
    if base == 2:
        return np.log2, 1.0
    if base == 10:
        return np.log10, 1.0
    return np.log, math.log(base)


# Sums of many terms, a block at a time


def sum_rows(terms, *arrays, scratch=1):
    """Sum over the last axis; leading axes broadcast, and an array with a last axis of 1 serves its whole row.

    `terms(*blocks, *buffers)` is given `scratch` float64 buffers of the block's shape and returns an array to
    add up, or two whose products are. Rows are cut into runs of 1024 whose sums are added pairwise, so that
    the error hardly grows with the length and 1e8 numbers need a few megabytes.
    """
    shape = np.broadcast(*arrays).shape
    n = shape[-1]
    if n > RUN:
        cut = n - n % RUN
        runs = [a[..., None] if a.shape[-1] == 1 else into_runs(a[..., :cut]) for a in arrays]
        total = np.add.reduce(sum_rows(terms, *runs, scratch=scratch), axis=-1)
        if cut < n:
            rest = [a if a.shape[-1] == 1 else a[..., cut:] for a in arrays]
            total = total + sum_rows(terms, *rest, scratch=scratch)
        return total
    if math.prod(shape) <= BLOCK:
        return add_up(terms(*arrays, *np.empty((scratch, *shape))))
    arrays = [np.broadcast_to(a, (*shape[:-1], a.shape[-1])).reshape(-1, a.shape[-1]) for a in arrays]
    rows, tall = math.prod(shape[:-1]), BLOCK // n
    sums, memory = np.empty(rows), np.empty((scratch, tall, n))
    for i in range(0, rows, tall):
        blocks = [a[i : i + tall] for a in arrays]
        sums[i : i + tall] = add_up(terms(*blocks, *memory[:, : len(blocks[0])]))
    return sums.reshape(shape[:-1])


def into_runs(a):
    return a.reshape(*a.shape[:-1], -1, RUN)


def add_up(terms):
    return np.vecdot(*terms) if isinstance(terms, tuple) else np.add.reduce(terms, axis=-1)


def log_at_zero(p, out, log=np.log):
    """log p, with something finite at 0: times 0 it is exactly 0.

    That is the logarithm of the smallest subnormal; finfo.tiny, the smallest normal number, would be 5 % off for
    probabilities below it.
    """
    if np.minimum.reduce(p, axis=None) > 0:
        return log(p, out=out, dtype=np.float64)
    return log(np.maximum(p, SMALLEST, out=out, dtype=np.float64), out=out)


def log_ratio(p, q, out, log=np.log):
    """log(p/q): +inf where q = 0 < p, something finite where p = 0."""
    np.divide(p, q, out=out, dtype=np.float64)
    if not np.minimum.reduce(out, axis=None) > 0:
        np.fmax(out, SMALLEST, out=out)  # fmax, since 0/0 is NaN
    over = None
    if np.maximum.reduce(out, axis=None) == np.inf:
        over = np.isinf(out) & (q > 0)
    log(out, out=out)
    if over is not None and over.any():  # the ratio left the range of floats, the difference does not
        p, q = np.broadcast_arrays(p, q)
        out[over] = log(p[over], dtype=np.float64) - log(q[over], dtype=np.float64)
    return out


def log_or_zero(p, q, out, log):
    """log q, but 0 where p = 0: times p it is 0 there, even at q = 0, and elsewhere -inf at q = 0."""
    log(q, out=out, dtype=np.float64)
    if not np.minimum.reduce(q, axis=None) > 0:
        np.copyto(out, 0.0, where=(p == 0))
    return out


def row_entropy(joint, base):
    """sum of p(x, y) log(p(x) / p(x, y)) for each row x.

    At the largest entry of a row the ratio may be 1 plus almost nothing: there it is log1p(rest/largest).
    """
    log, unit = logarithm(base)
    joint = joint[joint.any(axis=1)].astype(np.float64)
    peak = np.arange(len(joint)), joint.argmax(axis=1)
    largest, joint[peak] = joint[peak], 0
    rest = joint.sum(axis=1)
    ratio = log_ratio(joint, (largest + rest)[:, None], np.empty_like(joint), log)
    return largest * np.log1p(rest / largest) / math.log(base) - np.vecdot(joint, ratio) / unit


# Divergences: sums of small differences


@np.errstate(all="ignore")
def divergence(p, q, base):
    """D(p||q) of the vectors divided by their exact sums P and Q.

    The terms of the textbook sum of p log(p/q) have both signs, and its rounding error is about eps: right
    where the divergence is large, worthless where p and q are close. There it is `close_divergence`.
    """
    log, unit = logarithm(base)
    d = sum_rows(lambda p, q, t: (p, log_ratio(p, q, t, log)), p, q)
    d = np.asarray((d / total(p) - log(total(p) / total(q))) / unit)
    close = d < CLOSE
    if not d.ndim:
        return np.asarray(close_divergence(p, q) / math.log(base)) if close else d
    if close.any():
        p, q = np.broadcast_arrays(p, q)
        d[close] = close_divergence(p[close], q[close]) / math.log(base)
    return d


def total(p):
    return np.add.reduce(p, axis=-1, dtype=np.float64)


def close_divergence(p, q):
    """D(p||q) as the sum of d(p, m) = p log(p/m) - p + m, where m = q P/Q has the same sum as p.

    No term is negative, so nothing cancels, and the extra parts add up to sum(m) - sum(p) = 0. The difference
    p - m = (p - q) - q (P - Q)/Q keeps its digits, because p - q is exact for close numbers (Sterbenz).
    """
    gap = sum_rows(lambda p, q, t: np.subtract(p, q, out=t, dtype=np.float64), p, q)
    shift = np.asarray(gap / total(q))[..., None]
    return sum_rows(deviance, p, q, shift, scratch=5) / total(p)


def deviance(p, q, shift, diff, m, v, w, series):
    """Two factors of d(p, m) = p log(p/m) - p + m for m = q (1 + shift).

    With v = (p - m)/(p + m), log(p/m) is 2 atanh(v), hence d = v (p - m) + 2 p (atanh(v) - v), and the last
    factor is the series v^3/3 + v^5/5 + ... . For |v| < 1/16 its six terms are exact to 1e-17; elsewhere d as
    first written loses at most two digits.
    Source: C. Loader, Fast and accurate computation of binomial probabilities (2000); bd0 in R's nmath.
    """
    difference(p, q, shift, diff, m)
    np.divide(diff, np.add(p, m, out=v), out=v)
    np.multiply(v, v, out=w)
    np.multiply(w, 2 / 13, out=series)
    for k in (11, 9, 7, 5, 3):
        np.add(series, 2 / k, out=series)
        np.multiply(series, w, out=series)
    np.multiply(series, p, out=series)
    np.add(series, diff, out=series)
    near = w < NEAR**2
    if not near.all():
        far = ~near
        np.multiply(p, log_ratio(p, m, out=w), out=w)
        np.subtract(w, diff, out=series, where=far)
        np.copyto(v, 1.0, where=far)
    return v, series


def difference(p, q, shift, diff, m):
    """Write p - m and m for m = q (1 + shift)."""
    np.multiply(q, shift, out=m, dtype=np.float64)
    np.subtract(p, q, out=diff, dtype=np.float64)
    np.subtract(diff, m, out=diff)
    np.add(q, m, out=m)


@np.errstate(all="ignore")
def jensen_shannon(p, q):
    """JS divergence of the normalised vectors: the mean of g((p - m)/(p + m)) under the mixture (p + m)/2."""
    gap = sum_rows(lambda p, q, t: np.subtract(p, q, out=t, dtype=np.float64), p, q)
    shift = np.asarray(gap / total(q))[..., None]

    def mixture(p, q, shift, diff, m):
        difference(p, q, shift, diff, m)
        return np.add(m, p, out=m)

    def terms(p, q, shift, diff, m, g):
        both = mixture(p, q, shift, diff, m)
        if not np.minimum.reduce(both, axis=None) > 0:
            np.maximum(both, SMALLEST, out=both)
        return both, bits_missing(np.divide(diff, both, out=diff), g)

    return sum_rows(terms, p, q, shift, scratch=3) / sum_rows(mixture, p, q, shift, scratch=2)


@np.errstate(divide="ignore", invalid="ignore")
def bits_missing(v, out):
    """g(v) = log 2 - h((1 + v)/2) = ((1 + v) log(1 + v) + (1 - v) log(1 - v))/2, for |v| <= 1.

    What a coin's entropy lacks of a fair one's: the JS divergence at each outcome, and the capacity of a binary
    symmetric channel. As v atanh(v) + log(1 - v^2)/2 its parts are near v^2 and -v^2/2, so small v lose
    nothing; from 1/2 up, where 1 - v is exact, it is the definition.
    """
    np.multiply(v, np.arctanh(v, out=out), out=out)
    out += np.log1p(-v * v) / 2
    v = np.abs(v)
    far = v >= 0.5
    if far.any():
        rest = 1 - v
        g = (1 + v) * np.log1p(v) + rest * np.log(np.maximum(rest, SMALLEST))
        np.multiply(g, 0.5, out=out, where=far)
    return out


def normal_entropy(sigma):
    """log(sigma sqrt(2 pi e)). Near its zero it is log1p(sigma/s - 1), s = 1/sqrt(2 pi e) as a sum of two floats."""
    s, s_low = 0.24197072451914334, 1.2225883220660234e-17
    gap = ((sigma - s) - s_low) / s
    return np.where(np.abs(gap) < 0.5, np.log1p(gap), np.log(sigma) + 0.5 * math.log(2 * math.pi * math.e))


def scale_divergence(sigma1, sigma2):
    """(r^2 - 1)/2 - log r for r = sigma1/sigma2: the KL divergence of two normals with the same mean.

    This is d(1, r^2)/2 of `deviance`, with r^2 - 1 = (r - 1)(r + 1) from the exact difference of the sigmas.
    """
    r = sigma1 / sigma2
    half = (sigma1 - sigma2) / sigma2 * (r + 1) / 2  # (r^2 - 1)/2
    v = half / (1 + half)
    w = v * v
    series = w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w / 13)))))
    log_r = np.where((r > 0) & (r < np.inf), np.log(r), np.log(sigma1) - np.log(sigma2))
    return np.where(np.abs(v) < NEAR, v * (half - series), half - log_r)


# Logits: the largest of a row is taken out of everything


def by_rows(kernel, out, *arrays):
    """Fill `out` row by row with kernel(*blocks, work), a block at a time; the last axis is a row.

    `work` is a float64 buffer of the shape of the first array's block.
    """
    n = arrays[0].shape[-1]
    rows = [a.reshape(-1, n) if a.ndim == arrays[0].ndim else a.reshape(-1) for a in arrays]
    flat = out.reshape(-1, n) if out.ndim == arrays[0].ndim else out.reshape(-1)
    tall = max(1, BLOCK // n)
    work = np.empty((min(tall, len(flat)), n))
    with np.errstate(all="ignore"):
        for i in range(0, len(flat), tall):
            blocks = [a[i : i + tall] for a in rows]
            flat[i : i + tall] = kernel(*blocks, work[: len(blocks[0])])
    return out


def shift(z, work):
    """z minus the largest of its row, and the index of that one.

    A row with one +inf gets its limit: 0 there and -inf elsewhere. Several, or only -inf, or a NaN give NaN.
    """
    peak = np.arange(len(z)), np.argmax(z, axis=-1)
    top = z[peak][:, None]
    shifted = np.subtract(z, top, out=work, dtype=np.float64)
    if not np.isfinite(top).all():
        alone = np.count_nonzero(z == np.inf, axis=-1) == 1
        shifted[alone, peak[1][alone]] = 0
    return shifted, peak


def log_rest(shifted, peak):
    """log of the sum of exp(shifted), as log1p of the sum without the largest, which is 1.

    Beside 1, a rest below 1e-16 would vanish, and with it the loss of every confident row.
    """
    e = np.exp(shifted, out=shifted)
    e[peak] = 0
    return np.log1p(np.add.reduce(e, axis=-1))


def softmax(z, work):
    e = np.exp(shift(z, work)[0], out=work)
    return np.divide(e, np.add.reduce(e, axis=-1, keepdims=True), out=e)


def log_softmax(z, work):
    shifted, peak = shift(z, work)
    return shifted - log_rest(shifted.copy(), peak)[:, None]


def label_loss(z, labels, work):
    """log(sum of exp z) - z_label = log(rest) + (largest - z_label), both parts non-negative."""
    label = np.arange(len(z)), labels
    top = np.maximum.reduce(z, axis=-1)
    narrow = z if z.dtype.itemsize >= 4 else z.astype(np.float32)
    e = np.subtract(narrow, top[:, None], out=work if z.dtype == np.float64 else None)
    e_sum = np.add.reduce(np.exp(e, out=e), axis=-1).astype(np.float64)
    loss = np.log(e_sum) + np.subtract(top, z[label], dtype=np.float64)
    careful = ~(e_sum >= 2)  # a confident row, or one that is not finite
    if careful.any():
        z, labels = z[careful], labels[careful]
        shifted, peak = shift(z, work[: len(z)])
        miss = shifted[np.arange(len(z)), labels]
        loss[careful] = log_rest(shifted, peak) - miss
    return loss


def soft_loss(z, t, work):
    """sum of t (log(rest) + largest - z): weight 0 costs nothing, even at a logit of -inf."""
    shifted, peak = shift(z, work)
    cost = np.multiply(shifted, t)
    cost[t == 0] = 0
    return np.add.reduce(t, axis=-1) * log_rest(shifted, peak) - np.add.reduce(cost, axis=-1)


def loss_gradient(z, t, work):
    """softmax(z) sum(t) - t. A row of it sums to 0, so its entry at the label, the largest target, is minus
    the sum of the others: p - 1 would lose the digits of a confident row.
    """
    g = softmax(z, work)
    rows = np.arange(len(z))
    if t.ndim == 1:
        label = rows, t
    else:
        label = rows, np.argmax(t, axis=-1)
        g *= np.add.reduce(t, axis=-1, keepdims=True)
        g -= t
    g[label] *= 0  # NaN stays NaN
    g[label] = g[label] - np.add.reduce(g, axis=-1)
    return g


@np.errstate(all="ignore")
def logistic(z):
    """1 / (1 + exp(-z)) from exp(-|z|) <= 1, which cannot overflow and keeps the digits of either tail."""
    z = z.astype(np.float64)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1 + e)


@np.errstate(all="ignore")
def logistic_loss(z, y):
    """log(1 + exp(z)) - y z = log(1 + exp(-|z|)) + |z| times the weight against which z speaks, 0 inf = 0."""
    against = np.where(z > 0, 1 - y, y)
    return np.log1p(np.exp(-np.abs(z))) + np.where(against == 0, 0.0, against * np.abs(z))
