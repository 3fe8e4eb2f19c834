"""The weights of a model in Keras 3's layout: ``layers/dense/vars/0``, ``layers/lstm/cell/vars/1``."""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.errors import ProblemError, fail
from engine.layers.base import Layer
from engine.layers.layer_serialization import WeightGroup
from engine.layers.vocabulary_layer import learned_weights
from engine.registry import snake_case
from engine.saving.damage import reading
from engine.saving.hdf5 import H5
from engine.saving.optimizers import memory_of, remember
from engine.typing import Array


def groups(model: Any) -> Iterator[tuple[str, Layer]]:
    """The group of each layer: its class, numbered within the model, whatever its name is."""
    taken: Counter[str] = Counter()
    for layer in model.layers:
        name = snake_case(type(layer).__name__)
        number = taken[name]
        taken[name] += 1
        yield f"layers/{name}_{number}" if number else f"layers/{name}", layer


def places(layer: Layer) -> list[tuple[WeightGroup, list[str]]]:
    """Every place of a layer's weights with the layer's own names of them, the trained ones first."""
    trained = [name for name in layer.weight_names() if name in layer.weight_names(trainable=True)]
    order = {name: number for number, name in enumerate([*trained, *layer.weight_names()][::-1])}
    return [(place, sorted(place.weights.values(), key=lambda name: -order.get(name, 0)))
            for place in layer.weight_groups()]


# --- writing ------------------------------------------------------------------------------------------------------


def write_weights(root: Any, model: Any, optimizer: bool = True) -> None:
    """Write a model's weights below an open HDF5 group, and what the optimizer remembers."""
    _write(root, "", model.name, [])
    for path, layer in groups(model):
        for place, names in places(layer):
            _write(root, f"{path}/{place.group}" if place.group else path, place.owner,
                   [layer.array(name) for name in names])
        for name, array in learned_weights(layer).items():
            for group in getattr(layer, "learned_at", ()):
                root["/".join(filter(None, (path, group, "vars")))].create_dataset(name, data=array)
    if optimizer and model.compiled is not None:
        kept = memory_of(model)
        _write(root, "optimizer", str(model.optimizer.get_config()["name"]), [array for _, array in kept])


def _write(root: Any, path: str, owner: str, arrays: list[Any]) -> None:
    group = root.create_group(f"{path}/vars" if path else "vars")
    group.attrs["name"] = owner
    for number, array in enumerate(arrays):
        group.create_dataset(str(number), data=array)


# --- reading ------------------------------------------------------------------------------------------------------


def read_weights(h5: H5, model: Any, skip_mismatch: bool = False) -> None:
    """Put the weights of a file into a built model; nothing changes if they do not fit.

    skip_mismatch: leave out the layers that do not fit, with a warning.
    """
    found = []
    with reading(h5.file):
        for path, layer in groups(model):
            try:
                found += _layer_arrays(h5, path, layer)
            except ProblemError as error:
                if not skip_mismatch:
                    raise
                warnings.warn(f"{layer.name} keeps its weights: {error}", stacklevel=4)
        values = [(target, array.read()) for target, array in found]
    for target, value in values:
        target[...] = value


def _layer_arrays(h5: H5, path: str, layer: Layer) -> list[tuple[Array, Any]]:
    """Each array that the layer keeps, with that of the file, which has its shape."""
    found = []
    for place, names in places(layer):
        where = f"{path}/{place.group}/vars" if place.group else f"{path}/vars"
        group = h5.group(h5.root, where)
        received = 0 if group is None else sum(name.isdecimal() for name in group)
        if received != len(names):
            raise layer.problem("wrong_number_of_weights", expected=len(names), received=received)
        for number, name in enumerate(names):
            array = h5.array(group, str(number))
            check_shape(layer, name, array.shape)
            found.append((layer.array(name), array))
    for name, target in learned_weights(layer).items():
        inside = next(iter(getattr(layer, "learned_at", ())), "")
        array = h5.array(h5.group(h5.root, "/".join(filter(None, (path, inside, "vars")))), name)
        if array.shape != target.shape:
            raise layer.problem("wrong_weight_shape", weight=name, expected=target.shape, received=array.shape)
        found.append((target, array))
    return found


def check_shape(layer: Layer, name: str, received: tuple[int, ...]) -> None:
    """Raise a problem if an array in a file has not the shape of the weight."""
    expected = layer.array(name).shape
    if received != expected:
        raise layer.problem("wrong_weight_shape", weight=name, expected=expected, received=received)


def read_optimizer(h5: H5, model: Any) -> None:
    """Let the optimizer remember what a file says, if that fits; else it begins anew, with a warning."""
    with reading(h5.file):
        group = h5.group(h5.root, "optimizer/vars")
        if group is None:
            return
        names = sorted((name for name in group if name.isdecimal()), key=int)[:len(group)]
        try:
            remember(model, [h5.array(group, name) for name in names])
        except ProblemError as error:
            warnings.warn(f"The optimizer begins anew: {error}", stacklevel=4)


def require_weights(model: Any) -> None:
    """Raise a problem if the model has no weights yet."""
    if not model.built:
        raise fail("model_not_built", model=model.name)
