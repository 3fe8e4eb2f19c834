"""Print an experiment as one Keras script of seven steps, and as a Jupyter notebook."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from engine.datasets.uploads import file_store
from engine.datasets.uploads.table_cache import DEFAULT_FILE
from engine.datasets.uploads.uploaded_dataset import NAME
from engine.errors import ProblemError
from engine.registry import table
from engine.specs.data import evaluated_part
from engine.specs.data_code import data_code
from engine.specs.experiment import Experiment
from engine.specs.inspection import make
from engine.specs.objects import ObjectSpec
from engine.specs.script_names import join_steps
from engine.specs.to_python import compile_code, fit_code, model_code

STEPS = ("data", "model", "compile", "fit", "history", "evaluate", "predict")


LAST_CODE = {
    "history": "for name, values in history.history.items():\n    print(name, values[-1])\n",
    "evaluate": "scores = model.evaluate(x_{part}, y_{part}, verbose=0, return_dict=True)\nprint(scores)\n",
    "predict": "predictions = model.predict(x_{part}[:5], verbose=0)\nprint(predictions)\n",
}
"""Code of the steps after training. part: of the samples; Keras refuses to evaluate on none."""


@final
@dataclass(frozen=True)
class Cell:
    """One step: its name in :data:`STEPS`, and its code."""

    step: str
    code: str


def cells(experiment: Experiment, texts: Mapping[str, str] = MappingProxyType({})) -> list[Cell]:
    """The seven steps in order. texts: a learner's own code of some steps."""
    codes = {step: texts[step] if step in texts else step_code(experiment, step) for step in STEPS}
    joined = join_steps(codes) if texts else codes
    if "model" in texts and ".adapt(" not in texts["model"]:
        joined["model"] += _adapt_code(experiment)
    return [Cell(step, code) for step, code in joined.items()]


def step_code(experiment: Experiment, step: str) -> str:
    """The code of one step."""
    match step:
        case "data":
            return data_code(experiment.data)
        case "model":
            return model_code(experiment.model, experiment.fit.seed) + _adapt_code(experiment)
        case "compile":
            return compile_code(experiment.compile)
        case "fit":
            return fit_code(experiment.fit, validation=bool(experiment.data.validation_share))
        case _:
            return LAST_CODE[step].format(part=evaluated_part(experiment.data))


def _adapt_code(experiment: Experiment) -> str:
    """Lines that let layers such as Normalization see the training samples."""
    lines = []
    for index, layer in enumerate(experiment.model.layers):
        cls = table("layer").get(layer.class_name)
        if cls is not None and hasattr(cls, "adapt") and _needs_adapt(layer):
            inputs = "x_train" if index == 0 else f"keras.Sequential(model.layers[:{index}])(x_train)"
            lines.append(f"model.layers[{index}].adapt({inputs})\n")
    return "\n" + "".join(lines) if lines else ""


def _needs_adapt(spec: ObjectSpec) -> bool:
    """Whether the layer of a spec has to see data first; False if the spec has problems."""
    try:
        return bool(make("layer", spec).needs_adapt)
    except ProblemError:
        return False


def script(experiment: Experiment, titles: dict[str, str], texts: Mapping[str, str] = MappingProxyType({})) -> str:
    """Print all steps as one Python file. titles: heading of each step, by its name. texts: as for :func:`cells`."""
    parts = [f"# {number}. {titles[cell.step]}\n{cell.code}"
             for number, cell in enumerate(cells(experiment, texts), start=1)]
    return "\n".join(parts)


def needs_file(experiment: Experiment) -> bool:
    """Whether the code reads a file of the learner's, which must lie beside it."""
    return experiment.data.name == NAME


def script_archive(experiment: Experiment, titles: dict[str, str], name: str = "script",
                   texts: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """A zip file of the script, ``name.py``, and of the file that it reads, if it reads one. texts: as for
    :func:`cells`.

    Raises a ProblemError if the experiment has no code, and with code ``upload_missing`` if the file is deleted.
    """
    options = experiment.data.options
    members: dict[str, bytes] = {}
    if needs_file(experiment):
        beside = PurePath(str(options.get("file") or DEFAULT_FILE).replace("\\", "/")).name or DEFAULT_FILE
        experiment = replace(experiment, data=replace(experiment.data, options={**options, "file": beside}))
        members[beside] = file_store.load(options.get("key"))
    members[f"{name}.py"] = script(experiment, titles, texts).encode()
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        for member, content in members.items():
            file.writestr(ZipInfo(member), content, ZIP_DEFLATED)
    return archive.getvalue()


def ipynb(experiment: Experiment, titles: dict[str, str], texts: Mapping[str, str] = MappingProxyType({})) -> str:
    """Print all steps as a notebook in nbformat 4, with a heading and a code cell per step."""
    from nbformat import v4, writes  # imported here because it takes longer than all other imports of the page

    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = v4.new_notebook(metadata={"kernelspec": kernel})
    for number, cell in enumerate(cells(experiment, texts), start=1):
        book.cells += [v4.new_markdown_cell(f"## {number}. {titles[cell.step]}", id=f"title-{cell.step}"),
                       v4.new_code_cell(cell.code.rstrip("\n"), id=f"code-{cell.step}")]
    text: str = writes(book)
    return text
