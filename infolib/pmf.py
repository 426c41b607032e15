"""What counts as a distribution: checked, never repaired. `normalize` is the one way from weights to a pmf."""

import operator

import numpy as np

LOOSE = np.sqrt(np.finfo(np.float32).eps)  # how far from 1 the sum of a distribution may be,
TIGHT = np.sqrt(np.finfo(np.float64).eps)  # in narrow and in double precision


def normalize(weights, *, axis=-1):
    """Divide weights by their sum along `axis`: the one, explicit way from counts to a distribution.

    p(x) = w(x) / sum of w, as float64. Weights may be of any size; a negative or infinite one, NaN and
    weights that are all zero raise ValueError.

    >>> normalize([3, 1])
    array([0.75, 0.25])
    """
    rows = as_rows(weights, "weights", axis)
    good = (rows >= 0) & (rows < np.inf)
    if not good.all():
        refuse("weights", along(rows, axis), along(good, axis), "is not a finite number from 0 up")
    largest = rows.max(axis=-1, keepdims=True)
    if not largest.all():
        where = row_name("weights", largest[..., 0] == 0, axis)
        raise ValueError(f"{where} is zero everywhere: at least one weight must be positive")
    scaled = np.ldexp(rows, -np.frexp(largest)[1], dtype=np.float64)  # by a power of 2: exact, no overflow
    return along(scaled / scaled.sum(axis=-1, keepdims=True), axis)


def as_pmf(p, name="p", axis=-1):
    """Check that p holds distributions along `axis`; return it with that axis last, otherwise as it is.

    Entries lie in [0, 1] and sum to 1 within the square root of their type's eps (float32's, if narrower).
    """
    rows = as_rows(p, name, axis)
    total = np.add.reduce(rows, -1, np.float64)
    # a rounded sum of non-negative numbers is never below the largest of them
    if not np.minimum.reduce(rows, axis=None) >= 0 or (some(total > 1) and rows.max() > 1):
        good = (rows >= 0) & (rows <= 1)
        way_out = f"a distribution comes from weights by {normalize_call(name, axis)}"
        refuse(name, along(rows, axis), along(good, axis), f"is not a probability, from 0 to 1; {way_out}")
    off = abs(total - 1) > (TIGHT if rows.dtype.itemsize > 4 else LOOSE)
    if some(off):
        where = row_name(name, off, axis)
        raise ValueError(f"{where} sums to {total[off].flat[0]}, not 1: use {normalize_call(name, axis)}")
    return rows


def as_pair(p, q, axis=-1):
    """Check two distributions over the same outcomes. Leading axes broadcast, outcomes never do."""
    p, q = as_pmf(p, "p", axis), as_pmf(q, "q", axis)
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(
            f"p has {p.shape[-1]} outcomes and q has {q.shape[-1]}: list the same ones, an impossible one as 0"
        )
    if p.ndim > 1 < q.ndim:
        check_shapes(p=p, q=q)
    return p, q


def as_joint(joint):
    """Check that `joint` is one table p(x, y)."""
    joint = as_real(joint, "joint")
    if joint.ndim != 2:
        raise ValueError(f"joint must be a matrix p(x, y), rows x and columns y; its shape is {joint.shape}")
    good = (joint >= 0) & (joint <= 1)
    way_out = "a table of counts becomes one by normalize(joint.ravel()).reshape(joint.shape)"
    if not good.all():
        refuse("joint", joint, good, f"is not a probability, from 0 to 1; {way_out}")
    total = joint.sum(dtype=np.float64)
    if abs(total - 1) > (TIGHT if joint.dtype.itemsize > 4 else LOOSE):
        raise ValueError(f"joint sums to {total}, not 1: {way_out}")
    return joint


def as_probability(p, name="p"):
    """Check that every number is a probability, whatever the shape."""
    p = as_real(p, name)
    good = (p >= 0) & (p <= 1)
    if not good.all():
        refuse(name, p, good, "is not a probability, a number from 0 to 1: check where it comes from")
    return p


def as_rows(x, name, axis):
    """Real numbers with `axis` moved to the end."""
    x = as_real(x, name)
    try:
        axis = operator.index(axis)
    except TypeError:
        raise TypeError(f"axis = {axis!r} is not an integer") from None
    if x.ndim == 0:
        raise ValueError(f"{name} = {x} is a single number: give a vector, one entry for each outcome")
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(f"axis {axis} does not exist: {name} has shape {x.shape}")
    return x if axis in (-1, x.ndim - 1) else np.moveaxis(x, axis, -1)


def as_real(x, name):
    """An array of floats of any width, with at least one entry; integers and booleans become float64."""
    x = as_numbers(x, name)
    return x if x.dtype.kind == "f" else x.astype(np.float64)


def as_numbers(x, name):
    """An array of floats, integers or booleans, with at least one entry."""
    try:
        x = np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} is no array: its rows differ in length") from None
    if x.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} must hold real numbers, not {x.dtype}: convert it first, say with float(...)"
        )
    if x.size == 0:
        raise ValueError(f"{name} is empty: its shape is {x.shape}")
    return x


def check_shapes(**arrays):
    """Check that leading axes broadcast."""
    try:
        np.broadcast(*arrays.values())
    except ValueError:
        shapes = ", ".join(f"{name} {x.shape}" for name, x in arrays.items())
        raise ValueError(f"shapes do not fit together: {shapes}") from None


def refuse(name, values, good, why):
    """Raise ValueError on the first value that is not good: name[i, j] = value, and why."""
    index = tuple(np.argwhere(~good)[0].tolist())
    place = f"{name}[{', '.join(map(str, index))}]" if index else name
    raise ValueError(f"{place} = {values[index]!s} {why}")


def some(mask):
    """Whether any is true; quick where there is only one."""
    return mask.any() if mask.ndim else bool(mask)


def row_name(name, bad, axis):
    """The first bad row, as one would index it: p, p[3], or p[:, 3] along axis 0."""
    index = [str(i) for i in np.argwhere(bad)[0]]
    if axis % (len(index) + 1) < len(index):
        index.insert(axis % (len(index) + 1), ":")
    return f"{name}[{', '.join(index)}]" if index else name


def normalize_call(name, axis):
    return f"normalize({name})" if axis == -1 else f"normalize({name}, axis={axis})"


def along(rows, axis):
    """The opposite of as_rows: move the last axis back to where it was."""
    return np.moveaxis(rows, -1, axis)
