"""IndexLookup: what StringLookup and IntegerLookup have in common: a vocabulary, given or learned, and its numbers."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from engine.errors import fail
from engine.hyperparameters import boolean, choice, integer, numbers
from engine.layers.encodings import encoded, encoded_shape
from engine.layers.vocabulary_layer import VocabularyLayer
from engine.limits import MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@dataclass(eq=False, repr=False)
class IndexLookup(VocabularyLayer, ABC):
    """``y`` is the place of ``x`` in the vocabulary, or in other modes that number as a row

    Places: first that of the mask token (mode ``int`` alone), then ``num_oov_indices`` for what is unknown, then the
    tokens. A mode of rows: ``one_hot``, ``multi_hot``, ``count``, ``tf_idf`` (counts times
    ``log(1 + samples / (1 + samples with the token))``). The vocabulary is given or learned by :meth:`adapt`: the most
    frequent tokens first, and of equally frequent ones the later in the alphabet.

    Backward: places have no slope, dx is 0. Source: Keras 3, ``layers.IndexLookup``.
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
        self.places: dict[Any, int] = {}
        self.idf: Array | None = None
        if self.vocabulary is not None:
            self.set_vocabulary(self.vocabulary, self.idf_weights)

    # --- the vocabulary ---------------------------------------------------------------------------------------

    @abstractmethod
    def token(self, value: Any) -> Any:
        """One value of the data as a token."""

    @property
    def _first(self) -> int:
        """The place of the first token for what is unknown."""
        return 1 if self.mask_token is not None and self.output_mode == "int" else 0

    def special_tokens(self) -> list[Any]:
        """What stands before the tokens."""
        return [self.mask_token] * self._first + [self.oov_token] * self.num_oov_indices

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """All tokens in the order of their places."""
        return [*(self.special_tokens() if include_special_tokens else []), *self.tokens]

    def vocabulary_size(self) -> int:
        """How many places there are."""
        return len(self.special_tokens()) + len(self.tokens)

    def set_vocabulary(self, vocabulary: Sequence[Any], idf_weights: Any = None) -> None:
        """Take these tokens; those that stand before them may be there or not."""
        given, special = [self.token(value) for value in vocabulary], self.special_tokens()
        whole = bool(special) and given[: len(special)] == special
        tokens = given[len(special) :] if whole else given
        if not tokens and not whole:
            raise fail("no_data", "vocabulary", argument="vocabulary")
        if repeated := [token for token, count in Counter(tokens).items() if count > 1]:
            raise fail("repeated_tokens", "vocabulary", value=repeated[:5])
        if self.mask_token is not None and self.mask_token in tokens:
            raise fail("repeated_tokens", "vocabulary", value=[self.mask_token])
        if self.max_tokens is not None and len(special) + len(tokens) > self.max_tokens:
            raise fail("too_large", "vocabulary", argument="vocabulary", high=self.max_tokens,
                       value=len(special) + len(tokens))
        if self.output_mode == "tf_idf" and (idf_weights is None or len(idf_weights) != len(given)):
            raise fail("given_together", "idf_weights", argument="idf_weights", other="vocabulary")
        self._take(tokens)
        if self.output_mode == "tf_idf":
            known = np.asarray(idf_weights, "float32")
            self._weigh(known[len(special) :] if whole else known, known[: len(special)] if whole else None)

    def rareness(self) -> Array | None:
        """The weight of every place, in the mode ``tf_idf``; None in others, and while nothing is learned."""
        return self.idf

    def _take(self, tokens: list[Any]) -> None:
        self.tokens = tokens
        self.places = {token: place for place, token in enumerate(tokens, start=len(self.special_tokens()))}

    def _weigh(self, idf: Array, special: Array | None = None) -> None:
        """Weights of the tokens; what is unknown gets their mean, and places that stay empty 0."""
        before = np.full(len(self.special_tokens()), idf.mean()) if special is None else special
        empty = (self.max_tokens or 0) - len(before) - len(idf) if self.pad_to_max_tokens else 0
        self.idf = np.concatenate([before, idf, np.zeros(max(empty, 0))]).astype("float32")

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Learn the vocabulary from an array or a list, or from batches in a row (``steps`` of them at most)."""
        self.learn(rows_of(data, steps))

    def learn(self, rows: Any) -> None:
        """Learn the vocabulary from samples, each with several values."""
        if self.vocabulary is not None:
            raise fail("vocabulary_given", layer=type(self).__name__)
        counts: Counter[Any] = Counter()
        documents: Counter[Any] = Counter()
        samples = 0
        for row in rows:
            tokens = [self.token(value) for value in row]
            counts.update(tokens)
            documents.update(set(tokens))
            samples += 1
        for special in (self.mask_token, self.oov_token):
            counts.pop(special, None)
        if not counts:
            raise fail("no_data", "data", argument="data")
        room = None if self.max_tokens is None else max(self.max_tokens - len(self.special_tokens()), 0)
        tokens = sorted(sorted(counts, reverse=True), key=lambda token: counts[token], reverse=True)[:room]
        self._take(tokens)
        if self.output_mode == "tf_idf":
            seen = np.array([documents[token] for token in tokens])
            self._weigh(np.log(1 + samples / (1 + seen)).astype("float32"))

    # --- passes -----------------------------------------------------------------------------------------------

    @property
    def depth(self) -> int | None:
        """How long a row is; None while the vocabulary is not known."""
        return self.max_tokens if self.pad_to_max_tokens else self.vocabulary_size() if self.tokens else None

    def check_input(self, input_shape: Shape) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        return encoded_shape(self, input_shape, mode, self.depth)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        found: Array = self.inverted(x) if self.invert else self.encode(self.looked_up(x), self.compute_dtype)
        return found, x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.zeros(cache, dy.dtype), {}

    def looked_up(self, x: Array) -> Array:
        """int64 of the shape of x: places; −1 for a mask token in modes of rows."""
        found = np.fromiter((self.place(self.token(value)) for value in x.ravel().tolist()), "int64", x.size)
        return found.reshape(x.shape)

    def place(self, token: Any) -> int:
        """The place of one token."""
        if self.mask_token is not None and token == self.mask_token:
            return 0 if self.output_mode == "int" else -1
        place = self.places.get(token)
        return self.unknown(token) if place is None else place

    def unknown(self, token: Any) -> int:
        """The place of a token that is not in the vocabulary."""
        if not self.num_oov_indices:
            raise fail("unknown_token", layer=type(self).__name__, value=token)
        return self._first

    def encode(self, places: Array, dtype: str) -> Array:
        """Places as the mode wants them."""
        if self.output_mode == "int":
            return places.astype(dtype)
        if self.depth is None:
            raise fail("not_fitted", owner=type(self).__name__, method="adapt")
        if self.output_mode != "tf_idf":
            return encoded(places, self.output_mode, self.depth, dtype)
        weights = np.zeros(self.depth) if self.idf is None else self.idf
        found: Array = encoded(places, "count", self.depth, dtype) * weights.astype(dtype)
        return found

    def inverted(self, x: Array) -> Array:
        """The tokens at these places."""
        known = dict(enumerate(self.get_vocabulary()))
        flat = [known.get(int(place), self.oov_token) for place in x.ravel().tolist()]
        return np.array(flat).reshape(x.shape)

    def __call__(self, x: Any, training: bool = False, mask: Any = None) -> Array:
        """As every layer; places as int64."""
        x = np.asarray(x)
        y = super().__call__(x[None] if x.ndim == 0 else x, training, mask)
        y = y.astype("int64") if self.output_mode == "int" and y.dtype.kind == "f" else y
        return y[0] if x.ndim == 0 else y


def rows_of(data: Any, steps: int | None = None) -> Any:
    """The samples of an array, a list, or of batches, each as a row of values."""
    whole = isinstance(data, list | tuple) or hasattr(data, "shape")
    for count, batch in enumerate([data] if whole else data):
        if steps is not None and count >= steps:
            return
        values = np.asarray(batch[0] if isinstance(batch, tuple) and not whole else batch)
        yield from values.reshape(len(values), -1).tolist() if values.ndim else [[values.item()]]
