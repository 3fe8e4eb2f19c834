"""Where threads that work on one batch inside a kernel wait for each other, without a way back to Python in between.

They look again and again, which takes a tenth of a microsecond where falling asleep and being woken takes fifty. Who
has looked in vain for long lets other threads have the processor, lest the one that all wait for gets none.
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

PATIENCE = 20_000
"""How often one looks, some hundredths of a millisecond long, before others may have the processor."""


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
    """Where the first number of an array lies."""
    return context.make_array(signature.args[0])(context, builder, arguments[0]).data


@intrinsic
def arrive(context: Any, arrived: Any) -> Any:
    """Add 1 to what the array holds, which nothing can come between; what it held before."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = place_of(context, builder, signature, arguments)
        before = builder.atomic_rmw("add", place, ir.Constant(ir.IntType(64), 1), "acq_rel")
        return impl_ret_untracked(context, builder, signature.return_type, before)

    return types.int64(arrived), generate


@intrinsic
def look(context: Any, arrived: Any) -> Any:
    """What the array holds now, whoever wrote it."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        now = builder.load_atomic(place_of(context, builder, signature, arguments), "acquire", 8)
        return impl_ret_untracked(context, builder, signature.return_type, now)

    return types.int64(arrived), generate


@kernel
def wait_for_all(team: Any) -> None:
    """Go on when all hands are here. team: ``(arrived, hands, hand)``; arrived: int64 ``(1,)``, 0 at first."""
    arrived, hands, _ = team
    if hands == 1:
        return
    goal, looks = (arrive(arrived) // hands + 1) * hands, 0
    while look(arrived) < goal:
        looks += 1
        if looks > PATIENCE:
            give_way()


@kernel
def share(length: int, team: Any) -> Any:
    """Which of so many numbers or rows are this hand's, as ``(first, end)``."""
    _, hands, hand = team
    each = -(-length // (8 * hands)) * 8
    return min(length, hand * each), min(length, (hand + 1) * each)
