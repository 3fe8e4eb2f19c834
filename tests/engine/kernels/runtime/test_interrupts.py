"""Ctrl-C is deferred where it would do harm, and raised at once afterwards."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from engine.kernels.runtime.interrupts import interrupt_handler, uninterrupted

ROOT = Path(__file__).parents[4]


def interrupt():
    signal.raise_signal(signal.SIGINT)


def test_an_interrupt_is_raised_at_the_end_of_the_outermost_block():
    reached = []

    def work():
        with uninterrupted:
            with uninterrupted:
                interrupt()
            reached.append("inner")
            assert uninterrupted.is_pending

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached == ["inner"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_interrupt_is_raised_at_once():
    reached = []

    def work():
        with uninterrupted:
            interrupt()
            interrupt()
            reached.append("never")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert (reached, uninterrupted.depth) == ([], 0)


def test_inside_the_handler_only_uninterrupted_work_is_deferred():
    with interrupt_handler:
        with pytest.raises(KeyboardInterrupt):
            interrupt()
        with pytest.raises(KeyboardInterrupt), uninterrupted:
            interrupt()
        with uninterrupted:
            pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_program_is_called_afterwards(monkeypatch):
    calls = []
    before = signal.signal(signal.SIGINT, lambda *_: calls.append(len(calls)))
    try:
        with uninterrupted:
            interrupt()
            assert calls == []
        assert calls == [0]
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_and_ignored_signals_are_left_alone():
    def work():
        with uninterrupted, interrupt_handler:
            assert uninterrupted.depth == 0

    thread = Thread(target=work)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with uninterrupted:
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
            interrupt()
    finally:
        signal.signal(signal.SIGINT, before)


SCRIPT = """
import os, signal, sys, threading, time
import numpy as np
import engine as keras
from engine.kernels.runtime.interrupts import uninterrupted

def interrupt_when(position):
    is_reached = {"compiling": lambda: "engine.kernels.fused_dense" in sys.modules and uninterrupted.depth}.get(
        position, lambda: position in sys.modules)
    while not is_reached():
        time.sleep(0.0002)
    os.kill(os.getpid(), signal.SIGINT)

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)])
model.compile("adam", "mse")
x, y = np.random.default_rng(0).random((64, 3)), np.ones((64, 1))
threading.Thread(target=interrupt_when, args=(sys.argv[1],), daemon=True).start()
try:
    model.fit(x, y, epochs=100_000, verbose=0)
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted after", int(model.optimizer.iterations), len(model.history.epoch))
history = model.fit(x, y, epochs=2, verbose=0)
print("then", len(history.history["loss"]), np.isfinite(model.predict(x, verbose=0)).all())
"""


@pytest.mark.parametrize("position", ["numba.core.types", "numba.core.typing.templates", "engine.kernels.lowlevel.simd",
                                    "compiling"])
def test_the_first_fit_can_be_interrupted_at_any_position(position, tmp_path):
    """On an empty cache: at these moments of the import of Numba every second fit failed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path)}
    result = subprocess.run([sys.executable, "-c", SCRIPT, position], env=environment, cwd=tmp_path, timeout=120,
                            capture_output=True, text=True, check=False)
    assert result.stdout.split("\n")[-2] == "then 2 True", result.stderr[-2000:]
    assert "interrupted after" in result.stdout
