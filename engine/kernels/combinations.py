"""A small matrix times lines of numbers, in the processor's vectors: what Winograd's transforms are made of."""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from engine.kernels.macros import Number, Value, macro
from engine.kernels.vectors import INT, VECTOR, read_first, spread, write_first

Rows = Sequence[Sequence[float]]


def combination(matrix: Rows, add: bool = False) -> Any:
    """The kernel's part ``combine(source, start, step, counts, target, start, step, counts)``: a vector of numbers of
    every line of target becomes ``Σ matrix[line, k] · (the same of line k of source)``, or with add that more.

    source, target: flat arrays of float32. start: where the numbers of line 0 lie; step: from one line to the next.
    counts: ``(first, end, lanes)``: other lines, and numbers behind so many, are neither read, being 0, nor written.
    """

    @macro
    def combine(source: Value, come: Number, by: Number, seen: Any, target: Value, go: Number, to: Number,
                made: Any) -> None:
        builder = source.pen.builder
        vectors = [read_first(builder, *place) for place in lines_of(source, come, by, seen, len(matrix[0]))]
        places = lines_of(target, go, to, made, len(matrix))
        for (pointer, count), vector in zip(places, combined(builder, matrix, vectors), strict=True):
            more = builder.fadd(read_first(builder, pointer, count), vector) if add else vector
            write_first(builder, more, pointer, count)

    return combine


def lines_of(array: Value, start: Number, step: Number, counts: Any, lines: int) -> list[tuple[Any, Any]]:
    """Where each line lies, and how many numbers of it count."""
    builder, data, (first, end, lanes) = array.pen.builder, array.data, counts
    found = []
    for line in range(lines):
        inside = builder.and_(first < line + 1, end > line)
        found.append((builder.gep(data, [(start + step * line).value]), builder.select(inside, lanes.value, INT(0))))
    return found


def combined(builder: Any, matrix: Rows, vectors: list[Any]) -> list[Any]:
    """``matrix · vectors``. Where two columns, or two rows, are the same but for signs, what they have in common is
    formed once: ``a · x + b · y`` and ``a · x - b · y`` are the sum and the difference of two numbers."""
    columns, vectors = [list(column) for column in zip(*matrix, strict=True)], list(vectors)
    for k in twins(columns):
        x, y = vectors[k:k + 2]
        vectors[k:k + 2] = builder.fadd(x, y), builder.fsub(x, y)
        pairs = list(zip(*columns[k:k + 2], strict=True))
        columns[k:k + 2] = [(a + b) / 2 for a, b in pairs], [(a - b) / 2 for a, b in pairs]
    rows = [list(row) for row in zip(*columns, strict=True)]
    double = twins(rows)
    for k in double:
        pairs = list(zip(*rows[k:k + 2], strict=True))
        rows[k:k + 2] = [(a + b) / 2 for a, b in pairs], [(a - b) / 2 for a, b in pairs]
    found = [total(builder, row, vectors) for row in rows]
    for k in double:
        x, y = found[k:k + 2]
        found[k:k + 2] = builder.fadd(x, y), builder.fsub(x, y)
    return found


def twins(lines: list[list[float]]) -> list[int]:
    """Numbers of the lines that are the following one but for signs."""
    found: list[int] = []
    for k in range(len(lines) - 1):
        same = all(abs(a) == abs(b) for a, b in zip(*lines[k:k + 2], strict=True))
        if same and lines[k] != lines[k + 1] and (not found or found[-1] < k - 1):
            found.append(k)
    return found


def total(builder: Any, row: Sequence[float], vectors: list[Any]) -> Any:
    """``Σ row[k] · vectors[k]``"""
    sums = ir.Constant(VECTOR, None)
    parts = [vector if factor == 1 else builder.fmul(spread(builder, ir.Constant(ir.FloatType(), factor)), vector)
             for factor, vector in sorted(zip(row, vectors, strict=True), key=lambda part: part[0] != 1) if factor]
    for k, part in enumerate(parts):
        sums = part if k == 0 else builder.fadd(sums, part)
    return sums
