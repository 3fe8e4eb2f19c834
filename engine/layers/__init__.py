"""Layers: the bricks of a model, one class per file."""

from functools import partial

from engine import serialization
from engine.cells import ALL as CELLS
from engine.cells.gru_cell import GRUCell as GRUCell
from engine.cells.lstm_cell import LSTMCell as LSTMCell
from engine.cells.simple_rnn_cell import SimpleRNNCell as SimpleRNNCell
from engine.cells.stacked_rnn_cells import StackedRNNCells as StackedRNNCells
from engine.layers.activation import Activation
from engine.layers.activity_regularization import ActivityRegularization
from engine.layers.alpha_dropout import AlphaDropout
from engine.layers.average_pooling1d import AveragePooling1D
from engine.layers.average_pooling2d import AveragePooling2D
from engine.layers.base import Layer
from engine.layers.batch_normalization import BatchNormalization
from engine.layers.bidirectional import Bidirectional
from engine.layers.category_encoding import CategoryEncoding
from engine.layers.center_crop import CenterCrop
from engine.layers.conv1d import Conv1D
from engine.layers.conv1d_transpose import Conv1DTranspose
from engine.layers.conv2d import Conv2D
from engine.layers.conv2d_transpose import Conv2DTranspose
from engine.layers.cropping1d import Cropping1D
from engine.layers.cropping2d import Cropping2D
from engine.layers.dense import Dense
from engine.layers.depthwise_conv1d import DepthwiseConv1D
from engine.layers.depthwise_conv2d import DepthwiseConv2D
from engine.layers.discretization import Discretization
from engine.layers.dropout import Dropout
from engine.layers.elu import ELU
from engine.layers.embedding import Embedding
from engine.layers.flatten import Flatten
from engine.layers.gaussian_dropout import GaussianDropout
from engine.layers.gaussian_noise import GaussianNoise
from engine.layers.global_average_pooling1d import GlobalAveragePooling1D
from engine.layers.global_average_pooling2d import GlobalAveragePooling2D
from engine.layers.global_max_pooling1d import GlobalMaxPooling1D
from engine.layers.global_max_pooling2d import GlobalMaxPooling2D
from engine.layers.group_normalization import GroupNormalization
from engine.layers.gru import GRU
from engine.layers.hashing import Hashing
from engine.layers.identity import Identity
from engine.layers.input import Input
from engine.layers.input_layer import InputLayer
from engine.layers.integer_lookup import IntegerLookup
from engine.layers.lambda_layer import Lambda
from engine.layers.layer_normalization import LayerNormalization
from engine.layers.leaky_relu import LeakyReLU
from engine.layers.lstm import LSTM
from engine.layers.masking import Masking
from engine.layers.max_pooling1d import MaxPooling1D
from engine.layers.max_pooling2d import MaxPooling2D
from engine.layers.model_layer import from_callable as from_callable
from engine.layers.normalization import Normalization
from engine.layers.permute import Permute
from engine.layers.prelu import PReLU
from engine.layers.random_brightness import RandomBrightness
from engine.layers.random_contrast import RandomContrast
from engine.layers.random_crop import RandomCrop
from engine.layers.random_flip import RandomFlip
from engine.layers.random_rotation import RandomRotation
from engine.layers.random_translation import RandomTranslation
from engine.layers.random_zoom import RandomZoom
from engine.layers.relu import ReLU
from engine.layers.repeat_vector import RepeatVector
from engine.layers.rescaling import Rescaling
from engine.layers.reshape import Reshape
from engine.layers.resizing import Resizing
from engine.layers.rnn import RNN
from engine.layers.separable_conv1d import SeparableConv1D
from engine.layers.separable_conv2d import SeparableConv2D
from engine.layers.simple_rnn import SimpleRNN
from engine.layers.softmax import Softmax
from engine.layers.spatial_dropout1d import SpatialDropout1D
from engine.layers.spatial_dropout2d import SpatialDropout2D
from engine.layers.string_lookup import StringLookup
from engine.layers.text_vectorization import TextVectorization
from engine.layers.time_distributed import TimeDistributed
from engine.layers.unit_normalization import UnitNormalization
from engine.layers.unsupported import __getattr__ as __getattr__
from engine.layers.up_sampling1d import UpSampling1D
from engine.layers.up_sampling2d import UpSampling2D
from engine.layers.zero_padding1d import ZeroPadding1D
from engine.layers.zero_padding2d import ZeroPadding2D

ALL = (
    InputLayer,
    Dense, Flatten, Reshape, Permute, RepeatVector,
    Conv1D, Conv2D, SeparableConv1D, SeparableConv2D, DepthwiseConv1D, DepthwiseConv2D,
    Conv1DTranspose, Conv2DTranspose,
    MaxPooling1D, MaxPooling2D, AveragePooling1D, AveragePooling2D,
    GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalAveragePooling1D, GlobalAveragePooling2D,
    ZeroPadding1D, ZeroPadding2D, Cropping1D, Cropping2D, UpSampling1D, UpSampling2D,
    Activation, ReLU, LeakyReLU, PReLU, ELU, Softmax,
    Dropout, SpatialDropout1D, SpatialDropout2D, GaussianNoise, GaussianDropout, AlphaDropout,
    BatchNormalization, LayerNormalization, GroupNormalization, UnitNormalization, Normalization, Rescaling,
    ActivityRegularization, Lambda, Identity,
    RandomFlip, RandomRotation, RandomTranslation, RandomZoom, RandomContrast, RandomBrightness, RandomCrop,
    Resizing, CenterCrop,
    Discretization, CategoryEncoding, Hashing, IntegerLookup, StringLookup, TextVectorization,
    Embedding, Masking, SimpleRNN, LSTM, GRU, RNN, Bidirectional, TimeDistributed,
)

serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "layer")

AvgPool1D = AveragePooling1D
AvgPool2D = AveragePooling2D
Convolution1D = Conv1D
Convolution1DTranspose = Conv1DTranspose
Convolution2D = Conv2D
Convolution2DTranspose = Conv2DTranspose
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalMaxPool2D = GlobalMaxPooling2D
MaxPool1D = MaxPooling1D
MaxPool2D = MaxPooling2D
SeparableConvolution1D = SeparableConv1D
SeparableConvolution2D = SeparableConv2D

__all__ = [  # noqa: PLE0604  (all of them are strings)
    *(name for name, value in globals().items() if value in (*ALL, *CELLS)),
    "Input", "Layer", "deserialize", "serialize",
]
