"""Alternative texts of charts, for screen readers."""

from collections.abc import Sequence
from math import isfinite, isnan

from app.texts import words

Points = list[tuple[float, float]]


def format_number(value: float) -> str:
    """Format a number with up to four digits; NaN and infinity become words."""
    sentences = words("charts")["numbers"]
    if isnan(value):
        return str(sentences["nan"])
    if not isfinite(value):
        return str(sentences["inf"])
    return f"{value:.4g}" if value == 0 or 1e-4 <= abs(value) < 1e6 else f"{value:.2e}"


def curve_label(name: str) -> str:
    """The Korean name of a curve of History, with its part: ``val_loss`` is the validation loss."""
    sentences = words("charts")
    base_name = name.removeprefix("val_")
    part = sentences["validation" if name.startswith("val_") else "training"]
    return f"{part} {sentences['names'].get(base_name, base_name)}"


def metric_label(name: str) -> str:
    """The Korean name of a metric; its own name if there is none."""
    return str(words("charts")["names"].get(name, name))


def curves_text(title: str, curves: dict[str, Points], epochs: float) -> str:
    """The epoch reached, with the first and last value of each curve."""
    sentences = words("charts")["sentences"]
    non_empty = {name: points for name, points in curves.items() if points}
    if not non_empty:
        return str(sentences["no_curves"]).format(title=title)
    parts = [sentences["curve"].format(name=curve_label(name), first=format_number(points[0][1]),
                                       last=format_number(points[-1][1])) for name, points in non_empty.items()]
    at = max(points[-1][0] for points in non_empty.values())
    ends = {"at": f"{at:.4g}", "epochs": f"{max(epochs, at):.4g}"}
    return str(sentences["curves"]).format(title=title, parts=", ".join(parts), **ends)


def confusion_text(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> str:
    """The accuracy, and the most frequent mistake."""
    sentences = words("charts")["sentences"]
    total, right = sum(map(sum, counts)), sum(row[i] for i, row in enumerate(counts))
    if not total:
        return str(sentences["no_confusion"])
    text = str(sentences["confusion"]).format(total=total, right=right, percent=f"{100 * right / total:.1f}")
    wrong = max(((counts[i][j], i, j) for i in range(len(counts)) for j in range(len(counts)) if i != j),
                key=lambda entry: entry[0], default=(0, 0, 0))
    if not wrong[0]:
        return text
    return f"{text} {sentences['mistake'].format(true=classes[wrong[1]], predicted=classes[wrong[2]], count=wrong[0])}"


def balance_text(counts: Sequence[int], classes: Sequence[str]) -> str:
    """The number of samples per class."""
    sentences = words("charts")["sentences"]
    if not sum(counts):
        return str(sentences["no_balance"])
    parts = ", ".join(f"{name} {count}" for name, count in zip(classes, counts, strict=False))
    return str(sentences["balance"]).format(parts=parts)


def samples_text(counts: Sequence[int], classes: Sequence[str]) -> str:
    """The number of training, validation and test samples, and the classes."""
    sentences = words("charts")["sentences"]
    if not sum(counts):
        return str(sentences["no_points"])
    text = sentences["points"].format(train=counts[0], validation=counts[1], test=counts[2])
    return text if not classes else f"{text} {sentences['classes'].format(names=', '.join(classes))}"


def numbers_text(name: str, shape: Sequence[int], statistics: dict[str, float]) -> str:
    """A weight array: its shape and the statistics of its values."""
    numbers = {key: format_number(value) for key, value in statistics.items()}
    return str(words("charts")["sentences"]["weights"]).format(name=name, shape=shape_text(shape), **numbers)


def shape_text(shape: Sequence[int]) -> str:
    """A shape as Python writes it."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def plane_text(right: int, total: int) -> str:
    """The number of samples in the region of their own class."""
    return str(words("charts")["sentences"]["plane"]).format(right=right, total=total)


def line_text(x: Sequence[float], y: Sequence[float]) -> str:
    """The first and last point of the model's line."""
    ends = {"low": x[0], "high": x[-1], "first": y[0], "last": y[-1]}
    numbers = {key: format_number(value) for key, value in ends.items()}
    return str(words("charts")["sentences"]["line"]).format(**numbers)


def slice_text(index: Sequence[int]) -> str:
    """A slice as Python writes it: ``[:, :, 0, 3]``."""
    return f"[{', '.join([':', ':', *map(str, index)])}]"


def axis_labels(axes: Sequence[str]) -> list[str]:
    """The Korean labels of axes such as ``("inputs", "units")``."""
    labels = words("charts")["axes"]
    return [str(labels.get(name, name)) for name in axes]


def axis_names(axes: Sequence[str]) -> tuple[str, str]:
    """The labels of the rows and columns of the matrix that is shown: the first two axes; a vector is one row."""
    labels = axis_labels(axes[:2])
    return (labels[0], labels[1]) if len(labels) > 1 else ("", labels[0] if labels else "")
