"""The config of a layer in Keras's form, and the groups of its weights in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from engine.hyperparameters import hyperparameters, range_of, saved_config
from engine.validators import Integer

IGNORED: Mapping[str, tuple[Any, ...]] = {
    "implementation": (0, 1, 2), "time_major": (False,), "zero_output_for_mask": (True, False), "sparse": (False,),
    "ragged": (False,), "quantization_config": (None,), "lora_rank": (None,), "optional": (False,),
    "data_format": ("channels_last",), "oov_method": ("floormod",),
}
"""Settings in Keras's configs that are ignored for a layer without such a hyperparameter, with the accepted values."""


@final
@dataclass(frozen=True)
class WeightGroup:
    """Weights of a layer that Keras saves in one group of a file.

    path: the group's path in the file, relative to the layer's path, such as ``cell`` or ``forward_layer/cell``; empty
    for the layer's own group.
    owner: the name of the layer or cell that owns the weights, such as ``lstm_cell``.
    weights: ``{name in Keras: name in the layer}``, in Keras's order.
    """

    path: str
    owner: str
    weights: Mapping[str, str]


def layer_config(layer: Any) -> dict[str, Any]:
    """A layer's config in Keras's form: dtype is a policy, and the input shape is left out (the model saves it)."""
    config = saved_config(layer)
    common = {"name": config.pop("name"), "trainable": config.pop("trainable"), "dtype": policy(config.pop("dtype"))}
    return {**common, **{name: value for name, value in config.items() if name != "batch_input_shape"}}


def policy(dtype: str | None) -> dict[str, Any]:
    """The config of Keras 3's ``DTypePolicy`` for a compute dtype; None is float32."""
    return {"module": "keras", "class_name": "DTypePolicy", "config": {"name": dtype or "float32"},
            "registered_name": None}


def arguments_of(cls: type[Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a layer's constructor from a config of Keras 3, Keras 2 or this engine."""
    fields_by_name = hyperparameters(cls)
    arguments = {name: value for name, value in config.items()
            if name in fields_by_name or name not in IGNORED or value not in IGNORED[name]}
    for name in [name for name in fields_by_name if isinstance(range_of(fields_by_name[name]), Integer)]:
        if isinstance(arguments.get(name), list) and len(arguments[name]) == 1:  # Keras 2 saves a single axis as a list
            arguments[name] = arguments[name][0]
    dtype = arguments.get("dtype")
    if isinstance(dtype, Mapping):
        arguments["dtype"] = dtype["config"].get("name") if isinstance(dtype.get("config"), Mapping) else None
    if arguments.get("dtype") == "float32":
        del arguments["dtype"]
    activation = fields_by_name.get("activation")
    if arguments.get("activation") == "linear" and activation is not None and activation.default is None:
        del arguments["activation"]
    return arguments
