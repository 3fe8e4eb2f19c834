"""Skip-grams: pairs of words within a window, the training data of word2vec."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.typing import Array

EULER_GAMMA = 0.577


def skipgrams(sequence: Sequence[int], vocabulary_size: int, window_size: int = 4, negative_samples: float = 1.0,
              shuffle: bool = True, categorical: bool = False, sampling_table: Any = None,
              seed: int | None = None) -> tuple[list[list[int]], list[Any]]:
    """``(couples, labels)``: pairs ``[word, context word]`` with label 1, ``[word, random word]`` with label 0.

    sequence: word indices; 0 is no word. window_size: maximal distance of a context word. negative_samples: ratio of
    pairs with label 0 to those with label 1. categorical: labels ``[0, 1]`` for 1 and ``[1, 0]`` for 0.
    sampling_table: probability to keep a word, by its index. Random numbers come from Python's ``random``, in Keras's
    order; seed: of the shuffle.
    Source: Keras 2, ``preprocessing.sequence``; Mikolov et al., arXiv:1301.3781.
    """
    couples = [list(pair) for pair in _context_pairs(sequence, window_size, sampling_table)]
    positive, negative = ([0, 1], [1, 0]) if categorical else (1, 0)
    labels: list[Any] = [positive for _ in couples]
    if negative_samples > 0 and couples:
        words = [word for word, _ in couples]
        random.shuffle(words)
        count = int(len(labels) * negative_samples)
        couples += [[words[i % len(words)], random.randint(1, vocabulary_size - 1)] for i in range(count)]
        labels += [negative] * count
    if shuffle:
        seed = random.randint(0, 10_000_000) if seed is None else seed
        for each in (couples, labels):
            random.seed(seed)
            random.shuffle(each)
    return couples, labels


def _context_pairs(sequence: Sequence[int], window_size: int, sampling_table: Any) -> Iterator[tuple[int, int]]:
    for i, word in enumerate(sequence):
        if not word or (sampling_table is not None and sampling_table[word] < random.random()):
            continue
        for j in range(max(0, i - window_size), min(len(sequence), i + window_size + 1)):
            if j != i and sequence[j]:
                yield word, sequence[j]


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> Array:
    """float64 ``(size,)``: the probability to keep the word of each rank, lower for frequent words.

    ``min(1, √(factor / f))`` with the frequency f of a rank by Zipf's law, 1 / f ≈ r (log r + γ) + 1/2 − 1/(12 r).
    Source: Keras 2, ``preprocessing.sequence``.
    """
    rank = np.arange(size)
    rank[:1] = 1
    inverse = rank * (np.log(rank) + EULER_GAMMA) + 0.5 - 1.0 / (12.0 * rank)
    table: Array = np.minimum(1.0, np.sqrt(sampling_factor * inverse))
    return table
