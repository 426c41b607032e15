"""From logits to probabilities, losses and gradients. Losses are in nats.

Logits may be any real numbers: one +inf in a row is the limit, several or only -inf give NaN, and NaN gives NaN.
The class axis is last. Targets of the shape `logits.shape[:-1]` are integer labels, targets of the shape of the
logits a distribution for each row. Losses are float64; probabilities and gradients keep the float type of the
logits. Text, objects and complex numbers raise TypeError; labels that are not integers, like every other bad task,
ValueError. How the digits are kept is in `_numerics.py`; the formulas are here.
"""

import numbers

import numpy as np

from infolib import _numerics as numerics
from infolib._numerics import by_rows, plain
from infolib.pmf import along, as_numbers, as_pmf, as_probability, as_real, as_rows, refuse


def sigmoid(z):
    """Logistic function 1 / (1 + exp(-z)): the probability of class 1 with the logit z.

    z: numbers of any shape, each on its own. ValueError if there is none.

    >>> sigmoid(0)
    0.5
    """
    z = as_real(z, "z")
    return plain(numerics.logistic(z).astype(z.dtype))


def softmax(logits, *, axis=-1):
    """Probabilities exp(z) / sum of exp(z) along `axis`, of the shape of the logits.

    ValueError if there are no logits or no such axis.

    >>> softmax([0.0, 0.0])
    array([0.5, 0.5])
    """
    z = as_rows(logits, "logits", axis)
    return along(by_rows(numerics.softmax, np.empty(z.shape, z.dtype), z), axis)


def log_softmax(logits, *, axis=-1):
    """Log-probabilities z - log(sum of exp(z)) along `axis`, of the shape of the logits.

    ValueError if there are no logits or no such axis.

    >>> log_softmax([1000.0, 0.0])
    array([    0., -1000.])
    """
    z = as_rows(logits, "logits", axis)
    return along(by_rows(numerics.log_softmax, np.empty(z.shape, z.dtype), z), axis)


def cross_entropy_loss(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Cross-entropy loss -sum of t log softmax(z), in nats: the label's information content under the model.

    logits: (..., K). targets: labels (...) or distributions t of shape (..., K). `label_smoothing` e replaces
    t by (1 - e) t + e/K. `reduction` "mean" averages over rows, "none" keeps them. ValueError names a label
    that is no class, a row that is not a distribution, another shape, e or reduction.

    >>> cross_entropy_loss([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]], [0, 2], reduction="none")
    array([0.41703002, 1.09861229])
    """
    z, t, smooth = as_task(logits, targets, label_smoothing, reduction)
    losses = np.empty(z.shape[:-1])
    if t.ndim < z.ndim and not label_smoothing:
        by_rows(numerics.label_loss, losses, z, t, work=np.result_type(z, np.float32))
    else:
        by_rows(lambda z, t, work: numerics.soft_loss(z, smooth(t), work), losses, z, t)
    return numerics.mean(losses) if reduction == "mean" else plain(losses)


def cross_entropy_loss_gradient(logits, targets, *, label_smoothing=0.0, reduction="mean"):
    """Gradient softmax(z) - t of the cross-entropy loss with respect to the logits, of their shape.

    Arguments and errors as for the loss; with "mean", divided by the number of rows.

    >>> cross_entropy_loss_gradient([0.0, 0.0], 0)
    array([-0.5,  0.5])
    """
    z, t, smooth = as_task(logits, targets, label_smoothing, reduction)
    n = z[..., 0].size if reduction == "mean" else 1
    gradient = np.empty(z.shape, z.dtype)
    return by_rows(lambda z, t, work: numerics.loss_gradient(z, smooth(t), work) / n, gradient, z, t)


def binary_cross_entropy_loss(logits, targets, *, reduction="mean"):
    """Binary cross-entropy loss -y log sigmoid(z) - (1 - y) log(1 - sigmoid(z)), in nats.

    logits z: any shape. targets y: the probability of class 1 for each. `reduction` "mean" averages over all
    elements, "none" keeps them. ValueError names a target outside [0, 1], another shape or reduction.

    >>> binary_cross_entropy_loss([0.0, 1000.0], [1, 1], reduction="none")
    array([0.69314718, 0.        ])
    """
    z, y = as_binary_task(logits, targets, reduction)
    losses = numerics.logistic_loss(z.astype(np.float64), y)
    return numerics.mean(losses) if reduction == "mean" else plain(losses)


def binary_cross_entropy_loss_gradient(logits, targets, *, reduction="mean"):
    """Gradient sigmoid(z) - y of the binary loss with respect to the logits, of their shape.

    Arguments and errors as for the loss; with "mean", divided by the number of elements.

    >>> binary_cross_entropy_loss_gradient([0.0, 1000.0], [1, 1])
    array([-0.25,  0.  ])
    """
    z, y = as_binary_task(logits, targets, reduction)
    gradient = (1 - y) * numerics.logistic(z) - y * numerics.logistic(-z)  # sigmoid(z) - y, digits kept
    n = z.size if reduction == "mean" else 1
    return plain((gradient / n).astype(z.dtype))


def as_task(logits, targets, label_smoothing, reduction):
    """Checked logits, targets, and the function that smooths a block of targets."""
    check_reduction(reduction)
    z = as_rows(logits, "logits", -1)
    n_classes = z.shape[-1]
    t = as_numbers(targets, "targets")
    if t.shape == z.shape[:-1]:
        if t.dtype.kind == "f":
            raise ValueError(f"targets of shape {t.shape} are labels: give integers, not {t.dtype}")
        if t.min() < 0 or t.max() >= n_classes:
            good = (t >= 0) & (t < n_classes)
            refuse("targets", t, good, f"is no class: labels go from 0 to {n_classes - 1}")
        t = t.astype(np.intp)
    elif t.shape == z.shape:
        t = as_pmf(t, "targets")
    else:
        ways = f"give labels of shape {z.shape[:-1]} or distributions of shape {z.shape}"
        raise ValueError(f"targets have shape {t.shape}: {ways}")
    if not isinstance(label_smoothing, numbers.Real):
        raise TypeError(f"label_smoothing = {label_smoothing!r} is no number: use one from 0 to 1")
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing = {label_smoothing!r} is not from 0 to 1")

    e = float(label_smoothing)

    def smooth(t):
        if not e:
            return t
        t = np.eye(n_classes)[t] if t.ndim == 1 else t.astype(np.float64)
        return (1 - e) * t + e / n_classes

    return z, t, smooth


def as_binary_task(logits, targets, reduction):
    """Checked logits and targets of one shape."""
    check_reduction(reduction)
    z, y = as_real(logits, "logits"), as_probability(targets, "targets")
    if z.shape != y.shape:
        raise ValueError(f"targets have shape {y.shape}, logits {z.shape}: give one target for each logit")
    return z, y.astype(np.float64)


def check_reduction(reduction):
    if reduction not in ("mean", "none"):
        raise ValueError(f'reduction = {reduction!r} is unknown: use "mean" or "none"')
