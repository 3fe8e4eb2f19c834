"""Fixtures: every metric with batches of data, as recorded in tests/golden/metrics.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.metrics import Metric
from engine.naming import reset_names
from engine.registry import lookup

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "metrics.json").read_text())


@pytest.fixture(autouse=True)
def fresh_names():
    """Restart the numbering of default names, as ``clear_session`` did when Keras's were recorded."""
    reset_names()


@dataclass(frozen=True)
class Case:
    """One case of metrics.json."""

    class_name: str
    config: dict[str, Any]
    batches: list[Any]
    name: str
    plain: Any
    weighted: Any

    def make(self) -> Metric:
        metric: Metric = lookup("metric", self.class_name)(**self.config)
        return metric

    def arguments(self, weighted: bool) -> list[list[Any]]:
        """Return the arguments of ``update_state`` for each batch."""
        batches = []
        for y_true, y_pred, weight in self.batches:
            arrays = [np.asarray(x) for x in (y_true, y_pred) if x is not None]
            arrays = [x.astype("float32") if x.dtype.kind == "f" else x for x in arrays]
            batches.append([*arrays, np.asarray(weight)] if weighted else arrays)
        return batches


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        cases = [Case(**line) for line in GOLDEN["cases"]]
        metafunc.parametrize("case", cases, ids=[
            f"{i}-{c.class_name}-{json.dumps(c.config)}-{np.ndim(c.batches[0][0])}d" for i, c in enumerate(cases)
        ])
    if "in_logs" in metafunc.fixturenames:
        metafunc.parametrize("in_logs", GOLDEN["logs"], ids=[f"{i}-{y}-{p}" for i, y, p, _, _ in GOLDEN["logs"]])
