"""Cells: what ``RNN`` does in every time step. ``keras.layers`` hands on their names."""

from engine.cells.gru_cell import GRUCell
from engine.cells.lstm_cell import LSTMCell
from engine.cells.simple_rnn_cell import SimpleRNNCell
from engine.cells.stacked_rnn_cells import StackedRNNCells

ALL = (SimpleRNNCell, LSTMCell, GRUCell, StackedRNNCells)
