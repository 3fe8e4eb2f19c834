"""The catalogue: the data sets of the notebook by name, in the order of the menu."""

from types import MappingProxyType

from engine.datasets.dataset import Dataset, Downloaded, Embedded, Generated, Option, SmallVersion, point_options
from engine.datasets.generated import (
    circles,
    colour_shapes,
    cosine,
    line,
    spiral,
    synthetic_reviews,
    synthetic_topics,
    two_blobs,
    xor,
)
from engine.datasets.keras import california_housing, cifar10, fashion_mnist, imdb, mnist, nsmc, reuters
from engine.datasets.keras.remote_texts import RemoteTexts, text_options
from engine.validators import Integer

FIRST_IMAGES = MappingProxyType({"n": Option(Integer(low=100, high=60_000), 60_000)})
FIRST_COLOURS = MappingProxyType({"n": Option(Integer(low=100, high=50_000), 50_000)})
SIDE = colour_shapes.SIDE

SETS: tuple[Dataset, ...] = (
    Embedded("digits", "image", "classification", (8, 8), 16, source="images"),
    Downloaded("mnist", "image", "classification", (28, 28), 255, FIRST_IMAGES, "digits", module=mnist,
               size=11_490_434),
    Downloaded("fashion_mnist", "image", "classification", (28, 28), 255, FIRST_IMAGES, "digits",
               module=fashion_mnist, size=30_878_645),
    Generated("colour_shapes", "image", "classification", (SIDE, SIDE, 3), 255, point_options(2_000, 0.05),
              points=colour_shapes.points, names=colour_shapes.CLASS_NAMES),
    Downloaded("cifar10", "image", "classification", (32, 32, 3), 255, FIRST_COLOURS, "colour_shapes", module=cifar10,
               size=170_498_071, columns=True),
    Generated("made_reviews", "sequence", "binary", (synthetic_reviews.LENGTH,), options=point_options(3_000, 0.0),
              points=synthetic_reviews.points, names=synthetic_reviews.CLASS_NAMES, words=synthetic_reviews.WORDS),
    RemoteTexts("imdb", "sequence", "binary", (100,), options=text_options(25_000, 10_000, 100),
                stand_in="made_reviews", module=imdb, size=17_464_789),
    RemoteTexts("nsmc", "sequence", "binary", (20,), options=text_options(150_000, 10_000, 20),
                stand_in="made_reviews", module=nsmc, size=19_522_142, source="files"),
    Generated("made_topics", "sequence", "classification", (synthetic_topics.LENGTH,),
              options=point_options(3_000, 0.0), points=synthetic_topics.points, names=synthetic_topics.CLASS_NAMES,
              words=synthetic_topics.WORDS),
    RemoteTexts("reuters", "sequence", "classification", (100,), options=text_options(8_982, 10_000, 100),
                stand_in="made_topics", module=reuters, size=2_110_848),
    Embedded("iris", "vector", "classification", (4,), source="data"),
    Embedded("wine", "vector", "classification", (13,), source="data"),
    Embedded("breast_cancer", "vector", "binary", (30,), source="data"),
    Embedded("diabetes", "vector", "regression", (10,), source="data"),
    SmallVersion("california_small", "vector", "regression", (8,), of="california_housing",
                 module=california_housing),
    Downloaded("california_housing", "vector", "regression", (8,), stand_in="california_small",
               module=california_housing, size=743_530),
    Generated("line", "line", "regression", (1,), options=point_options(200, 0.1), points=line.points),
    Generated("two_blobs", "plane", "binary", (2,), options=point_options(300, 0.4), points=two_blobs.points),
    Generated("circles", "plane", "binary", (2,), options=point_options(300, 0.1), points=circles.points),
    Generated("xor", "plane", "binary", (2,), options=point_options(400, 0.0), points=xor.points),
    Generated("spiral", "plane", "binary", (2,), options=point_options(500, 0.02), points=spiral.points),
    Generated("cosine", "line", "regression", (1,), options=point_options(300, 0.05), points=cosine.points),
)

CATALOG: dict[str, Dataset] = {each.name: each for each in SETS}
