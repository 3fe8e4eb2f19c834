"""VocabularyLayer: a layer whose vocabulary is given or learned, and how files keep what was learned."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, ClassVar

from engine.layers.base import Layer
from engine.typing import Array

FORMER = {"binary": "multi_hot", "tf-idf": "tf_idf"}


class VocabularyLayer(Layer, ABC):
    """Base of StringLookup, IntegerLookup and TextVectorization.

    A vocabulary that was given is part of the config. One that was learned is, as in Keras, a text of one token a line
    in the file's ``assets``, and its weights of rareness lie among the layer's weights.
    """

    learned_at: ClassVar[tuple[str, ...]] = ("",)
    """The groups within the layer's own where files keep the text and the weights, the one to read first."""

    vocabulary: Any
    """What was given; None where it is to be learned."""

    @abstractmethod
    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """All tokens in the order of their places."""

    @abstractmethod
    def set_vocabulary(self, vocabulary: Sequence[Any], idf_weights: Any = None) -> None:
        """Take these tokens, with their weights of rareness in the mode ``tf_idf``."""

    @abstractmethod
    def vocabulary_size(self) -> int:
        """How many places there are."""

    @abstractmethod
    def rareness(self) -> Array | None:
        """The weight of every place, in the mode ``tf_idf``; None in others, and while nothing is learned."""

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Former names of modes; what Keras 3 writes into a config for itself is left out."""
        arguments = {n: v for n, v in super().accept(arguments).items() if n != "vocabulary_size"}
        if isinstance(mode := arguments.get("output_mode"), str):
            arguments["output_mode"] = FORMER.get(mode, mode)
        return arguments

    # --- files ------------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """As Keras writes it; a vocabulary with tokens that do not fit into lines is part of the config too."""
        config = {**super().get_config(), **self.only, "vocabulary_size": self.vocabulary_size()}
        return config if self.vocabulary is not None or self._lines_hold() else {**config, **self.learned_config()}

    def learned_config(self) -> dict[str, Any]:
        """The vocabulary as arguments: for formats that have no place for a text."""
        tokens = self.get_vocabulary(include_special_tokens=False)
        if self.vocabulary is not None or not tokens:
            return {}
        first, weights = self.vocabulary_size() - len(tokens), self.rareness()
        idf = None if weights is None else weights[first : first + len(tokens)].tolist()
        return {"vocabulary": tokens, "idf_weights": idf}

    def learned_text(self) -> str | None:
        """The learned vocabulary, one token a line; None where the config says it."""
        return self._text() if self.vocabulary is None and self._lines_hold() else None

    def learn_again(self, text: str, weights: Array | None) -> None:
        """Take the vocabulary of a file. weights: of every place, in the mode ``tf_idf``."""
        if lines := _lines(text):
            self.set_vocabulary(lines, None if weights is None else weights[: len(lines)])

    def _text(self) -> str:
        return "\n".join(str(token) for token in self.get_vocabulary())

    def _lines_hold(self) -> bool:
        """Whether the lines of the text are the tokens again, also as Keras parts it."""
        tokens, text = [str(token) for token in self.get_vocabulary()], self._text()
        return _lines(text) == tokens == text.splitlines()


def _lines(text: str) -> list[str]:
    """The lines of a text that any system wrote; empty ones at the end are none, as in Keras."""
    lines = StringIO(text, newline=None).read().split("\n")
    while lines and not lines[-1]:
        lines.pop()
    return lines


def learned_weights(layer: Layer) -> Mapping[str, Array]:
    """What a layer has learned beside its weights, by Keras's names for it in files; nothing for most layers."""
    found = layer.rareness() if isinstance(layer, VocabularyLayer) else None
    if not isinstance(layer, VocabularyLayer) or found is None:
        return {}
    return {"idf_weights": found[: layer.vocabulary_size()]}
