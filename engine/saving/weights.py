"""Read and write the weights of a model in Keras 3's layout: ``layers/dense/vars/0``, ``layers/lstm/cell/vars/1``."""

import warnings
from collections.abc import Iterator
from typing import Any

from engine.errors import ProblemError, fail
from engine.layers.base import Layer
from engine.layers.layer_serialization import WeightGroup
from engine.layers.leaves import all_groups, is_model, layer_groups
from engine.layers.vocabulary_layer import saved_idf_weights
from engine.saving.file_errors import convert_read_errors
from engine.saving.hdf5 import H5
from engine.saving.optimizer_state import optimizer_arrays, restore_optimizer
from engine.typing import Array


def model_groups(model: Any) -> Iterator[tuple[str, Any]]:
    """Yield the model, and each model among its layers at its first place, after the prefix of its groups' paths."""
    models = {id(model): ("", model)}
    for path, layer in all_groups(model):
        if is_model(layer):
            models.setdefault(id(layer), (f"{path}/", layer))
    yield from models.values()


def ordered_weight_groups(layer: Layer) -> list[tuple[WeightGroup, list[str]]]:
    """Return pairs of a weight group and the names of its weights in the layer, trainable weights first."""
    trainable = [name for name in layer.weight_names() if name in layer.weight_names(trainable=True)]
    order = {name: index for index, name in enumerate([*trainable, *layer.weight_names()][::-1])}
    return [(group, sorted(group.weights.values(), key=lambda name: -order.get(name, 0)))
            for group in layer.weight_groups()]


# --- writing ------------------------------------------------------------------------------------------------------


def write_weights(root: Any, model: Any, optimizer: bool = True) -> None:
    """Write a model's weights below an open HDF5 group. optimizer: whether to add the state of a compiled optimizer."""
    for prefix, part in model_groups(model):
        _write(root, prefix.rstrip("/"), part.name, [])
        if optimizer and part.compiled is not None:
            state = optimizer_arrays(part)
            name = str(part.optimizer.get_config()["name"])
            _write(root, f"{prefix}optimizer", name, [array for _, array in state])
    for path, layer in layer_groups(model):
        for group, names in ordered_weight_groups(layer):
            _write(root, f"{path}/{group.path}" if group.path else path, group.owner,
                   [layer.array(name) for name in names])
        for name, array in saved_idf_weights(layer).items():
            for inner_path in getattr(layer, "vocabulary_paths", ()):
                root["/".join(filter(None, (path, inner_path, "vars")))].create_dataset(name, data=array)


def _write(root: Any, path: str, owner: str, arrays: list[Any]) -> None:
    group = root.create_group(f"{path}/vars" if path else "vars")
    group.attrs["name"] = owner
    for index, array in enumerate(arrays):
        group.create_dataset(str(index), data=array)


# --- reading ------------------------------------------------------------------------------------------------------


def read_weights(h5: H5, model: Any, skip_mismatch: bool = False) -> None:
    """Read the weights of a file into a built model.

    Raises a ProblemError, before anything changes, if the weights do not fit.
    skip_mismatch: skip the layers that do not fit, with a warning.
    """
    pairs, loaded = [], []
    with convert_read_errors(h5.file):
        for path, layer in layer_groups(model):
            try:
                pairs += _layer_arrays(h5, path, layer)
                loaded.append(layer)
            except ProblemError as error:
                if not skip_mismatch:
                    raise
                warnings.warn(f"{layer.name} keeps its weights: {error}", stacklevel=4)
        values = [(target, array.read()) for target, array in pairs]
    for target, value in values:
        target[...] = value
    for layer in loaded:
        layer.after_loading()


def _layer_arrays(h5: H5, path: str, layer: Layer) -> list[tuple[Array, Any]]:
    """Return pairs of an array of the layer and the array of the file for it, whose shape has been checked."""
    pairs = []
    for weight_group, names in ordered_weight_groups(layer):
        group = h5.group(h5.root, f"{path}/{weight_group.path}/vars" if weight_group.path else f"{path}/vars")
        received = 0 if group is None else sum(name.isdecimal() for name in group)
        if received != len(names):
            raise layer.problem("wrong_number_of_weights", expected=len(names), received=received)
        for index, name in enumerate(names):
            array = h5.array(group, str(index))
            layer.check_weight_shape(name, array.shape)
            pairs.append((layer.array(name), array))
    for name, target in saved_idf_weights(layer).items():
        inner_path = next(iter(getattr(layer, "vocabulary_paths", ())), "")
        array = h5.array(h5.group(h5.root, "/".join(filter(None, (path, inner_path, "vars")))), name)
        if array.shape != target.shape:
            raise layer.problem("wrong_weight_shape", weight=name, expected=target.shape, received=array.shape)
        pairs.append((target, array))
    return pairs


def read_optimizer(h5: H5, model: Any) -> None:
    """Restore the optimizer's state from a file, also of the models among the layers.

    If it does not fit, warn and keep the initial state.
    """
    for prefix, part in model_groups(model):
        if part.compiled is not None:
            _read_optimizer(h5, part, f"{prefix}optimizer/vars")


def _read_optimizer(h5: H5, model: Any, path: str) -> None:
    with convert_read_errors(h5.file):
        group = h5.group(h5.root, path)
        if group is None:
            return
        names = sorted((name for name in group if name.isdecimal()), key=int)[:len(group)]
        try:
            restore_optimizer(model, [h5.array(group, name) for name in names])
        except ProblemError as error:
            warnings.warn(f"The optimizer begins anew: {error}", stacklevel=5)


def require_weights(model: Any) -> None:
    """Raise a ProblemError if the model is not built."""
    if not model.built:
        raise fail("model_not_built", model=model.name)
