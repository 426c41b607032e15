"""What counts as a distribution: checked, never repaired. `normalize` is the one way from weights to a pmf."""

import operator

import numpy as np


def as_real(x, name):
    """An array of floats of whatever width, size and shape; integers and booleans become float64."""
    try:
        x = np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} is ragged: its rows differ in length, so it is no array") from None
    if x.dtype.kind != "f":
        if x.dtype.kind not in "biu":
            raise TypeError(f"{name} must hold real numbers, got {x.dtype}: convert it to floats first")
        x = x.astype(np.float64)
    if x.size == 0:
        raise ValueError(f"{name} is empty (shape {x.shape}): give at least one number")
    return x


def as_rows(x, name, axis):
    """The array with the axis of the distribution moved to the end."""
    x = as_real(x, name)
    if x.ndim == 0:
        raise ValueError(
            f"{name} = {x} is a single number, not a vector: write the probability of each outcome"
        )
    try:
        axis = operator.index(axis)
    except TypeError:
        raise TypeError(f"axis must be an integer, got {axis!r}") from None
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis {axis} does not exist: {name} has shape {x.shape}")
    return x if axis in (-1, x.ndim - 1) else np.moveaxis(x, axis, -1)


def row_sums(x):
    """Sums over the last axis, added up in float64 whatever the type."""
    return np.add.reduce(x, axis=-1, dtype=np.float64)


def as_pmf(p, name="p", axis=-1):
    """Check that p holds distributions along `axis` and return it with that axis last, otherwise untouched.

    Entries must lie in [0, 1] and sum to 1 within the square root of their type's resolution.
    """
    rows = as_rows(p, name, axis)
    total = row_sums(rows)
    if not np.minimum.reduce(rows, axis=None) >= 0 or not np.maximum.reduce(rows, axis=None) <= 1:
        refuse_entry(rows, name, axis, f"if these are weights, none of them negative, use normalize({name})")
    off = abs(total - 1) > tolerance(rows.dtype)
    if off.any():
        way_out = f"normalize({name})" if axis == -1 else f"normalize({name}, axis={axis})"
        where = tuple(np.argwhere(off)[0].tolist())
        index = list(where)
        if where:
            index.insert(axis if axis >= 0 else len(where) + 1 + axis, ":")
            if index[-1] == ":":
                index.pop()
        label = name + (f"[{', '.join(map(str, index))}]" if where else "")
        raise ValueError(
            f"{label} sums to {float(total[where])}, not 1: use {way_out} to turn weights into a distribution"
        )
    return rows


def tolerance(dtype):
    """How far from 1 a sum may be: sqrt(eps) of the type, of float32 for anything narrower."""
    return 3.4526698e-4 if dtype.itemsize <= 4 else 1.4901161193847656e-08


def refuse_entry(rows, name, axis, way_out):
    """Raise a ValueError that names the first entry outside [0, 1]."""
    x = np.moveaxis(rows, -1, axis) if rows.ndim else rows
    where = tuple(np.argwhere(~((x >= 0) & (x <= 1)))[0].tolist())
    label = name + (f"[{', '.join(map(str, where))}]" if where else "")
    raise ValueError(f"{label} = {x[where]} is not a probability, a number from 0 to 1: {way_out}")


def as_probability(p, name="p"):
    """Check that every number lies in [0, 1]."""
    p = as_real(p, name)
    if not np.minimum.reduce(p, axis=None) >= 0 or not np.maximum.reduce(p, axis=None) <= 1:
        refuse_entry(p, name, -1, "check where it comes from")
    return p


def as_joint(joint, name="joint"):
    """Check that `joint` is one table p(x, y) and return it."""
    table = as_real(joint, name)
    if table.ndim != 2:
        raise ValueError(f"{name} must be a matrix p(x, y), rows x and columns y; got shape {table.shape}")
    if not np.minimum.reduce(table, axis=None) >= 0 or not np.maximum.reduce(table, axis=None) <= 1:
        refuse_entry(
            table, name, -1, f"if these are counts, use normalize({name}.ravel()).reshape({name}.shape)"
        )
    total = float(np.add.reduce(table, axis=None, dtype=np.float64))
    if abs(total - 1) > tolerance(table.dtype):
        raise ValueError(
            f"{name} sums to {total}, not 1: use normalize({name}.ravel()).reshape({name}.shape) on a table of counts"
        )
    return table


def as_pair(p, q, axis=-1):
    """Check two distributions over the same outcomes; leading axes may broadcast, the outcomes may not."""
    p, q = as_pmf(p, "p", axis), as_pmf(q, "q", axis)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(
            f"p has {p.shape[-1]} outcomes and q has {q.shape[-1]}: "
            "give both a probability for the same outcomes, 0 where one is impossible"
        )
    try:
        np.broadcast_shapes(p.shape, q.shape)
    except ValueError:
        raise ValueError(f"the batches of p and q do not fit: shapes {p.shape} and {q.shape}") from None
    return p, q


def normalize(weights, *, axis=-1):
    """Divide weights by their sum along `axis`: the one, explicit way from counts to a distribution.

    p(x) = w(x) / sum of w, for weights that are not negative and not all zero.

    >>> normalize([3, 1])
    array([0.75, 0.25])
    """
    rows = as_rows(weights, "weights", axis)
    with np.errstate(invalid="ignore"):
        bad = ~((rows >= 0) & (rows < np.inf))
    if bad.any():
        x, bad = np.moveaxis(rows, -1, axis), np.moveaxis(bad, -1, axis)
        where = tuple(np.argwhere(bad)[0].tolist())
        raise ValueError(
            f"weights[{', '.join(map(str, where))}] = {x[where]} is not a weight, a finite number from 0 up"
        )
    largest = rows.max(axis=-1, keepdims=True).astype(np.float64)
    if not largest.all():
        where = tuple(np.argwhere(largest[..., 0] == 0)[0].tolist())
        raise ValueError(f"weights{list(where) if where else ''} are all zero: at least one must be positive")
    scaled = np.ldexp(
        rows.astype(np.float64), -np.frexp(largest)[1]
    )  # a power of two: exact, cannot overflow
    return np.moveaxis(scaled / scaled.sum(axis=-1, keepdims=True), -1, axis)
