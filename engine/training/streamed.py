"""The data of a ``fit`` whose training or validation comes in batches of its own."""

from typing import final

import numpy as np

from engine.training.data import Samples, TrainingData
from engine.training.fit_config import FitPlan
from engine.training.streams import Stream


@final
class StreamedData:
    """What training pulls its batches from: a stream, or arrays as :class:`TrainingData` hands them out."""

    def __init__(self, train: Samples | Stream, validation: Samples | Stream | None) -> None:
        self._train = train if isinstance(train, Stream) else None
        self._validation = validation if isinstance(validation, Stream) else None
        of_arrays = train if isinstance(train, Samples) else Samples(np.empty(0))
        self._arrays = TrainingData(of_arrays, validation if isinstance(validation, Samples) else None)

    @property
    def validates(self) -> bool:
        return self._validation is not None or self._arrays.validates

    def steps(self, plan: FitPlan) -> int | None:
        return self._arrays.steps(plan) if self._train is None else self._train.steps

    def validation_steps(self, plan: FitPlan) -> int | None:
        return self._arrays.validation_steps(plan) if self._validation is None else self._validation.steps

    def training_batch(self, plan: FitPlan, epoch: int, batch: int) -> Samples | None:
        if self._train is None:
            return self._arrays.training_batch(plan, epoch, batch)
        if batch == 0:
            self._train.begin_epoch()
        return self._train.next()

    def runs_out(self, plan: FitPlan, epoch: int, batch: int) -> bool:
        return self._arrays.runs_out(plan, epoch, batch) if self._train is None else self._train.runs_out()

    def validation_batch(self, plan: FitPlan, batch: int) -> Samples | None:
        if self._validation is None:
            return self._arrays.validation_batch(plan, batch)
        if batch == 0:
            self._validation.begin_anew()
            self._validation.begin_epoch()
        return self._validation.next()
