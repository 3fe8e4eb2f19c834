"""What the notebook knows of a data set before it reads it: its shape, its names, its options and its code."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, Literal, final

from engine.datasets.downloader import Progress
from engine.datasets.embedded.loader import recorded
from engine.datasets.samples import Arrays, Samples, divide, split, standardise
from engine.datasets.source_code import Printable, code_of
from engine.errors import did_you_mean, fail
from engine.validators import Hyperparameter, Integer, Real

Kind = Literal["image", "vector", "plane", "line", "sequence"]
Task = Literal["classification", "binary", "regression"]


@final
@dataclass(frozen=True)
class Option:
    """A number that the reader of a set takes: its range (``range.form()`` draws it) and its default."""

    range: Hyperparameter
    default: float


def no_options() -> Mapping[str, Option]:
    """What a set without options has."""
    return MappingProxyType({})


@dataclass(frozen=True)
class Dataset(ABC):
    """One entry of the catalogue.

    kind: how it is drawn. task: what y is (``binary`` and ``classification``: int64 classes; ``regression``: float32).
    shape: of one sample of x. largest: what images are divided by; 0 where x is no image.
    stand_in: the embedded set to use while this one cannot be had. words: how many numbers of words x may hold; 0 where
    its numbers are amounts.
    """

    name: str
    kind: Kind
    task: Task
    shape: tuple[int, ...]
    largest: int = 0
    options: Mapping[str, Option] = field(default_factory=no_options)
    stand_in: str | None = None
    words: int = 0

    @property
    def embedded(self) -> bool:
        """Whether the set can be had with no network, always."""
        return True

    @property
    def own_test(self) -> bool:
        """Whether its authors set test rows apart."""
        return False

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the columns of x; none for images."""
        return ()

    @property
    @abstractmethod
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes in the order of their numbers; none for a regression."""

    def available(self) -> bool:
        """Whether :meth:`load` needs no network now."""
        return True

    def download(self, progress: Progress | None = None) -> None:
        """Make the set available, calling ``progress(bytes, total)``; raises download_failed."""
        return

    def chosen(self, options: Mapping[str, Any]) -> "Dataset":
        """The set as these options make it, where they change its shape; itself where they are wrong."""
        return self

    @abstractmethod
    def read(self, seed: int, **options: Any) -> Arrays:
        """The raw arrays, with checked options."""

    @abstractmethod
    def code(self, seed: int, **options: Any) -> str:
        """The lines that make ``x`` and ``y`` (and ``x_test``, ``y_test``, if the set has its own) in plain Python."""

    def convert(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """All options, checked, defaults filled in; raises the ProblemError of a wrong one."""
        for name in options:
            if name not in self.options:
                hint = did_you_mean(name, list(self.options))
                raise fail("unknown_argument", name, owner=self.name, argument=name, hint=hint)
        return {name: o.range.convert(name, options.get(name, o.default)) for name, o in self.options.items()}

    def load(self, options: Mapping[str, Any] | None = None, *, validation: float = 0.2, test: float = 0.2,
             seed: int = 0, scale: bool | None = None) -> Samples:
        """Read, split, scale: x float32, ready to learn from.

        scale: images are divided by their largest value (the default), tables are standardised by their training rows
        (only when asked). Raises the problems of :func:`engine.datasets.samples.split` and of reading.
        """
        samples = split(self.read(seed, **self.convert(options or {})), validation, test, seed)
        if self.largest:
            return samples.change_x(divide, largest=self.largest if scale is not False else 1)
        return samples.change_x(standardise) if scale else samples


@final
@dataclass(frozen=True)
class Embedded(Dataset):
    """A real set in a file of the engine. source: the expression that gives x and y with scikit-learn."""

    source: str = ""

    @property
    def feature_names(self) -> tuple[str, ...]:
        return () if self.kind == "image" else recorded(self.name).feature_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return recorded(self.name).class_names

    def read(self, seed: int, **options: Any) -> Arrays:
        data = recorded(self.name)
        return Arrays(data.x, data.y)

    def code(self, seed: int, **options: Any) -> str:
        kind = "float32" if self.task == "regression" else "int64"
        return (
            f"from sklearn.datasets import load_{self.name}\n\n"
            f"data = load_{self.name}()\n"
            f'x, y = data.{self.source}.astype("float32"), data.target.astype("{kind}")'
        )


@final
@dataclass(frozen=True)
class SmallVersion(Dataset):
    """The small part of a set of Keras that comes with the engine. of: the whole set's name; module: its loader."""

    of: str = field(kw_only=True)
    module: ModuleType = field(kw_only=True)

    @property
    def own_test(self) -> bool:
        return True

    @property
    def feature_names(self) -> tuple[str, ...]:
        return recorded(self.name).feature_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return recorded(self.name).class_names

    def read(self, seed: int, **options: Any) -> Arrays:
        (x, y), (x_test, y_test) = self.module.load_data(version="small")
        return Arrays(x, y, x_test, y_test)

    def code(self, seed: int, **options: Any) -> str:
        return f'import keras\n\n(x, y), (x_test, y_test) = keras.datasets.{self.of}.load_data(version="small")'


@final
@dataclass(frozen=True)
class Generated(Dataset):
    """A set made by a formula. points: a printable function of (n, noise, seed). names: of the classes."""

    points: Printable = field(kw_only=True)
    names: tuple[str, ...] = field(default=("0", "1"), kw_only=True)

    @property
    def feature_names(self) -> tuple[str, ...]:
        if self.kind not in ("plane", "line"):
            return ()
        return ("x",) if self.shape == (1,) else ("x1", "x2")

    @property
    def class_names(self) -> tuple[str, ...]:
        return () if self.task == "regression" else self.names

    def read(self, seed: int, **options: Any) -> Arrays:
        return Arrays(*self.points(**options, seed=seed))

    def code(self, seed: int, **options: Any) -> str:
        return "import numpy as np\n\n" + code_of(self.points, **options, seed=seed)


@dataclass(frozen=True)
class Remote(Dataset, ABC):
    """A set that lies in Keras's cache or on the network. module: has load_data, download, available, CLASS_NAMES.

    size: bytes to download.
    """

    module: ModuleType = field(kw_only=True)
    size: int = field(kw_only=True)

    @property
    def own_test(self) -> bool:
        return True

    @property
    def embedded(self) -> bool:
        return False

    @property
    def class_names(self) -> tuple[str, ...]:
        names: tuple[str, ...] = self.module.CLASS_NAMES
        return names

    def available(self) -> bool:
        return bool(self.module.available())

    def download(self, progress: Progress | None = None) -> None:
        self.module.download(progress=progress)


@final
@dataclass(frozen=True)
class Downloaded(Remote):
    """A set of Keras with samples of one shape. columns: whether y comes as ``(n, 1)``, to be made ``(n,)``.

    The option ``n`` is optional.
    """

    columns: bool = field(default=False, kw_only=True)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(getattr(self.module, "FEATURE_NAMES", ()))

    def read(self, seed: int, **options: Any) -> Arrays:
        (x, y), (x_test, y_test) = self.module.load_data()
        y, y_test = (y.ravel(), y_test.ravel()) if self.columns else (y, y_test)
        n = options.get("n")
        return Arrays(x[:n], y[:n], x_test, y_test)

    def code(self, seed: int, **options: Any) -> str:
        code = f"import keras\n\n(x, y), (x_test, y_test) = keras.datasets.{self.name}.load_data()"
        code += "\ny, y_test = y.ravel(), y_test.ravel()" if self.columns else ""
        n = self.options.get("n")
        unchanged = n is None or options["n"] == n.default
        return code if unchanged else f"{code}\n\nn = {options['n']}\n\nx, y = x[:n], y[:n]"


def point_options(n: int, noise: float) -> Mapping[str, Option]:
    """The options of a generated set with its defaults. n: points. noise: standard deviation, in units of x or y."""
    return MappingProxyType({"n": Option(Integer(low=10, high=10_000), n), "noise": Option(Real(low=0, high=2), noise)})
