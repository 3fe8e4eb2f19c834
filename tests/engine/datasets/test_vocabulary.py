"""Text data sets have words: one for each index, and sequences of indices become texts."""

import numpy as np
import pytest

from engine.datasets.catalog import CATALOG
from engine.datasets.generated.synthetic_topics import points
from engine.datasets.vocabulary import from_ranks, to_texts

GENERATED = [name for name, each in CATALOG.items() if each.words and each.embedded]


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_set_has_a_distinct_word_for_each_index(name):
    vocabulary = CATALOG[name].vocabulary()
    assert len(vocabulary) == CATALOG[name].words == len(set(vocabulary))
    assert vocabulary[0] == ""
    assert all(word == word.strip() and " " not in word for word in vocabulary[1:])
    assert all(vocabulary[1:])


@pytest.mark.parametrize("name", GENERATED)
def test_every_index_that_a_generated_set_uses_has_its_word(name):
    x = CATALOG[name].load({"n": 50}).x_train
    texts = to_texts(x, CATALOG[name].vocabulary())
    assert [len(text.split()) for text in texts] == (x != 0).sum(axis=1).tolist()


def test_words_of_a_topic_are_those_of_its_texts():
    x, y = points(2000, 0.0, 1)
    vocabulary = CATALOG["made_topics"].vocabulary()
    own = {vocabulary[1 + 8 * 24 + i] for i in range(8)}
    of_topic = " ".join(to_texts(x[y == 24], vocabulary)).split()
    of_others = " ".join(to_texts(x[y == 5], vocabulary)).split()
    assert sum(word in own for word in of_topic) / len(of_topic) > 5 * sum(word in own for word in of_others) / len(of_others)


def test_ranks_are_three_below_indices_as_in_keras():
    vocabulary = from_ranks({"the": 1, "and": 2, "rare": 90}, 6)
    assert vocabulary == ("", "", "[UNK]", "", "the", "and")
    assert to_texts(np.array([[0, 1, 4, 2, 5, 99]]), vocabulary) == ["the [UNK] and"]


def test_a_remote_set_without_its_word_file_has_no_words(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert CATALOG["imdb"].vocabulary(n=100, words=50, length=10) == ()
    assert CATALOG["reuters"].vocabulary(n=100, words=50, length=10) == ()


def test_words_of_imdb_come_from_the_cached_word_index(monkeypatch):
    monkeypatch.setattr("engine.datasets.keras.imdb.cached_word_index", lambda: {"film": 2})
    assert CATALOG["imdb"].vocabulary(n=100, words=6, length=10) == ("", "", "[UNK]", "", "", "film")


def test_words_of_nsmc_are_the_most_frequent_of_its_training_texts(monkeypatch):
    texts = np.array(["b a", "b c", "unused"], object)
    monkeypatch.setattr("engine.datasets.keras.nsmc.load_data", lambda: ((texts, None), (texts, None)))
    assert CATALOG["nsmc"].vocabulary(n=2, words=3, length=5) == ("", "b", "a")
