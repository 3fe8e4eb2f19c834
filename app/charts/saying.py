"""Charts in words: one sentence each, for those who hear the page."""

from collections.abc import Sequence
from math import isfinite, isnan

from app.texts import words

Points = list[tuple[float, float]]


def number(value: float) -> str:
    """A number as it is read out: four digits at the most, and a word for what is none."""
    said = words("charts")["numbers"]
    if isnan(value):
        return str(said["nan"])
    if not isfinite(value):
        return str(said["inf"])
    return f"{value:.4g}" if value == 0 or 1e-4 <= abs(value) < 1e6 else f"{value:.2e}"


def name_of(name: str) -> str:
    """The Korean name of a curve of History: ``val_loss`` is the loss of validation."""
    said = words("charts")
    plain = name.removeprefix("val_")
    part = said["validation" if name.startswith("val_") else "training"]
    return f"{part} {said['names'].get(plain, plain)}"


def metric_name(name: str) -> str:
    """The Korean name of a metric, or the one it has."""
    return str(words("charts")["names"].get(name, name))


def curves_text(title: str, curves: dict[str, Points], epochs: float) -> str:
    """How far the curves have come, with the first and newest value of each."""
    said = words("charts")["sentences"]
    told = {name: points for name, points in curves.items() if points}
    if not told:
        return str(said["no_curves"]).format(title=title)
    parts = [said["curve"].format(name=name_of(name), first=number(points[0][1]), last=number(points[-1][1]))
             for name, points in told.items()]
    at = max(points[-1][0] for points in told.values())
    ends = {"at": f"{at:.4g}", "epochs": f"{max(epochs, at):.4g}"}
    return str(said["curves"]).format(title=title, parts=", ".join(parts), **ends)


def confusion_text(counts: Sequence[Sequence[int]], classes: Sequence[str]) -> str:
    """How many were right, and the mistake that was made most often."""
    said = words("charts")["sentences"]
    total, right = sum(map(sum, counts)), sum(row[i] for i, row in enumerate(counts))
    if not total:
        return str(said["no_confusion"])
    text = str(said["confusion"]).format(total=total, right=right, percent=f"{100 * right / total:.1f}")
    wrong = max(((counts[i][j], i, j) for i in range(len(counts)) for j in range(len(counts)) if i != j),
                key=lambda found: found[0], default=(0, 0, 0))
    if not wrong[0]:
        return text
    return f"{text} {said['mistake'].format(true=classes[wrong[1]], predicted=classes[wrong[2]], count=wrong[0])}"


def balance_text(counts: Sequence[int], classes: Sequence[str]) -> str:
    """How many samples each class has."""
    said = words("charts")["sentences"]
    if not sum(counts):
        return str(said["no_balance"])
    parts = ", ".join(f"{name} {count}" for name, count in zip(classes, counts, strict=False))
    return str(said["balance"]).format(parts=parts)


def samples_text(counts: Sequence[int], classes: Sequence[str]) -> str:
    """How many dots there are for training, validation and testing, and of which classes."""
    said = words("charts")["sentences"]
    if not sum(counts):
        return str(said["no_points"])
    text = said["points"].format(train=counts[0], validation=counts[1], test=counts[2])
    return text if not classes else f"{text} {said['classes'].format(names=', '.join(classes))}"


def numbers_text(name: str, shape: Sequence[int], figures: dict[str, float]) -> str:
    """An array of weights: its shape, and the spread of its values."""
    said = words("charts")["sentences"]
    return str(said["weights"]).format(name=name, shape=shape_text(shape), **{k: number(v) for k, v in figures.items()})


def shape_text(shape: Sequence[int]) -> str:
    """A shape as Python writes it."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def plane_text(right: int, total: int) -> str:
    """How many dots lie in the region of their own class."""
    return str(words("charts")["sentences"]["plane"]).format(right=right, total=total)


def line_text(x: Sequence[float], y: Sequence[float]) -> str:
    """Where the line of the model begins and ends."""
    ends = {"low": number(x[0]), "high": number(x[-1]), "first": number(y[0]), "last": number(y[-1])}
    return str(words("charts")["sentences"]["line"]).format(**ends)


def slice_text(place: Sequence[int]) -> str:
    """A slice as Python writes it: ``[:, :, 0, 3]``."""
    return f"[{', '.join([':', ':', *map(str, place)])}]"


def axis_names(axes: str) -> tuple[str, str]:
    """What rows and columns are, of ``(inputs, units)``; empty where the axes have no names of their own."""
    named = words("charts")["axes"]
    parts = [part.strip() for part in axes.strip("()").split(",") if part.strip()]
    if not axes.startswith("(") or not parts:
        return "", ""
    found = [str(named.get(part, part)) for part in parts]
    return (found[0], found[1]) if len(found) > 1 else ("", found[0])
