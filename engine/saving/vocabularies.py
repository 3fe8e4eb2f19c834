"""Adapted vocabularies in a ``.keras`` file: ``assets/layers/text_vectorization/vocabulary.txt``, one token a line."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.layers.leaves import layer_groups
from engine.layers.vocabulary_layer import VocabularyLayer
from engine.saving.hdf5 import H5
from engine.typing import Array

FILE = "vocabulary.txt"


def _layers(model: Any) -> Iterator[tuple[str, str, VocabularyLayer]]:
    """Yield ``(path of the HDF5 group, path of the text file, layer)`` for each path that may hold a vocabulary."""
    for path, layer in layer_groups(model):
        if not isinstance(layer, VocabularyLayer):
            continue
        for group in layer.vocabulary_paths:
            full_path = "/".join(filter(None, (path, group)))
            yield full_path, f"assets/{full_path}/{FILE}", layer


def vocabulary_texts(model: Any) -> list[tuple[str, str]]:
    """Pairs of file name and content for the model's adapted vocabularies."""
    files = [(name, layer.vocabulary_text()) for _, name, layer in _layers(model)]
    return [(name, text) for name, text in files if text is not None]


def vocabulary_files(model: Any) -> list[str]:
    """The names of the vocabulary files of layers without a vocabulary argument."""
    return [name for _, name, layer in _layers(model) if layer.vocabulary is None]


def load_vocabularies(h5: H5, model: Any, texts: Mapping[str, str]) -> None:
    """Load vocabularies into layers that are not built. h5: file with the IDF weights. texts: content by file name."""
    done: set[int] = set()
    for path, name, layer in _layers(model):
        if name in texts and id(layer) not in done:
            done.add(id(layer))
            layer.restore_vocabulary(texts[name], _idf_weights(h5, path))


def _idf_weights(h5: H5, path: str) -> Array | None:
    group = h5.group(h5.root, f"{path}/vars")
    return None if group is None or "idf_weights" not in group else h5.array(group, "idf_weights").read()
