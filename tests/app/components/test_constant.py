"""Data that never change are encoded once, and as what they are."""

from bokeh.core.serialization import Serializer

from app.components.constant import Constant
from app.components.workshop import Workshop

PLAIN = {"group": "core", "items": [{"class_name": "Dense", "fields": {"units": 1, "rate": float("nan")}}]}


def test_it_is_written_out_as_the_dict_that_it_is() -> None:
    constant = Constant(PLAIN)
    first = Serializer().encode(constant)
    assert first == Serializer().encode(PLAIN)
    assert Serializer().encode([constant])[0] is first


def test_a_component_keeps_it_as_it_is() -> None:
    constant = Constant(PLAIN)
    root = Workshop(catalog=[constant]).get_root()
    assert root.data.catalog[0] is constant
