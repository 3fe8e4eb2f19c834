"""Descriptions of data sets: shape, class names, options and code, all known before any data is read."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType
from typing import Any, Literal, final

from engine.datasets.downloader import Progress
from engine.datasets.embedded.loader import read_embedded
from engine.datasets.samples import Arrays, Samples, divide, split, split_steps, standardise
from engine.datasets.source_code import Printable, Step, to_script
from engine.datasets.vocabulary import read_vocabulary
from engine.errors import did_you_mean, fail
from engine.validators import Hyperparameter, Integer, Real

Kind = Literal["image", "vector", "plane", "line", "sequence", "series"]
Task = Literal["classification", "binary", "regression"]


@final
@dataclass(frozen=True)
class Option:
    """A numeric option of a data set. range: its validator, from which the app builds the form field."""

    range: Hyperparameter
    default: float


def no_options() -> Mapping[str, Option]:
    """The options of a set without options."""
    return MappingProxyType({})


@dataclass(frozen=True)
class Dataset(ABC):
    """A data set that a notebook can choose.

    kind: how the app draws a sample. task: determines y (``binary`` and ``classification``: int64 classes;
    ``regression``: float32). shape: of one sample of x. largest: the divisor that scales images; 0 if x holds none.
    options: by name. stand_in: name of a set that needs no network and replaces this one until it is downloaded.
    words: size of the vocabulary if x holds word indices, else 0.
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
        """Whether the set never needs a network."""
        return True

    @property
    def has_test_split(self) -> bool:
        """Whether the set comes with its own test rows."""
        return False

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the columns of x; empty for images."""
        return ()

    @property
    @abstractmethod
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes, in order; empty for a regression."""

    def vocabulary(self, **options: Any) -> Sequence[str]:
        """The word of each index of x, without a network; empty if x holds no words or they are not on this machine."""
        return ()

    def available(self) -> bool:
        """Whether :meth:`load` works now without a network."""
        return True

    def download(self, progress: Progress | None = None) -> None:
        """Download the set, calling ``progress(received_bytes, total_bytes)`` repeatedly.

        Raises a ProblemError with code ``download_failed``.
        """
        return

    def with_options(self, options: Mapping[str, Any]) -> "Dataset":
        """The set with the shape that these options give it; itself if they do not change it or are invalid."""
        return self

    @abstractmethod
    def read(self, seed: int, **options: Any) -> Arrays:
        """The unsplit arrays; options are already validated."""

    def rows(self, **options: Any) -> int:
        """The number of rows that are split; options are already validated. Not told of a set with test rows."""
        raise NotImplementedError(f"{self.name} has its own test rows")

    @abstractmethod
    def code(self, seed: int, **options: Any) -> str:
        """Python code that assigns ``x`` and ``y`` (and ``x_test``, ``y_test`` if the set has them)."""

    def convert(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Validate the options and fill in defaults. Raises a ProblemError if a name or a value is invalid."""
        for name in options:
            if name not in self.options:
                hint = did_you_mean(name, list(self.options))
                raise fail("unknown_argument", name, owner=self.name, argument=name, hint=hint)
        return {name: o.range.convert(name, options.get(name, o.default)) for name, o in self.options.items()}

    def split_steps(self, validation: float, test: float, seed: int) -> list[Step]:
        """The printable steps from ``x`` and ``y`` to the arrays of training, validation and test samples."""
        return split_steps(validation, test, seed, self.has_test_split)

    def scale_steps(self) -> list[Step]:
        """The printable steps that scale these arrays; images are divided by ``largest``, numbers are standardised."""
        return [Step(divide, {"largest": self.largest}) if self.largest else Step(standardise)]

    def load(self, options: Mapping[str, Any] | None = None, *, validation: float = 0.2, test: float = 0.2,
             seed: int = 0, scale: bool | None = None) -> Samples:
        """Read, split and scale the set; x is float32, or int32 if it holds word indices.

        scale: images are divided by ``largest`` unless it is False; any other x but word indices is standardised, with
        the mean and standard deviation of its training rows, only if it is True. Raises the ProblemErrors of
        :meth:`convert`, of :meth:`read` and of :func:`engine.datasets.samples.split`.
        """
        data = self.read(seed, **self.convert(options or {}))
        samples = split(data, validation, test, seed, self.split_steps(validation, test, seed))
        if self.largest and scale is False:
            return samples.map_x(divide, largest=1)
        scaled = self.largest or (scale and not self.words)
        return samples.apply(self.scale_steps()) if scaled else samples


@final
@dataclass(frozen=True)
class Embedded(Dataset):
    """A real set bundled with the engine. source: the attribute of scikit-learn's Bunch that holds x."""

    source: str = ""

    @property
    def feature_names(self) -> tuple[str, ...]:
        return () if self.kind == "image" else read_embedded(self.name).feature_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return read_embedded(self.name).class_names

    def read(self, seed: int, **options: Any) -> Arrays:
        data = read_embedded(self.name)
        return Arrays(data.x, data.y)

    def rows(self, **options: Any) -> int:
        return len(read_embedded(self.name).x)

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
    """The embedded part of a set of Keras. of: name of the whole set. module: the module with its ``load_data``."""

    of: str = field(kw_only=True)
    module: ModuleType = field(kw_only=True)

    @property
    def has_test_split(self) -> bool:
        return True

    @property
    def feature_names(self) -> tuple[str, ...]:
        return read_embedded(self.name).feature_names

    @property
    def class_names(self) -> tuple[str, ...]:
        return read_embedded(self.name).class_names

    def read(self, seed: int, **options: Any) -> Arrays:
        (x, y), (x_test, y_test) = self.module.load_data(version="small")
        return Arrays(x, y, x_test, y_test)

    def code(self, seed: int, **options: Any) -> str:
        return f'import keras\n\n(x, y), (x_test, y_test) = keras.datasets.{self.of}.load_data(version="small")'


@final
@dataclass(frozen=True)
class Generated(Dataset):
    """A synthetic set. names: of the classes.

    points: the function of ``(n, noise, seed)`` that computes ``(x, y)``; the notebook shows its source code.
    """

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

    def rows(self, **options: Any) -> int:
        return int(options["n"])

    def vocabulary(self, **options: Any) -> Sequence[str]:
        return read_vocabulary(self.name) if self.words else ()

    def code(self, seed: int, **options: Any) -> str:
        return "import numpy as np\n\n" + to_script(self.points, **options, seed=seed)


@dataclass(frozen=True)
class Remote(Dataset, ABC):
    """A set that is downloaded into Keras's cache. size: of the download, in bytes.

    module: the module of the set, with ``load_data``, ``download``, ``available`` and ``CLASS_NAMES``.
    """

    module: ModuleType = field(kw_only=True)
    size: int = field(kw_only=True)

    @property
    def has_test_split(self) -> bool:
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
    """A set of Keras whose samples all have the same shape.

    columns: whether ``load_data`` returns y as ``(n, 1)``, which is flattened to ``(n,)``. The option ``n``, if there
    is one, is the number of training samples.
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
    """The options ``n`` (number of samples) and ``noise`` of a generated set. The arguments are their defaults.

    The meaning of ``noise`` depends on the set: see its function ``points``.
    """
    return MappingProxyType({"n": Option(Integer(low=10, high=10_000), n), "noise": Option(Real(low=0, high=2), noise)})
