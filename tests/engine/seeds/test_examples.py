"""The six examples that the seed documents name, and one of them in its Keras 2 version, run and learn.

Each is a script for Keras, run unchanged by ``python -m engine``: on a part of the real data if ``shared/data`` is
beside the repository, else on generated data. The arguments are those of the scripts: samples, epochs.
"""

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]
SHARED = next((folder / "shared" / "data" for folder in ROOT.parents if (folder / "shared" / "data").is_dir()), None)
EXAMPLES = Path(__file__).with_name("examples")
SCRIPTS = {  # samples, epochs, final training accuracy: of Keras 3.15 on the real data, minimum on generated data
    "mnist_mlp": (4000, 3, 0.933, 0.85),
    "mnist_cnn": (1500, 3, 0.833, 0.8),
    "reuters_mlp": (8982, 3, 0.870, 0.9),
    "imdb_lstm": (1000, 4, 0.958, 0.6),
    "cifar10_cnn": (2000, 3, 0.288, 0.18),
    "cifar10_cnn_keras2": (2000, 3, 0.247, 0.12),
}
TOLERANCE = 0.08
"""Tolerance of the accuracy: the difference between seeds."""
STAND_INS = f"""import sys
sys.path.insert(0, {str(EXAMPLES)!r})
import made_data
from engine.__main__ import main
made_data.stand_in()
sys.exit(main(sys.argv[1:]))
"""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Matrix products of these sizes are not faster with a second thread."""
TEXT = "the cat sat on the mat, the dog sat on the log. "


def run_script(interpreter_args, script, *arguments, environment=None):
    completed = subprocess.run([sys.executable, *interpreter_args, str(EXAMPLES / f"{script}.py"), *map(str, arguments)], check=False,
                          capture_output=True, text=True, cwd=ROOT, timeout=900,
                          env={**os.environ, **ONE_THREAD, **(environment or {})})
    assert completed.returncode == 0, completed.stderr
    return completed.stdout


def printed_values(output, name):
    """The values of a metric printed by verbose=2, one per epoch."""
    return [float(number) for number in re.findall(rf"- {name}: ([\d.e-]+)", output)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_examples_reach_the_accuracy_of_keras(name, keras_home):
    samples, epochs, keras_accuracy, min_accuracy = SCRIPTS[name]
    min_accuracy = min_accuracy if keras_home is None else keras_accuracy - TOLERANCE
    interpreter_args = ["-c", STAND_INS] if keras_home is None else ["-m", "engine"]
    output = run_script(interpreter_args, name, samples, epochs, environment=keras_home)
    losses = printed_values(output, "loss")
    assert len(losses) == epochs
    assert losses[-1] < losses[0]
    assert (printed_values(output, "accuracy") or printed_values(output, "acc"))[-1] >= min_accuracy
    assert 0 <= float(re.search(r"Test accuracy: ([\d.]+)", output)[1]) <= 1


def test_text_generation_learns_and_keeps_the_alphabet(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text(TEXT * 12, "utf-8")
    output = run_script(["-m", "engine"], "text_generation", file, 12)
    losses = printed_values(output, "loss")
    assert losses[-1] < 0.7 * losses[0]
    written = re.findall(r"Generated: '(.*)'", output)
    assert len(written) == 2
    assert all(len(text) == 100 and set(text) <= set(TEXT) for text in written)


@pytest.fixture(scope="module")
def keras_home(tmp_path_factory):
    """Environment variables for scripts to find the real data files in Keras's cache; None without these files."""
    if SHARED is None:
        return None
    home = tmp_path_factory.mktemp("keras")
    images = home / "datasets" / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    images.mkdir(parents=True)
    for name in ("imdb", "reuters"):
        (home / "datasets" / f"{name}.npz").symlink_to(SHARED / name / f"{name}.npz")
    _unpack(SHARED / "cifar10" / "cifar10_subset.npz", images)
    return {"KERAS_HOME": str(home), "KERAS_BLOCKS_MNIST": str(SHARED / "mnist" / "mnist_rebuilt.npz")}


def _unpack(subset, folder):
    """Write CIFAR-10's first batch as all five, and a tenth of its test images, repeated, as all."""
    arrays = np.load(subset)
    for part, name, times in (("train", "data_batch_1", 1), ("test", "test_batch", 10)):
        data = np.tile(arrays[f"x_{part}"].transpose(0, 3, 1, 2).reshape(-1, 3072), (times, 1))
        labels = arrays[f"y_{part}"].ravel().tolist() * times
        (folder / name).write_bytes(pickle.dumps({b"data": data, b"labels": labels}, 3))
    for number in range(2, 6):
        (folder / f"data_batch_{number}").symlink_to(folder / "data_batch_1")
