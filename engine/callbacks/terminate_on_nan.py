"""TerminateOnNaN: ends training when the loss is NaN or infinite."""

from math import isfinite
from typing import final

from engine.callbacks.base import Callback
from engine.errors import fail
from engine.hyperparameters import Configurable, boolean, configurable
from engine.typing import Logs


@final
@configurable
class TerminateOnNaN(Callback, Configurable):
    """Stop when the loss of a batch is NaN or infinite; with ``raise_error`` raise a RuntimeError, as in Keras.

    Without this callback ``fit`` raises an error, too. Source: Keras 3, ``callbacks.TerminateOnNaN``.
    """

    raise_error: bool = boolean(default=False)

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is None or isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(str(fail("loss_not_finite", "fit", batch=batch, loss=loss)))
        print(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
