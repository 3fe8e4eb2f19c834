"""Kernels: loops compiled by Numba, used where a benchmark shows that they beat NumPy.

``from engine import kernels`` does not import Numba: the first access to a kernel, such as ``kernels.adam``, does.

Every caller of a kernel also has a plain NumPy path, which it takes if :func:`enabled` is False. Both compute the same
(law 4, tests/engine/test_fast_paths.py).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import Any

import numpy as np

from engine.kernels.runtime.interrupts import uninterrupted

SINGLE_THREAD = np.zeros(64, np.int64), 1, 0, 1
"""The argument ``team`` for one thread (:mod:`engine.kernels.lowlevel.thread_sync`)."""
KERNELS: dict[str, tuple[str, ...]] = {
    "conv1d_direct": ("conv1d_direct_backward", "conv1d_direct_forward"),
    "conv_im2col": ("conv_im2col_backward", "conv_im2col_forward"),
    "conv_winograd": ("conv_winograd_backward", "conv_winograd_forward"),
    "dropout": ("apply_dropout",),
    "elementwise": ("add_bias_relu", "bias_relu_backward", "erfc", "relu_backward"),
    "fused_dense": ("train_fused_dense",),
    "gru": ("gru_step", "gru_step_backward"),
    "lowlevel.denormals": ("enable_flush_denormals", "flush_denormals"),
    "lowlevel.gemm": ("MAX_GEMM_SIZE", "PACK_COLUMNS", "matmul"),
    "lowlevel.simd": ("LANES",),
    "lstm": ("lstm_backward", "lstm_forward"),
    "optimizers": ("adadelta", "adam", "adam_from_squares", "rmsprop", "rmsprop_from_squares", "sgd", "sgd_momentum"),
    "patches": ("col2im", "im2col"),
    "pooling": ("max_pool", "max_pool_backward"),
    "segments": ("find_unique_rows", "segment_sum", "segment_sum_squares"),
    "softmax": ("crossentropy", "softmax_rows", "sparse_crossentropy", "sparse_crossentropy_gradient"),
    "winograd_transforms": ("POSITION_STRIDE",),
}
"""The kernels and constants that the engine uses, by module. No module may have the name of a kernel: importing the
module would hide the kernel."""

JIT_DISABLED = os.environ.get("NUMBA_DISABLE_JIT", "0").strip() not in ("", "0")
"""Whether Numba's compiler is off. Kernels with vector instructions cannot run as Python, so none is used then."""

_disabled = 0
_lock = Lock()


def enabled() -> bool:
    """Whether kernels may be called; does not import Numba."""
    return not (JIT_DISABLED or _disabled)


@contextmanager
def plain_numpy() -> Iterator[None]:
    """Disable all kernels inside the ``with`` block, in every thread of the process; plain NumPy does the same work.

    May be nested. The forward and the backward pass of a batch must both be inside the block or both outside, since
    the caches with and without kernels differ.
    """
    global _disabled  # noqa: PLW0603  (worker threads must see it, so it is no ContextVar)
    with _lock:
        _disabled += 1
    try:
        yield
    finally:
        with _lock:
            _disabled -= 1


def __getattr__(name: str) -> Any:
    for module, names in KERNELS.items():
        if name in names:
            with uninterrupted:
                globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
