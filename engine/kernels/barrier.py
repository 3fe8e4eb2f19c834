"""How threads work on one thing inside kernels, without a way back to Python, and without falling asleep.

To wait, they look again and again, which takes a tenth of a microsecond where being woken takes fifty. Who has looked
in vain for long lets other threads have the processor, lest the one that all wait for gets none.

``team``, which every such kernel takes last, is ``(board, hands, hand, job)``: ``board`` int64, all 0 at first, on
which they tell each other what has happened; how many they are; which one this is; and the number of what they do, from
1 on. Hand 0 is the caller's own thread. A kernel begins with :func:`begin` and ends with :func:`finish`, and between
these two all wait for each other as often (:func:`wait_for_all`). See :class:`engine.threads.Crew`.
"""

import ctypes
import sys
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types
from numba.core.imputils import impl_ret_untracked
from numba.extending import intrinsic

from engine.kernels.jit import kernel

JOB, ARRIVED = 0, 16
"""Places on the board, in cache lines of their own: the last job that has begun, and arrivals since all began."""
PATIENCE = 20_000
"""How often one looks, some hundredths of a millisecond long, before others may have the processor."""
LINGERING = 1_000_000
"""How often a hand without work looks for more, about a millisecond long, before it goes back to Python to sleep."""


def give_way_of_system() -> int:
    """The address of the system's function that lets another thread have the processor."""
    if sys.platform == "win32":
        function: Any = ctypes.WinDLL("kernel32").SwitchToThread
    else:
        function = ctypes.CDLL(None).sched_yield
    return int(ctypes.cast(function, ctypes.c_void_p).value or 0)


llvm.add_symbol("keras_blocks_give_way", give_way_of_system())
give_way: Any = types.ExternalFunction("keras_blocks_give_way", types.intc())


def place_of(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    """Where a number of the board lies."""
    return builder.gep(context.make_array(signature.args[0])(context, builder, arguments[0]).data, [arguments[1]])


@intrinsic
def count(context: Any, board: Any, place: Any) -> Any:
    """Add 1 to a number, which nothing can come between; what it was."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        before = builder.atomic_rmw(
            "add", place_of(context, builder, signature, arguments), ir.Constant(ir.IntType(64), 1), "acq_rel")
        return impl_ret_untracked(context, builder, signature.return_type, before)

    return types.int64(board, types.int64), generate


@intrinsic
def look(context: Any, board: Any, place: Any) -> Any:
    """A number as it is now, whoever wrote it."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        now = builder.load_atomic(place_of(context, builder, signature, arguments), "acquire", 8)
        return impl_ret_untracked(context, builder, signature.return_type, now)

    return types.int64(board, types.int64), generate


@kernel
def begin(team: Any) -> None:
    """The first thing in a kernel: hand 0, which holds Python's lock no longer, calls the others."""
    board, hands, hand, _ = team
    if hands > 1 and hand == 0:
        count(board, JOB)


@kernel
def wait_for_all(team: Any) -> None:
    """Go on when all hands are here."""
    board, hands, _, _ = team
    if hands > 1:
        wait(board, (count(board, ARRIVED) // hands + 1) * hands)


@kernel
def finish(team: Any) -> None:
    """The last thing in a kernel: hand 0 goes on when all are ready; the others stay until there is more to do."""
    board, hands, hand, job = team
    if hands > 1:
        goal = (count(board, ARRIVED) // hands + 1) * hands
        if hand == 0:
            wait(board, goal)
        else:
            looks = 0
            while look(board, JOB) == job and looks < LINGERING:
                looks += 1


@kernel
def wait(board: Any, goal: int) -> None:
    """Look until so many have arrived."""
    looks = 0
    while look(board, ARRIVED) < goal:
        looks += 1
        if looks > PATIENCE:
            give_way()


@kernel
def share(length: int, team: Any) -> Any:
    """Which of so many numbers or rows are this hand's, as ``(first, end)``."""
    _, hands, hand, _ = team
    each = -(-length // (8 * hands)) * 8
    return min(length, hand * each), min(length, (hand + 1) * each)


@kernel
def whole_samples(samples: int, each: int, team: Any) -> Any:
    """Which windows or tiles are this hand's, ``each`` a sample: no other writes to the samples that they see."""
    _, hands, hand, _ = team
    return samples * hand // hands * each, samples * (hand + 1) // hands * each
