"""``python -m engine script.py``: runs a script, or the code of a notebook, with the engine in place of Keras.
``python -m engine warm`` fills the cache of compiled kernels.

This is the one place of the project that runs code it was given: the learner's own, at the learner's own command.
"""

import json
import runpy
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from engine.errors import Problem, ProblemError
from engine.keras_shim import as_keras
from engine.parallel import available_threads
from engine.saving.damage import reading

USAGE = """python -m engine script.py [arguments]     runs script.py (or script.ipynb) with this engine as keras
python -m engine warm                      compiles all kernels into the cache, so that nothing waits for them later"""


def main(arguments: list[str]) -> int:
    """Run the script that the first argument names, with the others as its own; the exit status."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    if arguments == ["warm"]:
        print(warmed())
        return 0
    path = Path(arguments[0])
    if not path.is_file():
        print(Problem((), "no_such_file", {"file": str(path)}), file=sys.stderr)
        return 2
    sys.argv = arguments
    sys.path[0] = str(path.parent.resolve())
    as_keras()
    if path.suffix != ".ipynb":
        return run(path)
    try:
        code = code_of(path)
    except ProblemError as error:
        print(error, file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        script = Path(folder, f"{path.stem}.py")
        script.write_text(code, "utf-8")
        return run(script)


def warmed() -> str:
    """Compile what is not in the cache yet; what was done, in one line."""
    from engine.kernels.runtime import precompile
    from engine.kernels.runtime.warmup import GROUPS, warm

    began = perf_counter()
    if available_threads() > 1:
        precompile.expect(reversed(GROUPS))
    warm()
    return f"All kernels are compiled ({perf_counter() - began:.1f} s)."


def run(path: Path) -> int:
    """Run a file; an error is shown from the learner's own lines on."""
    try:
        runpy.run_path(str(path), run_name="__main__")
    except Exception as error:  # whatever the script did not catch itself
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != str(path):
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        return 1
    return 0


def code_of(notebook: Path) -> str:
    """The code cells of a notebook, one after another; lines for the notebook's own machinery are left out."""
    with reading(str(notebook)):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    lines = [line for source in sources for line in [*source.splitlines(), ""]]
    return "\n".join(f"# {line}" if line.lstrip()[:1] in ("%", "!") else line for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
