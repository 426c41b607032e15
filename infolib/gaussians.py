"""Closed forms for normal distributions, in nats unless another base is asked for."""

import math

import numpy as np

from infolib import _numerics as numerics
from infolib._numerics import logarithm, plain
from infolib.pmf import as_real


def gaussian_entropy(sigma, *, base=math.e):
    """Differential entropy of a normal distribution: log(sigma sqrt(2 pi e)), elementwise.

    >>> gaussian_entropy(1.0)
    1.4189385332046727
    """
    log, unit = logarithm(base)
    return plain(log(as_sigma(sigma, "sigma") * math.sqrt(2 * math.pi * math.e)) / unit)


def gaussian_kl(mu1, sigma1, mu2, sigma2, *, base=math.e):
    """KL divergence D(N(mu1, sigma1^2) || N(mu2, sigma2^2)), elementwise.

    log(sigma2/sigma1) + (sigma1^2 + (mu1 - mu2)^2) / (2 sigma2^2) - 1/2.

    >>> gaussian_kl(0.0, 1.0, 1.0, 1.0)
    0.5
    """
    logarithm(base)
    mu1, mu2 = as_finite(mu1, "mu1"), as_finite(mu2, "mu2")
    sigma1, sigma2 = as_sigma(sigma1, "sigma1"), as_sigma(sigma2, "sigma2")
    try:
        np.broadcast_shapes(mu1.shape, sigma1.shape, mu2.shape, sigma2.shape)
    except ValueError:
        shapes = ", ".join(str(x.shape) for x in (mu1, sigma1, mu2, sigma2))
        raise ValueError(f"mu1, sigma1, mu2, sigma2 do not fit: shapes {shapes}") from None
    with np.errstate(all="ignore"):
        gap = (mu1 - mu2) / sigma2
        return plain((numerics.gaussian_scale_kl(sigma1, sigma2) + gap * gap / 2) / math.log(base))


def as_finite(x, name):
    x = as_real(x, name)
    if not np.isfinite(x).all():
        refuse(x, np.isfinite(x), name, "is not finite")
    return x.astype(np.float64)


def as_sigma(x, name):
    x = as_real(x, name)
    good = (x > 0) & (x < np.inf)
    if not good.all():
        refuse(x, good, name, "is not a standard deviation, positive and finite")
    return x.astype(np.float64)


def refuse(x, good, name, why):
    where = tuple(np.argwhere(~good)[0].tolist())
    label = name + (f"[{', '.join(map(str, where))}]" if where else "")
    raise ValueError(f"{label} = {x[where]} {why}")
