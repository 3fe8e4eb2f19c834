"""Adding rows up by number, where NumPy's ``add.at`` looks at every number by itself."""

from engine.kernels.jit import Array, kernel


@kernel
def add_rows(ids: Array, rows: Array, total: Array) -> None:
    """``total[ids[n]] += rows[n]`` for every n. ids: ``(n,)``; rows: ``(n, width)``; total: ``(ids, width)``."""
    for n in range(ids.size):
        row, into = rows[n], total[ids[n]]
        for k in range(row.size):
            into[k] += row[k]


@kernel
def add_rows_and_squares(ids: Array, rows: Array, total: Array, squares: Array) -> None:
    """As :func:`add_rows`, and ``squares[ids[n]] += rows[n]²``; squares: ``(ids, width)``."""
    for n in range(ids.size):
        row, into, beside = rows[n], total[ids[n]], squares[ids[n]]
        for k in range(row.size):
            into[k] += row[k]
        for k in range(row.size):
            beside[k] += row[k] * row[k]
