"""IndexLookup: base of StringLookup and IntegerLookup; maps tokens to indices in a vocabulary."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from engine.backend.tensor import raw
from engine.errors import fail
from engine.hyperparameters import boolean, choice, integer, numbers
from engine.layers.encodings import encode_categories, encoded_shape
from engine.layers.vocabulary_layer import VocabularyLayer
from engine.limits import MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@dataclass(eq=False, repr=False)
class IndexLookup(VocabularyLayer, ABC):
    """``y`` is the index of the token ``x`` in the vocabulary, or a vector that encodes such indices

    The order of indices is: the mask token, if there is one, in the mode ``int`` only; ``num_oov_indices`` indices for
    unknown tokens; the tokens of the vocabulary. In the mode ``int`` y has the shape of x. The other modes return
    vectors, in which mask tokens are ignored: ``one_hot``, ``multi_hot``, ``count``, ``tf_idf`` (counts times
    ``log(1 + samples / (1 + samples with the token))``). With ``invert`` x are indices and y their tokens. The
    vocabulary is an argument, or :meth:`adapt` learns it: sorted by descending frequency; tokens of equal
    frequency are in descending order.

    Backward: x is not differentiable, so dx is 0. Source: Keras 3, ``layers.IndexLookup``.
    """

    family: ClassVar[str] = "embedding"
    form: ClassVar[str] = "ruled"
    only = {"sparse": False, "salt": None}

    max_tokens: int | None = integer(2, MAX_UNITS, default=None)
    num_oov_indices: int = integer(0, MAX_UNITS, default=1)
    mask_token: Any = field(default=None, init=False, repr=False)
    oov_token: Any = field(default=None, init=False, repr=False)
    vocabulary: Any = field(default=None, init=False, repr=False)
    idf_weights: Any = numbers(default=None)  # noqa: RUF009  (a field, not a shared value)
    invert: bool = boolean(default=False)
    output_mode: str = choice("int", "one_hot", "multi_hot", "count", "tf_idf", default="int")
    pad_to_max_tokens: bool = boolean(default=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pad_to_max_tokens and self.max_tokens is None:
            raise fail("required", "max_tokens", argument="max_tokens")
        if self.invert and self.output_mode != "int":
            raise fail("not_supported", "output_mode", argument="output_mode", expected="int", value=self.output_mode)
        if self.idf_weights is not None and self.output_mode != "tf_idf":
            raise fail("not_supported", "idf_weights", argument="idf_weights", expected=None, value=self.idf_weights)
        self.tokens: list[Any] = []
        self.index_by_token: dict[Any, int] = {}
        self.idf: Array | None = None
        if self.vocabulary is not None:
            self.set_vocabulary(self.vocabulary, self.idf_weights)

    # --- the vocabulary ---------------------------------------------------------------------------------------

    @abstractmethod
    def to_token(self, value: Any) -> Any:
        """Convert one value of the data to a token."""

    @property
    def _oov_start(self) -> int:
        """The first of the indices for tokens that are not in the vocabulary."""
        return 1 if self.mask_token is not None and self.output_mode == "int" else 0

    def special_tokens(self) -> list[Any]:
        """The mask token and the out-of-vocabulary tokens, which precede the vocabulary."""
        return [self.mask_token] * self._oov_start + [self.oov_token] * self.num_oov_indices

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """All tokens, in the order of their indices."""
        return [*(self.special_tokens() if include_special_tokens else []), *self.tokens]

    def vocabulary_size(self) -> int:
        """The number of tokens, special tokens included."""
        return len(self.special_tokens()) + len(self.tokens)

    def set_vocabulary(self, vocabulary: Sequence[Any], idf_weights: Any = None) -> None:
        """Set the vocabulary, with or without special tokens at its start. idf_weights: one for each item."""
        received, special = [self.to_token(value) for value in vocabulary], self.special_tokens()
        has_special = bool(special) and received[: len(special)] == special
        tokens = received[len(special) :] if has_special else received
        if not tokens and not has_special:
            raise fail("no_data", "vocabulary", argument="vocabulary")
        if repeated := [token for token, count in Counter(tokens).items() if count > 1]:
            raise fail("repeated_tokens", "vocabulary", value=repeated[:5])
        if self.mask_token is not None and self.mask_token in tokens:
            raise fail("repeated_tokens", "vocabulary", value=[self.mask_token])
        if self.max_tokens is not None and len(special) + len(tokens) > self.max_tokens:
            raise fail("too_large", "vocabulary", argument="vocabulary", high=self.max_tokens,
                       value=len(special) + len(tokens))
        if self.output_mode == "tf_idf" and (idf_weights is None or len(idf_weights) != len(received)):
            raise fail("given_together", "idf_weights", argument="idf_weights", other="vocabulary")
        self._set_tokens(tokens)
        if self.output_mode == "tf_idf":
            idf = np.asarray(idf_weights, "float32")
            self._set_idf(*((idf[len(special) :], idf[: len(special)]) if has_special else (idf,)))

    def get_idf_weights(self) -> Array | None:
        """The weight of every index in the mode ``tf_idf``; None in other modes and before the vocabulary is known."""
        return self.idf

    def _set_tokens(self, tokens: list[Any]) -> None:
        self.tokens = tokens
        self.index_by_token = {token: index for index, token in enumerate(tokens, start=len(self.special_tokens()))}

    def _set_idf(self, idf: Array, special: Array | None = None) -> None:
        """Set the weights of tokens (idf) and special tokens (special, by default idf's mean); unused indices get 0."""
        special = np.full(len(self.special_tokens()), idf.mean()) if special is None else special
        unused = (self.max_tokens or 0) - len(special) - len(idf) if self.pad_to_max_tokens else 0
        self.idf = np.concatenate([special, idf, np.zeros(max(unused, 0))]).astype("float32")

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Learn the vocabulary from an array, a list, or an iterable of batches (the first ``steps`` of them)."""
        self.learn_vocabulary(iterate_rows(data, steps))

    def learn_vocabulary(self, rows: Any) -> None:
        """Learn the vocabulary from an iterable of samples, each a row of values."""
        if self.vocabulary is not None:
            raise fail("vocabulary_given", layer=type(self).__name__)
        counts: Counter[Any] = Counter()
        documents: Counter[Any] = Counter()
        samples = 0
        for row in rows:
            tokens = [self.to_token(value) for value in row]
            counts.update(tokens)
            documents.update(set(tokens))
            samples += 1
        for special in (self.mask_token, self.oov_token):
            counts.pop(special, None)
        if not counts:
            raise fail("no_data", "data", argument="data")
        max_count = None if self.max_tokens is None else max(self.max_tokens - len(self.special_tokens()), 0)
        tokens = sorted(sorted(counts, reverse=True), key=lambda token: counts[token], reverse=True)[:max_count]
        self._set_tokens(tokens)
        if self.output_mode == "tf_idf":
            document_counts = np.array([documents[token] for token in tokens])
            self._set_idf(np.log(1 + samples / (1 + document_counts)).astype("float32"))

    # --- passes -----------------------------------------------------------------------------------------------

    @property
    def depth(self) -> int | None:
        """The length of the vectors that encode indices; None if the vocabulary is needed for it and not yet known."""
        return self.max_tokens if self.pad_to_max_tokens else self.vocabulary_size() if self.tokens else None

    def check_input(self, input_shape: Shape) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        return encoded_shape(self, input_shape, mode, self.depth)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y: Array = self.lookup_tokens(x) if self.invert else self.encode(self.lookup_indices(x), self.compute_dtype)
        return y, x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.zeros(cache, dy.dtype), {}

    def lookup_indices(self, x: Array) -> Array:
        """The indices of tokens, int64 of the shape of x; −1 for a mask token unless the mode is ``int``."""
        tokens = map(self.to_token, x.ravel().tolist())
        return np.fromiter(map(self.lookup_index, tokens), "int64", x.size).reshape(x.shape)

    def lookup_index(self, token: Any) -> int:
        """The index of one token."""
        if self.mask_token is not None and token == self.mask_token:
            return 0 if self.output_mode == "int" else -1
        index = self.index_by_token.get(token)
        return self.oov_index(token) if index is None else index

    def oov_index(self, token: Any) -> int:
        """The index of a token that is not in the vocabulary; raises a ProblemError if ``num_oov_indices`` is 0."""
        if not self.num_oov_indices:
            raise fail("unknown_token", layer=type(self).__name__, value=token)
        return self._oov_start

    def encode(self, indices: Array, dtype: str) -> Array:
        """Encode indices in the ``output_mode``."""
        if self.output_mode == "int":
            return indices.astype(dtype)
        if self.depth is None:
            raise fail("not_fitted", owner=type(self).__name__, method="adapt")
        if self.output_mode != "tf_idf":
            return encode_categories(indices, self.output_mode, self.depth, dtype)
        weights = np.zeros(self.depth) if self.idf is None else self.idf
        tf_idf: Array = encode_categories(indices, "count", self.depth, dtype) * weights.astype(dtype)
        return tf_idf

    def lookup_tokens(self, x: Array) -> Array:
        """The tokens at the indices ``x``; ``oov_token`` for an index without a token."""
        tokens = dict(enumerate(self.get_vocabulary()))
        flat = [tokens.get(int(index), self.oov_token) for index in x.ravel().tolist()]
        return np.array(flat).reshape(x.shape)

    def __call__(self, x: Any, training: Any = None, mask: Any = None) -> Array:
        """Return ``y`` for a batch or a single value; int64 in the mode ``int``."""
        x = np.asarray(raw(x))
        y: Array = raw(super().__call__(x[None] if x.ndim == 0 else x, training, mask))
        y = y.astype("int64") if self.output_mode == "int" and y.dtype.kind == "f" else y
        return y[0] if x.ndim == 0 else y


def iterate_rows(data: Any, steps: int | None = None) -> Any:
    """Yield the samples of an array, a list, or an iterable of batches ``x`` or ``(x, …)``, each as a flat list.

    steps: the number of batches to read; None reads all.
    """
    is_single = isinstance(data, list | tuple) or hasattr(data, "shape")
    for count, batch in enumerate([data] if is_single else data):
        if steps is not None and count >= steps:
            return
        values = np.asarray(batch[0] if isinstance(batch, tuple) and not is_single else batch)
        yield from values.reshape(len(values), -1).tolist() if values.ndim else [[values.item()]]
