"""Progbar prints exactly what Keras printed at the same times."""

import io
import json
import sys
from pathlib import Path

import pytest

from engine.errors import ProblemError
from engine.utils import Progbar, progbar

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "progbar.json").read_text("utf-8"))
START = 1000.0


class Clock:
    """A clock that a test sets; each reading advances it by ``tick``."""

    def __init__(self, tick=0.0):
        self.now, self.tick = START, tick

    def time(self):
        self.now += self.tick
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progbar, "time", clock)
    return clock


@pytest.mark.parametrize("mode", ["redrawn", "in lines"])
@pytest.mark.parametrize("name", GOLDEN["scenarios"])
def test_prints_what_keras_prints(name, mode, clock, monkeypatch, capsys):
    monkeypatch.setattr(progbar, "can_redraw", lambda: mode == "redrawn")
    scenario = GOLDEN["scenarios"][name]
    bar = Progbar(**scenario["arguments"])
    for seconds, current, values, finalize in scenario["updates"]:
        clock.now = START + seconds
        bar.update(current, values, finalize)
    assert capsys.readouterr().out == scenario[mode]


@pytest.mark.parametrize("fit", GOLDEN["fits"], ids=lambda fit: f"verbose={fit['verbose']}, epochs={fit['epochs']}")
def test_prints_what_fit_prints_from_the_same_logs(fit, monkeypatch, capsys):
    monkeypatch.setattr(progbar, "time", Clock(tick=0.25))
    for kind, number, *logs in fit["calls"]:
        values = sorted(logs[0].items()) if logs else []
        if kind == "epoch":
            if fit["epochs"] > 1:
                print(f"Epoch {number + 1}/{fit['epochs']}")
            bar = Progbar(fit["steps"], verbose=fit["verbose"], stateless_metrics=[])
        elif kind == "batch" and fit["verbose"] == 1:
            bar.update(number + 1, values, finalize=False)
        elif kind == "end":
            bar.update(fit["steps"], values, finalize=True)
    assert capsys.readouterr().out == fit["text"]


def test_add_advances_the_bar(clock, capsys):
    bar = Progbar(4)
    for _ in range(4):
        clock.now += 1
        bar.add(1, [("loss", 1.0)])
    assert "4/4" in capsys.readouterr().out.split("\r")[-1]


def test_an_encoding_without_the_bar_character_gets_another(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    monkeypatch.setattr(sys, "stdout", out)
    Progbar(2).update(2)
    out.seek(0)
    assert "=" * 20 in out.read()


def test_stateful_and_stateless_metrics_together_are_refused():
    with pytest.raises(ProblemError, match="Give stateful_metrics or stateless_metrics, not both"):
        Progbar(2, stateful_metrics=["a"], stateless_metrics=["b"])
