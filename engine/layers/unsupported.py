"""Placeholders for Keras's layers that the engine does not have, or that a Sequential model cannot contain.

Scripts may import these names without using them; calling one raises a ProblemError that explains why.
"""

from functools import cache
from typing import Any, final

from engine.errors import fail

NAMES = frozenset({
    "Add", "AdditiveAttention", "Attention", "Average", "Concatenate", "Dot", "GroupQueryAttention", "HashedCrossing",
    "Maximum", "Merge", "Minimum", "MultiHeadAttention", "Multiply", "Subtract",
    "add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract",
})
"""Layers with several inputs."""
ABSENT = frozenset({
    "AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D", "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D", "AugMix", "AutoContrast", "AveragePooling3D", "AvgPool3D", "Conv3D",
    "Conv3DTranspose", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Convolution3D", "Convolution3DTranspose",
    "Cropping3D", "CutMix", "EinsumDense", "Equalization", "GlobalAveragePooling3D", "GlobalAvgPool3D",
    "GlobalMaxPool3D", "GlobalMaxPooling3D", "MaxPool3D", "MaxPooling3D", "MelSpectrogram", "MixUp", "Pipeline",
    "RMSNormalization", "RandAugment", "RandomColorDegeneration", "RandomColorJitter", "RandomElasticTransform",
    "RandomErasing", "RandomGaussianBlur", "RandomGrayscale", "RandomHue", "RandomInvert", "RandomPerspective",
    "RandomPosterization", "RandomSaturation", "RandomSharpness", "RandomShear", "ReversibleEmbedding",
    "STFTSpectrogram", "Solarization", "SpatialDropout3D", "SpectralNormalization", "TFSMLayer", "UpSampling3D",
    "ZeroPadding3D",
    "CuDNNGRU", "CuDNNLSTM", "ConvLSTM2DCell", "LocallyConnected1D", "LocallyConnected2D", "MaxoutDense", "Highway",
    "ThresholdedReLU", "DenseFeatures",
})
"""Layers of Keras 3, and of Keras 1 and 2 in the last two lines, with one input."""


@final
class UnsupportedLayer:
    """Placeholder for a layer; calling it raises a ProblemError with a code and the layer's name."""

    def __init__(self, name: str, code: str) -> None:
        self.name = name
        self.code = code

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise fail(self.code, self.name, name=self.name)


@cache
def _placeholder(name: str) -> UnsupportedLayer:
    return UnsupportedLayer(name, "not_in_a_stack" if name in NAMES else "layer_not_here")


def __getattr__(name: str) -> UnsupportedLayer:
    if name in NAMES or name in ABSENT:
        return _placeholder(name)
    raise AttributeError(f"module 'engine.layers' has no attribute {name!r}")
