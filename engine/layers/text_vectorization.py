"""TextVectorization: turns texts into the indices of their words."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.tensor import raw
from engine.errors import fail
from engine.hyperparameters import boolean, choice, configurable, declare, integer, numbers
from engine.layers.encodings import encoded_shape
from engine.layers.index_lookup import iterate_rows
from engine.layers.layer_serialization import WeightGroup
from engine.layers.string_lookup import StringLookup
from engine.layers.text_processing import SPLITS, STANDARDS, TextStep, join_ngrams, split_text, standardize_text
from engine.layers.vocabulary_layer import VocabularyLayer
from engine.limits import MAX_AXIS, MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.validators import Integers, Texts

MAX_NGRAM = 100
"""The largest n of an n-gram."""


@final
@configurable
class TextVectorization(VocabularyLayer):
    """``y`` holds the indices of the words of ``x`` in the vocabulary: 0 is padding, 1 an unknown word

    x: strings ``(batch,)`` or ``(batch, 1)``. y: ``(batch, words)``; words: ``output_sequence_length``, or the length
    of the longest text. With the output_mode ``one_hot`` y is ``(batch, words, vocabulary)``, with ``multi_hot``,
    ``count`` and ``tf_idf`` ``(batch, vocabulary)``. A text is standardized and split into tokens; with ``ngrams`` (the
    largest n, or a tuple of n) the tokens are joined to n-grams.

    Backward: x is not differentiable, so dx is 0. Source: Keras 3, ``layers.TextVectorization``.
    """

    family: ClassVar[str] = "embedding"
    form: ClassVar[str] = "ruled"
    vocabulary_paths: ClassVar[tuple[str, ...]] = ("_lookup_layer", "")
    only = {"sparse": False, "ragged": False, "encoding": "utf-8"}

    max_tokens: int | None = integer(2, MAX_UNITS, default=None)
    standardize: Any = declare(TextStep(choices=STANDARDS, optional=True), default="lower_and_strip_punctuation")
    split: Any = declare(TextStep(choices=SPLITS, optional=True), default="whitespace")
    ngrams: tuple[int, ...] | None = declare(Integers(low=1, optional=True), default=None)
    output_mode: str = choice("int", "one_hot", "multi_hot", "count", "tf_idf", default="int")
    output_sequence_length: int | None = integer(1, MAX_AXIS, default=None)
    pad_to_max_tokens: bool = boolean(default=False)
    vocabulary: tuple[str, ...] | None = declare(Texts(optional=True), default=None)
    idf_weights: Any = numbers(default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.output_mode != "int" and self.output_sequence_length is not None:
            raise fail("not_supported", "output_sequence_length", argument="output_sequence_length", expected=None,
                       value=self.output_sequence_length)
        self.lookup = StringLookup(
            max_tokens=self.max_tokens, vocabulary=self.vocabulary, idf_weights=self.idf_weights, mask_token="",
            output_mode=self.output_mode, pad_to_max_tokens=self.pad_to_max_tokens,
        )  # fmt: skip

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert an integer ``ngrams`` to a tuple: 2 becomes ``(1, 2)``."""
        arguments = super().accept(arguments)
        if type(largest := arguments.get("ngrams")) is int and 0 < largest <= MAX_NGRAM:
            arguments["ngrams"] = tuple(range(1, largest + 1))
        return arguments

    # --- the vocabulary ---------------------------------------------------------------------------------------

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Learn the vocabulary from texts, or from an iterable of batches (the first ``steps`` of them).

        batch_size is ignored.
        """
        self.lookup.learn_vocabulary(self._tokens(str(text)) for row in iterate_rows(data, steps) for text in row)

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[str]:
        """All tokens, in the order of their indices."""
        return self.lookup.get_vocabulary(include_special_tokens)

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Set the vocabulary and, in the mode ``tf_idf``, its idf weights."""
        self.lookup.set_vocabulary(vocabulary, idf_weights)

    def vocabulary_size(self) -> int:
        """The number of tokens, special tokens included."""
        return self.lookup.vocabulary_size()

    def get_idf_weights(self) -> Array | None:
        """The weight of every index in the mode ``tf_idf``; None in other modes and before the vocabulary is known."""
        return self.lookup.get_idf_weights()

    def weight_groups(self) -> list[WeightGroup]:
        """Add an empty group for the inner StringLookup, which Keras saves separately."""
        return [*super().weight_groups(), WeightGroup("_lookup_layer", "string_lookup", {})]

    def _tokens(self, text: str) -> list[str]:
        return join_ngrams(split_text(standardize_text(text, self.standardize), self.split), self.ngrams)

    # --- passes -----------------------------------------------------------------------------------------------

    @property
    def input_dtype(self) -> str:
        return "string"

    def as_input(self, x: Array) -> Array:
        """Return strings unchanged."""
        return x

    def check_input(self, input_shape: Shape) -> None:
        if len(input_shape) > 2 or (len(input_shape) == 2 and input_shape[1] != 1):
            raise self.problem("one_text_each", received=input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        if self.output_mode == "int":
            return (input_shape[0], self.output_sequence_length)
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        return encoded_shape(self, (input_shape[0], None), mode, self.lookup.depth)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        texts = [self._tokens(self.lookup.to_token(text)) for text in x.ravel().tolist()]
        length = self.output_sequence_length or max(map(len, texts), default=0)
        padding = 0 if self.output_mode == "int" else -1
        indices = np.full((len(texts), length), padding, "int64")
        for row, tokens in zip(indices, texts, strict=True):
            selected = tokens[:length]
            row[: len(selected)] = [self.lookup.lookup_index(token) for token in selected]
        return self.lookup.encode(indices, self.compute_dtype), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.zeros(cache, dy.dtype), {}

    def __call__(self, x: Any, training: Any = None, mask: Any = None) -> Array:
        """Return ``y`` for a batch or a single string; int64 in the mode ``int``."""
        x = np.asarray(raw(x))
        y: Array = raw(super().__call__(x[None] if x.ndim == 0 else x, training, mask))
        y = y.astype("int64") if self.output_mode == "int" else y
        return y[0] if x.ndim == 0 else y
