"""Layers: the bricks of a model, one class a file."""

from engine.layers.activation import Activation
from engine.layers.activity_regularization import ActivityRegularization
from engine.layers.base import Layer
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.bidirectional import Bidirectional
from engine.layers.category_encoding import CategoryEncoding
from engine.layers.center_crop import CenterCrop
from engine.layers.dense import Dense
from engine.layers.discretization import Discretization
from engine.layers.dropout import Dropout
from engine.layers.elu import ELU
from engine.layers.embedding import Embedding
from engine.layers.flatten import Flatten
from engine.layers.gaussian_dropout import GaussianDropout
from engine.layers.gaussian_noise import GaussianNoise
from engine.layers.gru import GRU
from engine.layers.input import Input
from engine.layers.input_layer import InputLayer
from engine.layers.integer_lookup import IntegerLookup
from engine.layers.lambda_layer import Lambda
from engine.layers.layer_normalization import LayerNormalization
from engine.layers.leaky_relu import LeakyReLU
from engine.layers.lstm import LSTM
from engine.layers.masking import Masking
from engine.layers.normalization import Normalization
from engine.layers.permute import Permute
from engine.layers.prelu import PReLU
from engine.layers.random_contrast import RandomContrast
from engine.layers.random_flip import RandomFlip
from engine.layers.random_rotation import RandomRotation
from engine.layers.random_translation import RandomTranslation
from engine.layers.random_zoom import RandomZoom
from engine.layers.relu import ReLU
from engine.layers.repeat_vector import RepeatVector
from engine.layers.rescaling import Rescaling
from engine.layers.reshape import Reshape
from engine.layers.resizing import Resizing
from engine.layers.simple_rnn import SimpleRNN
from engine.layers.softmax import Softmax
from engine.layers.string_lookup import StringLookup
from engine.layers.text_vectorization import TextVectorization
from engine.layers.time_distributed import TimeDistributed

ALL = (
    InputLayer,
    Dense, Flatten, Reshape, Permute, RepeatVector,
    Activation, ReLU, LeakyReLU, PReLU, ELU, Softmax,
    Dropout, GaussianNoise, GaussianDropout, BatchNormalization, LayerNormalization, Normalization, Rescaling,
    ActivityRegularization, Lambda,
    RandomFlip, RandomRotation, RandomTranslation, RandomZoom, RandomContrast, Resizing, CenterCrop,
    Discretization, CategoryEncoding, IntegerLookup, StringLookup, TextVectorization,
    Embedding, Masking, SimpleRNN, LSTM, GRU, Bidirectional, TimeDistributed,
)

__all__ = [*(cls.__name__ for cls in ALL), "Input", "Layer"]  # noqa: PLE0604  (all of them are strings)
