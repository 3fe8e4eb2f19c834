"""What every optimizer is: a rule that moves all weights at once, written for one long vector."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np

from engine.errors import ProblemError, fail
from engine.hyperparameters import Configurable, boolean, configurable, declare, integer, real, saved_config, text
from engine.object_validators import Rate
from engine.optimizers.learning_rate import LearningRate
from engine.optimizers.schedules.base import LearningRateSchedule
from engine.optimizers.schedules.inverse_time_decay import InverseTimeDecay
from engine.registry import snake_case
from engine.typing import Array

Slots = dict[str, Array]
"""What an optimizer remembers between updates, by name: vectors as long as all trained weights, or one number."""

Segments = Mapping[str, slice]
"""Where each weight lies in the long vector, by its path such as ``dense/kernel``."""

HEEDED_BY_APPLY = frozenset({
    "learning_rate", "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum",
    "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "name"})
"""Hyperparameters that act outside of :meth:`Optimizer.update`, so that its kernels need not heed them."""


@configurable
class Optimizer(Configurable, ABC):
    """Base of all optimizers.

    Weights, gradients and slots are flat vectors, every trained weight of the model one after another, so that
    :meth:`update` is the textbook's formula in a few array operations. The optimizer itself holds no such vector:
    training carries the slots, and calls :meth:`apply` once a batch.

    ``loss_scale_factor`` is accepted and changes nothing: Keras multiplies the loss by it and divides the gradients by
    it again, against underflow in float16, and this engine computes in float32.
    """

    learning_rate: float | LearningRateSchedule = declare(Rate(), default=0.001)
    weight_decay: float | None = real(0, default=None, kw_only=True)
    clipnorm: float | None = real(above=0, default=None, kw_only=True)
    clipvalue: float | None = real(above=0, default=None, kw_only=True)
    global_clipnorm: float | None = real(above=0, default=None, kw_only=True)
    use_ema: bool = boolean(default=False, kw_only=True)
    ema_momentum: float = real(0, 1, default=0.99, kw_only=True)
    ema_overwrite_frequency: int | None = integer(1, default=None, kw_only=True)
    loss_scale_factor: float | None = real(above=0, default=None, kw_only=True)
    gradient_accumulation_steps: int | None = integer(2, default=None, kw_only=True)
    name: str | None = text(default=None, kw_only=True)

    batches: int = field(default=0, init=False)
    """Batches so far, as training last told."""
    undecayed: str | None = field(default=None, init=False)
    """Weights whose name this pattern is found in keep out of weight decay."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.learning_rate = self.learning_rate  # as what can be assigned
        clips = [name for name in ("clipnorm", "clipvalue", "global_clipnorm") if getattr(self, name) is not None]
        if len(clips) > 1:
            raise ProblemError(fail("one_clip_only", clips[-1], given=clips).problem, f"{type(self).__name__}: ")

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keras 2: ``lr``; ``decay``, which is a schedule now; ``epsilon=None`` for its default; how it was run."""
        arguments = {name: value for name, value in arguments.items()
                     if name not in ("jit_compile", "is_legacy_optimizer")}
        if "lr" in arguments:
            arguments.setdefault("learning_rate", arguments.pop("lr"))
        if arguments.get("epsilon", 0) is None:
            del arguments["epsilon"]
        decay = arguments.pop("decay", None)
        if decay:
            rate = arguments.get("learning_rate", cls.learning_rate)
            arguments["learning_rate"] = InverseTimeDecay(rate, decay_steps=1, decay_rate=decay)
        return arguments

    def get_config(self) -> dict[str, Any]:
        """As Keras writes it, its name first."""
        config = saved_config(self)
        return {"name": config.pop("name") or snake_case(type(self).__name__), **config}

    def __setattr__(self, name: str, value: Any) -> None:
        """A learning rate is checked whenever it is assigned."""
        object.__setattr__(self, name, self._rate(value) if name == "learning_rate" else value)

    def _rate(self, value: Any) -> LearningRate | LearningRateSchedule:
        """What is kept of an assigned learning rate: a number, or a schedule, which both know this optimizer.

        Where a schedule was given no number can follow, as in Keras 3; of Keras 2's ``decay`` it is where that begins.
        Raises not_a_rate and rate_follows_a_schedule.
        """
        rate = Rate().convert("learning_rate", value)
        if isinstance(rate, LearningRateSchedule):
            return rate.of(self)
        held = self.__dict__.get("learning_rate")
        if isinstance(held, InverseTimeDecay) and held.decay_steps == 1:
            return InverseTimeDecay(rate, decay_steps=1, decay_rate=held.decay_rate).of(self)
        if isinstance(held, LearningRateSchedule):
            raise fail("rate_follows_a_schedule", "learning_rate", schedule=held, value=value)
        return LearningRate(rate, self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.learning_rate = state["learning_rate"]

    @property
    def lr(self) -> float | LearningRateSchedule:
        """Keras 2's name of ``learning_rate``."""
        return self.learning_rate

    @lr.setter
    def lr(self, value: float | LearningRateSchedule) -> None:
        self.learning_rate = value

    @property
    def iterations(self) -> int:
        """Updates so far: as many as batches, unless gradients are gathered over several."""
        return self.batches // (self.gradient_accumulation_steps or 1)

    def rate_at(self, step: int) -> float:
        """The learning rate of the update that comes after ``step`` others."""
        rate = self.learning_rate
        return float(rate(step)) if isinstance(rate, LearningRateSchedule) else float(rate)

    # --- one rule a class ---------------------------------------------------------------------------------------

    @abstractmethod
    def memory(self) -> dict[str, float]:
        """Names of the vectors that the rule remembers, each with the number that it is filled with at first."""

    @abstractmethod
    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        """Move ``w`` by one step against ``g``, in place. rate: learning rate. step: of this update, from 1.

        squares: what stands for ``g²``, where that is something else (see :meth:`apply`).
        """

    def slot_groups(self) -> list[tuple[str, ...]]:
        """The vectors in the order in which Keras keeps them: those of one group lie side by side for each weight."""
        return [tuple(self.memory())] if self.memory() else []

    # --- what is the same for all -------------------------------------------------------------------------------

    def slots(self, size: int, dtype: Any) -> Slots:
        """The slots before the first update, for ``size`` trained numbers."""
        vectors = dict(self.memory())
        if self.use_ema:
            vectors["average"] = 0.0
        if self.gradient_accumulation_steps:
            vectors["gathered"] = 0.0
        return {name: np.full(size, value, dtype) for name, value in vectors.items()}

    def apply(self, w: Array, g: Array, slots: Slots, step: int, segments: Segments,
              squares: Array | None = None) -> None:
        """All that Keras does with the gradients ``g`` of one batch; ``w`` and ``slots`` change in place, ``g`` may.

        In this order: gradients are gathered over ``gradient_accumulation_steps`` batches, clipped, weights decayed,
        moved by :meth:`update`, averaged. step: which batch this is, from 1.

        squares: ``g²``, but for rows that were looked up several times the sum of the squares of their parts. Keras on
        TensorFlow takes that for the square unless gradients are gathered; with ``global_clipnorm`` for the norm alone.
        """
        every = self.gradient_accumulation_steps or 1
        number = (step - 1) // every + 1
        squares = squares if every == 1 else None
        if every == 1 or self._gathered(g, slots["gathered"], step, every):
            rate = self.rate_at(step - 1)
            self.clip(g, segments, squares)
            self.decay_weights(w, rate, segments)
            self.update(w, g, slots, rate, number, squares if self.global_clipnorm is None else None)
        if self.use_ema:
            self._average(w, slots["average"], number)

    def _gathered(self, g: Array, sums: Array, step: int, every: int) -> bool:
        """Add ``g`` to the sums; at every so many batches ``g`` becomes their mean, and the answer is True."""
        sums += g
        if step % every:
            return False
        np.divide(sums, every, out=g)
        sums[...] = 0
        return True

    def clip(self, g: Array, segments: Segments, squares: Array | None = None) -> None:
        """Shorten gradients in place, by what was asked for. squares: shrink too; norms are made of them."""
        if self.clipvalue is not None:
            np.clip(g, -self.clipvalue, self.clipvalue, out=g)
        if self.clipnorm is not None:
            for segment in segments.values():
                shorten(g[segment], self.clipnorm, None if squares is None else squares[segment])
        if self.global_clipnorm is not None:
            shorten(g, self.global_clipnorm, squares)

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: list[str] | None = None) -> None:
        """Keep weights out of weight decay: those in ``var_list``, and those whose name holds one of ``var_names``."""
        exact = [f"^{re.escape(variable.path)}$" for variable in var_list or ()]
        self.undecayed = "|".join([*exact, *(f"[^/]*{name}[^/]*$" for name in var_names or ())]) or None

    def decay_weights(self, w: Array, rate: float, segments: Segments) -> None:
        """``w -= rate · weight_decay · w``, apart from the gradient (Loshchilov & Hutter 2019)."""
        if self.weight_decay is None:
            return
        kept = 1 - rate * self.weight_decay
        if self.undecayed is None:
            w *= kept
            return
        for path, segment in segments.items():
            if not re.search(self.undecayed, path):
                w[segment] *= kept

    def _average(self, w: Array, average: Array, number: int) -> None:
        momentum = self.ema_momentum if number > 1 else 0.0
        average *= momentum
        average += (1 - momentum) * w
        if self.ema_overwrite_frequency and number % self.ema_overwrite_frequency == 0:
            w[...] = average

    def finalize(self, w: Array, slots: Slots) -> None:
        """At the end of training with ``use_ema``, the weights become their average."""
        if self.use_ema:
            w[...] = slots["average"]


def shorten(g: Array, norm: float, squares: Array | None = None) -> None:
    """Scale ``g`` in place to an L2 norm of at most ``norm``."""
    total = np.sum(np.square(g, dtype=np.float64)) if squares is None else np.sum(squares, dtype=np.float64)
    length = float(np.sqrt(total))
    if length > norm:
        g *= norm / length
        if squares is not None:
            squares *= (norm / length) ** 2
