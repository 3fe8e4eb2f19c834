"""Load files from a folder with one subfolder per class: list, label, shuffle and split them, and read batches."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.typing import Array
from engine.utils.batch_dataset import BatchDataset, stack
from engine.validators import Choice, Integer, Real

LABEL_MODES = Choice(choices=("int", "categorical", "binary"), optional=True)
SUBSETS = Choice(choices=("training", "validation", "both"), optional=True)


@final
@dataclass(frozen=True)
class LabelledFiles:
    """File paths with integer labels; labels and class_names are None if no labels are used."""

    paths: list[str]
    labels: Array | None
    class_names: list[str] | None

    def select(self, rows: slice) -> "LabelledFiles":
        """The files of these rows."""
        return replace(self, paths=self.paths[rows], labels=None if self.labels is None else self.labels[rows])


@final
@dataclass(frozen=True)
class DirectoryLoader:
    """The arguments that Keras's ``…_dataset_from_directory`` functions share, and the loading itself."""

    labels: Any
    label_mode: str | None
    class_names: Sequence[str] | None
    batch_size: int | None
    shuffle: bool
    seed: int | None
    validation_split: float | None
    subset: str | None
    follow_links: bool
    verbose: bool

    def __post_init__(self) -> None:
        LABEL_MODES.convert("label_mode", self.label_mode)
        SUBSETS.convert("subset", self.subset)
        Integer(low=1, optional=True).convert("batch_size", self.batch_size)
        if self.labels not in ("inferred", None) and not isinstance(self.labels, list | tuple):
            choices = ("inferred", None)
            raise fail("not_a_choice", "labels", argument="labels", choices=choices, value=self.labels, hint="")
        if self.class_names is not None and self.labels != "inferred":
            raise fail("not_both", first="class_names", second="labels")
        if self.validation_split:
            Real(above=0, below=1).check("validation_split", self.validation_split)
        if bool(self.validation_split) != bool(self.subset):
            raise fail("split_and_subset", "subset")
        if self.validation_split and self.shuffle and self.seed is None:
            raise fail("split_needs_seed", "seed")

    def dataset(self, directory: Any, formats: tuple[str, ...], load: Callable[[str], Any]) -> Any:
        """The data set of the files in a folder, or two for ``subset="both"``.

        formats: suffixes of the file names. load: reads a file as one sample.
        """
        seed = int(np.random.randint(1_000_000)) if self.seed is None else self.seed
        files = self._files(str(directory), formats, seed)
        names = ("training", "validation") if self.subset == "both" else (self.subset,)
        datasets = []
        for name in names:
            subset = files if name is None else files.select(self._rows(len(files.paths), name))
            if not subset.paths:
                raise fail("no_files", "directory", folder=str(directory), formats=formats)
            shuffle = self.shuffle and not (self.subset == "both" and name == "validation")
            datasets.append(self._batches(subset, load, seed if shuffle else None))
        return datasets if self.subset == "both" else datasets[0]

    def _files(self, directory: str, formats: tuple[str, ...], seed: int) -> LabelledFiles:
        """All files, sorted by class and name, or shuffled into the same order as in Keras."""
        if not os.path.isdir(directory):
            raise fail("no_such_folder", "directory", folder=directory)
        inferred = self.labels == "inferred" and self.label_mode is not None
        names = self._classes(directory) if inferred else [""]
        groups = [list(files_in(os.path.join(directory, name), self.follow_links, formats)) for name in names]
        paths = [path for group in groups for path in group]
        if inferred:
            labels = np.repeat(np.arange(len(names), dtype="int32"), [len(group) for group in groups])
        elif self.labels in (None, "inferred") or self.label_mode is None:
            labels = None
        else:
            labels, names = np.asarray(self.labels), [str(label) for label in sorted(set(self.labels))]
            if len(labels) != len(paths):
                raise fail("unequal_lengths", "labels", name="labels", x=len(paths), received=len(labels))
        if self.label_mode == "binary" and labels is not None and len(names) != 2:
            raise fail("two_classes", "label_mode", received=len(names))
        if self.verbose:
            belonging = "" if labels is None else f" belonging to {len(names)} classes"
            print(f"Found {len(paths)} files{belonging}.")
        if self.shuffle:
            np.random.RandomState(seed).shuffle(paths)
            if labels is not None:
                np.random.RandomState(seed).shuffle(labels)
        return LabelledFiles(paths, labels, None if labels is None else names)

    def _classes(self, directory: str) -> list[str]:
        folders = [n for n in sorted(os.listdir(directory))
                   if not n.startswith(".") and os.path.isdir(os.path.join(directory, n))]
        if self.class_names is None:
            return folders
        for name in self.class_names:
            if name not in folders:
                raise fail("not_a_choice", "class_names", argument="class_names", choices=folders, value=name, hint="")
        return list(self.class_names)

    def _rows(self, count: int, subset: str) -> slice:
        """The rows of a subset; the last files are for validation."""
        validation = int((self.validation_split or 0) * count)
        rows = slice(0, count - validation) if subset == "training" else slice(count - validation, count)
        if self.verbose:
            print(f"Using {len(range(count)[rows])} files for {subset}.")
        return rows

    def _batches(self, files: LabelledFiles, load: Callable[[str], Any], seed: int | None) -> BatchDataset:
        """Batches of the files, shuffled in each iteration if a seed is given."""
        y = None if files.labels is None else encode_labels(files.labels, self.label_mode, len(files.class_names or ()))
        rng = None if seed is None else np.random.default_rng(seed)
        size = self.batch_size or 1

        def source() -> Iterator[Any]:
            order = np.arange(len(files.paths)) if rng is None else rng.permutation(len(files.paths))
            for start in range(0, len(order), size):
                rows = order[start : start + size]
                samples = [load(files.paths[row]) for row in rows]
                if self.batch_size is None:
                    yield samples[0] if y is None else (samples[0], y[rows[0]])
                else:
                    yield stack(samples) if y is None else (stack(samples), y[rows])
        return BatchDataset(source, -(-len(files.paths) // size), files.class_names, files.paths)


def encode_labels(labels: Array, label_mode: str | None, classes: int) -> Array:
    """The labels by ``label_mode``: ``categorical`` float32 one-hot ``(n, classes)``; ``binary`` float32 ``(n, 1)``;
    ``int`` int32 ``(n,)``.
    """
    if label_mode == "categorical":
        return np.eye(classes, dtype="float32")[labels]
    return labels.astype("float32")[:, None] if label_mode == "binary" else labels.astype("int32")


def files_in(folder: str, follow_links: bool, formats: tuple[str, ...]) -> Iterator[str]:
    """The sorted paths of all files below a folder whose names end with one of the formats."""
    for root, _, files in sorted(os.walk(folder, followlinks=follow_links), key=lambda entry: entry[0]):
        yield from (os.path.join(root, name) for name in sorted(files) if name.lower().endswith(formats))
