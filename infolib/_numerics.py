"""The kernels that keep the digits which the textbook formulas lose.

Each says its formula, where it holds and where it comes from. Nothing here validates, and all but `plain` and
`logarithm` work in nats and in float64, whatever the width of the input.
"""

import math
import numbers

import numpy as np

BLOCK = 2**17  # numbers worked on at a time: a megabyte of float64, so that big inputs need little memory
RUN = 4096  # numbers in one inner product: few enough that no BLAS starts threads for it
SMALLEST = 5e-324  # the smallest positive float64; log(max(p, SMALLEST)) * p is exactly 0 at p = 0
NEAR = 1 / 16  # |v| below which the series takes over from the logarithm
CLOSE = 0.35  # sum of |p - q| below which divergences are summed from terms that cannot cancel


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
    if not isinstance(base, numbers.Real):
        raise TypeError(f"base = {base!r} is no number: use 2 for bits or math.e for nats")
    if not 1 < base < math.inf:
        raise ValueError(f"base = {base!r} is not a finite number above 1: use 2 for bits or math.e for nats")
    if base == 2:
        return np.log2, 1.0
    if base == 10:
        return np.log10, 1.0
    return np.log, math.log(base)


def mean(x):
    """The mean of all entries as a Python float."""
    return float(np.add.reduce(x, axis=None)) / x.size


# Sums of many terms, a block at a time


def sum_rows(kernel, *arrays, scratch=1):
    """Sum over the last axis; leading axes broadcast, and an array with a last axis of 1 serves its whole row.

    `kernel(*blocks, *buffers)` returns the sums of a block's rows, and is given `scratch` float64 buffers of the
    block's shape. Long rows are cut into runs whose sums are added pairwise: the error hardly grows with the
    length, and 1e8 numbers need a few megabytes.
    """
    shape = np.broadcast(*arrays).shape
    n = shape[-1]
    if n <= RUN and math.prod(shape) <= BLOCK:
        return kernel(*arrays, *np.empty((scratch, *shape)))
    arrays = [np.broadcast_to(a, (*shape[:-1], a.shape[-1])).reshape(-1, a.shape[-1]) for a in arrays]
    rows, tall = math.prod(shape[:-1]), BLOCK // n
    sums = np.empty(rows)
    if n > RUN:
        for i in range(rows):
            sums[i] = sum_long(kernel, [a[i] for a in arrays], n, scratch)
    else:
        memory = np.empty((scratch, tall, n))
        for i in range(0, rows, tall):
            blocks = [a[i : i + tall] for a in arrays]
            sums[i : i + tall] = kernel(*blocks, *memory[:, : len(blocks[0])])
    return sums.reshape(shape[:-1])


def sum_long(kernel, vectors, n, scratch):
    """The same for vectors of n > RUN numbers: rows of RUN, and what is left over."""
    cut = n - n % RUN
    runs = [a if len(a) == 1 else a[:cut].reshape(-1, RUN) for a in vectors]
    sums = sum_rows(kernel, *runs, scratch=scratch)
    if cut < n:
        rest = [a if len(a) == 1 else a[cut:] for a in vectors]
        sums = np.append(sums, sum_rows(kernel, *rest, scratch=scratch))
    return np.add.reduce(sums)


def total(p):
    """Sums over the last axis, added up in float64."""
    return np.add.reduce(p, -1, np.float64)


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
    where the divergence is large, worthless where p and q are close.
    """
    log, unit = logarithm(base)

    def textbook(p, q):
        p_sum, q_sum = total(p), total(q)
        d = sum_rows(lambda p, q, t: np.vecdot(p, log_ratio(p, q, t, log)), p, q)
        return (d / p_sum - log(p_sum / q_sum)) / unit

    return by_distance(textbook, lambda p, q: close_divergence(p, q) / math.log(base), p, q)


@np.errstate(all="ignore")
def jensen_shannon(p, q, base):
    """JS divergence of the normalised vectors, as log 2 - H(source | outcome): what an outcome tells about which
    of the two it came from. Never above one bit and, like the KL divergence, right only where it is large.
    """
    log, unit = logarithm(base)

    def textbook(p, q):
        p_scale, q_scale = (np.asarray(0.5 / total(x))[..., None] for x in (p, q))
        unknown = sum_rows(lambda *blocks: equivocation(*blocks, log), p, q, p_scale, q_scale, scratch=4)
        return (log(2.0) + unknown) / unit

    return by_distance(textbook, lambda p, q: close_jensen_shannon(p, q) / math.log(base), p, q)


def equivocation(p, q, p_scale, q_scale, x, y, both, t, log):
    """Row sums of x log(x/(x + y)) + y log(y/(x + y)) for the two halves of the mixture, x and y."""
    np.add(np.multiply(p, p_scale, out=x), np.multiply(q, q_scale, out=y), out=both)
    return np.vecdot(x, log_ratio(x, both, t, log)) + np.vecdot(y, log_ratio(y, both, t, log))


def by_distance(far, near, p, q):
    """far(p, q) for distant rows, near(p, q) for close ones.

    The distance is the sum of |p - q|, because then the divergences are known to be large: D is at least half
    of its square in nats (Pinsker), and JS an eighth.
    """

    def apart(p, q, t):
        return total(np.abs(np.subtract(p, q, out=t, dtype=np.float64), out=t))

    distance = sum_rows(apart, p, q)
    close = np.asarray(distance < CLOSE)
    if close.all():
        return np.asarray(near(p, q))
    if not close.any():
        return np.asarray(far(p, q))
    p, q = np.broadcast_arrays(p, q)
    d = np.empty(close.shape)
    d[close], d[~close] = near(p[close], q[close]), far(p[~close], q[~close])
    return d


def close_divergence(p, q):
    """D(p||q) as the sum of d(p, m) = p log(p/m) - p + m, where m = q P/Q has the same sum as p.

    No term is negative, so nothing cancels, and the extra parts add up to sum(m) - sum(p) = 0. The difference
    p - m = (p - q) - q (P - Q)/Q keeps its digits, because p - q is exact for close numbers (Sterbenz).
    """
    return sum_rows(deviance, p, q, relative_gap(p, q), scratch=5) / total(p)


def relative_gap(p, q):
    """(P - Q)/Q for the sums P and Q, from the differences of the entries, as a column."""
    gap = sum_rows(lambda p, q, t: total(np.subtract(p, q, out=t, dtype=np.float64)), p, q)
    return np.asarray(gap / total(q))[..., None]


def deviance(p, q, shift, diff, m, v, w, series):
    """Row sums of d(p, m) = p log(p/m) - p + m for m = q (1 + shift).

    With v = (p - m)/(p + m), log(p/m) is 2 atanh(v), hence d = v (p - m) + 2 p (atanh(v) - v), and the last
    factor is the series v^3/3 + v^5/5 + ... . For |v| < 1/16 its six terms are exact to 1e-17; elsewhere d as
    first written loses between two and three digits at most.
    Source: C. Loader, Fast and accurate computation of binomial probabilities (2000); bd0 in R's nmath.
    """
    difference(p, q, shift, diff, m)
    np.divide(diff, np.add(p, m, out=v), out=v)
    np.multiply(v, v, out=w)
    largest = np.maximum.reduce(w, axis=None)  # NaN where p = q = 0
    first, *more = [k for k in (13, 11, 9, 7, 5, 3) if not largest ** (k / 2 - 1) < 1e-17 or k == 3]
    np.multiply(w, 2 / first, out=series)
    for k in more:
        np.add(series, 2 / k, out=series)
        np.multiply(series, w, out=series)
    np.multiply(series, p, out=series)
    np.add(series, diff, out=series)
    if not largest < NEAR**2:
        far = ~(w < NEAR**2)
        np.multiply(p, log_ratio(p, m, out=w), out=w)
        np.copyto(series, np.subtract(w, diff, out=w), where=far)
        np.copyto(v, 1.0, where=far)
    return np.vecdot(v, series)


def difference(p, q, shift, diff, m):
    """Write p - m and m for m = q (1 + shift)."""
    np.multiply(q, shift, out=m, dtype=np.float64)
    np.subtract(p, q, out=diff, dtype=np.float64)
    np.subtract(diff, m, out=diff)
    np.add(q, m, out=m)


@np.errstate(all="ignore")
def dependence(joint, base):
    """D(p(x, y) || p(x) p(y)), with the rounding error of each product as part of the `shift` of `deviance`.

    The errors of the marginals themselves need no care: D is least at the true ones, so they enter squared.
    """
    logarithm(base)  # refuses what is none
    x, y = joint.sum(axis=1), joint.sum(axis=0)
    product = np.outer(x, y)
    p = joint.ravel()
    q = np.where(joint > 0, np.maximum(product, SMALLEST), product).ravel()  # underflow is not impossibility
    if np.abs(p - q).sum() >= CLOSE:
        return divergence(p, q, base)
    error = rounding_error(x[:, None], y, product)
    error = np.divide(error, product, out=error, where=product > 0).ravel()
    shift = relative_gap(p, q) - np.vecdot(error, q) / total(q) + error
    return np.asarray(sum_rows(deviance, p, q, shift, scratch=5) / total(p) / math.log(base))


def rounding_error(x, y, product):
    """x y - product exactly. Source: T. Dekker, A floating-point technique for extending the precision (1971)."""
    x_high, y_high = (134217729.0 * a - (134217729.0 * a - a) for a in (x, y))  # half of the bits: 2^27 + 1
    x_low, y_low = x - x_high, y - y_high
    return ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low


def close_jensen_shannon(p, q):
    """JS divergence as the mean of g((p - m)/(p + m)) under the mixture, where m = q P/Q; no term is negative."""
    return sum_rows(missing_entropy, p, q, relative_gap(p, q), scratch=4) / total(p)


def missing_entropy(p, q, shift, diff, both, g, work):
    """Row sums of (p + m) g((p - m)/(p + m)) / 2 for m = q (1 + shift)."""
    difference(p, q, shift, diff, both)
    np.add(both, p, out=both)
    if not np.minimum.reduce(both, axis=None) > 0:
        np.maximum(both, SMALLEST, out=both)
    return np.vecdot(both, coin_deficit(np.divide(diff, both, out=diff), g, work)) / 2


@np.errstate(divide="ignore", invalid="ignore")
def coin_deficit(v, out, work):
    """g(v) = log 2 - h((1 + v)/2) = ((1 + v) log(1 + v) + (1 - v) log(1 - v))/2, for |v| <= 1.

    What a coin's entropy lacks of a fair one's: the JS divergence at each outcome, and the capacity of a binary
    symmetric channel. As v atanh(v) + log(1 - v^2)/2 its parts are near v^2 and -v^2/2, so small v lose
    nothing; from 1/2 up, where 1 - v is exact, it is the definition.
    """
    np.multiply(v, np.arctanh(v, out=out), out=out)
    np.log1p(np.multiply(v, np.negative(v, out=work), out=work), out=work)
    np.add(out, np.multiply(work, 0.5, out=work), out=out)
    far = np.abs(v, out=work) >= 0.5
    if far.any():
        v, rest = work, 1 - work
        definition = ((1 + v) * np.log1p(v) + rest * np.log(np.maximum(rest, SMALLEST))) / 2
        np.copyto(out, definition, where=far)
    return out


@np.errstate(divide="ignore", invalid="ignore")
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


@np.errstate(all="ignore")
def by_rows(kernel, out, *arrays, work=np.float64):
    """Fill `out` with kernel(*blocks, buffer), a block of rows at a time, and return it.

    Rows are the last axis of the first array; an array with an axis less has one number for each row. The buffer,
    of the first block's shape, is of the type `work`.
    """
    n, ndim = arrays[0].shape[-1], arrays[0].ndim
    flat, *arrays = [a.reshape(-1, n) if a.ndim == ndim else a.reshape(-1) for a in (out, *arrays)]
    tall = min(len(flat), max(1, BLOCK // n))
    buffer = np.empty((tall, n), work)
    for i in range(0, len(flat), tall):
        blocks = [a[i : i + tall] for a in arrays]
        flat[i : i + tall] = kernel(*blocks, buffer[: len(blocks[0])])
    return out


def shift(z, out):
    """z minus the largest of its row, and the index of that one.

    A row with one +inf gets its limit: 0 there and -inf elsewhere. Several, only -inf, or a NaN give NaN.
    """
    peak = np.arange(len(z)), np.argmax(z, axis=-1)
    top = z[peak][:, None]
    shifted = np.subtract(z, top, out=out, dtype=np.float64)
    certain = top[:, 0] == np.inf
    if certain.any():
        shifted[certain, peak[1][certain]] = 0  # at another +inf the difference stays NaN
    return shifted, peak


def log_rest(shifted, peak, out):
    """log of the sum of exp(shifted), as log1p of the sum without the largest, which is 1.

    Beside that 1, a rest below 1e-16 would vanish, and with it the loss of every confident row.
    """
    e = np.exp(shifted, out=out)
    e[peak] = 0
    return np.log1p(np.add.reduce(e, axis=-1))


def softmax(z, work):
    """exp(z - largest) over its sum."""
    e = np.exp(shift(z, work)[0], out=work)
    return np.divide(e, np.add.reduce(e, axis=-1, keepdims=True), out=e)


def log_softmax(z, work):
    """(z - largest) - log(rest): both parts keep the digits of a confident row."""
    shifted, peak = shift(z, work)
    return np.subtract(shifted, log_rest(shifted, peak, np.empty_like(shifted))[:, None], out=shifted)


def label_loss(z, labels, work):
    """log(sum of exp(z)) - z_label: the log of the sum, relative to the largest logit, and the label's distance
    from that one. Neither is negative.

    A sum of 2 or more has all its digits, even in float32. Smaller ones belong to confident rows, which are
    done again by `log_rest` in float64, and so are rows that are not finite.
    """
    label = np.arange(len(z)), labels
    top = np.maximum.reduce(z, axis=-1)
    e = np.exp(np.subtract(z, top[:, None], out=work, dtype=work.dtype), out=work)
    sums = np.add.reduce(e, axis=-1).astype(np.float64)
    loss = np.log(sums) + np.subtract(top, z[label], dtype=np.float64)
    if not np.minimum.reduce(sums) >= 2:
        again = ~(sums >= 2)
        z, labels = z[again], labels[again]
        shifted, peak = shift(z, np.empty(z.shape))
        miss = shifted[np.arange(len(z)), labels]
        loss[again] = log_rest(shifted, peak, shifted) - miss
    return loss


def soft_loss(z, t, work):
    """sum of t (log(rest) + largest - z): weight 0 costs nothing, even at a logit of -inf."""
    shifted, peak = shift(z, work)
    cost = np.multiply(shifted, t)
    cost[t == 0] = 0
    return total(t) * log_rest(shifted, peak, work) - np.add.reduce(cost, axis=-1)


def loss_gradient(z, t, work):
    """softmax(z) sum(t) - t. A row of it sums to 0, so its entry at the label, the largest target, is minus the
    sum of the others: p - 1 would lose the digits of a confident row.
    """
    g = softmax(z, work)
    label = np.arange(len(z)), t if t.ndim == 1 else np.argmax(t, axis=-1)
    if t.ndim > 1:
        g *= total(t)[:, None]
        g -= t
    g[label] *= 0  # NaN stays NaN
    g[label] -= np.add.reduce(g, axis=-1)
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
