"""Compares every kernel with good in-place NumPy.

Run from the root of the repository: ``python tests/benchmarks/bench_kernels.py``. A kernel whose ratio stays below 1.2
on the sizes that lessons use is not worth keeping. The tests assert no speed, since machines are shared.
"""

from math import erfc
from time import process_time

import numpy as np
from timing import print_header, print_row

from engine import kernels
from engine.kernels import KERNELS, SINGLE_THREAD
from engine.kernels.runtime.warmup import warm

F = np.float32
RNG = np.random.default_rng(0)
VECTOR_SIZES = (1_000, 10_000, 100_000, 1_000_000)
DENSE_SHAPES = ((32, 10), (32, 64), (32, 300), (128, 64), (128, 512))
SOFTMAX_SHAPES = ((32, 2), (32, 10), (128, 10), (128, 100))


def normal(*shape):
    return RNG.normal(size=shape).astype(F)


def bench_optimizers(size):
    w, g, m, v = normal(4, size)
    v *= v
    s, t = np.empty_like(w), np.empty_like(w)

    def sgd():
        np.multiply(g, F(0.01), out=s)
        np.subtract(w, s, out=w)

    def momentum():
        np.multiply(g, F(0.01), out=s)
        np.multiply(m, F(0.9), out=m)
        np.subtract(m, s, out=m)
        np.add(w, m, out=w)

    def nesterov():
        np.multiply(g, F(0.01), out=s)
        np.multiply(m, F(0.9), out=m)
        np.subtract(m, s, out=m)
        np.multiply(m, F(0.9), out=t)
        np.subtract(t, s, out=t)
        np.add(w, t, out=w)

    def rmsprop():
        np.multiply(g, g, out=s)
        np.multiply(s, F(0.1), out=s)
        np.multiply(v, F(0.9), out=v)
        np.add(v, s, out=v)
        np.add(v, F(1e-7), out=s)
        np.sqrt(s, out=s)
        np.divide(g, s, out=s)
        np.multiply(s, F(0.001), out=s)
        np.subtract(w, s, out=w)

    def adam():
        np.subtract(g, m, out=s)
        np.multiply(s, F(0.1), out=s)
        np.add(m, s, out=m)
        np.multiply(g, g, out=s)
        np.subtract(s, v, out=s)
        np.multiply(s, F(0.001), out=s)
        np.add(v, s, out=v)
        np.sqrt(v, out=s)
        np.add(s, F(1e-7), out=s)
        np.divide(m, s, out=s)
        np.multiply(s, F(0.001), out=s)
        np.subtract(w, s, out=w)

    print_row("sgd", f"{size}", sgd, lambda: kernels.sgd(w, g, 0.01))
    print_row("sgd_momentum", f"{size}", momentum, lambda: kernels.sgd_momentum(w, g, m, 0.01, 0.9, False))
    print_row("sgd_momentum, nesterov", f"{size}", nesterov, lambda: kernels.sgd_momentum(w, g, m, 0.01, 0.9, True))
    print_row("rmsprop", f"{size}", rmsprop, lambda: kernels.rmsprop(w, g, v, 0.001, 0.9, 1e-7))
    print_row("adam", f"{size}", adam, lambda: kernels.adam(w, g, m, v, 0.001, 0.1, 0.001, 1e-7))


def bench_dense(rows, units):
    size = f"{rows}×{units}"
    start, bias, dy, z = normal(rows, units), normal(units), normal(rows, units), normal(rows, units)
    dx, mask, y = np.empty_like(dy), np.empty(dy.shape, bool), np.maximum(normal(rows, units), 0)

    def add_bias_relu():
        np.copyto(z, start)
        np.add(z, bias, out=z)
        np.maximum(z, F(0), out=z)

    def copy_and_kernel():
        np.copyto(z, start)
        kernels.add_bias_relu(z, bias, SINGLE_THREAD)

    def relu_backward():
        np.greater(y, F(0), out=mask)
        np.multiply(dy, mask, out=dx)

    print_row("add_bias_relu (and a copy)", size, add_bias_relu, copy_and_kernel)
    flat = [array.reshape(-1) for array in (dy, y, dx)]
    print_row("relu_backward", size, relu_backward, lambda: kernels.relu_backward(*flat, SINGLE_THREAD))


def bench_softmax(rows, units):
    size = f"{rows}×{units}"
    z, labels, row_indices = normal(rows, units), RNG.integers(0, units, rows), np.arange(rows)
    y, dz, values, t = np.empty_like(z), np.empty_like(z), np.empty(rows, F), np.eye(units, dtype=F)[labels]

    def softmax():
        np.subtract(z, np.maximum.reduce(z, axis=-1, keepdims=True), out=y)
        np.exp(y, out=y)
        np.divide(y, np.add.reduce(y, axis=-1, keepdims=True), out=y)

    def log_sum_exp():
        return np.maximum.reduce(z, axis=-1) - np.log(np.maximum.reduce(y, axis=-1))

    def crossentropy():
        np.subtract(log_sum_exp(), np.einsum("ij,ij->i", z, t), out=values)

    def sparse_crossentropy():
        np.subtract(log_sum_exp(), z[row_indices, labels], out=values)

    def sparse_gradient():
        np.copyto(dz, y)
        dz[row_indices, labels] -= 1

    print_row("softmax", size, softmax, lambda: kernels.softmax_rows(z, y))
    print_row("crossentropy", size, crossentropy, lambda: kernels.crossentropy(t, z, y, values))
    print_row("sparse_crossentropy", size, sparse_crossentropy, lambda: kernels.sparse_crossentropy(labels, z, y, values))
    print_row("sparse_crossentropy_gradient", size, sparse_gradient,
        lambda: kernels.sparse_crossentropy_gradient(labels, y, dz))


def bench_erfc(size):
    x = normal(size)
    print_row("erfc (NumPy has none: math)", f"{size}", lambda: np.array([erfc(value) for value in x.tolist()], F),
        lambda: kernels.erfc(x))


def main():
    start = process_time()
    warm()
    count = sum(map(len, KERNELS.values()))
    print(f"{count} kernels compiled or loaded, Numba imported: {process_time() - start:.2f} s of CPU time")
    print_header()
    for size in VECTOR_SIZES:
        bench_optimizers(size)
    for shape in DENSE_SHAPES:
        bench_dense(*shape)
    for shape in SOFTMAX_SHAPES:
        bench_softmax(*shape)
    bench_erfc(10_000)


if __name__ == "__main__":
    main()
