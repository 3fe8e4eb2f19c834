"""Hashing finds TensorFlow's bins for texts of every length (tests/golden/record_fingerprints.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine import layers, models
from engine.errors import ProblemError

KNOWN = json.loads((Path(__file__).parents[2] / "golden" / "fingerprints.json").read_text("utf-8"))
TEXTS = [*(KNOWN["letters"][:length] for length in range(200)), *KNOWN["texts"]]


@pytest.mark.parametrize(("expected", "salt"), [("fast", None), ("strong", KNOWN["key"])])
def test_texts_of_every_length_have_the_bins_of_tensorflow(expected, salt, monkeypatch):
    monkeypatch.setattr("engine.validators._check_between", lambda *_: None)  # more bins than a model may have
    layer = layers.Hashing(KNOWN["bins"], salt=salt)
    assert [layer.bin_of(text) for text in TEXTS] == KNOWN[expected]


def test_numbers_are_hashed_by_their_digits():
    whole, real = np.array([[7, -3]]), np.array([[7.9, -3.0]])
    layer = layers.Hashing(1000)
    np.testing.assert_array_equal(layer(whole), layer(real))
    np.testing.assert_array_equal(layer(whole), layer(np.array([["7", "-3"]])))
    with pytest.raises(ProblemError, match="whole numbers"):
        layer(np.array([[np.nan]]))


def test_words_go_through_a_model_and_its_file(tmp_path):
    words = np.array([["서울", "부산"], ["제주", "서울"]] * 4)
    model = models.Sequential([layers.Hashing(8, output_mode="multi_hot"), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(words, np.ones(8), verbose=0)
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(words, verbose=0), model.predict(words, verbose=0))
