"""Optimizer: the base of all optimizers, whose update rules work on one flat vector of all weights."""

import re
from abc import ABC
from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np

from engine.errors import ProblemError, fail
from engine.hyperparameters import boolean, configurable, declare, integer, real, saved_config, text
from engine.object_validators import Rate
from engine.optimizers.learning_rate import LearningRate
from engine.optimizers.schedules.base import LearningRateSchedule
from engine.optimizers.schedules.inverse_time_decay import InverseTimeDecay
from engine.optimizers.state_variables import Iterations, Tracked, slot_variables
from engine.optimizers.variable_updates import VariableUpdates
from engine.registry import snake_case
from engine.typing import Array
from engine.variables import BaseVariable

Slots = dict[str, Array]
"""Optimizer state by name: vectors of the size of all trained weights, or scalars of shape ``()``."""

Segments = Mapping[str, slice]
"""The slice of each weight in the flat vector, by its path such as ``dense/kernel``."""

HEEDED_BY_APPLY = frozenset({
    "learning_rate", "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum",
    "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "name"})
"""Hyperparameters that are handled outside of :meth:`Optimizer.update`, so that its kernels may ignore them."""


@configurable
class Optimizer(VariableUpdates, ABC):
    """Base of all optimizers.

    Weights, gradients and slots are flat vectors that concatenate all trained weights of the model, so that
    :meth:`update` is the textbook formula in a few array operations. The optimizer does not store them: training
    holds the slots and calls :meth:`train` once per batch.

    ``loss_scale_factor`` is accepted without effect: Keras multiplies the loss by it and divides the gradients by it
    against underflow in float16, and this engine computes in float32 unless a layer has another dtype.
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
    """Number of batches so far; set by training."""
    tracked: Tracked | None = field(default=None, init=False, repr=False)
    """What the optimizer is training, once it is."""
    no_decay_pattern: str | None = field(default=None, init=False)
    """Regular expression; weights whose path matches are excluded from weight decay."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_name, self.name = self.name, self.name or snake_case(type(self).__name__)
        self.learning_rate = self.learning_rate  # wrapped by __setattr__
        clips = [name for name in ("clipnorm", "clipvalue", "global_clipnorm") if getattr(self, name) is not None]
        if len(clips) > 1:
            raise ProblemError(fail("one_clip_only", clips[-1], given=clips).problem, f"{type(self).__name__}: ")

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Accept Keras 2's ``lr``, ``decay`` (now a schedule) and ``epsilon=None``; drop flags without effect."""
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

    def argument(self, name: str) -> Any:
        return self.given_name if name == "name" else getattr(self, name)

    def get_config(self) -> dict[str, Any]:
        """Return the config in Keras's form: the name first."""
        config = saved_config(self)
        return {"name": config.pop("name") or snake_case(type(self).__name__), **config}

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; a learning rate is validated whenever it is assigned."""
        object.__setattr__(self, name, self._wrap_rate(value) if name == "learning_rate" else value)

    def _wrap_rate(self, value: Any) -> LearningRate | LearningRateSchedule:
        """Validate a learning rate and bind it to this optimizer.

        As in Keras 3, a float cannot replace a schedule. Exception: for an ``InverseTimeDecay`` with ``decay_steps=1``,
        such as the one made from Keras 2's ``decay``, the float becomes the initial learning rate.
        Raises a ProblemError with code ``rate_follows_a_schedule`` for a float in place of another schedule,
        ``not_a_rate`` for a value that is neither a number nor a schedule.
        """
        rate = Rate().convert("learning_rate", value)
        current = self.__dict__.get("learning_rate")
        if isinstance(rate, LearningRateSchedule):
            return rate.bind(self)
        if isinstance(current, LearningRate):
            current.rate, current.path = rate, f"{self.name}/{current.name}"
            return current
        if isinstance(current, InverseTimeDecay) and current.decay_steps == 1:
            return InverseTimeDecay(rate, decay_steps=1, decay_rate=current.decay_rate).bind(self)
        if isinstance(current, LearningRateSchedule):
            raise fail("rate_follows_a_schedule", "learning_rate", schedule=current, value=value)
        return LearningRate(rate, str(self.name))

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "tracked": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({name: value for name, value in state.items() if name != "learning_rate"})
        self.learning_rate = state["learning_rate"]

    @property
    def lr(self) -> float | LearningRateSchedule:
        """Keras 2's name for ``learning_rate``."""
        return self.learning_rate

    @lr.setter
    def lr(self, value: float | LearningRateSchedule) -> None:
        self.learning_rate = value

    @property
    def iterations(self) -> Iterations:
        """Number of updates so far: the number of batches // ``gradient_accumulation_steps`` (by default 1)."""
        return Iterations(self)

    @property
    def variables(self) -> list[BaseVariable]:
        """The number of updates, the learning rate, and after the first batch the slots of each weight, as in Keras."""
        rate: Any = self.learning_rate
        return [self.iterations, *([rate] if isinstance(rate, LearningRate) else []), *slot_variables(self)]

    def track(self, compiled: Any, layout: Segments, weights: Mapping[str, Any]) -> None:
        """Set what is trained: the slots in ``compiled``, and the weights by their paths in the layout."""
        self.tracked = Tracked(compiled, {path: (weights[path].path, indices, weights[path].shape)
                                          for path, indices in layout.items()})

    def rate_at(self, step: int) -> float:
        """Return the learning rate after ``step`` updates."""
        rate = self.learning_rate
        return float(rate(step)) if isinstance(rate, LearningRateSchedule) else float(rate)

    # --- defined by subclasses ----------------------------------------------------------------------------------

    def slot_initial_values(self) -> dict[str, float]:
        """Return the names of the vectors that the update rule keeps, with their initial values."""
        return {}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        """Update ``w`` and ``slots`` in place with the gradient ``g``.

        w, g: ``(size,)``. rate: learning rate. step: index of this update, from 1.
        squares: used in place of ``g²`` if not None (see :meth:`apply_batch`). A learner's class defines
        ``update_step`` instead.
        """
        raise fail("method_missing", name=type(self).__name__, method="update_step(gradient, variable, learning_rate)")

    def slot_groups(self) -> list[tuple[str, ...]]:
        """Return the slot names in groups, in the order in which Keras saves them.

        Keras saves group by group, and within a group weight by weight: all slots of the first weight, and so on.
        """
        return [tuple(self.slot_initial_values())] if self.slot_initial_values() else []

    # --- shared by all optimizers -------------------------------------------------------------------------------

    def slots(self, size: int, dtype: Any) -> Slots:
        """Return the initial slot variables. size: number of trainable parameters."""
        initial_values = dict(self.slot_initial_values())
        if self.use_ema:
            initial_values["average"] = 0.0
        if self.gradient_accumulation_steps:
            initial_values["gathered"] = 0.0
        return {name: np.full(size, value, dtype) for name, value in initial_values.items()}

    def train(self, parameters: Any, slots: Slots, step: int) -> None:
        """Apply the gradients of one batch to the parameters of a network; a learner's class is called as in Keras."""
        self.apply_batch(parameters.values, parameters.gradients, slots, step, parameters.layout,
                         parameters.squared_gradients())

    def apply_batch(self, w: Array, g: Array, slots: Slots, step: int, segments: Segments,
                    squares: Array | None = None) -> None:
        """Apply the gradients ``g`` of one batch as Keras does; ``w`` and ``slots`` change in place.

        In this order: accumulate gradients over ``gradient_accumulation_steps`` batches, clip them, decay the weights,
        call :meth:`update`, average the weights.

        w, g: ``(size,)``; ``g`` and ``squares`` may be overwritten. step: index of the batch, from 1.

        squares: ``g²``, but for an embedding row that occurs several times in the batch, the sum of the squared
        gradients of the occurrences. Like Keras on TensorFlow, this method ignores squares if gradients are
        accumulated, and with ``global_clipnorm`` uses squares for the norm only. None means ``g²``.
        """
        accumulation_steps = self.gradient_accumulation_steps or 1
        update_index = (step - 1) // accumulation_steps + 1
        squares = squares if accumulation_steps == 1 else None
        if accumulation_steps == 1 or self._accumulate(g, slots["gathered"], step, accumulation_steps):
            rate = self.rate_at(step - 1)
            self.clip(g, segments, squares)
            self.decay_weights(w, rate, segments)
            self.update(w, g, slots, rate, update_index, squares if self.global_clipnorm is None else None)
        if self.use_ema:
            self._average(w, slots["average"], update_index)

    def _accumulate(self, g: Array, sums: Array, step: int, accumulation_steps: int) -> bool:
        """Add ``g`` to the sums; if an update is due, write their mean to ``g``, reset them and return True."""
        sums += g
        if step % accumulation_steps:
            return False
        np.divide(sums, accumulation_steps, out=g)
        sums[...] = 0
        return True

    def clip(self, g: Array, segments: Segments, squares: Array | None = None) -> None:
        """Clip gradients in place by value, norm per weight or global norm.

        squares: if not None, used in place of ``g²`` for the norms, and scaled in place where a norm is clipped.
        """
        if self.clipvalue is not None:
            np.clip(g, -self.clipvalue, self.clipvalue, out=g)
        if self.clipnorm is not None:
            for segment in segments.values():
                clip_by_norm(g[segment], self.clipnorm, None if squares is None else squares[segment])
        if self.global_clipnorm is not None:
            clip_by_norm(g, self.global_clipnorm, squares)

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: list[str] | None = None) -> None:
        """Exclude weights from weight decay: those in ``var_list`` or with one of ``var_names`` in their name."""
        exact = [f"^{re.escape(variable.layout_path)}$" for variable in var_list or ()]
        self.no_decay_pattern = "|".join([*exact, *(f"[^/]*{name}[^/]*$" for name in var_names or ())]) or None

    def decay_weights(self, w: Array, rate: float, segments: Segments) -> None:
        """Decoupled weight decay: ``w -= rate · weight_decay · w`` (Loshchilov & Hutter 2019)."""
        if self.weight_decay is None:
            return
        factor = 1 - rate * self.weight_decay
        if self.no_decay_pattern is None:
            w *= factor
            return
        for path, segment in segments.items():
            if not re.search(self.no_decay_pattern, path):
                w[segment] *= factor

    def _average(self, w: Array, average: Array, update_index: int) -> None:
        """Update the moving average of the weights; copy it to ``w`` every ``ema_overwrite_frequency`` updates."""
        momentum = self.ema_momentum if update_index > 1 else 0.0
        average *= momentum
        average += (1 - momentum) * w
        if self.ema_overwrite_frequency and update_index % self.ema_overwrite_frequency == 0:
            w[...] = average

    def finalize(self, w: Array, slots: Slots) -> None:
        """Replace the weights by their moving average at the end of training, if ``use_ema``."""
        if self.use_ema:
            w[...] = slots["average"]


def clip_by_norm(g: Array, norm: float, squares: Array | None = None) -> None:
    """Scale ``g`` in place to an L2 norm of at most ``norm``.

    squares: if not None, used in place of ``g²`` for the norm and scaled in place too.
    """
    total = np.sum(np.square(g, dtype=np.float64)) if squares is None else np.sum(squares, dtype=np.float64)
    current_norm = float(np.sqrt(total))
    if current_norm > norm:
        g *= norm / current_norm
        if squares is not None:
            squares *= (norm / current_norm) ** 2
