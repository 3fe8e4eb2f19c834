"""The data sets of the notebook by name, in the order in which they are offered."""

from types import MappingProxyType

from engine.datasets import circles, cosine, fashion_mnist, line, mnist, spiral, two_blobs, xor
from engine.datasets.dataset import Dataset, Downloaded, Embedded, Generated, Option, point_options
from engine.ranges import Integer

FIRST_IMAGES = MappingProxyType({"n": Option(Integer(low=100, high=60_000), 60_000)})

SETS: tuple[Dataset, ...] = (
    Embedded("digits", "image", "classification", (8, 8), 16, source="images"),
    Downloaded("mnist", "image", "classification", (28, 28), 255, FIRST_IMAGES, "digits", module=mnist,
               size=11_490_434),
    Downloaded("fashion_mnist", "image", "classification", (28, 28), 255, FIRST_IMAGES, "digits",
               module=fashion_mnist, size=30_878_645),
    Embedded("iris", "vector", "classification", (4,), source="data"),
    Embedded("wine", "vector", "classification", (13,), source="data"),
    Embedded("breast_cancer", "vector", "binary", (30,), source="data"),
    Embedded("diabetes", "vector", "regression", (10,), source="data"),
    Generated("line", "line", "regression", (1,), options=point_options(200, 0.1), points=line.points),
    Generated("two_blobs", "plane", "binary", (2,), options=point_options(300, 0.4), points=two_blobs.points),
    Generated("circles", "plane", "binary", (2,), options=point_options(300, 0.1), points=circles.points),
    Generated("xor", "plane", "binary", (2,), options=point_options(400, 0.0), points=xor.points),
    Generated("spiral", "plane", "binary", (2,), options=point_options(500, 0.02), points=spiral.points),
    Generated("cosine", "line", "regression", (1,), options=point_options(300, 0.05), points=cosine.points),
)

CATALOG: dict[str, Dataset] = {each.name: each for each in SETS}
