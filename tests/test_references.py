"""Every function against 50-digit references, in the places where formulas break. All cases are generated.

KL, JS and mutual information are those of the vectors divided by their exact sums; everything else is the formula
on the numbers as they are, each float taken for exactly what it is.
"""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from mpmath import exp, fsum, inf, isinf, log, mp, mpf, sqrt, workdps

import infolib
from infolib import normalize
from infolib.channels import solve_channel

DOUBLE, SINGLE = 1e-13, 1e-6  # relative errors allowed for float64 and float32 input
mp.dps = 50


@dataclass(frozen=True)
class Case:
    """A value of infolib, the function that gives its reference, and the relative error allowed."""

    name: str
    value: float
    reference: object
    bound: float = DOUBLE

    def error(self):
        exact = self.reference()
        if isinf(exact) or exact == 0:
            return 0.0 if mpf(self.value) == exact else math.inf
        off = abs(mpf(self.value) - exact) - mpf(5e-324)  # floats are no finer than that
        return max(0.0, float(off / abs(exact)))


def log1p(x):
    """log(1 + x) to 50 digits for an x down to 1e-350."""
    with workdps(400):
        return log(1 + x)


def numbers(x):
    """The floats, taken for exactly what they are."""
    return [mpf(v) for v in (x if isinstance(x, list) else np.asarray(x, dtype=np.float64).ravel().tolist())]


def unit(x):
    x = numbers(x)
    return [v / fsum(x) for v in x]


def exact_entropy(p):
    return -fsum(x * log(x) for x in numbers(p) if x)


def exact_cross_entropy(p, q):
    return -fsum(x * log(y) for x, y in zip(numbers(p), numbers(q), strict=True) if x)


def exact_kl(p, q):
    return fsum(x * log(x / y) for x, y in zip(unit(p), unit(q), strict=True) if x)


def exact_js(p, q):
    half = [(x + y) / 2 for x, y in zip(unit(p), unit(q), strict=True)]
    return fsum(x * log(x / m) / 2 for v in (p, q) for x, m in zip(unit(v), half, strict=True) if x)


def exact_mutual_information(joint):
    table = np.array(unit(joint), dtype=object).reshape(np.shape(joint))
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    return fsum(x * log(x / (rows[i] * columns[j])) for (i, j), x in np.ndenumerate(table) if x)


def exact_conditional_entropy(joint):
    return fsum(x * log(fsum(row) / x) for row in map(numbers, np.asarray(joint)) for x in row if x)


def exact_loss(logits, t):
    z = numbers(logits)
    top = max(z)
    log_sum = log1p(fsum(exp(x - top) for i, x in enumerate(z) if i != z.index(top)))
    return fsum(w * (log_sum + (top - x)) for w, x in zip(numbers(t), z, strict=True) if w)


def exact_binary_loss(z, y):
    z, y = mpf(z), mpf(y)
    return y * log1p(exp(-z)) + (1 - y) * (log1p(exp(z)))


def exact_gaussian_kl(mu1, sigma1, mu2, sigma2):
    mu1, sigma1, mu2, sigma2 = map(mpf, (mu1, sigma1, mu2, sigma2))
    return log(sigma2 / sigma1) + (sigma1**2 + (mu1 - mu2) ** 2) / (2 * sigma2**2) - mpf(1) / 2


def exact_z_capacity(f):
    f = mpf(f)
    return log1p((1 - f) * f ** (f / (1 - f)))


def exact_binary_entropy(p):
    return exact_entropy([]) if p in (0, 1) else -mpf(p) * log(mpf(p)) - (1 - mpf(p)) * log1p(-mpf(p))


def close_pairs():
    """Distributions whose probabilities differ by a relative 1e-1 to 1e-12, of 2 to 1000 outcomes."""
    for n in (2, 3, 10, 100, 1000):
        for k in range(1, 13, {100: 2, 1000: 5}.get(n, 1)):
            rng = np.random.default_rng([n, k])
            p = rng.dirichlet(np.ones(n))
            yield f"n={n} 1e-{k}", p, normalize(p * (1 + 10.0**-k * rng.uniform(-1, 1, n)))


def distant_pairs():
    """Spiky distributions, tiny and subnormal probabilities, zeros, sums that are off, few close among far."""
    for i in range(12):
        rng = np.random.default_rng([1, i])
        n = int(rng.integers(2, 60))
        p, q = (rng.dirichlet(np.full(n, 10.0 ** rng.uniform(-1, 1))) + 1e-300 for _ in range(2))
        yield f"spiky {i}", p, q
    for tiny in (1e-20, 1e-160, 1e-300, 1e-308, 1e-310, 5e-324):
        yield f"p {tiny}", [1.0, tiny], [0.75, 0.25]
        yield f"q {tiny}", [0.75, 0.25], [1.0, tiny]
        yield f"p and q {tiny}", [0.5, 0.5, tiny], [0.25, 0.75, 3 * tiny]
    yield "q far below in a corner", [1 - 1e-5, 1e-5], [1 - 1e-25, 1e-25]
    yield "p far below in a corner", [1 - 1e-25, 1e-25], [1 - 1e-5, 1e-5]
    yield "zero and subnormal", [1.0, 0.0, 1e-310], [0.5, 0.25, 0.25]
    yield "zeros", [0.5, 0.0, 0.5, 0.0], [0.25, 0.25, 0.5, 0.0]
    yield "zeros and close", [0.5, 0.0, 0.5 + 1e-9, 0.0], [0.5, 1e-12, 0.5, 0.0]
    yield "missed support", [0.5, 0.5], [1.0, 0.0]
    yield "proportional", [0.3, 0.7], [0.3 * (1 + 1e-9), 0.7 * (1 + 1e-9) * (1 + 1e-11)]
    yield "sums off", [0.3 + 1e-9, 0.7], [0.3, 0.7 - 2e-9]


def kl_js_cases():
    for name, p, q in [*close_pairs(), *distant_pairs()]:
        yield Case(
            f"kl {name}",
            infolib.kl_divergence(p, q, base=math.e),
            lambda p=p, q=q: exact_kl(p, q) if all(y for x, y in zip(p, q, strict=True) if x) else inf,
        )
        yield Case(f"js {name}", infolib.js_divergence(p, q, base=math.e), lambda p=p, q=q: exact_js(p, q))
    for base in (1.001, 2, 4, 10, 1e6):
        p, q = [0.5, 0.5], [0.5 + 1e-7, 0.5 - 1e-7]
        yield Case(
            f"kl base {base}",
            infolib.kl_divergence(p, q, base=base),
            lambda b=base, p=p, q=q: exact_kl(p, q) / log(mpf(b)),
        )
        yield Case(
            f"js base {base}",
            infolib.js_divergence(p, q, base=base),
            lambda b=base, p=p, q=q: exact_js(p, q) / log(mpf(b)),
        )
    for n in (2, 10, 300):
        for k in (1, 3, 5):
            rng = np.random.default_rng([2, n, k])
            p = rng.dirichlet(np.ones(n)).astype(np.float32)
            q = normalize(p * (1 + 10.0**-k * rng.uniform(-1, 1, n))).astype(np.float32)
            for name, exact in (("kl", exact_kl), ("js", exact_js)):
                f = getattr(infolib, f"{name}_divergence")
                yield Case(
                    f"{name} float32 n={n} 1e-{k}",
                    f(p, q, base=math.e),
                    lambda p=p, q=q, exact=exact: exact(p, q),
                    SINGLE,
                )


def entropy_cases():
    for name, p, q in distant_pairs():
        yield Case(f"entropy {name}", infolib.entropy(p, base=math.e), lambda p=p: exact_entropy(p))
        if "missed" not in name:
            yield Case(
                f"cross-entropy {name}",
                infolib.cross_entropy(p, q, base=math.e),
                lambda p=p, q=q: exact_cross_entropy(p, q),
            )
    for n in (1000, 9000):
        p = np.random.default_rng(n).dirichlet(np.full(n, 0.3))
        yield Case(f"entropy n={n}", infolib.entropy(p), lambda p=p: exact_entropy(p) / log(mpf(2)))
        p = p.astype(np.float32)
        yield Case(
            f"entropy float32 n={n}", infolib.entropy(p), lambda p=p: exact_entropy(p) / log(mpf(2)), SINGLE
        )
    for k in range(1, 17):
        p = 1 - 10.0**-k
        yield Case(
            f"entropy 1-1e-{k}",
            infolib.entropy([p, 1 - p]),
            lambda p=p: exact_binary_entropy(p) / log(mpf(2)),
        )
        yield Case(
            f"coin 1-1e-{k}", infolib.binary_entropy(p), lambda p=p: exact_binary_entropy(p) / log(mpf(2))
        )
        p = 10.0**-k
        yield Case(
            f"coin 1e-{k}", infolib.binary_entropy(p), lambda p=p: exact_binary_entropy(p) / log(mpf(2))
        )
    for p in (1e-100, 1e-310, 0.5, 0.5 + 1e-9, 0.11):
        yield Case(f"coin {p}", infolib.binary_entropy(p), lambda p=p: exact_binary_entropy(p) / log(mpf(2)))
        yield Case(f"information {p}", infolib.information_content(p), lambda p=p: -log(mpf(p)) / log(mpf(2)))


def table_cases():
    for k in range(1, 12):
        rng = np.random.default_rng([3, k])
        joint = np.outer(rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(5)))
        joint = normalize((joint * (1 + 10.0**-k * rng.uniform(-1, 1, joint.shape))).ravel()).reshape(
            joint.shape
        )
        yield Case(
            f"mutual information 1e-{k}",
            infolib.mutual_information(joint, base=math.e),
            lambda joint=joint: exact_mutual_information(joint),
            1e-8,
        )
        sure = normalize(np.array([1.0, 10.0**-k, 10.0 ** (-2 * k), 1.0, 0.0, 10.0**-k])).reshape(2, 3)
        yield Case(
            f"conditional entropy 1e-{k}",
            infolib.conditional_entropy(sure, base=math.e),
            lambda joint=sure: exact_conditional_entropy(joint),
        )


def channel_cases():
    for k in range(1, 13):
        f = 0.5 - 10.0**-k
        yield Case(
            f"flip 1/2 - 1e-{k}",
            infolib.bsc_capacity(f),
            lambda f=f: 1 - exact_binary_entropy(f) / log(mpf(2)),
        )
        yield Case(
            f"channel of flip 1/2 - 1e-{k}",
            infolib.channel_capacity([[1 - f, f], [f, 1 - f]]),
            lambda f=f: 1 - exact_entropy(unit([1 - f, f])) / log(mpf(2)),
        )
    for f in (0.0, 1e-300, 1e-20, 1e-3, 0.11, 0.25, 0.3, 0.75, 1 - 1e-9, 1.0):
        yield Case(
            f"flip {f}", infolib.bsc_capacity(f), lambda f=f: 1 - exact_binary_entropy(f) / log(mpf(2))
        )
        yield Case(f"erase {f}", infolib.bec_capacity(f), lambda f=f: 1 - mpf(f))
    for f in (0.01, 0.1, 0.5, 0.9, 0.99, 1 - 1e-6):
        z = solve_channel([[1.0, 0.0], [f, 1 - f]])
        assert z.gap <= 1e-13 * z.bits
        yield Case(f"z-channel {f}", z.bits, lambda f=f: exact_z_capacity(f) / log(mpf(2)))


def loss_cases():
    for gap in (0.0, 1e-8, 1e-3, 0.7, 1.0, 5.0, 17.0, 36.0, 37.5, 40.0, 100.0, 700.25, 1e4):
        for label in (0, 1):
            for offset in (0.0, 1e8, -12345.678):
                z = np.array([offset + gap, offset])
                yield Case(
                    f"loss gap {gap} label {label} offset {offset}",
                    infolib.cross_entropy_loss(z, label),
                    lambda z=z, label=label: exact_loss(z, np.eye(2)[label]),
                )
            z = np.float32([gap, 0])
            yield Case(
                f"loss float32 gap {gap} label {label}",
                infolib.cross_entropy_loss(z, label),
                lambda z=z, label=label: exact_loss(z, np.eye(2)[label]),
                SINGLE,
            )
            yield Case(
                f"binary loss {gap} {label}",
                infolib.binary_cross_entropy_loss(gap, label),
                lambda z=gap, y=label: exact_binary_loss(z, y),
            )
    for i in range(12):
        rng = np.random.default_rng([4, i])
        n = int(rng.integers(2, 300))
        z, t = rng.normal(0, 10.0 ** rng.uniform(-3, 3), n), rng.dirichlet(np.full(n, 0.3))
        label = int(rng.integers(n))
        yield Case(
            f"loss {i}",
            infolib.cross_entropy_loss(z, label),
            lambda z=z, label=label: exact_loss(z, np.eye(len(z))[label]),
        )
        narrow = z.astype(np.float32)
        yield Case(
            f"loss float32 {i}",
            infolib.cross_entropy_loss(narrow, label),
            lambda z=narrow, label=label: exact_loss(z, np.eye(len(z))[label]),
            SINGLE,
        )
        yield Case(f"soft loss {i}", infolib.cross_entropy_loss(z, t), lambda z=z, t=t: exact_loss(z, t))
        off = t * (1 + 1e-8)  # as far from 1 as a sum may be
        yield Case(
            f"soft loss {i}, sum off",
            infolib.cross_entropy_loss(z, off),
            lambda z=z, t=off: exact_loss(z, t),
        )
        t = np.append(t, 0.0)
        yield Case(
            f"soft loss {i}, masked",
            infolib.cross_entropy_loss(np.append(z, -np.inf), t),
            lambda z=z, t=t: exact_loss(z, t[:-1]),
        )
        y, z = rng.uniform(), 10.0 ** rng.uniform(-5, 2) * (-1) ** i
        yield Case(
            f"binary loss soft {i}",
            infolib.binary_cross_entropy_loss(z, y),
            lambda z=z, y=y: exact_binary_loss(z, y),
        )


def probability_cases():
    for gap in (0.0, 1e-8, 1.0, 37.5, 700.25):
        z = np.array([gap, 0.0, -1.0])
        total = fsum(exp(x) for x in numbers(z))
        for i in range(3):
            yield Case(
                f"softmax {gap} {i}", infolib.softmax(z)[i], lambda i=i, z=z, t=total: exp(mpf(z[i])) / t
            )
            yield Case(
                f"log-softmax {gap} {i}",
                infolib.log_softmax(z)[i],
                lambda i=i, z=z: -exact_loss(z, np.eye(3)[i]),
            )
            rest = fsum(exp(x) for x in numbers(np.delete(z, i)))
            yield Case(
                f"gradient {gap} {i}",
                infolib.cross_entropy_loss_gradient(z, i)[i],
                lambda t=total, rest=rest: -rest / t,
            )
        yield Case(f"sigmoid {gap}", infolib.sigmoid(-gap), lambda z=gap: 1 / (1 + exp(mpf(z))))
        yield Case(
            f"binary gradient {gap}",
            infolib.binary_cross_entropy_loss_gradient(gap, 1),
            lambda z=gap: -1 / (1 + exp(mpf(z))),
        )


def gaussian_cases():
    for k in range(1, 13):
        d = 10.0**-k
        for mu, sigma in ((0.0, 1 + d), (d, 1.0), (d, 1 - d), (3 * d, 1 + d / 7)):
            yield Case(
                f"normals {mu} {sigma}",
                infolib.gaussian_kl(mu, sigma, 0.0, 1.0),
                lambda mu=mu, sigma=sigma: exact_gaussian_kl(mu, sigma, 0, 1),
            )
    for a, b in (
        (1e-300, 1e300),
        (1e-5, 3.0),
        (3.0, 1e-5),
        (0.9, 1.0),
        (1.0, 0.9),
        (1e150, 1e-3),
        (2.0, 1e-300),
    ):
        yield Case(
            f"normals {a} over {b}",
            infolib.gaussian_kl(0.0, a, 0.0, b),
            lambda a=a, b=b: exact_gaussian_kl(0, a, 0, b) if a / b < 1e154 else inf,
        )
    zero = float(1 / sqrt(2 * mp.pi * mp.e))
    for sigma in (1e-300, 0.1, zero, zero * (1 + 1e-9), 0.25, 0.24, 1.0, 17.0, 1e300):
        yield Case(
            f"normal {sigma}",
            infolib.gaussian_entropy(sigma),
            lambda s=sigma: log(mpf(s)) + log(2 * mp.pi * mp.e) / 2,
        )


FAMILIES = (
    kl_js_cases,
    entropy_cases,
    table_cases,
    channel_cases,
    loss_cases,
    probability_cases,
    gaussian_cases,
)
CASES = [case for family in FAMILIES for case in family()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_value_agrees_with_50_digits(case):
    assert case.error() <= case.bound


def test_there_are_at_least_200_cases():
    assert len(CASES) >= 200
