"""Fixtures: every loss with labels and predictions, as recorded in tests/golden/losses.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.losses import Loss
from engine.registry import lookup

GOLDEN = Path(__file__).parents[2] / "golden"


@dataclass(frozen=True)
class Case:
    """One line of losses.json."""

    class_name: str
    config: dict[str, Any]
    activation: str | None
    y_true: Any
    y_pred: Any
    sample_weight: Any
    results: dict[str, Any]
    gradient: Any

    @property
    def label(self) -> str:
        return f"{self.class_name}-{json.dumps(self.config)}-{np.ndim(self.y_pred)}d-{self.activation}"

    def make(self, **kwargs: Any) -> Loss:
        loss: Loss = lookup("loss", self.class_name)(**self.config, **kwargs)
        return loss

    def arrays(self, loss: Loss) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return prepared labels, predictions and sample weights."""
        y_pred = np.asarray(self.y_pred, dtype=loss.compute_dtype)
        return loss.prepare(np.asarray(self.y_true), y_pred.shape), y_pred, np.asarray(self.sample_weight)


def pytest_generate_tests(metafunc):
    """Parametrize ``case`` with all recorded cases, ``plain_case`` with those whose predictions are not logits."""
    for fixture in {"case", "plain_case"} & set(metafunc.fixturenames):
        lines = json.loads((GOLDEN / "losses.json").read_text())
        cases = [Case(**line) for line in lines if fixture == "case" or line["activation"] is None]
        metafunc.parametrize(fixture, cases, ids=[f"{i}-{c.label}" for i, c in enumerate(cases)])
