"""What a learner takes away, and what stays: .py and .ipynb of the whole notebook, and a server that begins anew."""

import re

import nbformat
from playwright.sync_api import expect


def test_the_downloaded_files_hold_the_whole_code(learner, tmp_path):
    one = learner(accept_downloads=True).open()
    one.page.get_by_role("tablist", name="결과").get_by_role("tab", name="코드").click()
    panel = one.page.get_by_role("tabpanel", name="코드", exact=True).last
    whole = panel.get_by_role("textbox", name="케라스 코드").input_value()
    paths = {}
    for kind in ("py", "ipynb"):
        with one.page.expect_download() as download:
            panel.get_by_role("button", name=f".{kind} 내려받기").click()
        assert download.value.suggested_filename.endswith(f".{kind}")
        paths[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(paths[kind])
    assert paths["py"].read_text("utf-8") == whole
    compile(whole, "downloaded.py", "exec")
    notebook = nbformat.reads(paths["ipynb"].read_text("utf-8"), as_version=4)
    nbformat.validate(notebook)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert bare("\n".join(cells)) == bare(whole)


def bare(code):
    """The statements of a script, without comments and empty lines."""
    return [line for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_a_server_that_begins_anew_finds_the_notebook(learner, server):
    one = learner().open()
    one.brick(2).click()
    one.inspector.get_by_role("spinbutton", name="units").fill("24")
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 24\)"))
    one.page.wait_for_timeout(500)
    one.page.goto("about:blank")
    server.stop()
    server.start()
    one.open()
    expect(one.brick(2)).to_have_accessible_name(re.compile(r"출력 \(None, 24\)"))
