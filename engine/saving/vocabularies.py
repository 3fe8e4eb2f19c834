"""Learned vocabularies in a ``.keras`` file: ``assets/layers/text_vectorization/vocabulary.txt``, one token a line."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.layers.vocabulary_layer import VocabularyLayer
from engine.saving.hdf5 import H5
from engine.saving.weights import groups
from engine.typing import Array

FILE = "vocabulary.txt"


def _layers(model: Any) -> Iterator[tuple[str, str, VocabularyLayer]]:
    """``(group of the file, name of the text, layer)`` of each place for a vocabulary."""
    for path, layer in groups(model):
        if not isinstance(layer, VocabularyLayer):
            continue
        for group in layer.learned_at:
            inside = "/".join(filter(None, (path, group)))
            yield inside, f"assets/{inside}/{FILE}", layer


def vocabularies_of(model: Any) -> list[tuple[str, str]]:
    """The texts that a file of the model holds, each after its name."""
    found = [(name, layer.learned_text()) for _, name, layer in _layers(model)]
    return [(name, text) for name, text in found if text is not None]


def places_of_vocabularies(model: Any) -> list[str]:
    """The names of the texts that layers without a given vocabulary look for."""
    return [name for _, name, layer in _layers(model) if layer.vocabulary is None]


def learn_vocabularies(h5: H5, model: Any, texts: Mapping[str, str]) -> None:
    """Let layers that are not built yet learn what a file holds; h5: its weights, with those of rareness."""
    done: set[str | None] = set()
    for inside, name, layer in _layers(model):
        if name in texts and layer.name not in done:
            done.add(layer.name)
            layer.learn_again(texts[name], _rareness(h5, inside))


def _rareness(h5: H5, inside: str) -> Array | None:
    group = h5.group(h5.root, f"{inside}/vars")
    return None if group is None or "idf_weights" not in group else h5.array(group, "idf_weights").read()
