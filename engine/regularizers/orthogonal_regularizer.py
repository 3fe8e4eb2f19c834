"""OrthogonalRegularizer: a penalty on rows or columns that are not orthogonal to each other."""

from typing import Any, final

import numpy as np

from engine.backend.tensor import apply, raw
from engine.errors import fail
from engine.hyperparameters import choice, configurable, real
from engine.regularizers.base import Regularizer
from engine.typing import Array

SMALLEST_NORM = 1e-12


@final
@configurable
class OrthogonalRegularizer(Regularizer):
    """``factor / pairs · Σ |n_i · n_j|``, summed over all pairs of rows (or columns), with ``n_i = x_i / |x_i|``.

    x: ``(rows, columns)``. x_i: a row (or column). pairs: the number of pairs. Gradient:
    ``dn_i = factor / pairs · Σ_j sign(n_i · n_j) · n_j`` over all ``j`` but ``i``, then
    ``dx_i = (dn_i - (dn_i · n_i) · n_i) / |x_i|``, since only the direction matters.
    Raises a ProblemError for anything but a matrix. Source: Keras 3, ``regularizers.OrthogonalRegularizer``.
    """

    factor: float = real(0, default=0.01)
    mode: str = choice("rows", "columns", default="rows")

    def __call__(self, x: Any) -> Any:
        values = np.asarray(raw(x))
        n, _, pair_penalty = self._unit_vectors(values)
        cosines = n @ n.T
        np.fill_diagonal(cosines, 0)
        penalty = pair_penalty / 2 * np.sum(np.abs(cosines))
        return apply(penalty, (x, lambda dy: dy * OrthogonalRegularizer.gradient(self, values)))

    def gradient(self, x: Array) -> Array:
        n, norms, pair_penalty = self._unit_vectors(x)
        signs = np.sign(n @ n.T)
        np.fill_diagonal(signs, 0)
        dn = pair_penalty * (signs @ n)
        dx = (dn - np.sum(dn * n, axis=1, keepdims=True) * n) / norms
        grad: Array = dx if self.mode == "rows" else dx.T
        return grad

    def _unit_vectors(self, x: Array) -> tuple[Array, Array, float]:
        """Return the normalized vectors as rows, their original norms, and ``factor`` per pair of vectors."""
        if x.ndim != 2:
            raise fail("not_a_matrix", owner="OrthogonalRegularizer", shape=x.shape)
        rows = x if self.mode == "rows" else x.T
        norms = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), SMALLEST_NORM)
        pairs = len(rows) * (len(rows) - 1) / 2
        return rows / norms, norms, self.factor / max(1.0, pairs)
