"""All trained weights of a model in one vector, so that one pass of an optimizer moves them all."""

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import final

import numpy as np

from engine.constraints.base import Constraint
from engine.layers.base import Layer
from engine.layers.layer_weights import weight_owner
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@dataclass(frozen=True, eq=False)
class Segment:
    """One weight of the vector, its gradient, and the rules that its layer gave it; the arrays are views."""

    weight: Array
    gradient: Array
    regularizer: Regularizer | None
    constraint: Constraint | None


@final
class Parameters:
    """The trained weights of some layers, and their gradients, as two flat vectors.

    Making one moves each layer's arrays into the vectors: afterwards ``layer.kernel`` and ``layer.gradients["kernel"]``
    are views of them. values, gradients: ``(n,)``, in the order of the layers and of their ``get_weights()``.
    places: where each weight lies, by its path, such as ``dense/kernel``.
    """

    def __init__(self, layers: list[Layer]) -> None:
        named = trained(layers)
        ends = [0, *accumulate(layer.array(name).size for layer, name in named)]
        dtype = named[0][0].compute_dtype if named else "float32"
        self.values: Array = np.empty(ends[-1], dtype)
        self.gradients: Array = np.zeros_like(self.values)
        self.places = {f"{layer.name}/{name}": slice(*between)
                       for (layer, name), between in zip(named, pairwise(ends), strict=True)}
        learning = False
        for layer in layers:
            _prepare(layer, learning)
            learning = learning or bool(layer.weight_names(trainable=True))
        self.segments = [self._moved(layer, name, where)
                         for (layer, name), where in zip(named, self.places.values(), strict=True)]
        self.squares, self.others = self._room_for_squares(named)
        self.regularized = [s for s in self.segments if s.regularizer is not None]
        self.constrained = [s for s in self.segments if s.constraint is not None]
        self.kept = [layer.array(name) for layer in layers if layer.trainable
                     for name in layer.weight_names(trainable=False)]
        self.kept += [memory for layer in layers for memory in layer.state_arrays()]

    def _moved(self, layer: Layer, name: str, where: slice) -> Segment:
        owner, own = weight_owner(layer, name)
        old = layer.array(name)
        view, gradient = self.values[where].reshape(old.shape), self.gradients[where].reshape(old.shape)
        view[...] = old
        setattr(owner, own, view)
        layer.gradients[name] = gradient
        regularizer, constraint = (getattr(owner, owner.rule_name(own, what), None)
                                   for what in ("regularizer", "constraint"))
        return Segment(view, gradient, regularizer, constraint)

    def _room_for_squares(self, named: list[tuple[Layer, str]]) -> tuple[Array | None, list[slice]]:
        """Room for the squares of all gradients, and where those lie that are squares of whole gradients.

        None if no layer makes a gradient of parts. A price on the weight makes one number of the parts, as in Keras.
        """
        squares, others = np.empty_like(self.values), []
        for (layer, name), where, segment in zip(named, self.places.values(), self.segments, strict=True):
            if getattr(layer, "looked_up", None) == name and segment.regularizer is None:
                vars(layer)["squares"] = squares[where].reshape(segment.weight.shape)
            else:
                others.append(where)
        return (None if len(others) == len(named) else squares), others

    def squared_gradients(self) -> Array | None:
        """What stands for the squares of the gradients, where that is not simply their squares."""
        if self.squares is not None:
            for where in self.others:
                np.square(self.gradients[where], out=self.squares[where])
        return self.squares

    def holds(self, layers: list[Layer]) -> bool:
        """Whether the trained weights of the layers are still the ones that lie here."""
        named = trained(layers)
        return len(named) == len(self.segments) and all(
            layer.array(name) is s.weight for (layer, name), s in zip(named, self.segments, strict=True))

    def price(self) -> float:
        """The sum of all regularizers' prices."""
        return sum(float(s.regularizer(s.weight)) for s in self.regularized if s.regularizer)

    def add_penalty_grads(self) -> None:
        """Add the slopes of all regularizers to the gradients."""
        for s in self.regularized:
            assert s.regularizer is not None
            s.gradient[...] += s.regularizer.gradient(s.weight)

    def constrain(self) -> None:
        """Project the weights that have a constraint."""
        for s in self.constrained:
            assert s.constraint is not None
            s.weight[...] = s.constraint(s.weight)

    def snapshot(self) -> list[Array]:
        """Copies of the weights that training may change though no gradient moves them, such as moving averages."""
        return [array.copy() for array in self.kept]

    def restore(self, copies: list[Array]) -> None:
        """Undo what happened since :meth:`snapshot`."""
        for array, copy in zip(self.kept, copies, strict=True):
            array[...] = copy


def _prepare(layer: Layer, slope: bool) -> None:
    """No gradients yet; slope: whether a layer below learns. The layers inside are prepared alike."""
    layer.gradients, layer.needs_input_grad = {}, slope
    for part in layer.inner.values():
        _prepare(part, slope)


def trained(layers: list[Layer]) -> list[tuple[Layer, str]]:
    """Every weight that training changes, as its layer and its name."""
    return [(layer, name) for layer in layers for name in layer.weight_names(trainable=True)]


def collect(layer: Layer, found: dict[str, Array]) -> None:
    """Put a layer's gradients into the vector, where backward has not written them there itself."""
    for name, gradient in found.items():
        target = layer.gradients.get(name)
        if target is not None and gradient is not target:
            target[...] = gradient
