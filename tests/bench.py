"""How fast infolib is beside its peers, and how many digits each of them loses: `make bench` prints two tables.

Times are of the same arrays, in one process and on one thread. Each round runs every function of a line once, in
random order; a ratio is the median over rounds of a peer's time by infolib's, so above 1 infolib is the faster.
SciPy, scikit-learn and PyTorch are left out where they are not installed. No test depends on any of it.
"""

import importlib
import math
import os
import platform
import random
import statistics
import sys
import time
import tracemalloc
import warnings

ROUNDS = 31
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def main():
    os.environ.update(dict.fromkeys(THREADS, "1"))  # before numpy is imported
    warnings.simplefilter("ignore")
    versions = {
        name: version for name in ("numpy", "scipy", "sklearn", "torch") if (version := version_of(name))
    }
    if "torch" in versions:
        importlib.import_module("torch").set_num_threads(1)
    print(f"Python {platform.python_version()}", *(f"{k} {v}" for k, v in versions.items()), sep=", ")
    print(f"{cpu()}, {os.cpu_count()} cores, one thread\n")
    print_speed()
    print_memory()
    print_digits()


def version_of(name):
    try:
        return importlib.import_module(name).__version__
    except ImportError:
        return None


def cpu():
    try:
        with open("/proc/cpuinfo") as info:
            return next(line.split(":")[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def installed(functions):
    """The functions whose library is there: each is made by a function that imports it."""
    made = {}
    for name, make in functions.items():
        try:
            made[name] = make()
        except ImportError:
            continue
    return made


# Speed


def print_speed():
    print("| what | infolib | peer's time / infolib's |\n| --- | ---: | --- |")
    for what, functions, number in races():
        times = race(installed(functions), number)
        ours = times.pop("infolib")
        ratios = (f"{name} {ratio(peer, ours):.2f}" for name, peer in times.items())
        print(f"| {what} | {show(statistics.median(ours))} | {', '.join(ratios)} |", flush=True)
    print()


def race(functions, number):
    """Times of each function, one a round, the rounds in random order."""
    shuffle = random.Random(0).shuffle
    times = {name: [] for name in functions}
    for function in functions.values():
        function()
    for _ in range(ROUNDS):
        order = list(functions)
        shuffle(order)
        for name in order:
            start = time.perf_counter()
            for _ in range(number):
                functions[name]()
            times[name].append((time.perf_counter() - start) / number)
    return times


def ratio(peer, ours):
    return statistics.median(a / b for a, b in zip(peer, ours, strict=True))


def show(seconds):
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def races():
    """Lines of the table: what is timed, the functions by name, and how often a round calls each."""
    import numpy as np

    import infolib

    e = math.e
    for n, number in ((10, 500), (1000, 200), (10**6, 1)):
        rng = np.random.default_rng(0)
        p, q = rng.dirichlet(np.ones(n)), rng.dirichlet(np.ones(n))
        near = infolib.normalize(p * (1 + 1e-6 * rng.uniform(-1, 1, n)))
        yield f"entropy, n = {n}", entropy_race(p, lambda p=p: infolib.entropy(p, base=e)), number
        for kind, other in (("", q), (", nearly equal", near)):
            yield f"KL, n = {n}{kind}", kl_race(p, other), number
            yield f"JS, n = {n}{kind}", js_race(p, other), number
    for rows, classes, number in ((1, 10, 500), (10_000, 1000, 1)):
        for dtype in (np.float64, np.float32):
            rng = np.random.default_rng(0)
            z, y = rng.normal(size=(rows, classes)).astype(dtype), rng.integers(classes, size=rows)
            what = f"{rows} x {classes}, {np.dtype(dtype).name}"
            yield f"loss, {what}", loss_race(z, y), number
            yield f"softmax, {what}", softmax_race(z), number
    counts = np.random.default_rng(0).integers(1, 100, size=(100, 100))
    yield "mutual information, 100 x 100", information_race(counts), 50


def entropy_race(p, ours):
    import numpy as np

    def scipy_entropy():
        from scipy.stats import entropy

        return lambda: entropy(p)

    def scipy_entr():
        from scipy.special import entr

        return lambda: entr(p).sum()

    def torch_entropy():
        import torch

        t = torch.from_numpy(p)
        return lambda: -(t * t.log()).sum()

    return {
        "infolib": lambda: ours,
        "scipy.stats.entropy": scipy_entropy,
        "scipy.special.entr": scipy_entr,
        "torch": torch_entropy,
        "-(p * np.log(p)).sum()": lambda: lambda: -(p * np.log(p)).sum(),
        "floor np.log(p)": lambda: lambda: np.log(p),
        "floor p.copy()": lambda: lambda: p.copy(),
    }


def kl_race(p, q):
    import numpy as np

    import infolib

    def scipy_entropy():
        from scipy.stats import entropy

        return lambda: entropy(p, q)

    def scipy_rel_entr():
        from scipy.special import rel_entr

        return lambda: rel_entr(p, q).sum()

    def torch_kl_div():
        import torch

        t, u = torch.from_numpy(p), torch.from_numpy(q)
        return lambda: torch.nn.functional.kl_div(u.log(), t, reduction="sum")

    return {
        "infolib": lambda: lambda: infolib.kl_divergence(p, q, base=math.e),
        "scipy.stats.entropy": scipy_entropy,
        "scipy.special.rel_entr": scipy_rel_entr,
        "torch kl_div": torch_kl_div,
        "(p * np.log(p / q)).sum()": lambda: lambda: (p * np.log(p / q)).sum(),
        "floor np.log(p)": lambda: lambda: np.log(p),
    }


def js_race(p, q):
    import infolib

    def scipy_js():
        from scipy.spatial.distance import jensenshannon

        return lambda: jensenshannon(p, q)

    return {"infolib": lambda: lambda: infolib.js_divergence(p, q), "scipy jensenshannon": scipy_js}


def loss_race(z, y):
    import numpy as np

    import infolib

    rows = np.arange(len(z))

    def scipy_loss():
        from scipy.special import log_softmax

        return lambda: -log_softmax(z, axis=-1)[rows, y].mean()

    def sklearn_loss():
        from sklearn.metrics import log_loss

        labels, probabilities = np.arange(z.shape[1]), infolib.softmax(z.astype(np.float64))
        return lambda: log_loss(y, probabilities, labels=labels)

    def torch_loss():
        import torch

        t, u = torch.from_numpy(z), torch.from_numpy(y)
        return lambda: torch.nn.functional.cross_entropy(t, u)

    return {
        "infolib": lambda: lambda: infolib.cross_entropy_loss(z, y),
        "scipy log_softmax": scipy_loss,
        "sklearn log_loss of probabilities": sklearn_loss,
        "torch": torch_loss,
        "floor np.exp(z)": lambda: lambda: np.exp(z),
        "floor z.copy()": lambda: lambda: z.copy(),
    }


def softmax_race(z):
    import infolib

    def scipy_softmax():
        from scipy.special import softmax

        return lambda: softmax(z, axis=-1)

    def torch_softmax():
        import torch

        t = torch.from_numpy(z)
        return lambda: torch.softmax(t, dim=-1)

    return {"infolib": lambda: lambda: infolib.softmax(z), "scipy": scipy_softmax, "torch": torch_softmax}


def information_race(counts):
    import infolib

    joint = counts / counts.sum()

    def sklearn_information():
        from sklearn.metrics import mutual_info_score

        return lambda: mutual_info_score(None, None, contingency=counts)

    return {"infolib": lambda: lambda: infolib.mutual_information(joint), "sklearn": sklearn_information}


def print_memory():
    """Memory beyond the input's own for 1e8 probabilities."""
    import numpy as np

    import infolib

    p = np.full(10**8, 1e-8)
    calls = {"entropy": (p,), "cross_entropy": (p, p), "kl_divergence": (p, p), "js_divergence": (p, p)}
    print("| 1e8 probabilities | extra memory |\n| --- | ---: |")
    for name, arguments in calls.items():
        tracemalloc.start()
        getattr(infolib, name)(*arguments)
        print(f"| {name} | {tracemalloc.get_traced_memory()[1] / 2**20:.1f} MB |", flush=True)
        tracemalloc.stop()
    print()


# Digits


def print_digits():
    """How many of the 16 decimal digits of a float64 are wrong."""
    print("Digits lost of 16 (float32 input: of 7); `all` where not even sign or size are right.\n")
    for title, cases in digit_tables():
        names = list(cases[0][1])
        print(f"| {title} | {' | '.join(names)} |\n| --- |{' ---: |' * len(names)}")
        for case, values, exact, digits in cases:
            print(f"| {case} | {' | '.join(lost(v, exact, digits) for v in values.values())} |")
        print()


def lost(value, exact, digits):
    from mpmath import isnan, log10, mpf

    value = mpf(float(value))
    error = mpf("inf") if isnan(value) else abs(value / exact - 1)
    if error == 0:
        return "0"
    count = max(0, digits + float(log10(error)))
    return "NaN" if isnan(value) else "all" if error >= 0.5 else f"{count:.0f}"


def digit_tables():
    import numpy as np

    import infolib

    e, half = math.e, []
    kl, js, loss, narrow = [], [], [], []
    for k in range(1, 11):
        rng = np.random.default_rng(k)
        p = rng.dirichlet(np.ones(10))
        q = infolib.normalize(p * (1 + 10.0**-k * rng.uniform(-1, 1, 10)))
        case = f"p, q differ by 1e-{k}"
        values = {
            "sum p log(p/q)": lambda p=p, q=q: (p * np.log(p / q)).sum(),
            "CE - H": lambda p=p, q=q: infolib.cross_entropy(p, q, base=e) - infolib.entropy(p, base=e),
            **kl_peers(p, q),
            "infolib": lambda p=p, q=q: infolib.kl_divergence(p, q, base=e),
        }
        kl.append((case, evaluate(values), exact_kl(p, q), 16))
        m = (p + q) / 2
        values = {
            "H(m) - (H(p) + H(q))/2": lambda p=p, q=q, m=m: (
                infolib.entropy(m, base=e) - (infolib.entropy(p, base=e) + infolib.entropy(q, base=e)) / 2
            ),
            **js_peers(p, q),
            "infolib": lambda p=p, q=q: infolib.js_divergence(p, q, base=e),
        }
        js.append((case, evaluate(values), exact_js(p, q), 16))
        f = 0.5 - 10.0**-k
        values = {
            "1 - h(f)": lambda f=f: 1 - infolib.binary_entropy(f),
            "infolib": lambda f=f: infolib.bsc_capacity(f),
        }
        half.append((f"flip 1/2 - 1e-{k}", evaluate(values), exact_bsc(f), 16))
    for gap in (5, 10, 15, 17, 20, 30, 36, 37, 40, 100):
        for table, dtype, digits in ((loss, np.float64, 16), (narrow, np.float32, 7)):
            z = np.array([gap, 0, 0], dtype=dtype)
            values = {
                "-log(softmax)": lambda z=z: -np.log(np.exp(z - z.max()) / np.exp(z - z.max()).sum())[0],
                **loss_peers(z),
                "infolib": lambda z=z: infolib.cross_entropy_loss(z, 0),
            }
            table.append((f"gap {gap}", evaluate(values), exact_loss(gap), digits))
    yield "KL divergence", kl
    yield "JS divergence", js
    yield "capacity", half
    yield "loss, float64", loss
    yield "loss, float32", narrow


def evaluate(functions):
    """The values of the functions whose library is there."""
    values = {}
    for name, function in functions.items():
        try:
            values[name] = float(function())
        except ImportError:
            continue
    return values


def kl_peers(p, q):
    def scipy_entropy():
        from scipy.stats import entropy

        return entropy(p, q)

    def scipy_rel_entr():
        from scipy.special import rel_entr

        return rel_entr(p, q).sum()

    def torch_kl_div():
        import torch

        return torch.nn.functional.kl_div(torch.from_numpy(q).log(), torch.from_numpy(p), reduction="sum")

    return {
        "scipy.stats.entropy": scipy_entropy,
        "scipy.special.rel_entr": scipy_rel_entr,
        "torch kl_div": torch_kl_div,
    }


def js_peers(p, q):
    def scipy_js():
        from scipy.spatial.distance import jensenshannon

        return jensenshannon(p, q) ** 2

    return {"scipy jensenshannon ** 2": scipy_js}


def loss_peers(z):
    def scipy_loss():
        from scipy.special import log_softmax

        return -log_softmax(z)[0]

    def torch_loss():
        import torch

        return torch.nn.functional.cross_entropy(torch.from_numpy(z)[None], torch.tensor([0]))

    return {"scipy log_softmax": scipy_loss, "torch cross_entropy": torch_loss}


def exact_kl(p, q):
    from mpmath import fsum, log

    p, q = exact_unit(p), exact_unit(q)
    return fsum(x * log(x / y) for x, y in zip(p, q, strict=True))


def exact_js(p, q):
    from mpmath import fsum, log

    p, q = exact_unit(p), exact_unit(q)
    pairs = [(x, (x + y) / 2) for x, y in [*zip(p, q, strict=True), *zip(q, p, strict=True)]]
    return fsum(x * log(x / m) for x, m in pairs) / 2


def exact_bsc(f):
    from mpmath import log, mpf

    f = mpf(f)
    return 1 + (f * log(f) + (1 - f) * log(1 - f)) / log(2)


def exact_loss(gap):
    from mpmath import exp, log, mp

    mp.dps = 80
    return log(1 + 2 * exp(-gap))


def exact_unit(p):
    from mpmath import fsum, mp, mpf

    mp.dps = 80
    p = [mpf(x) for x in p.tolist()]
    return [x / fsum(p) for x in p]


if __name__ == "__main__":
    sys.exit(main())
