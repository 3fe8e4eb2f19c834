"""VocabularyLayer: base of the layers with a vocabulary; saves and restores it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, ClassVar

from engine.layers.base import Layer
from engine.typing import Array

RENAMED_MODES = {"binary": "multi_hot", "tf-idf": "tf_idf"}


class VocabularyLayer(Layer, ABC):
    """Base of StringLookup, IntegerLookup and TextVectorization.

    A vocabulary passed as an argument is part of the config. A learned one is saved as in Keras: a text file with one
    token per line in the archive's ``assets``, and its idf weights among the layer's weights.
    """

    vocabulary_paths: ClassVar[tuple[str, ...]] = ("",)
    """Where a file may hold the vocabulary and the weights: paths relative to the layer's path, tried in this order."""

    vocabulary: Any
    """The argument; None if the vocabulary is to be learned."""

    @property
    def is_differentiable(self) -> bool:
        return False

    @abstractmethod
    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """All tokens, in the order of their indices."""

    @abstractmethod
    def set_vocabulary(self, vocabulary: Sequence[Any], idf_weights: Any = None) -> None:
        """Set the vocabulary and, in the mode ``tf_idf``, its idf weights."""

    @abstractmethod
    def vocabulary_size(self) -> int:
        """The number of tokens, special tokens included."""

    @abstractmethod
    def get_idf_weights(self) -> Array | None:
        """The weight of every index in the mode ``tf_idf``; None in other modes and before the vocabulary is known."""

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert Keras 2's names of modes and drop ``vocabulary_size``, which Keras 3 writes to the config."""
        arguments = {n: v for n, v in super().accept(arguments).items() if n != "vocabulary_size"}
        if isinstance(mode := arguments.get("output_mode"), str):
            arguments["output_mode"] = RENAMED_MODES.get(mode, mode)
        return arguments

    # --- files ------------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The config in Keras's form; includes a learned vocabulary only if a text file cannot hold it."""
        config = {**super().get_config(), **self.only, "vocabulary_size": self.vocabulary_size()}
        if self.vocabulary is not None or self._survives_lines():
            return config
        return {**config, **self.vocabulary_config()}

    def vocabulary_config(self) -> dict[str, Any]:
        """A learned vocabulary as arguments, for file formats without assets."""
        tokens = self.get_vocabulary(include_special_tokens=False)
        if self.vocabulary is not None or not tokens:
            return {}
        special, weights = self.vocabulary_size() - len(tokens), self.get_idf_weights()
        idf = None if weights is None else weights[special : special + len(tokens)].tolist()
        return {"vocabulary": tokens, "idf_weights": idf}

    def vocabulary_text(self) -> str | None:
        """The learned vocabulary, one token per line; None if the config contains it."""
        return self._join_tokens() if self.vocabulary is None and self._survives_lines() else None

    def restore_vocabulary(self, text: str, weights: Array | None) -> None:
        """Set the vocabulary from a file's text. weights: the idf weight of every index if the mode is ``tf_idf``."""
        if lines := _split_lines(text):
            self.set_vocabulary(lines, None if weights is None else weights[: len(lines)])

    def _join_tokens(self) -> str:
        return "\n".join(str(token) for token in self.get_vocabulary())

    def _survives_lines(self) -> bool:
        """Whether the tokens joined to lines come back when this engine and Keras (``splitlines``) split the lines."""
        tokens, text = [str(token) for token in self.get_vocabulary()], self._join_tokens()
        return _split_lines(text) == tokens == text.splitlines()


def _split_lines(text: str) -> list[str]:
    """Split a text with any newline convention into lines; drops empty lines at the end, as Keras does."""
    lines = StringIO(text, newline=None).read().split("\n")
    while lines and not lines[-1]:
        lines.pop()
    return lines


def saved_idf_weights(layer: Layer) -> Mapping[str, Array]:
    """The idf weights that Keras saves with a layer, by their name in files; empty for layers without idf weights."""
    weights = layer.get_idf_weights() if isinstance(layer, VocabularyLayer) else None
    if not isinstance(layer, VocabularyLayer) or weights is None:
        return {}
    return {"idf_weights": weights[: layer.vocabulary_size()]}
