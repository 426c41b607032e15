"""Closed forms for normal distributions, elementwise, in nats unless another `base` is asked for.

Means and standard deviations broadcast. A sigma that is not positive and finite, and a mean that is not finite,
raise ValueError.
"""

import math

import numpy as np

from infolib._numerics import logarithm, normal_entropy, plain, scale_divergence
from infolib.pmf import as_real, check_shapes, refuse


def gaussian_entropy(sigma, *, base=math.e):
    """Differential entropy log(sigma sqrt(2 pi e)) of a normal distribution, in nats; negative below 0.242.

    sigma: standard deviations of any shape. ValueError names one that is not positive and finite.

    >>> gaussian_entropy(1.0)
    1.4189385332046727
    """
    logarithm(base)
    return plain(normal_entropy(as_sigma(sigma, "sigma")) / math.log(base))


def gaussian_kl(mu1, sigma1, mu2, sigma2, *, base=math.e):
    """KL divergence D(N1||N2) of two normal distributions, in nats.

    log(sigma2/sigma1) + (sigma1^2 + (mu1 - mu2)^2) / (2 sigma2^2) - 1/2, elementwise; the four broadcast.
    ValueError names a sigma that is not positive and finite, a mean that is not finite, and shapes that differ.

    >>> gaussian_kl(0.0, 1.0, 1.0, 1.0)
    0.5
    """
    logarithm(base)
    mu1, mu2 = as_mean(mu1, "mu1"), as_mean(mu2, "mu2")
    sigma1, sigma2 = as_sigma(sigma1, "sigma1"), as_sigma(sigma2, "sigma2")
    check_shapes(mu1=mu1, sigma1=sigma1, mu2=mu2, sigma2=sigma2)
    with np.errstate(all="ignore"):
        z = (mu1 - mu2) / sigma2
        return plain((scale_divergence(sigma1, sigma2) + z * z / 2) / math.log(base))


def as_mean(mu, name):
    mu = as_real(mu, name)
    good = np.isfinite(mu)
    if not good.all():
        refuse(name, mu, good, "is not a finite mean")
    return mu.astype(np.float64)


def as_sigma(sigma, name):
    sigma = as_real(sigma, name)
    good = (sigma > 0) & (sigma < np.inf)
    if not good.all():
        refuse(name, sigma, good, "is not a standard deviation, a positive finite number")
    return sigma.astype(np.float64)
