"""Downloaded texts as data sets of the notebook: sequences of word indices, truncated and padded to one length."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType, ModuleType
from typing import Any, Literal, final

from engine.datasets.dataset import Dataset, Option, Remote
from engine.datasets.samples import Arrays, Pair
from engine.datasets.vocabulary import from_ranks
from engine.errors import ProblemError
from engine.utils.pad_sequences import pad_sequences
from engine.validators import Integer

Source = Literal["keras", "files"]
MAX_LENGTH = 1_000
MAX_WORDS = 50_000


def text_options(rows: int, words: int, length: int) -> MappingProxyType[str, Option]:
    """The options ``n``, ``words`` and ``length`` of a set of texts.

    rows: default and maximum of ``n``, the number of training texts. words: default size of the vocabulary, which holds
    the most frequent words. length: default number of words to which each text is truncated or padded.
    """
    return MappingProxyType({
        "n": Option(Integer(low=100, high=rows), rows),
        "words": Option(Integer(low=50, high=MAX_WORDS), words),
        "length": Option(Integer(low=5, high=MAX_LENGTH), length),
    })


@final
@dataclass(frozen=True)
class RemoteTexts(Remote):
    """A downloaded set of texts. source: ``keras`` for texts that are word indices, ``files`` for plain text."""

    source: Source = field(default="keras", kw_only=True)

    def with_options(self, options: Mapping[str, Any]) -> Dataset:
        try:
            values = self.convert(options)
        except ProblemError:
            return self
        return replace(self, shape=(values["length"],), words=values["words"])

    def read(self, seed: int, **options: Any) -> Arrays:
        n, words, length = options["n"], options["words"], options["length"]
        if self.source == "keras":
            (x, y), (x_test, y_test) = self.module.load_data(num_words=words)
            x, y = x[:n], y[:n]
        else:
            (x, y), (x_test, y_test) = index_words(self.module.load_data(), n, words)
        return Arrays(pad_sequences(x, maxlen=length), y, pad_sequences(x_test, maxlen=length), y_test)

    def vocabulary(self, **options: Any) -> Sequence[str]:
        if self.source == "keras":
            ranks = self.module.cached_word_index()
            return from_ranks(ranks, options["words"]) if ranks else ()
        return ("", *most_common_words(self.module, options["n"], options["words"]))

    def code(self, seed: int, **options: Any) -> str:
        literals = "\n".join(f"{name} = {options[name]}" for name in ("n", "words", "length"))
        return f"import keras\n\n{literals}\n\n{self._loading_code()}\n{PADDING}"

    def _loading_code(self) -> str:
        if self.source == "keras":
            load = f"keras.datasets.{self.name}.load_data(num_words=words)"
            return f"(x, y), (x_test, y_test) = {load}\nx, y = x[:n], y[:n]"
        return READ_FILES.format(base=self.module.BASE)


def index_words(data: tuple[Pair, Pair], n: int, words: int) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Texts as sequences of word indices: the rank of a word in the training texts, from 1 for the most frequent.

    data: ``(texts, y), (test_texts, y_test)``. n: number of training texts. words: size of the vocabulary including
    the index 0 for padding; other words are dropped.
    """
    (texts, y), (test_texts, y_test) = data
    texts = texts[:n]
    index = {word: i for i, word in enumerate(count_words(texts, words), start=1)}
    x, x_test = ([[index[word] for word in text.split() if word in index] for text in part]
                 for part in (texts, test_texts))
    return (x, y[:n]), (x_test, y_test)


def count_words(texts: Iterable[str], words: int) -> tuple[str, ...]:
    """The ``words - 1`` most frequent words of the texts, the most frequent first."""
    count = Counter(word for text in texts for word in text.split())
    return tuple(word for word, _ in count.most_common(words - 1))


@lru_cache(maxsize=1)
def most_common_words(module: ModuleType, n: int, words: int) -> tuple[str, ...]:
    """:func:`count_words` of the first ``n`` training texts of a module such as ``nsmc``."""
    return count_words(module.load_data()[0][0][:n], words)


PADDING = "x, x_test = (keras.utils.pad_sequences(part, maxlen=length) for part in (x, x_test))"
READ_FILES = """import numpy as np
from collections import Counter

rows = []
for name in ("ratings_train.txt", "ratings_test.txt"):
    path = keras.utils.get_file(name, "{base}" + name)
    with open(path, encoding="utf-8") as file:
        rows.append([line.rstrip("\\n").split("\\t") for line in file][1:])
x, x_test = ([row[1] for row in part] for part in rows)
y, y_test = (np.array([int(row[2]) for row in part]) for part in rows)
x, y = x[:n], y[:n]
count = Counter(word for text in x for word in text.split())
index = {{word: i for i, (word, _) in enumerate(count.most_common(words - 1), start=1)}}
x, x_test = ([[index[word] for word in text.split() if word in index] for text in part] for part in (x, x_test))"""
