#!/usr/bin/env bash
# Tests the app with the lowest Python and run-time dependencies that pyproject.toml allows, and test tools as usual: the
# quick tests, then a page in a browser, whose server may not log a traceback. The environment is made anew and removed.
set -euo pipefail
cd "$(dirname "$0")/.."
page=tests/browser/whole/test_main_job.py::test_one_press_trains_and_fills_every_cell
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/tools"
"$folder/tools/bin/pip" install --quiet uv
uv=$folder/tools/bin/uv
"$uv" venv --quiet --python 3.11 "$folder/venv"
. "$folder/venv/bin/activate"
"$uv" pip compile --quiet --resolution lowest-direct --output-file "$folder/lowest.txt" pyproject.toml
"$uv" pip install --quiet --constraint "$folder/lowest.txt" --editable ".[test]"
grep '^[^ #]' "$folder/lowest.txt" | paste -sd ' '
export NUMBA_CACHE_DIR="$folder/kernels" # machine code of other versions of Numba stays as it is
pytest "$page"
pytest -m quick
