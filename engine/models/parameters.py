"""All trained weights of a model in one vector, so that one pass of an optimizer moves them all."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine.arrays import Array
from engine.constraints.base import Constraint
from engine.layers.base import Layer
from engine.regularizers.base import Regularizer


@final
@dataclass(frozen=True)
class Segment:
    """Where one weight lies in the vector, and the rules that the layer gave it."""

    layer: int
    name: str
    where: slice
    regularizer: Regularizer | None
    constraint: Constraint | None


@final
class Parameters:
    """The trained weights of some layers, and their gradients, as two flat vectors.

    Making one moves each layer's arrays into the vectors: afterwards ``layer.kernel`` and ``layer.gradients["kernel"]``
    are views of them. values, gradients: ``(n,)``, in the order of the layers and of their ``get_weights()``.
    """

    def __init__(self, layers: list[Layer]) -> None:
        named = [(index, name) for index, layer in enumerate(layers) for name in layer.weight_names(trainable=True)]
        sizes = [getattr(layers[index], name).size for index, name in named]
        ends = np.cumsum([0, *sizes])
        dtype = layers[named[0][0]].compute_dtype if named else "float32"
        self.values: Array = np.empty(int(ends[-1]), dtype)
        self.gradients: Array = np.zeros_like(self.values)
        self.segments = []
        for layer in layers:
            layer.gradients = {}
        for (index, name), begin, end in zip(named, ends, ends[1:], strict=False):
            where = slice(int(begin), int(end))
            self._move(layers[index], name, where)
            self.segments.append(Segment(index, name, where, *_rules(layers[index], name)))
        self.paths = {f"{layers[s.layer].name}/{s.name}": s.where for s in self.segments}
        self.regularized = [s for s in self.segments if s.regularizer is not None]
        self.constrained = [s for s in self.segments if s.constraint is not None]
        self._shapes = {id(s): getattr(layers[s.layer], s.name).shape for s in self.segments}

    def _move(self, layer: Layer, name: str, where: slice) -> None:
        old = getattr(layer, name)
        view = self.values[where].reshape(old.shape)
        view[...] = old
        setattr(layer, name, view)
        layer.gradients[name] = self.gradients[where].reshape(old.shape)

    def collect(self, layer: Layer, found: dict[str, Array]) -> None:
        """Put a layer's gradients into the vector, where backward has not written them there itself."""
        for name, gradient in found.items():
            target = layer.gradients.get(name)
            if target is not None and gradient is not target:
                target[...] = gradient

    def penalty(self) -> float:
        """Add the slopes of all regularizers to the gradients; return the sum of their prices."""
        for s in self.regularized:
            assert s.regularizer is not None
            self._shaped(self.gradients, s)[...] += s.regularizer.gradient(self._shaped(self.values, s))
        return self.price()

    def price(self) -> float:
        """The sum of all regularizers' prices."""
        return sum(float(s.regularizer(self._shaped(self.values, s))) for s in self.regularized if s.regularizer)

    def constrain(self) -> None:
        """Project the weights that have a constraint."""
        for s in self.constrained:
            w = self._shaped(self.values, s)
            assert s.constraint is not None
            w[...] = s.constraint(w)

    def _shaped(self, vector: Array, s: Segment) -> Array:
        return vector[s.where].reshape(self._shapes[id(s)])


def _rules(layer: Layer, name: str) -> tuple[Any, Any]:
    return getattr(layer, f"{name}_regularizer", None), getattr(layer, f"{name}_constraint", None)
