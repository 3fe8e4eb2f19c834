"""RNN cells: each computes one time step, which ``RNN`` repeats. ``engine.layers`` also exports the classes."""

from engine.cells.gru_cell import GRUCell
from engine.cells.lstm_cell import LSTMCell
from engine.cells.simple_rnn_cell import SimpleRNNCell
from engine.cells.stacked_rnn_cells import StackedRNNCells

ALL = (SimpleRNNCell, LSTMCell, GRUCell, StackedRNNCells)
