"""What Keras's preprocessing did, recorded by tests/golden/record_preprocessing.py, and the examples it was asked."""

import json
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.fixture(scope="session")
def examples():
    return json.loads((GOLDEN / "preprocessing_examples.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def table():
    return json.loads((GOLDEN / "preprocessing.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def arrays():
    with np.load(GOLDEN / "preprocessing.npz") as file:
        return dict(file)


@pytest.fixture(scope="session")
def series():
    return np.arange(20) ** 2 % 17


@pytest.fixture(scope="session")
def images():
    return np.random.default_rng(5).integers(0, 256, (6, 6, 7, 3)).astype("float32")


@pytest.fixture
def folder(tmp_path, images):
    """Two classes of images and texts, and a hidden folder, as the recorder had them."""
    from engine.utils import save_img

    for name, count in (("b", 5), ("a", 4), (".hidden", 2)):
        (tmp_path / name).mkdir()
        for i in range(count):
            save_img(tmp_path / name / f"{i}.png", images[i])
            (tmp_path / name / f"{i}.txt").write_text(f"{name}{i} 글", "utf-8")
    return tmp_path
