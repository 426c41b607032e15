"""Random distributions for the tests of identities, the same in every run."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from infolib import normalize

repeatably = settings(deadline=None, derandomize=True, max_examples=40, database=None)


def weights(n):
    """Vectors of n weights from subnormal to 1, zeros among them, at least one of them positive."""
    some = st.one_of(st.just(0.0), st.floats(0.0, 1.0), st.floats(0.0, 1e-300))
    return st.lists(some, min_size=n, max_size=n).filter(any)


def pmfs(n=None, positive=False):
    """Distributions over n outcomes, 1 to 8 where n is not given."""
    size = st.integers(1, 8) if n is None else st.just(n)
    drawn = size.flatmap(weights).map(normalize)
    return drawn.map(lambda p: normalize(p + 1e-3)) if positive else drawn


def pairs(positive=False):
    """Two distributions over the same outcomes."""
    return st.integers(1, 8).flatmap(lambda n: st.tuples(pmfs(n, positive), pmfs(n, positive)))


def joints():
    """Tables p(x, y) of up to 4 rows and 4 columns."""
    shape = st.tuples(st.integers(1, 4), st.integers(1, 4))
    return shape.flatmap(lambda s: pmfs(s[0] * s[1]).map(lambda p: np.reshape(p, s)))
