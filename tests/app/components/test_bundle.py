"""Bundling puts modules in order, keeps their names apart, and refuses what it does not read."""

import re
from pathlib import Path

import pytest

from app.components.bundle import FOLDER, bundle, classic, styles


def write(folder: Path, **sources: str) -> Path:
    for name, source in sources.items():
        (folder / f"{name}.js").write_text(source, "utf-8")
    return folder


def test_imports_come_before_their_user_and_only_once(tmp_path):
    folder = write(
        tmp_path,
        main='import {a} from "./left.js";\nimport {b as c} from "./right.js";\nexport const render = () => a + c;',
        left='import {shared} from "./base.js";\nexport const a = shared;',
        right='import {shared} from "./base.js";\nexport const b = shared;',
        base="const hidden = 1;\nexport const shared = hidden;",
    )
    script = bundle("main.js", folder)
    assert script.count("const hidden = 1") == 1
    assert script.index("const $base") < script.index("const $left") < script.index("const $right")
    assert "const {b: c} = $right;" in script
    assert "return {shared};" in script
    assert script.endswith("export const render = $main.render;\n")


def test_a_classic_script_runs_without_the_words_of_modules(tmp_path):
    folder = write(tmp_path, main='import {a} from "./left.js";\na();', left="export const a = () => 1;")
    script = classic("main.js", folder)
    assert script.startswith("{\n")
    assert script.endswith("\n}")
    assert script.index("const $left") < script.index("const {a} = $left;")
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)


def test_the_page_knows_its_theme_before_it_has_a_body():
    page = (FOLDER.parent / "views" / "page.html").read_text("utf-8")
    assert page.index("<script>{{ early }}</script>") < page.index("<style>") < page.index("<body>")


def test_a_circle_of_imports_is_named(tmp_path):
    folder = write(tmp_path, main='import {a} from "./a.js";', a='import {b} from "./main.js";\nexport const a = 1;')
    with pytest.raises(ValueError, match=r"main\.js -> a\.js -> main\.js"):
        bundle("main.js", folder)


@pytest.mark.parametrize(
    "line", ['import thing from "./x.js";', 'import "https://far.example/x.js";', "export default 1;", "export {a};"]
)
def test_other_forms_are_refused(tmp_path, line):
    with pytest.raises(ValueError, match="cannot be bundled"):
        bundle("main.js", write(tmp_path, main=line, x="export const x = 1;"))


def test_a_name_that_is_not_exported_is_an_error(tmp_path):
    folder = write(tmp_path, main='import {a, missing as b} from "./x.js";', x="export const a = 1;")
    with pytest.raises(ValueError, match=r"main\.js: x\.js does not export missing"):
        bundle("main.js", folder)


def test_styles_are_joined_in_order(tmp_path):
    (tmp_path / "a.css").write_text("a {}", "utf-8")
    (tmp_path / "b.css").write_text("b {}", "utf-8")
    assert styles("a.css", "b.css", folder=tmp_path) == "a {}\nb {}"


def test_no_component_reaches_outside_the_server():
    for path in [*FOLDER.glob("*.js"), *FOLDER.glob("*.css")]:
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path.name
        assert "https://" not in text, path.name
        assert "innerHTML" not in text, path.name
        assert len(text.splitlines()) <= 300, path.name
