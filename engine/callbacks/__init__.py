"""Callbacks: hooks that are called during training, evaluation and prediction."""

from engine.callbacks.backup_and_restore import BackupAndRestore
from engine.callbacks.base import Callback
from engine.callbacks.csv_logger import CSVLogger
from engine.callbacks.early_stopping import EarlyStopping
from engine.callbacks.history import History
from engine.callbacks.lambda_callback import LambdaCallback
from engine.callbacks.learning_rate_scheduler import LearningRateScheduler
from engine.callbacks.model_checkpoint import ModelCheckpoint
from engine.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from engine.callbacks.tensorboard import TensorBoard
from engine.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = ["BackupAndRestore", "CSVLogger", "Callback", "EarlyStopping", "History", "LambdaCallback",
           "LearningRateScheduler", "ModelCheckpoint", "ReduceLROnPlateau", "TensorBoard", "TerminateOnNaN"]

ALL = (EarlyStopping, ReduceLROnPlateau, TerminateOnNaN)
"""The callbacks whose arguments are plain values and that write no files: those that specs can describe."""
