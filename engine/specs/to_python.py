"""Print specs as Keras code, in a canonical form that :mod:`engine.specs.from_python` reads back."""

import json
from typing import Any

from engine import registry
from engine.hyperparameters import MISSING, hyperparameters, range_of
from engine.layers.lambda_arguments import BackendFunction
from engine.object_validators import Rate
from engine.specs.objects import RESOLVED, CodeSpec, CompileSpec, FitSpec, ModelSpec, ObjectSpec
from engine.validators import BatchShape, Hyperparameter, Integers

NAMESPACES = {
    "layer": "layers",
    "cell": "layers",
    "initializer": "keras.initializers",
    "regularizer": "keras.regularizers",
    "constraint": "keras.constraints",
    "optimizer": "keras.optimizers",
    "schedule": "keras.optimizers.schedules",
    "loss": "keras.losses",
    "metric": "keras.metrics",
    "callback": "keras.callbacks",
}


def model_code(model: ModelSpec, seed: Any = None) -> str:
    """Return ``model = keras.Sequential([…])``, after a line with ``set_random_seed`` if a seed is given."""
    lines = [] if model.input_shape is None else [_input_code(model.input_shape, model.batch_size)]
    lines += [call_code("layer", layer) for layer in model.layers]
    body = "".join(f"    {line},\n" for line in lines)
    seeded = "" if seed is None else f"keras.utils.set_random_seed({value_code(seed)})\n\n"
    return f"import keras\nfrom keras import layers\n\n{seeded}model = keras.Sequential([\n{body}])\n"


def _input_code(shape: Any, batch_size: Any) -> str:
    if batch_size is None:
        return f"keras.Input(shape={shape_code(shape)})"
    return f"keras.Input(batch_shape={shape_code((batch_size, *shape))})"


def compile_code(spec: CompileSpec) -> str:
    """Return the call ``model.compile(…)``."""
    metrics = ", ".join(name_or_call("metric", m) for m in spec.metrics)
    return (f"model.compile(\n    optimizer={name_or_call('optimizer', spec.optimizer)},\n"
            f"    loss={name_or_call('loss', spec.loss)},\n    metrics=[{metrics}],\n)\n")


def fit_code(spec: FitSpec, validation: bool = True) -> str:
    """Return ``history = model.fit(…)``. validation: whether to pass ``validation_data``."""
    rows = ["x_train, y_train", *(f"{name}={code}" for name, code in fit_arguments(spec, validation).items())]
    return "history = model.fit(\n" + "".join(f"    {row},\n" for row in rows) + ")\n"


def fit_arguments(spec: FitSpec, validation: bool = True) -> dict[str, str]:
    """The code of the arguments of ``fit`` besides ``x`` and ``y``, by name; those at Keras's default are left out."""
    arguments = {"epochs": value_code(spec.epochs), "batch_size": value_code(spec.batch_size)}
    if spec.validation_split is not None:
        arguments["validation_split"] = value_code(spec.validation_split)
    elif validation:
        arguments["validation_data"] = "(x_val, y_val)"
    if not spec.shuffle:
        arguments["shuffle"] = "False"
    if spec.class_weight is not None:
        arguments["class_weight"] = class_weight_code(spec.class_weight)
    if spec.callbacks:
        arguments["callbacks"] = "[" + ", ".join(map(callback_code, spec.callbacks)) + "]"
    return arguments


def class_weight_code(value: Any) -> str:
    """Return ``{0: 1.0, 1: 5.0}``; keys that are no integers stay texts."""
    if not isinstance(value, dict):
        return value_code(value)
    pairs = ((key if key.isascii() and key.isdecimal() and str(int(key[:20])) == key else string_code(key), weight)
             for key, weight in value.items())
    return "{" + ", ".join(f"{key}: {value_code(weight)}" for key, weight in pairs) + "}"


def callback_code(spec: ObjectSpec | CodeSpec) -> str:
    """Return ``keras.callbacks.EarlyStopping(…)``, or the code of a callback that only its code describes."""
    return spec.code if isinstance(spec, CodeSpec) else call_code("callback", spec)


def name_or_call(kind: str, spec: ObjectSpec) -> str:
    """Return ``"adam"`` for an empty config, else ``keras.optimizers.Adam(…)``."""
    cls = registry.table(kind).get(spec.class_name)
    name = spec.class_name if cls is None or spec.class_name in RESOLVED else registry.identifier(cls)
    is_class_with_resolved_name = kind == "metric" and name in RESOLVED and spec.class_name not in RESOLVED
    return call_code(kind, spec) if spec.config or is_class_with_resolved_name else string_code(name)


def call_code(kind: str, spec: ObjectSpec) -> str:
    """Return ``layers.Dense(64, activation="relu")``: required arguments by position, the others by keyword."""
    cls = registry.table(kind).get(spec.class_name)
    fields = {} if cls is None else hyperparameters(cls)
    required = [n for n, f in fields.items() if f.default is MISSING and n in spec.config]
    parts = [_argument(fields.get(n), spec.config[n]) for n in required]
    parts += [f"{n}={_argument(fields.get(n), v)}" for n, v in spec.config.items() if n not in required]
    if kind == "activation":  # Keras's activations are functions, so hyperparameters need a lambda
        return f"lambda x: keras.activations.{spec.class_name if cls is None else registry.identifier(cls)}" \
               f"({', '.join(['x', *parts])})"
    return f"{NAMESPACES[kind]}.{spec.class_name}({', '.join(parts)})"


def argument_code(kind: str, spec: ObjectSpec, name: str) -> str:
    """The code of one argument in the config of a spec."""
    cls = registry.table(kind).get(spec.class_name)
    return _argument(None if cls is None else hyperparameters(cls).get(name), spec.config[name])


def shape_code(shape: Any) -> str:
    """Return a shape as a tuple literal, such as ``(8, 8, 1)`` or ``(3,)``."""
    return "(" + ", ".join(value_code(n) for n in shape) + ("," if len(shape) == 1 else "") + ")"


def string_code(text: str) -> str:
    """A string literal in double quotes. Non-ASCII characters are kept, lone surrogates are escaped."""
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def value_code(value: Any) -> str:
    """A plain value as a Python literal."""
    if isinstance(value, str):
        return string_code(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(value_code, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{string_code(str(k))}: {value_code(v)}" for k, v in value.items()) + "}"
    return repr(value)


def _argument(f: Any, value: Any) -> str:
    range_: Hyperparameter | None = None if f is None else range_of(f)
    if isinstance(range_, BackendFunction) and isinstance(value, str):
        return f"keras.ops.{value}"
    if isinstance(range_, Integers | BatchShape) and isinstance(value, list):
        return shape_code(value)
    if isinstance(value, dict) and isinstance(value.get("class_name"), str) and isinstance(value.get("config"), dict):
        spec = ObjectSpec.from_json(value)
        return call_code(_kind_of(range_, spec), spec)
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "[" + ", ".join(_argument(f, item) for item in value) + "]"
    return value_code(value)


def _kind_of(range_: Hyperparameter | None, spec: ObjectSpec) -> str:
    """The kind of a nested object: that of its field, or the first kind with a class of that name."""
    kind = getattr(range_, "kind", "schedule" if isinstance(range_, Rate) else None)
    if kind in NAMESPACES or kind == "activation":
        return str(kind)
    return next((name for name in NAMESPACES if spec.class_name in registry.table(name)), "layer")
