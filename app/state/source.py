"""Where the samples come from and what they are, in words: for the head of the data's preview."""

from collections.abc import Sequence
from math import ceil, prod
from typing import Any

from app.compute.previewing import Preview
from app.state.showing import Showing
from app.state.table_notices import shown_notices
from app.texts import words
from app.texts.cards import card, class_titles
from app.texts.problems import say
from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Dataset, Remote
from engine.datasets.uploads.uploaded_dataset import Uploaded, UploadedTable
from engine.specs.data import known_dataset
from engine.specs.objects import DataSpec

MEGABYTE = 1_000_000
FLOAT32 = 4
MOST_CLASSES = 6
"""Classes that are counted in words."""
WORTH_SAYING = 10
"""Megabytes of memory from which on they are told."""


def source(spec: DataSpec, showing: Showing) -> dict[str, Any]:
    """The parameters of the component ``Source``."""
    said = words("interface")["data"]
    share = showing.downloading
    return {
        "choices": switch(spec.name), "chosen": spec.name, "problem": _problem(showing), "progress": share,
        "status": said["downloading"].format(percent=round(100 * share)) if share is not None
        else said["loading"] if showing.loading else "",
        "facts": facts(spec, showing), "notices": shown_notices(spec),
    }


def switch(name: str) -> list[dict[str, str]]:
    """The embedded set and the one to download that are two sizes of the same thing; empty for others."""
    for dataset in CATALOG.values():
        if dataset.stand_in and name in (dataset.name, dataset.stand_in) and dataset is _twin(dataset.stand_in):
            said = words("interface")["data"]
            return [{"value": dataset.stand_in, "label": said["embedded"]},
                    {"value": dataset.name, "label": said["downloaded"]}]
    return []


def _twin(stand_in: str) -> Dataset:
    """The set that an embedded one is the small form of: the first that it stands in for."""
    return next(each for each in CATALOG.values() if each.stand_in == stand_in)


def _problem(showing: Showing) -> dict[str, Any] | None:
    """Why there is no preview, with what can be done: ``{"text", "actions": [{"name", "title"}]}``."""
    problem = showing.problem
    if problem is None or showing.spec is None:
        return None
    said, dataset = words("interface")["data"], known_dataset(showing.spec)
    titles = {"not_downloaded": said["download_size"], "download_failed": said["retry"], "data_failed": said["retry"]}
    actions = []
    if isinstance(dataset, Remote) and problem.code in titles:
        title = titles[problem.code].format(mb=_megabytes(dataset.size))
        actions.append({"name": "download", "title": title})
        if dataset.stand_in:
            stand_in = card("dataset", dataset.stand_in).title
            actions.append({"name": "stand_in", "title": said["use_stand_in"].format(title=stand_in)})
    return {"text": say(problem), "actions": actions}


def facts(spec: DataSpec, showing: Showing) -> list[str]:
    """Short phrases: how many samples there are, their shape, what is to be learned, what was left out."""
    dataset, seen = known_dataset(spec), showing.preview
    if dataset is None:
        return []
    said = words("interface")["data"]
    found = _of_table(dataset) if isinstance(dataset, UploadedTable) else []
    if seen is not None:
        train, validation, test = seen.counts
        found.append(said["samples"].format(train=f"{train:,}", validation=f"{validation:,}", test=f"{test:,}"))
    shape = "(" + ", ".join(map(str, dataset.shape)) + ("," if len(dataset.shape) == 1 else "") + ")"
    found.append(said["shape"].format(shape=shape))
    classes = len(dataset.class_names)
    found.append(said["target_classes"].format(n=classes) if classes else said["target_number"])
    if dataset.kind in ("vector", "series"):
        found.append(said["standardised_later"])
    found += _of_classes(dataset, seen) if seen is not None else []
    if seen is not None:
        size = _megabytes(sum(seen.counts) * prod(dataset.shape) * FLOAT32)
        found += [said["memory"].format(mb=size)] if size >= WORTH_SAYING else []
    return found


def _of_classes(dataset: Dataset, seen: Preview) -> list[str]:
    """How many training samples each class has, which classes have no test samples, or that there are none."""
    said, names = words("interface")["data"], class_titles(dataset)
    found = [] if seen.counts[2] else [said["no_test"]]
    if not names or not isinstance(dataset, UploadedTable):
        return found
    order = sorted(range(len(names)), key=lambda i: -seen.balance[i])
    parts = [said["part"].format(name=names[i], n=f"{seen.balance[i]:,}") for i in order[:MOST_CLASSES]]
    rest = [said["more_parts"].format(n=len(order) - MOST_CLASSES)] if len(order) > MOST_CLASSES else []
    found.append(said["balance"].format(parts=", ".join([*parts, *rest])))
    missing = untested(dataset, seen.balance_test) if seen.counts[2] else []
    return [*found, said["untested"].format(names=", ".join(missing))] if missing else found


def untested(dataset: Dataset, counts: Sequence[int]) -> list[str]:
    """The classes without a test sample, by name; the first few. counts: test samples of each class."""
    return [name for name, n in zip(class_titles(dataset), counts, strict=False) if not n][:MOST_CLASSES]


def _of_table(dataset: UploadedTable) -> list[str]:
    said, table = words("interface")["data"], dataset.table
    found = [said["table"].format(rows=f"{table.rows:,}", columns=len(table.columns))]
    if not isinstance(dataset, Uploaded):
        return found
    outline = dataset.outline
    if outline.filled:
        found.append(said["filled"].format(n=f"{outline.filled:,}"))
    if outline.dropped:
        found.append(said["dropped"].format(n=f"{outline.dropped:,}"))
    if outline.left_out:
        found.append(said["left_out"].format(names=", ".join(outline.left_out)))
    return found


def _megabytes(size: int) -> int:
    return ceil(size / MEGABYTE)
