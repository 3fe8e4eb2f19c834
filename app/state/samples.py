"""Samples and predictions as the gallery shows them: plain dicts."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.compute.previewing import CARDS, Preview
from app.compute.testing import Scores
from app.texts import words
from app.texts.cards import class_titles
from engine.datasets.dataset import Dataset
from engine.datasets.uploads.uploaded_dataset import UploadedTable
from engine.specs.sample_cells import NO_CELLS, SampleCells
from engine.typing import Array

MOST_COLUMNS = 30
"""Of the numbers of one sample in a table."""


def picture(x: Array, shape: tuple[int, ...]) -> dict[str, Any]:
    """One image of numbers 0 … 1, in any layout, as the bytes of its pixels."""
    image = np.clip(np.asarray(x, dtype="float32").reshape(shape) * 255, 0, 255).astype("uint8")
    return {"w": int(shape[1]), "h": int(shape[0]), "pixels": b64encode(image.tobytes()).decode()}


def values(x: Array, dataset: Dataset, cells: SampleCells, number: int) -> list[dict[str, Any]]:
    """The numbers of one sample with their names; as its source has them where that is known."""
    if cells.rows:
        return [{"name": name, "value": cell} for name, cell in zip(cells.names, cells.rows[number], strict=True)]
    names = dataset.feature_names or tuple(f"x{i + 1}" for i in range(x.size))
    return [{"name": name, "value": round(float(v), 3)} for name, v in zip(names, x.ravel(), strict=False)]


def items(x: Array, y: Array, dataset: Dataset, texts: Sequence[str] = (),
          cells: SampleCells = NO_CELLS) -> list[dict[str, Any]]:
    """Samples without predictions. texts: the samples in words, where x holds the indices of words. cells: the samples
    as their source has them."""
    images = dataset.kind == "image"
    return [{"number": i, "image": picture(x[i], dataset.shape) if images else None,
             "text": texts[i] if texts else None,
             "values": None if images or texts else values(x[i], dataset, cells, i), "label": _label(y[i], dataset),
             "predicted": None, "right": None, "probabilities": None} for i in range(len(x))]


def predicted_items(preview: Preview, outputs: Array, dataset: Dataset) -> list[dict[str, Any]]:
    """The first test samples with what the model says of them. outputs: ``(samples, …)``, in their order."""
    shown = items(preview.x_test[:CARDS], preview.y_test[:CARDS], dataset, preview.texts_test, preview.cells_test)
    return [_judged(item, y.ravel(), dataset) for item, y in zip(shown, outputs, strict=False)]


def tested_items(scores: Scores, dataset: Dataset) -> list[dict[str, Any]]:
    """The samples that a test brings along, among them those the model is wrong about, by their numbers."""
    shown = items(scores.x, scores.labels, dataset, scores.texts, scores.cells)
    return [_judged({**item, "number": number}, scores.y[number].ravel(), dataset)
            for number, item in zip(scores.numbers, shown, strict=True)]


def _judged(item: dict[str, Any], y: Array, dataset: Dataset) -> dict[str, Any]:
    """A sample with what the model says of it; y: ``(outputs,)``."""
    if not dataset.class_names:
        return {**item, "predicted": shortest(y[0])}
    chances = [float(v) for v in (y if y.size > 1 else (1 - y[0], y[0]))]
    guess = int(np.argmax(chances))
    return {**item, "predicted": guess, "right": guess == item["label"], "probabilities": chances}


def table(preview: Preview, dataset: Dataset, rows: int) -> tuple[list[str], list[list[Any]]]:
    """``(header, rows)`` of the first training samples, the answer last; samples of words are one column of text."""
    if preview.texts:
        texts = zip(preview.texts[:rows], preview.y, strict=False)
        return [words("interface")["data"]["text"], "y"], [[text, _answer(y, dataset)] for text, y in texts]
    if preview.cells.rows:
        shown = zip(preview.cells.rows[:rows], preview.y, strict=False)
        header = [*preview.cells.names[:MOST_COLUMNS], "y"]
        return header, [[*cells[:MOST_COLUMNS], _answer(y, dataset)] for cells, y in shown]
    columns = min(int(np.prod(preview.x.shape[1:])), MOST_COLUMNS)
    header = [*(dataset.feature_names or [f"x{i + 1}" for i in range(columns)]), "y"]
    body = [[*(round(float(v), 3) for v in x.ravel()[:MOST_COLUMNS]), _answer(y, dataset)]
            for x, y in zip(preview.x[:rows], preview.y[:rows], strict=True)]
    return list(header), body


def file_table(dataset: UploadedTable, rows: int) -> tuple[list[str], list[list[Any]]]:
    """``(header, rows)`` of a learner's own table as it is in the file, its answer marked; None for a missing cell."""
    marked = words("interface")["data"]["target_marked"]
    header, columns = [], []
    for column in dataset.table.columns:
        header.append(marked.format(column=column.name) if column.name == dataset.target else column.name)
        columns.append(list(column.cells(rows)))
    return header, [list(row) for row in zip(*columns, strict=True)]


def _answer(y: Any, dataset: Dataset) -> Any:
    label = _label(y, dataset)
    return class_titles(dataset)[label] if dataset.class_names else label


def _label(y: Any, dataset: Dataset) -> Any:
    return int(y) if dataset.class_names else shortest(y)


def shortest(value: Any) -> float:
    """The number with the fewest digits that is this float32: as it was written, where it had at most seven."""
    return float(str(np.float32(value)))

