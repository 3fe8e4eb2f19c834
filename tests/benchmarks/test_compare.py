"""The comparison of two states of the engine runs, and reports a state that fails. No speed is asserted."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAX_RATIO = 10.0
"""Ceiling of a state's ratio to itself, on a machine that does other work too."""


def compare(before, out, *arguments):
    """Run the command; the finished process, and the rows of the table that it wrote, as lists of cells."""
    command = [sys.executable, ROOT / "tests/benchmarks/compare.py", *arguments, "--engine-before", before, "--out", out]
    process = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    rows = [line.strip("| ").split(" | ") for line in out.read_text("utf-8").splitlines() if line.startswith("| W")]
    return process, rows


def is_plausible(row):
    return all(1 / MAX_RATIO < float(cell) < MAX_RATIO for cell in row[5:6] + row[6].split(" to "))


def test_epochs_are_compared(tmp_path):
    process, rows = compare(ROOT, tmp_path / "report.md", "--short")
    assert process.returncode == 0, process.stderr
    assert [row[:3] for row in rows] == [["W1", "1", "epoch"], ["W4", "1", "epoch"]]
    assert all(map(is_plausible, rows)), rows
    assert process.stdout == (tmp_path / "report.md").read_text("utf-8")


def test_starts_are_compared(tmp_path):
    process, rows = compare(ROOT, tmp_path / "report.md", "W1", "--short", "--start", "--pairs", "0")
    assert process.returncode == 0, process.stderr
    assert [row[2] for row in rows] == ["first batch, warm kernel cache", "first batch, empty kernel cache"]
    assert all(map(is_plausible, rows)), rows


def test_a_state_that_fails_is_named_with_its_error(tmp_path):
    engine = tmp_path / "before" / "engine"
    engine.mkdir(parents=True)
    (engine / "__init__.py").write_text("raise RuntimeError('no kernels')", "utf-8")
    process, rows = compare(tmp_path / "before", tmp_path / "report.md", "W1", "--short")
    assert process.returncode == 1
    assert [row[-1] for row in rows] == ["before failed: RuntimeError: no kernels"]
