"""The whole of a data cell as a script: load, split, scale, lay out; and such a script read back.

What is printed runs with real Keras and gives the same samples as the engine: its steps are the bodies of the functions
in :mod:`engine.datasets.samples`. It is read back by gathering its literals, printing with them anew and comparing.
"""

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType
from typing import Any, final

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Dataset
from engine.datasets.printed import code_of
from engine.datasets.samples import Samples, divide, flatten, hold_out, set_apart, standardise
from engine.problems import ProblemError


@final
@dataclass(frozen=True)
class Preparation:
    """How a set of the catalogue becomes samples. test, validation, scale: as of :meth:`Dataset.load`.

    flatten: images as rows. one_hot: class numbers as rows. A set with test rows of its own uses neither test nor seed.
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    test: float = 0.2
    validation: float = 0.2
    seed: int = 0
    scale: bool = True
    flatten: bool = False
    one_hot: bool = False

    def samples(self) -> Samples:
        """What the script makes."""
        dataset = CATALOG[self.name]
        samples = dataset.load(
            self.options, validation=self.validation, test=self.test, seed=self.seed, scale=_scales(dataset, self.scale)
        )
        samples = samples.change_x(flatten, size=math.prod(dataset.shape)) if self.flatten else samples
        return samples.one_hot(len(dataset.class_names)) if _one_hot(dataset, self.one_hot) else samples


def script(preparation: Preparation) -> str:
    """The code of a data cell, which assigns x_train, y_train, x_val, y_val, x_test, y_test."""
    dataset = CATALOG[preparation.name]
    imports: list[str] = []
    steps: list[str] = []
    for part in _parts(dataset, preparation):
        lines = part.splitlines()
        imports += [line for line in lines if _is_import(line) and line not in imports]
        steps.append("\n".join(line for line in lines if not _is_import(line)).strip())
    return "\n".join(sorted(imports)) + "\n\n" + "\n\n".join(steps) + "\n"


def read_script(source: str | Sequence[ast.stmt]) -> tuple[Preparation, list[ast.stmt]] | None:
    """The preparation whose script this begins with, and the statements after it; None if it begins otherwise.

    Imports, comments and white space do not count. Statements may be given, as they are when a notebook is read.
    """
    try:
        given = ast.parse(source).body if isinstance(source, str) else source
        statements = [s for s in given if not isinstance(s, ast.Import | ast.ImportFrom)]
        wanted = _form(statements)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    best: tuple[int, Preparation] | None = None
    for preparation in _candidates(wanted, _literals(statements)):
        try:
            form = _form_of(script(preparation))
        except ProblemError:  # a literal out of its range
            continue
        if wanted[: len(form)] == form and (best is None or len(form) > best[0]):
            best = len(form), preparation
    return None if best is None else (best[1], statements[best[0] :])


def _parts(dataset: Dataset, preparation: Preparation) -> Iterator[str]:
    """The steps, each with the imports that it needs."""
    options = {**dataset.convert(preparation.options), **preparation.options}
    yield dataset.code(preparation.seed, **options)
    if not dataset.has_test_rows:
        yield "import numpy as np\n" + code_of(set_apart, test=preparation.test, seed=preparation.seed)
    yield code_of(hold_out, validation=preparation.validation)
    if dataset.largest:
        yield code_of(divide, largest=dataset.largest if preparation.scale else 1)
    elif _scales(dataset, preparation.scale):
        yield code_of(standardise)
    if preparation.flatten:
        yield code_of(flatten, size=math.prod(dataset.shape))
    if _one_hot(dataset, preparation.one_hot):
        names = ("y_train", "y_val", "y_test")
        lines = (f"{name} = keras.utils.to_categorical({name}, {len(dataset.class_names)})" for name in names)
        yield "import keras\n" + "\n".join(lines)


def _scales(dataset: Dataset, scale: bool) -> bool:
    """Whether scaling changes anything: points in the plane and lines stay where they were drawn."""
    return scale and dataset.kind in {"image", "vector"}


def _one_hot(dataset: Dataset, one_hot: bool) -> bool:
    return one_hot and dataset.task != "regression"


def _candidates(wanted: list[str], literals: Mapping[str, Any]) -> Iterator[Preparation]:
    """Every preparation with these literals, of the sets whose own lines are among the statements."""
    for dataset in CATALOG.values():
        named = ("validation",) if dataset.has_test_rows else ("validation", "test", "seed")
        shares = {name: literals[name] for name in named if name in literals}
        options = {name: literals[name] for name in dataset.options if name in literals}
        seed = shares.get("seed", 0)
        own = _form_of(dataset.code(seed, **{**dataset.convert({}), **options}))
        if own != wanted[: len(own)]:
            continue
        for plain, flat, one_hot in product((False, True), repeat=3):
            yield Preparation(dataset.name, options, **shares, scale=not plain, flatten=flat, one_hot=one_hot)


def _literals(statements: Sequence[ast.stmt]) -> dict[str, Any]:
    """The literals by name; the first of a name, since what follows the script may use it again."""
    found: dict[str, Any] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                found.setdefault(name, value)
    return found


def _form(statements: Sequence[ast.stmt]) -> list[str]:
    return [ast.dump(statement) for statement in statements]


def _form_of(code: str) -> list[str]:
    return _form([s for s in ast.parse(code).body if not isinstance(s, ast.Import | ast.ImportFrom)])


def _is_import(line: str) -> bool:
    return line.startswith(("import ", "from "))
