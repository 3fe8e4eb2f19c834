"""Orthogonal: an orthogonal matrix, so that repeated products neither grow nor vanish."""

from math import prod
from typing import ClassVar, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import configurable, integer, real
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class Orthogonal(Initializer):
    """``gain`` times an orthogonal matrix, reshaped to the shape of the weight.

    The matrix is of shape ``(product of all axes but the last, last axis)``. Its columns are orthonormal, or its
    rows if there are fewer rows. It is ``Q`` of the QR decomposition of a matrix of normal values (transposed if there
    are fewer rows), with the signs of the columns of ``Q`` set so that the diagonal of ``R`` is positive, which makes
    the distribution uniform.
    Raises a ProblemError for a shape of fewer than two axes.

    Source: Saxe et al. 2014 (arXiv 1312.6120); Keras 3, ``initializers.Orthogonal``.
    """

    names: ClassVar[tuple[str, ...]] = ("orthogonal", "OrthogonalInitializer")

    gain: float = real(default=1.0)
    seed: int | None = integer(0, default=None)

    def check_shape(self, shape: tuple[int, ...]) -> None:
        if len(shape) < 2:
            raise fail("needs_two_axes", owner="Orthogonal", shape=shape)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        rows, columns = prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
        q *= np.where(np.diag(r) < 0, -1, 1)
        return self.gain * (q if rows >= columns else q.T).reshape(shape)
