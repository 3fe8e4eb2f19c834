"""The form of the data cell: which set, its options or its answer, and how it is split and laid out."""

from dataclasses import replace
from functools import cache
from typing import Any

from app.state.forms import option_form
from app.state.pickers import Fields, picker
from app.state.table_form import AS_SERIES, changed_options, table_fields, table_values
from app.texts import words
from app.texts.cards import card
from engine.datasets.catalog import CATALOG
from engine.datasets.uploads.uploaded_dataset import NAME
from engine.specs.data import MAX_SEED, SHARE, known_dataset
from engine.specs.objects import DataSpec
from engine.validators import Boolean, Integer

PAGE_IMAGES = 10_000
"""Training images that the page begins with, of sets that have more: enough to learn from, and quick."""


def first_data(name: str) -> DataSpec:
    """The data spec that choosing a set begins with."""
    option = CATALOG[name].options.get("n") if name in CATALOG else None
    return DataSpec(name, {"n": PAGE_IMAGES} if option is not None and option.default > PAGE_IMAGES else {})


def data_fields(spec: DataSpec) -> Fields:
    """Which set, its options, and how it is split and laid out."""
    said = words("interface")["data"]
    fields = [picker("name", said["picker"], _datasets())]
    if spec.name == NAME:
        fields += table_fields(spec)
    dataset = known_dataset(spec) or CATALOG.get(spec.name)
    if dataset is None:
        return fields
    fields += option_form(dataset.options, card("dataset", spec.name).arguments)
    share = SHARE.form()
    if not dataset.has_test_split:
        fields.append({**share, "name": "test_share", "title": said["test_share"], "default": 0.2, "advanced": False})
    fields.append({**share, "name": "validation_share", "title": said["validation_share"], "default": 0.1,
                   "advanced": False})
    if len(dataset.shape) > 1:
        fields.append({**Boolean().form(), "name": "flatten", "title": said["flatten"], "default": False})
    if dataset.task != "regression":
        fields.append({**Boolean().form(), "name": "one_hot", "title": said["one_hot"], "default": False,
                       "advanced": True})
    seed = Integer(low=0, high=MAX_SEED).form()
    return [*fields, {**seed, "name": "seed", "title": said["seed"], "default": 113, "advanced": True}]


def data_values(spec: DataSpec) -> dict[str, Any]:
    """The values of :func:`data_fields`."""
    return {"name": spec.name, "test_share": spec.test_share, "validation_share": spec.validation_share,
            "flatten": spec.flatten, "one_hot": spec.one_hot, "seed": spec.seed,
            **(table_values(spec) if spec.name == NAME else spec.options)}


def changed_data(spec: DataSpec, name: str, value: Any) -> DataSpec:
    """The spec with one field changed."""
    if name == "name":
        return first_data(str(value))
    if name in {"test_share", "validation_share", "seed", "flatten", "one_hot"}:
        return replace(spec, **{name: value})
    options = changed_options(spec, name, value) if spec.name == NAME else {**spec.options, name: value}
    return replace(spec, options=options, one_hot=spec.one_hot and name not in {"target", "kind", AS_SERIES})


@cache
def _datasets() -> list[dict[str, Any]]:
    said = words("interface")["data"]
    groups = {name: said["embedded" if dataset.embedded else "downloaded"] for name, dataset in CATALOG.items()}
    return [{"value": name, "label": card("dataset", name).title, "help": card("dataset", name).summary,
             "group": group} for name, group in {**groups, NAME: said["uploaded"]}.items()]
