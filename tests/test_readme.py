"""README's numbers are those of the code."""

import re
from pathlib import Path

from engine import ops, registry

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_readme_counts_the_layers_losses_metrics_and_operations():
    rows = [row for row in README.splitlines() if row.startswith("|")]
    layers, losses = (next(row for row in rows if f"· {kind}" in row) for kind in ("layers", "losses"))
    assert numbers(layers)[0] == len(registry.classes("layer"))
    assert numbers(losses) == [len(registry.classes("loss")), len(registry.classes("metric")), len(ops.__all__)]


def numbers(row):
    """The numbers of a row, without those in names such as Conv1D."""
    return [int(text) for text in re.findall(r"(?<![A-Za-z0-9])\d+(?![0-9D])", row)]
