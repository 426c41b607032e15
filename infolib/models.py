"""The classifiers that the chapters train, in numpy: each is the loop that its chapter writes out."""

from dataclasses import dataclass

import numpy as np

from infolib.losses import binary_cross_entropy_loss, binary_cross_entropy_loss_gradient
from infolib.pmf import as_real


@dataclass(frozen=True)
class LogisticRegression:
    """A trained logistic regression: logit = x @ weights + bias, and the loss (nats) before each step."""

    weights: np.ndarray
    bias: float
    losses: np.ndarray


def train_logistic_regression(x, labels, *, steps, rate):
    """Fit P(label 1 | x) = sigmoid(w·x + b) by gradient descent on the mean binary cross-entropy loss.

    Starts at w = 0, b = 0, so the first loss is ln 2, and makes `steps` steps of size `rate` against the
    gradient of the whole data.

    Parameters
    ----------
    x : array of shape (n, d), the inputs
    labels : array of shape (n,), each 0 or 1, or the probability of label 1

    Raises
    ------
    ValueError
        If x is not a matrix of finite numbers or labels do not fit its rows, or if steps is below 1.

    Examples
    --------
    >>> fit = train_logistic_regression([[-1.0], [1.0], [1.0]], [0, 0, 1], steps=500, rate=1.0)
    >>> round(float(fit.losses[0]), 6), round(float(fit.losses[-1]), 2)
    (0.693147, 0.46)
    """
    x = as_real(x, "x")
    if x.ndim != 2:
        raise ValueError(f"x must be a matrix of shape (n, d), one row for each example; got shape {x.shape}")
    if not np.isfinite(x).all():
        where = tuple(np.argwhere(~np.isfinite(x))[0].tolist())
        raise ValueError(
            f"x[{where[0]}, {where[1]}] = {x[where]} is not finite: leave the row out or mend it"
        )
    if steps < 1:
        raise ValueError(f"steps = {steps} is not a number of steps: use at least 1")
    w, b, losses = np.zeros(x.shape[1]), 0.0, np.empty(steps)
    for step in range(steps):
        z = x @ w + b
        losses[step] = binary_cross_entropy_loss(z, labels)
        slope = binary_cross_entropy_loss_gradient(z, labels)
        w, b = w - rate * x.T @ slope, b - rate * float(slope.sum())
    return LogisticRegression(w, b, losses)
