"""Tokenizer: index words by frequency, and convert texts to sequences of indices or to matrices."""

import json
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, final

import numpy as np

from engine.errors import did_you_mean, fail
from engine.limits import MAX_BATCH_ELEMENTS
from engine.preprocessing.word_sequence import FILTERS, Analyzer, text_to_word_sequence
from engine.typing import Array
from engine.validators import Choice

MODES = ("binary", "count", "tfidf", "freq")
KERAS_1_NUM_WORDS = "nb_words"
"""The name of ``num_words`` in Keras 1."""
JSON_IN_JSON = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")
"""Tables that the config holds as JSON strings, as in Keras."""


@final
class Tokenizer:
    """Indexes words from 1 by frequency; 0 is never a word. Source: Keras 2, ``preprocessing.text``.

    num_words: only indices below it are used. oov_token: replaces all other words; its index is 1. char_level:
    characters instead of words. analyzer: a function that splits a text, instead of filters and split. A text may also
    be a list of words.
    """

    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Analyzer | None = None,
        **kwargs: Any,
    ) -> None:
        self.num_words = kwargs.pop(KERAS_1_NUM_WORDS, num_words)
        self.document_count: int = kwargs.pop("document_count", 0)
        for name in kwargs:
            known = ["num_words", "filters", "lower", "split", "char_level", "oov_token", "analyzer"]
            hint = did_you_mean(name, known)
            raise fail("unknown_argument", name, owner="Tokenizer", argument=name, hint=hint)
        self.filters, self.lower, self.split = filters, lower, split
        self.char_level, self.oov_token, self.analyzer = char_level, oov_token, analyzer
        self.word_counts: OrderedDict[str, int] = OrderedDict()
        self.word_docs: defaultdict[str, int] = defaultdict(int)
        self.index_docs: defaultdict[int, int] = defaultdict(int)
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}

    # --- fitting ----------------------------------------------------------------------------------------------

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Count the words of further texts and index all words again: by frequency, then by first occurrence."""
        if isinstance(texts, str):
            raise fail("one_text", "texts", argument="texts")
        for text in texts:
            words = self._words(text)
            self.document_count += 1
            for word in words:
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
            for word in set(words):
                self.word_docs[word] += 1
        ordered = sorted(self.word_counts, key=lambda word: self.word_counts[word], reverse=True)
        names = ordered if self.oov_token is None else [self.oov_token, *ordered]
        self.word_index = {word: index for index, word in enumerate(names, start=1)}
        self.index_word = {index: word for word, index in self.word_index.items()}
        for word, documents in self.word_docs.items():
            self.index_docs[self.word_index[word]] = documents

    def fit_on_sequences(self, sequences: Sequence[Iterable[int]]) -> None:
        """Count in how many sequences each index occurs; for texts that are sequences already."""
        self.document_count += len(sequences)
        for sequence in sequences:
            for index in set(sequence):
                self.index_docs[index] += 1

    # --- texts and sequences ----------------------------------------------------------------------------------

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Convert each text to word indices; unknown and unused words are dropped, or replaced by ``oov_token``."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """Like :meth:`texts_to_sequences`, but yields the sequences one by one."""
        if isinstance(texts, str):
            raise fail("one_text", "texts", argument="texts")
        oov_index = self.word_index.get(self.oov_token) if self.oov_token is not None else None
        for text in texts:
            indices = (self.word_index.get(word) for word in self._words(text))
            known = (i if i is not None and not self._is_rare(i) else oov_index for i in indices)
            yield [i for i in known if i is not None]

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """Convert each sequence of indices to words separated by spaces."""
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences: Iterable[Iterable[int]]) -> Iterator[str]:
        """Like :meth:`sequences_to_texts`, but yields the texts one by one."""
        for sequence in sequences:
            words = (None if self._is_rare(i) else self.index_word.get(i) for i in sequence)
            yield " ".join(word for word in (w or self.oov_token for w in words) if word is not None)

    def _is_rare(self, index: int) -> bool:
        return bool(self.num_words) and index >= (self.num_words or 0)

    def _words(self, text: Any) -> Sequence[str]:
        if isinstance(text, list):
            return [word.lower() for word in text] if self.lower else text
        if self.char_level:
            return text.lower() if self.lower else text  # type: ignore[no-any-return]
        if self.analyzer is not None:
            return self.analyzer(text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    # --- matrices ---------------------------------------------------------------------------------------------

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> Array:
        """float64 ``(texts, words)``: :meth:`sequences_to_matrix` of the texts."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Sequence[Sequence[int]], mode: str = "binary") -> Array:
        """float64 ``(sequences, words)``, with a column for each word index from 0.

        mode: the value for a word that occurs c times in a sequence: ``binary`` 1; ``count`` c; ``freq`` c / length of
        the sequence; ``tfidf`` (1 + log c) · log(1 + documents / (1 + documents with the word)). Else the value is 0.
        """
        Choice(choices=MODES).check("mode", mode)
        columns = self.num_words or (len(self.word_index) + 1 if self.word_index else 0)
        if not columns:
            raise fail("no_words_yet", "num_words", argument="num_words")
        if mode == "tfidf" and not self.document_count:
            raise fail("not_fitted", owner="Tokenizer", method="fit_on_texts")
        if len(sequences) * columns > MAX_BATCH_ELEMENTS:
            raise fail("too_large", "num_words", argument="the matrix", high=MAX_BATCH_ELEMENTS,
                       value=len(sequences) * columns)
        matrix = np.zeros((len(sequences), columns))
        for row, sequence in zip(matrix, sequences, strict=True):
            for index, count in Counter(sequence).items():
                if index < columns:
                    row[index] = self._weight(index, count, len(sequence), mode)
        return matrix

    def _weight(self, index: int, count: int, length: int, mode: str) -> float:
        if mode == "tfidf":
            idf = np.log(1 + self.document_count / (1 + self.index_docs.get(index, 0)))
            return float((1 + np.log(count)) * idf)
        return {"binary": 1, "count": count, "freq": count / length}[mode]

    # --- serialization ----------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The arguments and the fitted tables, which are JSON strings, as in Keras."""
        arguments = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        return {name: getattr(self, name) for name in arguments} | {
            name: json.dumps(getattr(self, name)) for name in JSON_IN_JSON
        }

    def to_json(self, **kwargs: Any) -> str:
        """The tokenizer as JSON; kwargs go to ``json.dumps``. :func:`tokenizer_from_json` and Keras 2 read it."""
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, **kwargs)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The tokenizer that ``to_json`` wrote. Raises a ProblemError with code ``bad_tokenizer`` for anything else."""
    try:
        config = dict(json.loads(json_string)["config"])
        tables = {name: json.loads(config.pop(name)) for name in JSON_IN_JSON}
        for name in ("index_docs", "index_word"):  # JSON keys are strings
            tables[name] = {int(index): value for index, value in tables[name].items()}
        tokenizer = Tokenizer(**config)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise fail("bad_tokenizer", detail=f"{type(error).__name__}: {error}") from None
    tokenizer.word_counts = OrderedDict(tables["word_counts"])
    tokenizer.word_docs = defaultdict(int, tables["word_docs"])
    tokenizer.index_docs = defaultdict(int, tables["index_docs"])
    tokenizer.word_index, tokenizer.index_word = tables["word_index"], tables["index_word"]
    return tokenizer
