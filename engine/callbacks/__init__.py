"""Callbacks: what happens beside training."""

from engine.callbacks.base import Callback
from engine.callbacks.history import History
from engine.callbacks.lambda_callback import LambdaCallback

__all__ = ["Callback", "History", "LambdaCallback"]
