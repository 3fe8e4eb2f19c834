"""The six examples that the documents name, and one of them as it was written for Keras 2, run and learn something.

Each is a script for real Keras, run unchanged by ``python -m engine``: on some of the real data where they lie in
``shared/data`` beside the repository, else on stand-ins. The arguments are the scripts' own: samples, epochs.
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
SCRIPTS = {  # samples, epochs, accuracy in training in the end: that of Keras 3.15 on the real data, the least on stand-ins
    "mnist_mlp": (4000, 3, 0.933, 0.85),
    "mnist_cnn": (1500, 3, 0.833, 0.8),
    "reuters_mlp": (8982, 3, 0.870, 0.9),
    "imdb_lstm": (1000, 4, 0.958, 0.6),
    "cifar10_cnn": (2000, 3, 0.288, 0.18),
    "cifar10_cnn_keras2": (2000, 3, 0.247, 0.12),
}
NEAR = 0.08
"""As far from Keras's accuracy as another seed takes it."""
STAND_INS = f"""import sys
sys.path.insert(0, {str(EXAMPLES)!r})
import made_data
from engine.__main__ import main
made_data.stand_in()
sys.exit(main(sys.argv[1:]))
"""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Products this small gain nothing from a second thread."""
TEXT = "the cat sat on the mat, the dog sat on the log. "


def ran(how, script, *arguments, environment=None):
    done = subprocess.run([sys.executable, *how, str(EXAMPLES / f"{script}.py"), *map(str, arguments)], check=False,
                          capture_output=True, text=True, cwd=ROOT, timeout=900,
                          env={**os.environ, **ONE_THREAD, **(environment or {})})
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(output, name):
    """What verbose=2 printed of a number, epoch by epoch."""
    return [float(number) for number in re.findall(rf"- {name}: ([\d.e-]+)", output)]


@pytest.mark.parametrize("name", SCRIPTS)
def test_learns_as_much_as_with_keras(name, keras_home):
    samples, epochs, of_keras, least = SCRIPTS[name]
    least = least if keras_home is None else of_keras - NEAR
    how = ["-c", STAND_INS] if keras_home is None else ["-m", "engine"]
    output = ran(how, name, samples, epochs, environment=keras_home)
    losses = told(output, "loss")
    assert len(losses) == epochs
    assert losses[-1] < losses[0]
    assert (told(output, "accuracy") or told(output, "acc"))[-1] >= least
    assert 0 <= float(re.search(r"Test accuracy: ([\d.]+)", output)[1]) <= 1


def test_writes_text_in_the_alphabet_it_read(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text(TEXT * 12, "utf-8")
    output = ran(["-m", "engine"], "text_generation", file, 12)
    losses = told(output, "loss")
    assert losses[-1] < 0.7 * losses[0]
    written = re.findall(r"Generated: '(.*)'", output)
    assert len(written) == 2
    assert all(len(text) == 100 and set(text) <= set(TEXT) for text in written)


@pytest.fixture(scope="module")
def keras_home(tmp_path_factory):
    """The environment in which a script finds the real files where Keras keeps them; None where there are none."""
    if SHARED is None:
        return None
    home = tmp_path_factory.mktemp("keras")
    pictures = home / "datasets" / "cifar-10-batches-py-target" / "cifar-10-batches-py"
    pictures.mkdir(parents=True)
    for name in ("imdb", "reuters"):
        (home / "datasets" / f"{name}.npz").symlink_to(SHARED / name / f"{name}.npz")
    _unpack(SHARED / "cifar10" / "cifar10_subset.npz", pictures)
    return {"KERAS_HOME": str(home), "KERAS_BLOCKS_MNIST": str(SHARED / "mnist" / "mnist_rebuilt.npz")}


def _unpack(subset, folder):
    """CIFAR-10's first batch in the place of all five, and a tenth of its test pictures in the place of all."""
    arrays = np.load(subset)
    for part, name, times in (("train", "data_batch_1", 1), ("test", "test_batch", 10)):
        data = np.tile(arrays[f"x_{part}"].transpose(0, 3, 1, 2).reshape(-1, 3072), (times, 1))
        labels = arrays[f"y_{part}"].ravel().tolist() * times
        (folder / name).write_bytes(pickle.dumps({b"data": data, b"labels": labels}, 3))
    for number in range(2, 6):
        (folder / f"data_batch_{number}").symlink_to(folder / "data_batch_1")
