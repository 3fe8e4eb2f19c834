"""Kernels: the loops that Numba compiles, each where a benchmark shows that it beats NumPy.

``from engine import kernels`` costs nothing; Numba is imported with the first kernel that is asked for, such as
``kernels.adam``.

Every caller has a plain NumPy path beside its kernel, for when :func:`enabled` is False. Both compute the same (law 4).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import Any

import numpy as np

SINGLE_THREAD = np.zeros(64, np.int64), 1, 0, 1
"""A team of one thread (:mod:`engine.kernels.lowlevel.thread_sync`)."""
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
"""The names that the engine uses, by module. No module is named as a kernel: importing it would hide the kernel."""

JIT_DISABLED = os.environ.get("NUMBA_DISABLE_JIT", "0").strip() not in ("", "0")
"""Numba's own setting: kernels made of vector instructions cannot run as Python, so none is used then."""

_disabled = 0
_lock = Lock()


def enabled() -> bool:
    """Whether kernels may be called; does not import Numba."""
    return not (JIT_DISABLED or _disabled)


@contextmanager
def plain_numpy() -> Iterator[None]:
    """Disable all kernels inside the ``with`` block, in every thread of the process; plain NumPy does the same work.

    May be nested. A batch has to begin and end on the same side: what forward keeps for backward depends on it.
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
            globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
            return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
