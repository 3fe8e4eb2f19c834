"""Bundles: one script and one stylesheet for a component whose source is split over files that import each other.

Panel hands a component's script to the browser as a single text, where ``import "./fields.js"`` leads nowhere. So every
module becomes a function that returns its exports, in the order in which they are needed; the last one exports
``render``. Only the forms of import and export that the components use are read, and anything else is an error::

    import {field, label as caption} from "./fields.js";
    export function draw() {}      export const SIZE = 4;      export class Drag {}
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r"^import\s*\{([^}]*)\}\s*from\s*\"\./([\w-]+\.js)\";[ \t]*$", re.MULTILINE)
EXPORT = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const|let)\s+([A-Za-z_$][\w$]*)", re.MULTILINE)
LEFT = re.compile(r"^\s*(?:import|export)\b.*$", re.MULTILINE)


def bundle(entry: str, folder: Path = FOLDER) -> str:
    """The script ``entry`` with all it imports, as one module that exports ``render``."""
    names = _order(entry, folder, [], ())
    return "\n".join(_wrap(name, folder) for name in names) + f"\nexport const render = {_variable(entry)}.render;\n"


def classic(entry: str, folder: Path = FOLDER) -> str:
    """The script ``entry`` with all it imports, for a ``<script>`` that runs at once: a module waits for the page."""
    return "\n".join(["{", *(_wrap(name, folder) for name in _order(entry, folder, [], ())), "}"])


def styles(*names: str, folder: Path = FOLDER) -> str:
    """Stylesheets one after another."""
    return "\n".join((folder / name).read_text("utf-8") for name in names)


def _order(name: str, folder: Path, done: list[str], above: tuple[str, ...]) -> list[str]:
    """Modules with what they import before them; a circle of imports has no such order."""
    if name in above:
        raise ValueError(f"circular import: {' -> '.join((*above, name))}")
    if name not in done:
        for found in IMPORT.finditer((folder / name).read_text("utf-8")):
            _order(found[2], folder, done, (*above, name))
        done.append(name)
    return done


def _wrap(name: str, folder: Path) -> str:
    """One module as ``const $name = (() => { … return {exports}; })();``."""
    source = (folder / name).read_text("utf-8")
    exports = _exports(name, folder)
    for match in IMPORT.finditer(source):
        imported = [part.split(" as ")[0].strip() for part in match[1].split(",")]
        unknown = {*imported} - {"", *_exports(match[2], folder)}
        if unknown:
            raise ValueError(f"{name}: {match[2]} does not export {', '.join(sorted(unknown))}")
    body = EXPORT.sub(r"\1 \2", IMPORT.sub(_binding, source))
    left = LEFT.search(body)
    if left:
        raise ValueError(f"{name}: this import or export cannot be bundled: {left[0].strip()}")
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{{', '.join(exports)}}};\n}})();"


def _exports(name: str, folder: Path) -> list[str]:
    """The names that a module exports."""
    return [match[2] for match in EXPORT.finditer((folder / name).read_text("utf-8"))]


def _binding(found: "re.Match[str]") -> str:
    """``{a, b as c}`` imported from a module becomes ``const {a, b: c} = $module;``."""
    names = re.sub(r"\s+as\s+", ": ", found[1]).strip()
    return f"const {{{names}}} = {_variable(found[2])};"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
