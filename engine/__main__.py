"""``python -m engine script.py`` runs a script or the code of a notebook with the engine in place of Keras.
``python -m engine warm`` fills the cache of compiled kernels.

This is the only module that runs code from a file, at the user's own command.
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
from engine.saving.file_errors import convert_read_errors
from engine.sklearn_shim import answer_sklearn

USAGE = """python -m engine script.py [arguments]     runs script.py (or script.ipynb) with this engine as keras
python -m engine warm                      compiles all kernels into the cache, so that nothing waits for them later"""


def main(arguments: list[str]) -> int:
    """Run the script of the first argument with the other arguments; return the exit status."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    if arguments == ["warm"]:
        print(warm_cache())
        return 0
    path = Path(arguments[0])
    if not path.is_file():
        print(Problem((), "no_such_file", {"file": str(path)}), file=sys.stderr)
        return 2
    sys.argv = arguments
    sys.path[0] = str(path.parent.resolve())
    as_keras()
    answer_sklearn()
    if path.suffix != ".ipynb":
        return run(path)
    try:
        code = notebook_code(path)
    except ProblemError as error:
        print(error, file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        script = Path(folder, f"{path.stem}.py")
        script.write_text(code, "utf-8")
        return run(script)


def warm_cache() -> str:
    """Compile the kernels that are not in the cache; return a summary of one line."""
    from engine.kernels.runtime import precompile
    from engine.kernels.runtime.warmup import GROUPS, warm

    start = perf_counter()
    if available_threads() > 1:
        precompile.expect(reversed(GROUPS))
    warm()
    return f"All kernels are compiled ({perf_counter() - start:.1f} s)."


def run(path: Path) -> int:
    """Run a file; print the traceback of an error from the script's own frames on."""
    try:
        runpy.run_path(str(path), run_name="__main__")
    except Exception as error:  # any error of the script
        trace = error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != str(path):
            trace = trace.tb_next
        traceback.print_exception(type(error), error, trace)
        return 1
    return 0


def notebook_code(notebook: Path) -> str:
    """The joined code cells of a notebook, with magic and shell commands commented out."""
    with convert_read_errors(str(notebook)):
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    lines = [line for source in sources for line in [*source.splitlines(), ""]]
    return "\n".join(f"# {line}" if line.lstrip()[:1] in ("%", "!") else line for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
