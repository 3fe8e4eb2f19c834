"""A run in words and big numbers."""

from math import isfinite
from typing import Any

from app.state.run import Run
from app.texts import words

LARGE = 1e6
"""From here on a number is written with its power of ten, as the big figures are."""


def readable(value: float) -> str:
    """A loss or metric with four decimals; a large one with four digits and its power of ten."""
    if abs(value) < LARGE or not isfinite(value):
        return f"{value:.4f}"
    digits, exponent = f"{value:.3e}".split("e")
    return f"{digits}e{int(exponent)}"


def logs_text(run: Run, validation: bool = False) -> str:
    """``loss 0.1234, accuracy 0.9567``: the newest values, of training alone or with those of validation."""
    shown = {n: v for n, v in run.logs.items() if validation or not n.startswith("val_")}
    return ", ".join(f"{name} {readable(value)}" for name, value in shown.items())


def sentence(run: Run) -> str:
    """What happened last: the epoch, then the newest values."""
    said = words("interface")["run"]
    text: str = said[run.status].format(epoch=run.epoch, epochs=run.epochs, logs=logs_text(run))
    return text.rstrip(", ")


def figures(run: Run) -> list[dict[str, Any]]:
    """The big numbers beside the buttons: epoch, loss, and each metric, validation under training."""
    said = words("interface")["figures"]
    found = [{"label": said["epoch"], "value": f"{run.epoch}/{run.epochs}" if run.epochs else "–", "note": ""}]
    logs = run.logs
    for name in (n for n in logs if not n.startswith("val_")):
        validation = logs.get(f"val_{name}")
        note = "" if validation is None else said["validation"].format(value=readable(validation))
        found.append({"label": said["names"].get(name, name), "value": logs[name], "note": note})
    return found
