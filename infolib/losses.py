"""From logits to probabilities, losses and gradients. Losses are in nats; the class axis is last."""

import numbers

import numpy as np

from infolib import _numerics as numerics
from infolib._numerics import plain
from infolib.pmf import as_pmf, as_probability, as_real, as_rows


def sigmoid(z):
    """Logistic function 1 / (1 + exp(-z)), elementwise, in the float type of z.

    >>> sigmoid(0)
    0.5
    """
    z = as_real(z, "z")
    e = np.exp(-np.abs(z))  # at most 1: nothing overflows, and the small half keeps its digits
    return numerics.scalar(np.where(z >= 0, 1, e) / (1 + e))


def softmax(logits, *, axis=-1):
    """Probabilities exp(z) / sum of exp(z) along `axis`, in the float type of the logits.

    >>> softmax([0.0, 0.0])
    array([0.5, 0.5])
    """
    z = as_rows(logits, "logits", axis)
    return np.moveaxis(numerics.map_rows(numerics.softmax, z), -1, axis)


def log_softmax(logits, *, axis=-1):
    """Logarithms z - log(sum of exp(z)) of the softmax, in the float type of the logits.

    >>> log_softmax([1000.0, 0.0])
    array([    0., -1000.])
    """
    z = as_rows(logits, "logits", axis)
    return np.moveaxis(numerics.map_rows(numerics.log_softmax, z), -1, axis)


def cross_entropy_loss(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Cross-entropy loss -sum of t log softmax(z), in nats.

    >>> cross_entropy_loss([0.0, 0.0], 0)
    0.6931471805599453
    """
    check_reduction(reduction)
    z = as_rows(logits, "logits", -1)
    t = as_targets(targets, z, label_smoothing)
    losses = numerics.map_losses(z, t)
    return float(np.mean(losses)) if reduction == "mean" else plain(losses)


def cross_entropy_loss_gradient(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Gradient softmax(z) - t of the loss with respect to the logits, in their float type.

    >>> cross_entropy_loss_gradient([0.0, 0.0], 0)
    array([-0.5,  0.5])
    """
    check_reduction(reduction)
    z = as_rows(logits, "logits", -1)
    t = as_targets(targets, z, label_smoothing)
    n = z[..., 0].size if reduction == "mean" else 1
    return numerics.map_gradients(z, t, n)


def binary_cross_entropy_loss(logits, targets, *, reduction="mean"):
    """Binary cross-entropy loss -y log sigmoid(z) - (1 - y) log(1 - sigmoid(z)), in nats.

    >>> binary_cross_entropy_loss(0.0, 1)
    0.6931471805599453
    """
    check_reduction(reduction)
    z, y = as_binary(logits, targets)
    with np.errstate(invalid="ignore"):
        miss = np.where(z > 0, 1 - y, y)  # the weight of the class that the logit speaks against
        losses = np.log1p(np.exp(-np.abs(z))) + np.where(miss == 0, 0, miss * np.abs(z))
    return float(np.mean(losses)) if reduction == "mean" else plain(losses)


def binary_cross_entropy_loss_gradient(logits, targets, *, reduction="mean"):
    """Gradient sigmoid(z) - y of the binary loss with respect to the logits, in their float type.

    >>> binary_cross_entropy_loss_gradient([0.0], [1])
    array([-0.5])
    """
    check_reduction(reduction)
    z, y = as_binary(logits, targets)
    gradient = (1 - y) * sigmoid(z) - y * sigmoid(-z)
    if reduction == "mean":
        gradient = gradient / z.size
    return numerics.scalar(np.asarray(gradient).astype(as_real(logits, "logits").dtype))


def check_reduction(reduction):
    if reduction not in ("mean", "none"):
        raise ValueError(f'reduction = {reduction!r} is unknown: use "mean" or "none"')


def as_binary(logits, targets):
    """Logits and targets of one shape, as float64; each target is the probability of class 1."""
    z, y = as_real(logits, "logits"), as_probability(targets, "targets")
    if z.shape != y.shape:
        raise ValueError(f"logits have shape {z.shape} and targets {y.shape}: give one target for each logit")
    return z.astype(np.float64), y.astype(np.float64)


def as_targets(targets, z, label_smoothing):
    """Targets as integer labels (shape of the logits without the last axis) or as distributions (same shape)."""
    if isinstance(label_smoothing, bool) or not isinstance(label_smoothing, numbers.Real):
        raise TypeError(f"label_smoothing must be a number from 0 to 1, got {label_smoothing!r}")
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing = {label_smoothing} is not between 0 and 1")
    n_classes = z.shape[-1]
    t = np.asarray(targets)
    if t.shape == z.shape[:-1] and t.dtype.kind in "biuf":
        if t.dtype.kind == "f":
            raise TypeError(f"targets of shape {t.shape} are labels and must be integers, got {t.dtype}")
        wrong = (t < 0) | (t >= n_classes)
        if wrong.any():
            where = tuple(np.argwhere(wrong)[0].tolist())
            label = "targets" + (f"[{', '.join(map(str, where))}]" if where else "")
            raise ValueError(f"{label} = {t[where]} is no class: labels go from 0 to {n_classes - 1}")
        t = t.astype(np.intp)
        if label_smoothing:
            t = np.eye(n_classes)[t]
    else:
        t = as_real(targets, "targets")
        if t.shape != z.shape:
            raise ValueError(
                f"targets have shape {t.shape}, logits {z.shape}: give labels of shape {z.shape[:-1]} "
                f"or distributions of shape {z.shape}"
            )
        t = as_pmf(t, "targets")
    if label_smoothing:
        t = (1 - label_smoothing) * t + label_smoothing / n_classes
    return t
