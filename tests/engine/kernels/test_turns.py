"""One process compiles a kernel while the others wait for it, and nobody waits for the dead, or for ever."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from engine.kernels import turns
from engine.kernels.turns import Turn

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from engine.kernels.turns import Turn
Turn(sys.argv[1], "kernel").wait()
print("mine", flush=True)
sys.stdin.readline()
Turn(sys.argv[1], "kernel").leave()
print("yours", flush=True)
sys.stdin.readline()
"""
pytestmark = pytest.mark.skipif(not turns.LOCKS, reason="locks of a part of a file are POSIX's")


@pytest.fixture
def holder(tmp_path):
    """A process that has the turn."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout.readline() == "mine\n"
    yield process
    process.kill()
    process.communicate()


def test_who_comes_first_does_not_wait(tmp_path):
    turn = Turn(str(tmp_path / "new"), "kernel")
    assert not turn.wait()
    assert not turn.wait()
    turn.leave()


@pytest.mark.parametrize("end", ["leaves", "dies"])
def test_who_comes_later_waits_until_the_first_leaves_or_dies(tmp_path, holder, end, monkeypatch):
    looks = []

    def look(seconds):
        looks.append(seconds)
        if len(looks) == 2:
            if end == "dies":
                holder.kill()
                holder.wait()
            else:
                holder.stdin.write("\n")
                holder.stdin.flush()
                assert holder.stdout.readline() == "yours\n"

    monkeypatch.setattr(turns, "sleep", look)
    turn = Turn(str(tmp_path), "kernel")
    assert turn.wait()
    assert len(looks) == 2
    turn.leave()


def test_another_kernel_is_nobodys_turn(tmp_path, holder):
    assert not Turn(str(tmp_path), "another").wait()


def test_nobody_waits_for_ever(tmp_path, holder, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    began = monotonic()
    assert Turn(str(tmp_path), "kernel").wait()
    assert monotonic() - began >= 0.05


def test_without_a_folder_each_compiles_for_itself(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    turn = Turn(str(tmp_path / "file" / "folder"), "kernel")
    assert not turn.wait()
    turn.leave()
    monkeypatch.setattr(turns, "LOCKS", False)
    assert not Turn(str(tmp_path), "kernel").wait()
