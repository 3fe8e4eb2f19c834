"""Specs: a notebook as plain frozen data. A spec may be wrong or half built; nothing is checked by making one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, final

from engine.errors import did_you_mean, fail
from engine.limits import MAX_LAYERS

RESOLVED = frozenset({"accuracy", "acc", "crossentropy", "ce"})
"""Metrics that, named in a string, are found by the loss and the shapes."""

Config = Mapping[str, Any]
"""Hyperparameters as they were written: plain data, without what was left at its default."""


def plain(value: Any) -> Any:
    """The value with tuples as lists, as JSON gives it back. What is no finite number has no code: it becomes text."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return [plain(v) for v in value] if isinstance(value, list | tuple) else value


def whole(value: Any) -> Any:
    """``8`` for ``8.0``, which counts as a whole number; anything else plain."""
    return int(value) if isinstance(value, float) and value.is_integer() else plain(value)


def table_of(owner: str, given: Any, known: Iterable[str] = ()) -> Mapping[str, Any]:
    """Keys and values of a document; raises a ProblemError where it is something else, or has a key unknown here."""
    if not isinstance(given, Mapping):
        raise fail("bad_document", owner=owner, expected="keys and values", received=type(given).__name__)
    names = list(known)
    for key in given if names else ():
        if key not in names:
            hint = did_you_mean(key, names)
            raise fail("unknown_argument", owner=owner, argument=str(key), hint=hint)
    return given


def list_of(owner: str, given: Any) -> Sequence[Any]:
    """The items of a list in a document; raises a ProblemError where it is something else."""
    if not isinstance(given, list | tuple):
        raise fail("bad_document", owner=owner, expected="a list", received=type(given).__name__)
    return given


def text_of(owner: str, given: Any) -> str:
    """A name in a document; raises a ProblemError where it is something else."""
    if not isinstance(given, str):
        raise fail("bad_document", owner=owner, expected="a name", received=type(given).__name__)
    return given


@final
@dataclass(frozen=True)
class ObjectSpec:
    """A layer, optimizer, loss or metric: the name of its class and its config."""

    class_name: str
    config: Config = field(default_factory=dict)

    def __post_init__(self) -> None:
        text_of("class_name", self.class_name)
        object.__setattr__(self, "config", plain(table_of("config", self.config)))

    def to_json(self) -> dict[str, Any]:
        return {"class_name": self.class_name, "config": dict(self.config)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ObjectSpec":
        data = table_of("object", data)
        return cls(data["class_name"], data.get("config", {}))


@final
@dataclass(frozen=True)
class ModelSpec:
    """A stack of layers. input_shape: without the batch axis; None where the data decides. layers: the first is next
    to the data. batch_size: of every batch, where layers that keep their state have to know it."""

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
        data = table_of("model", data)
        shape = data.get("input_shape")
        return cls(tuple(map(ObjectSpec.from_json, list_of("layers", data["layers"]))),
                   None if shape is None else tuple(plain(list_of("input_shape", shape))), data.get("batch_size"))

    @property
    def stateful(self) -> bool:
        """Whether a layer of the stack is to keep its state from batch to batch."""
        return any(_keeps_state(layer.config) for layer in self.layers)


def _keeps_state(config: Config) -> bool:
    """Whether a layer of this config, or one inside it, is stateful."""
    inside = config.get("layer")
    nested = inside.get("config") if isinstance(inside, Mapping) else None
    return config.get("stateful") is True or (isinstance(nested, Mapping) and _keeps_state(nested))


@final
@dataclass(frozen=True)
class CompileSpec:
    """How a model learns. Metrics may also be named ``accuracy`` or ``acc``, which the loss and the data resolve."""

    optimizer: ObjectSpec = ObjectSpec("Adam")
    loss: ObjectSpec = ObjectSpec("MeanSquaredError")
    metrics: tuple[ObjectSpec, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"optimizer": self.optimizer.to_json(), "loss": self.loss.to_json(),
                "metrics": [m.to_json() for m in self.metrics]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CompileSpec":
        data = table_of("compile", data)
        return cls(ObjectSpec.from_json(data["optimizer"]), ObjectSpec.from_json(data["loss"]),
                   tuple(map(ObjectSpec.from_json, list_of("metrics", data["metrics"]))))


@final
@dataclass(frozen=True)
class FitSpec:
    """One press of the button. epochs: rounds over the training set. batch_size: samples an update. seed: of initial
    weights, order and dropout."""

    epochs: Any = 10
    batch_size: Any = 32
    seed: Any = 1
    shuffle: bool = True

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "seed"):
            object.__setattr__(self, name, whole(getattr(self, name)))
        object.__setattr__(self, "shuffle", bool(self.shuffle))

    def to_json(self) -> dict[str, Any]:
        return {"epochs": self.epochs, "batch_size": self.batch_size, "seed": self.seed, "shuffle": self.shuffle}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FitSpec":
        return cls(**table_of("fit", data, [f.name for f in fields(cls)]))


@final
@dataclass(frozen=True)
class DataSpec:
    """Which samples, and how they are laid out for learning.

    options: of the set (``n``, ``noise``, or of a CSV file ``key``, ``target``). test_share: part of all samples,
    validation_share: part of those that remain; 0 to 1. flatten: images as rows. one_hot: class numbers as vectors.
    seed: of the split and of what is generated.
    """

    name: str = "digits"
    options: Config = field(default_factory=dict)
    test_share: Any = 0.2
    validation_share: Any = 0.1
    seed: Any = 113
    flatten: bool = False
    one_hot: bool = False

    def __post_init__(self) -> None:
        text_of("data", self.name)
        object.__setattr__(self, "options", plain(table_of("options", self.options)))
        object.__setattr__(self, "seed", whole(self.seed))
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
        return cls(**table_of("data", data, [f.name for f in fields(cls)]))
