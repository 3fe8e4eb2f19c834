"""ModelLayer: a Sequential as the layer of a wrapper, as in ``TimeDistributed(model)``."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, ClassVar, Self, final

from engine import registry
from engine.hyperparameters import configurable
from engine.layers.base import NO_GRAD, Layer
from engine.layers.layer_serialization import WeightGroup
from engine.layers.leaves import (
    all_groups,
    has_repeats,
    inputs_of_models,
    is_model,
    layer_groups,
    leaf_layers,
    leaf_paths,
)
from engine.layers.wrapper import Wrapper, prefix
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class ModelLayer(Wrapper):
    """``y = model(x)``

    x: ``(batch, …)``, the input of the model's first layer. y: ``(batch, …)``, the output of its last.

    Backward: through the layers from the last to the first; the gradients of a layer at several places are summed.
    Other attributes are those of the model. Source: Keras 3, in which a Sequential is a layer.
    """

    family: ClassVar[str] = "other"
    supports_masking: ClassVar[bool] = True

    wrapped_model: Any = field(default=None, init=False, repr=False)
    replaced_leaves: list[Layer] | None = field(default=None, init=False, repr=False)
    """The layers to run instead of the model's; None for the model's."""

    @classmethod
    def of(cls, model: Any) -> Self:
        """The layer that runs a Sequential."""
        layer = cls(name=model.name)
        layer.wrapped_model = model
        return layer

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or vars(self).get("wrapped_model") is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self.wrapped_model, name)

    @property  # type: ignore[misc]  # a field of Layer
    def trainable(self) -> bool:
        """The model's flag."""
        model = vars(self).get("wrapped_model")
        return True if model is None else bool(model.trainable)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        model = vars(self).get("wrapped_model")
        if model is not None:
            model.trainable = value

    @property
    def leaves(self) -> list[Layer]:
        """The layers in the order in which they run."""
        return leaf_layers(self.wrapped_model.layers) if self.replaced_leaves is None else self.replaced_leaves

    @property
    def keys(self) -> list[str]:
        """The key in ``inner`` of each leaf: its path, such as ``base.dense``."""
        return [path.replace("/", ".") for path in leaf_paths(self.wrapped_model.layers)]

    @property
    def inner(self) -> Mapping[str, Layer]:
        if self.wrapped_model is None:
            return {}
        return {key: layer for layer, key in self._key_of().items()}

    def _key_of(self) -> dict[Layer, str]:
        """The key of each layer: that of its first place."""
        key_of: dict[Layer, str] = {}
        for layer, key in zip(self.leaves, self.keys, strict=True):
            key_of.setdefault(layer, key)
        return key_of

    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        key_of = self._key_of()
        shapes: dict[str, Shape] = {}
        for layer, shape in zip(self.leaves, self._shapes(input_shape), strict=False):
            shapes.setdefault(key_of[layer], shape)
        return shapes

    def _shapes(self, input_shape: Shape) -> list[Shape]:
        """The input shape of each leaf, then the shape of the output."""
        shapes = [input_shape]
        for layer in self.leaves:
            layer.check_input(shapes[-1])
            shapes.append(layer.compute_output_shape(shapes[-1]))
        return shapes

    def check_input(self, input_shape: Shape) -> None:
        expected = self.wrapped_model.input_shape
        if not self.leaves:
            raise self.problem("no_layers", "layers", model=self.name)
        if expected is not None and expected[1:] != input_shape[1:]:
            raise self.problem("input_does_not_fit", model=self.name, expected=expected, received=input_shape)
        self._shapes(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return self._shapes(input_shape)[-1]

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        for model, shape in inputs_of_models([self.wrapped_model], self._shapes(input_shape)):
            model.input_shape = model.input_shape or shape

    @property
    def last_activation(self) -> Any:
        return self.leaves[-1].last_activation

    def without_activation(self) -> Layer:
        return self.with_attributes(replaced_leaves=[*self.leaves[:-1], self.leaves[-1].without_activation()])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        caches = []
        for layer in self.leaves:
            y, cache = layer.forward(x, context)
            context = context.masked(layer.compute_mask(x, context.mask))
            caches.append(cache)
            x = y
        return x, caches

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        leaves, key_of, total = self.leaves, self._key_of(), dict[str, Array]()
        needs_input_grad, repeats = self.needs_input_grad, has_repeats(leaves)
        for layer in leaves:
            self.with_buffers(key_of[layer])
            layer.gradients = {} if repeats else layer.gradients
            layer.needs_input_grad = needs_input_grad
            needs_input_grad = needs_input_grad or bool(layer.weight_names(trainable=True))
        for layer, layer_cache in zip(reversed(leaves), reversed(cache), strict=True):
            dy, grads = layer.backward(dy, layer_cache)
            for name, grad in prefix(key_of[layer], grads).items():
                total[name] = total[name] + grad if name in total else grad
            if not layer.needs_input_grad:
                dy = NO_GRAD
                break
        return dy, total

    def weight_groups(self) -> list[WeightGroup]:
        key_of = self._key_of()
        model = self.wrapped_model
        groups = [WeightGroup("", str(self.name), {})]
        groups += [WeightGroup(path, part.name, {}) for path, part in all_groups(model) if is_model(part)]
        for path, layer in layer_groups(model):
            for group in layer.weight_groups():
                names = {keras_name: f"{key_of[layer]}/{name}" for keras_name, name in group.weights.items()}
                groups.append(WeightGroup(f"{path}/{group.path}".rstrip("/"), group.owner, names))
        return groups

    def __repr__(self) -> str:
        return repr(self.wrapped_model)


def from_callable(value: Any) -> ModelLayer | None:
    """A Sequential as a layer; None for anything else."""
    return ModelLayer.of(value) if isinstance(value, registry.model_class()) else None
