"""Compares Winograd tiles with im2col patches by shape, and the dropout kernel with NumPy, on one thread.

Run from the root of the repository: ``python tests/benchmarks/bench_convolutions.py``. The tests assert no speed, since
machines are shared.
"""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from timing import print_row

from engine import kernels
from engine.array_ops.conv_ops import conv_im2col, conv_im2col_gradients
from engine.array_ops.windows import WindowSpec
from engine.array_ops.winograd_conv import conv_winograd, conv_winograd_gradients
from engine.kernels import SINGLE_THREAD

RNG = np.random.default_rng(0)
SHAPES = (((32, 26, 26, 32), 64, "valid"), ((8, 98, 98, 32), 32, "valid"), ((8, 46, 46, 64), 64, "valid"),
          ((64, 28, 28, 3), 16, "same"), ((64, 28, 28, 8), 8, "same"), ((64, 28, 28, 16), 16, "same"),
          ((32, 14, 14, 128), 128, "same"), ((8, 14, 14, 384), 384, "same"), ((32, 7, 7, 64), 64, "same"))


def normal(*shape):
    return RNG.normal(size=shape).astype("float32")


def bench_convolution(shape, filters, padding):
    windows = WindowSpec((3, 3), (1, 1), padding).windows(shape[1:3])
    x, kernel, z = normal(*shape), normal(3, 3, shape[3], filters), normal(shape[0], *windows.counts, filters)
    dkernel, dx = np.empty_like(kernel), np.zeros_like(x)
    size = f"{shape[1]}²·{shape[3]}·{filters}"
    print_row("tiles, forward", size, lambda: conv_im2col(x, kernel, windows, z),
        lambda: conv_winograd(x, kernel, windows, z))
    print_row("tiles, backward", size, lambda: conv_im2col_gradients(x, z, kernel, windows, dkernel, dx),
        lambda: conv_winograd_gradients(x, z, kernel, windows, dkernel, dx))


def bench_dropout(size):
    x, y, random = normal(size), np.empty(size, "float32"), np.random.Generator(np.random.SFC64(0))
    key, limit = np.uint64(1), np.uint64(2**62)

    def numpy():
        m = (random.random(size, dtype=np.float32) >= 0.25) * np.float32(4 / 3)
        np.multiply(x, m, out=y)

    print_row("drop", f"{size}", numpy, lambda: kernels.apply_dropout(x, y, key, limit, 4 / 3, SINGLE_THREAD))


if __name__ == "__main__":
    print(f"{'':30} {'size':>10} {'plain µs':>10} {'fast µs':>10} {'ratio':>8}")
    for shape in SHAPES:
        bench_convolution(*shape)
    for length in (8_192, 1_179_648):
        bench_dropout(length)
