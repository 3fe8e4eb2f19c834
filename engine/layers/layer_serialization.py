"""A layer's config as Keras writes it, in files and in ``get_config``, and where its weights lie in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from engine.hyperparameters import hyperparameters, range_of, saved_config
from engine.validators import Integer

PASSING: Mapping[str, tuple[Any, ...]] = {
    "implementation": (0, 1, 2), "time_major": (False,), "zero_output_for_mask": (True, False), "sparse": (False,),
    "ragged": (False,), "quantization_config": (None,), "lora_rank": (None,), "optional": (False,),
    "data_format": ("channels_last",), "oov_method": ("floormod",),
}
"""Settings in Keras's configs that change nothing of what a layer computes, with the values of which that is true."""


@final
@dataclass(frozen=True)
class WeightGroup:
    """Some weights of a layer, as Keras groups them in files.

    group: where in the layer's own group, such as ``cell`` or ``forward_layer/cell``; empty for the layer itself.
    owner: the name of the layer or cell that they belong to, such as ``lstm_cell``.
    weights: the names that Keras gives them, in its order, each with the layer's own name of that weight.
    """

    group: str
    owner: str
    weights: Mapping[str, str]


def layer_config(layer: Any) -> dict[str, Any]:
    """Every hyperparameter, the type as a policy; without the shape of the input, which a saved model says itself."""
    config = saved_config(layer)
    own = {"name": config.pop("name"), "trainable": config.pop("trainable"), "dtype": policy(config.pop("dtype"))}
    return {**own, **{name: value for name, value in config.items() if name != "batch_input_shape"}}


def policy(dtype: str | None) -> dict[str, Any]:
    """The type that a layer computes in, as Keras 3 writes it."""
    return {"module": "keras", "class_name": "DTypePolicy", "config": {"name": dtype or "float32"},
            "registered_name": None}


def arguments_of(cls: type[Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments for a layer's constructor from a config of Keras 3, Keras 2 or this engine."""
    known = hyperparameters(cls)
    kept = {name: value for name, value in config.items()
            if name in known or name not in PASSING or value not in PASSING[name]}
    for name in [name for name in known if isinstance(range_of(known[name]), Integer)]:
        if isinstance(kept.get(name), list) and len(kept[name]) == 1:  # so Keras 2 writes the one axis of a layer
            kept[name] = kept[name][0]
    dtype = kept.get("dtype")
    if isinstance(dtype, Mapping):
        kept["dtype"] = dtype["config"].get("name") if isinstance(dtype.get("config"), Mapping) else None
    if kept.get("dtype") == "float32":
        del kept["dtype"]
    if kept.get("activation") == "linear" and "activation" in known and known["activation"].default is None:
        del kept["activation"]
    return kept
