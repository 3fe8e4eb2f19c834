"""An installation from a wheel, in an empty environment and away from the checkout: all files are there, all starts."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "app", "lessons")
UNSEEN = shutil.ignore_patterns("__pycache__", "*.pyc", "*.nbi", "*.nbc", ".*")
PATIENCE = 300
"""Seconds that the page is waited for: nothing is compiled yet."""

LEARN = """
import importlib.util
import sys
from pathlib import Path

import numpy as np

import engine
from engine.layers.dense import Dense
from engine.models.sequential import Sequential
from app.lesson.library import lesson
from app.texts.cards import card

assert Path(engine.__file__).is_relative_to(sys.prefix), engine.__file__
x = np.linspace(-1, 1, 64, dtype="float32")[:, None]
model = Sequential([Dense(1)])
model.compile(optimizer="sgd", loss="mse")
losses = model.fit(x, 2 * x, epochs=100, verbose=0).history["loss"]
assert losses[-1] < losses[0] / 2, losses
read = lesson("01-first-blocks")
assert read.mistakes == () and read.parts and read.terms, read
assert any("\\uac00" <= letter <= "\\ud7a3" for letter in card("layer", "Dense").title), card("layer", "Dense")
print(importlib.util.find_spec("app").submodule_search_locations[0])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built from a copy: a build leaves folders behind."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=UNSEEN)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(folder), str(folder / "source"), cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


def run(*command: str, cwd: Path) -> str:
    """What a command printed; its errors are in the message if it fails. Nothing of this environment leads to the checkout."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


def test_a_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    paths = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    files = {path.relative_to(ROOT).as_posix() for path in paths
             if "__pycache__" not in path.parts and path.suffix not in (".nbi", ".nbc")}
    assert files - set(zipfile.ZipFile(wheel).namelist()) == set(), "add them to [tool.setuptools.package-data]"


def test_a_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "venv", cwd=tmp_path)
    python = str(next(path for path in (tmp_path / "venv/bin/python", tmp_path / "venv/Scripts/python.exe") if path.exists()))
    run(python, "-m", "pip", "install", str(wheel), cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    app = run(python, "-c", LEARN, cwd=empty).strip().splitlines()[-1]
    assert Path(app).is_relative_to(tmp_path / "venv")
    assert "first-blocks" in page(python, app, empty)
    assert list(empty.iterdir()) == []


def page(python: str, app: str, cwd: Path) -> str:
    """The HTML that ``panel serve`` answers for the installed folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = cwd.parent / "server.log"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-m", "panel", "serve", app, "--port", str(port), "--address", "127.0.0.1"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=output)
    try:
        html = answer(f"http://127.0.0.1:{port}/app", server)
    finally:
        server.terminate()
        server.wait(30)
    said = log.read_text("utf-8")
    assert html, said
    assert "Traceback" not in said, said
    return html


def answer(url: str, server: "subprocess.Popen[bytes]") -> str:
    """The page at an address once the server answers 200; empty if it does not in time."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=60) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError:
            return ""
        except OSError:
            time.sleep(0.2)
    return ""
