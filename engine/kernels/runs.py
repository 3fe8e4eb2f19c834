"""Convolutions over sequences where every window is one run of memory: nothing has to be laid out, since window after
window is a matrix already, whose rows overlap. A whole batch goes in one call, by any number of threads.

x: ``(batch, length · channels)``; what is called z, dz, matrix, matrices, bias, rectified, slopes, dx and team is as in
:mod:`engine.kernels.correlations`. layout: ``(step, most, places)``: how many numbers there are from one window to the
next, how many windows are worked on at a time, and how many places a window has.
"""

from typing import Any

from engine.kernels.barrier import begin, finish, wait_for_all, whole_samples
from engine.kernels.correlations import add_up, begin_sums, rectify, slope_of
from engine.kernels.jit import Array, kernel
from engine.kernels.products import multiply_at
from engine.kernels.squares import turn_together
from engine.kernels.views import block, item


@kernel
def correlate_in_runs(x: Array, matrix: Array, bias: Array, z: Array, layout: Any, team: Any) -> None:
    """``z``: of every window, what it sees times the kernel."""
    begin(team)
    (step, most, _), (run, filters), windows = layout, matrix.shape, z.shape[0] // x.shape[0]
    first, end = whole_samples(x.shape[0], 1, team)
    for sample in range(first, end):
        for start in range(0, windows, most):
            rows, row = min(most, windows - start), sample * windows + start
            places = sample * x.shape[1] + start * step, 0, row * filters
            multiply_at(x, matrix, z, places, (rows, run, filters), (step, 1, filters, 1, filters), 1.0, False)
            if bias.size:
                rectify(block(z, row, row + rows), bias)
    finish(team)


@kernel
def correlate_in_runs_back(
    x: Array, dz: Array, rectified: Any, matrices: Any, slopes: Array, dx: Array, layout: Any, team: Any
) -> None:
    """``slopes = Σ windowᵀ · dz``; ``dx``: place by place of a window, what ``dz · matrixᵀ`` adds there."""
    begin(team)
    matrix, turned = matrices
    (step, most, places), (filters, run), windows = layout, turned.shape, dz.shape[0] // x.shape[0]
    mine, channels = item(slopes, team[2]), run // places
    first, end = whole_samples(x.shape[0], 1, team)
    begin_sums(mine, rectified, dx, team)
    if dx.size:
        turn_together(matrix, turned, team)
        wait_for_all(team)
    for sample in range(first, end):
        for start in range(0, windows, most):
            rows, row = min(most, windows - start), sample * windows + start
            slope, seen = slope_of(dz, rectified, row, row + rows, team), sample * x.shape[1] + start * step
            multiply_at(x, slope, mine, (seen, 0, 0), (run, rows, filters), (1, step, filters, 1, filters), 1.0, True)
            for place in range(places if dx.size else 0):
                at = place * channels
                multiply_at(slope, turned, dx, (0, at, seen + at), (rows, filters, channels),
                            (filters, 1, run, 1, step), 1.0, True)
    add_up(slopes, team)
    finish(team)
