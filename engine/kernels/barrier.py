"""How threads work on one thing inside kernels, without a way back to Python, and without falling asleep.

To wait, they look again and again, which takes a tenth of a microsecond where being woken takes fifty. Who has looked
in vain for long lets other threads have the processor, lest the one that all wait for gets none. Between two looks
they rest for a moment where the processor has an instruction for that: two cores of a machine may be one core that does
two things at a time, of which each look would take its share.

``team``, which every such kernel takes last, is ``(board, hands, hand, job)``: ``board`` int64, all 0 at first, on
which they tell each other what has happened; how many they are; which one this is; and the number of what they do, from
1 on. Hand 0 is the caller's own thread. A kernel begins with :func:`begin` and ends with :func:`finish`, and between
these two all wait for each other as often (:func:`wait_for_all`). See :class:`engine.threads.Crew`.
"""

import ctypes
import platform
import sys
from functools import partial
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils

from engine.kernels.macros import Number, Value, Variable, as_long_as, least, macro, only_if
from engine.kernels.vectors import INT, declared

JOB, ARRIVED = 0, 16
"""Places on the board, in cache lines of their own: the last job that has begun, and arrivals since all began."""
RESTS = platform.machine().lower() in ("x86_64", "amd64")
"""Whether there is such an instruction; it takes some 50 cycles."""
PATIENCE = 2_000 if RESTS else 20_000
"""How often one looks, some hundredths of a millisecond long, before others may have the processor."""
LINGERING = 70_000 if RESTS else 1_000_000
"""How often a hand without work looks for more, about a millisecond long, before it goes back to Python to sleep."""


def give_way_of_system() -> int:
    """The address of the system's function that lets another thread have the processor."""
    if sys.platform == "win32":
        function: Any = ctypes.WinDLL("kernel32").SwitchToThread
    else:
        function = ctypes.CDLL(None).sched_yield
    return int(ctypes.cast(function, ctypes.c_void_p).value or 0)


llvm.add_symbol("keras_blocks_give_way", give_way_of_system())


def place(board: Value, number: int) -> Any:
    """Where a number of the board lies."""
    return board.pen.builder.gep(board.data, [INT(number)])


def count(board: Value, number: int) -> Number:
    """Add 1 to a number, which nothing can come between; what it was."""
    return Number(board.pen, board.pen.builder.atomic_rmw("add", place(board, number), INT(1), "acq_rel"))


def look(board: Value, number: int) -> Number:
    """A number as it is now, whoever wrote it."""
    return Number(board.pen, board.pen.builder.load_atomic(place(board, number), "acquire", 8))


def rest(board: Value) -> None:
    """Let a moment pass."""
    if RESTS:
        builder = board.pen.builder
        builder.call(declared(builder, "x86.sse2.pause", ir.VoidType()), [])


def counter(board: Value) -> Variable:
    """How often one has looked."""
    return Variable(Number(board.pen, INT(0)))


def next_goal(board: Value, hands: Number) -> Number:
    """Arrive, and say how many arrivals there are when all have."""
    return (count(board, ARRIVED) // hands + 1) * hands


def wait(board: Value, goal: Number) -> None:
    """Look until so many have arrived."""
    looks = counter(board)
    with as_long_as(board.pen, lambda: look(board, ARRIVED) < goal):
        looks.add(1)
        rest(board)
        with only_if(board.pen, looks.now > PATIENCE):
            board.pen.builder.call(cgutils.get_or_insert_function(
                board.pen.builder.module, ir.FunctionType(ir.IntType(32), []), "keras_blocks_give_way"), [])


@macro
def begin(team: Any) -> None:
    """The first thing in a kernel: hand 0, which holds Python's lock no longer, calls the others."""
    board, hands, hand, _ = team
    with only_if(board.pen, hands > 1), only_if(board.pen, hand.equals(0)):
        count(board, JOB)


@macro
def wait_for_all(team: Any) -> None:
    """Go on when all hands are here."""
    board, hands, _, _ = team
    with only_if(board.pen, hands > 1):
        wait(board, next_goal(board, hands))


@macro
def finish(team: Any) -> None:
    """The last thing in a kernel: hand 0 goes on when all are ready; the others stay until there is more to do."""
    board, hands, hand, job = team
    with only_if(board.pen, hands > 1):
        goal = next_goal(board, hands)
        with board.pen.builder.if_else(hand.equals(0)) as (first, others):
            with first:
                wait(board, goal)
            with others:
                looks = counter(board)
                with as_long_as(board.pen, lambda: board.pen.builder.and_(
                        look(board, JOB).equals(job), looks.now < LINGERING)):
                    looks.add(1)
                    rest(board)


@partial(macro, results=2)
def share(length: Number, team: Any) -> tuple[Number, Number]:
    """Which of so many numbers or rows are this hand's, as ``(first, end)``."""
    _, hands, hand, _ = team
    each = (length + hands * 8 - 1) // (hands * 8) * 8
    return least(hand * each, length), least(hand * each + each, length)


@partial(macro, results=2)
def whole_samples(samples: Number, each: Number, team: Any) -> tuple[Number, Number]:
    """Which windows or tiles are this hand's, ``each`` a sample: no other writes to the samples that they see."""
    _, hands, hand, _ = team
    return samples * hand // hands * each, samples * (hand + 1) // hands * each
