"""Specs: model, compile, fit and data as frozen plain data. A spec may be wrong or incomplete: only the types
in a JSON document are checked here, hyperparameters by :mod:`engine.specs.inspection`."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, final

from engine.errors import did_you_mean, fail
from engine.limits import MAX_LAYERS

RESOLVED = frozenset({"accuracy", "acc", "crossentropy", "ce"})
"""Strings of metrics that are resolved by the loss and the shapes."""

Config = Mapping[str, Any]
"""Hyperparameters as plain data; :func:`engine.specs.canonical.canonical` leaves out those at their default."""


def plain(value: Any) -> Any:
    """Return the value as JSON gives it back: tuples as lists. NaN and infinity have no literal and become strings."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value


def as_integer(value: Any) -> Any:
    """Return ``8`` for ``8.0``, any other value as :func:`plain` does."""
    return int(value) if isinstance(value, float) and value.is_integer() else plain(value)


def check_mapping(owner: str, value: Any, known: Iterable[str] = ()) -> Mapping[str, Any]:
    """Return ``value``; raises a ProblemError if it is not a mapping, or has a key that is not in ``known``.

    owner: name of the value in the JSON document, for errors. known: the allowed keys; empty to allow any.
    """
    if not isinstance(value, Mapping):
        raise fail("bad_document", owner=owner, expected="keys and values", received=type(value).__name__)
    names = list(known)
    for key in value if names else ():
        if key not in names:
            hint = did_you_mean(key, names)
            raise fail("unknown_argument", owner=owner, argument=str(key), hint=hint)
    return value


def check_list(owner: str, value: Any) -> Sequence[Any]:
    """Return ``value``; raises a ProblemError if it is not a list. owner: its name in the JSON document."""
    if not isinstance(value, list | tuple):
        raise fail("bad_document", owner=owner, expected="a list", received=type(value).__name__)
    return value


def check_text(owner: str, value: Any) -> str:
    """Return ``value``; raises a ProblemError if it is not a string. owner: its name in the JSON document."""
    if not isinstance(value, str):
        raise fail("bad_document", owner=owner, expected="a name", received=type(value).__name__)
    return value


@final
@dataclass(frozen=True)
class ObjectSpec:
    """A layer, optimizer, loss or metric: the name of its class and its config."""

    class_name: str
    config: Config = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_text("class_name", self.class_name)
        object.__setattr__(self, "config", plain(check_mapping("config", self.config)))

    def to_json(self) -> dict[str, Any]:
        return {"class_name": self.class_name, "config": dict(self.config)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ObjectSpec":
        data = check_mapping("object", data)
        return cls(data["class_name"], data.get("config", {}))


@final
@dataclass(frozen=True)
class ModelSpec:
    """A stack of layers. layers: from input to output. input_shape: without the batch axis; None to take it from the
    data. batch_size: fixed batch size, needed by stateful layers."""

    layers: tuple[ObjectSpec, ...] = ()
    input_shape: tuple[int | None, ...] | None = None
    batch_size: int | None = None

    def __post_init__(self) -> None:
        if len(self.layers) > MAX_LAYERS:
            raise fail("too_many_layers", "layers", asked=len(self.layers), limit=MAX_LAYERS)

    def to_json(self) -> dict[str, Any]:
        shape = None if self.input_shape is None else list(self.input_shape)
        return {"layers": [layer.to_json() for layer in self.layers], "input_shape": shape,
                "batch_size": self.batch_size}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ModelSpec":
        data = check_mapping("model", data)
        shape = data.get("input_shape")
        return cls(tuple(map(ObjectSpec.from_json, check_list("layers", data["layers"]))),
                   None if shape is None else tuple(plain(check_list("input_shape", shape))), data.get("batch_size"))

    @property
    def stateful(self) -> bool:
        """Whether a layer of the stack keeps its state from batch to batch."""
        return any(_keeps_state(layer.config) for layer in self.layers)


def _keeps_state(config: Config) -> bool:
    """Whether a layer of this config, or one that it wraps, is stateful."""
    wrapped = config.get("layer")
    nested = wrapped.get("config") if isinstance(wrapped, Mapping) else None
    return config.get("stateful") is True or (isinstance(nested, Mapping) and _keeps_state(nested))


@final
@dataclass(frozen=True)
class CompileSpec:
    """Arguments of compile. Metrics may be those of :data:`RESOLVED`, such as ``accuracy``."""

    optimizer: ObjectSpec = ObjectSpec("Adam")
    loss: ObjectSpec = ObjectSpec("MeanSquaredError")
    metrics: tuple[ObjectSpec, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"optimizer": self.optimizer.to_json(), "loss": self.loss.to_json(),
                "metrics": [m.to_json() for m in self.metrics]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CompileSpec":
        data = check_mapping("compile", data)
        return cls(ObjectSpec.from_json(data["optimizer"]), ObjectSpec.from_json(data["loss"]),
                   tuple(map(ObjectSpec.from_json, check_list("metrics", data["metrics"]))))


@final
@dataclass(frozen=True)
class CodeSpec:
    """An argument that only its code describes, such as a callback that holds a function. code: one expression."""

    code: str

    def __post_init__(self) -> None:
        try:
            ast.parse(check_text("code", self.code), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise fail("bad_document", owner="code", expected="an expression", received=self.code[:80]) from None

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code}


@final
@dataclass(frozen=True)
class FitSpec:
    """Arguments of fit. epochs: passes over the training set. batch_size: samples per update. seed: of initial weights,
    order of samples and dropout. shuffle: whether the samples are shuffled before each epoch.

    callbacks: of Keras; those that only their code describes are printed, but not used in training.
    validation_split: share of the training samples, the last ones, to validate with in place of the data's validation
    part. class_weight: weight of a sample in the loss, by its class as text.
    """

    epochs: Any = 10
    batch_size: Any = 32
    seed: Any = 1
    shuffle: bool = True
    callbacks: tuple[ObjectSpec | CodeSpec, ...] = ()
    validation_split: Any = None
    class_weight: Any = None

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "seed"):
            object.__setattr__(self, name, as_integer(getattr(self, name)))
        object.__setattr__(self, "shuffle", bool(self.shuffle))
        for name in ("validation_split", "class_weight"):
            object.__setattr__(self, name, plain(getattr(self, name)))

    def to_json(self) -> dict[str, Any]:
        """Arguments by name; those that were added later are left out at their default."""
        found: dict[str, Any] = {"epochs": self.epochs, "batch_size": self.batch_size, "seed": self.seed,
                                 "shuffle": self.shuffle}
        if self.callbacks:
            found["callbacks"] = [callback.to_json() for callback in self.callbacks]
        others = {"validation_split": self.validation_split, "class_weight": self.class_weight}
        return found | {name: value for name, value in others.items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FitSpec":
        values = dict(check_mapping("fit", data, [f.name for f in fields(cls)]))
        callbacks = tuple(map(_callback_from_json, check_list("callbacks", values.pop("callbacks", ()))))
        return cls(**values, callbacks=callbacks)


def _callback_from_json(data: Any) -> ObjectSpec | CodeSpec:
    data = check_mapping("callback", data)
    return CodeSpec(data["code"]) if "code" in data else ObjectSpec.from_json(data)


@final
@dataclass(frozen=True)
class DataSpec:
    """A data set, its split and its layout.

    name: of the data set. options: its arguments, such as ``n`` and ``noise``, or ``key`` and ``target`` of a CSV file.
    test_share: fraction of all samples; unused if the data set comes with test samples. validation_share: fraction of
    the remaining samples. Both shares are in [0, 1).
    seed: of the split and of generated samples. flatten: whether images become vectors. one_hot: whether class labels
    become one-hot vectors.
    """

    name: str = "digits"
    options: Config = field(default_factory=dict)
    test_share: Any = 0.2
    validation_share: Any = 0.1
    seed: Any = 113
    flatten: bool = False
    one_hot: bool = False

    def __post_init__(self) -> None:
        check_text("data", self.name)
        object.__setattr__(self, "options", plain(check_mapping("options", self.options)))
        object.__setattr__(self, "seed", as_integer(self.seed))
        for name in ("test_share", "validation_share"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        for name in ("flatten", "one_hot"):
            object.__setattr__(self, name, bool(getattr(self, name)))

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "options": dict(self.options), "test_share": self.test_share,
                "validation_share": self.validation_share, "seed": self.seed, "flatten": self.flatten,
                "one_hot": self.one_hot}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "DataSpec":
        return cls(**check_mapping("data", data, [f.name for f in fields(cls)]))
