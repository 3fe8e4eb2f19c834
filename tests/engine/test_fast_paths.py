"""Law 4: what kernels learn is what plain NumPy learns, for random architectures, losses, optimizers and options.

``-m long`` runs the whole matrix; without it, a covering set whose cases together call every kernel.
"""

from collections import Counter

import numpy as np
import pytest
from architectures import FAMILIES, SPECIAL, architecture

from engine import kernels, parallel
from engine.kernels import KERNELS

COVERING = [*((name, None) for name in SPECIAL), *((family, seed) for family in FAMILIES for seed in range(40))]
LONG = [(family, seed) for family in FAMILIES for seed in range(40, 400)]
ONCE_A_PROCESS = {"enable_flush_denormals"}
"""Called when a thread begins, which an earlier test may have seen to."""
LOGGED = "history", "evaluate"
"""Losses and metrics: near 0 they are differences of numbers around 1, of which they have the rounding."""

calls = Counter()


@pytest.fixture(scope="module", autouse=True)
def counted():
    """Counts the calls of every public kernel."""
    with pytest.MonkeyPatch.context() as patch:
        for name in public():
            patch.setattr(kernels, name, counting(name, getattr(kernels, name)))
        yield


def public():
    names = [name for group in KERNELS.values() for name in group]
    return [name for name in names if callable(getattr(kernels, name))]


def counting(name, kernel):
    def count(*args):
        calls[name] += 1
        return kernel(*args)

    return count


def with_threads(count, patch):
    """From now on every kernel is shared by so many threads, however little there is to do."""
    patch.setattr(parallel, "available_threads", lambda: count)
    for name in ("MIN_PRODUCTS_PER_SLICE", "MIN_PRODUCTS_PER_THREAD", "MIN_VALUES_PER_THREAD"):
        patch.setattr(parallel, name, 1)

ONE_OUTPUT = pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
"""Some random architectures have a softmax over one value."""


def compare(family, seed, patch):
    case = SPECIAL[family][0](SPECIAL[family][1]) if seed is None else architecture(family, seed)
    with_threads(case.threads, patch)
    fast = case.train()
    with_threads(1, patch)
    with kernels.plain_numpy():
        plain = case.train()
    assert fast.keys() == plain.keys()
    shares = {name: difference(fast[name], plain[name], floor=name.startswith(LOGGED)) for name in plain}
    assert {name: share for name, share in shares.items() if not share <= case.bound} == {}


def difference(one, other, floor):
    """The largest difference of two arrays, as a share of the largest value, or of at least ``floor``."""
    if not one.size or np.array_equal(one, other, equal_nan=True):
        return 0.0
    assert np.isfinite(other).all()
    return float(np.abs(one - other).max() / max(np.abs(other).max(), floor))


@ONE_OUTPUT
@pytest.mark.parametrize(("family", "seed"), COVERING)
def test_kernels_learn_what_plain_numpy_learns(family, seed, monkeypatch):
    compare(family, seed, monkeypatch)


@ONE_OUTPUT
@pytest.mark.long
def test_kernels_learn_what_plain_numpy_learns_in_the_full_matrix(matrix, monkeypatch):
    compare(*matrix, monkeypatch)


def pytest_generate_tests(metafunc):
    """The full matrix takes some ten minutes: only where ``-m long`` asks for it."""
    if "matrix" in metafunc.fixturenames:
        asked = metafunc.config.getoption("markexpr") == "long"
        metafunc.parametrize("matrix", LONG if asked else [], ids=lambda case: f"{case[0]}-{case[1]}")


def test_the_covering_set_calls_every_kernel(request):
    ran = {item.name for item in request.session.items if item.path == request.path}
    if len(ran) < len(COVERING):
        pytest.skip("only some cases were asked for")
    assert [name for name in public() if not calls[name] and name not in ONCE_A_PROCESS] == []
