"""The page's components over fake data: serve it with ``panel serve``, and choose one with ``?part=form``."""

import base64
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import panel as pn
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.code import Code
from app.components.controls import Controls
from app.components.form import Form
from app.components.gallery import Gallery
from app.components.lesson import Lesson
from app.components.shell import Shell

FAKE = tomllib.loads(Path(__file__).with_name("components_page.toml").read_text("utf-8"))
PAGE = """
{% extends base %}
{% block title %}components{% endblock %}
{% block preamble %}<style>TOKENS
body { background: var(--kb-paper); margin: 0 }
main { background: var(--kb-card); border-radius: var(--kb-radius); box-shadow: var(--kb-shadow); color: var(--kb-ink);
       margin: 24px auto; max-width: 1160px; padding: 24px }
@media (max-width: 640px) { main { margin: 0; padding: 14px 12px } }
#log { clip-path: inset(50%); position: absolute }
</style>{% endblock %}
{% block contents %}<main><h1 style="position: absolute; clip-path: inset(50%)">components</h1>
{{ embed(roots.part) }}{{ more }}<div id="log" aria-hidden="true">{{ embed(roots.log) }}</div></main>
<script type="module">SCRIPT</script>{% endblock %}
"""

TABS = """
<nav class="rail" aria-label="일곱 단계"><ol><li><a href="#one">one</a></li><li><a href="#two">two</a></li></ol></nav>
<div data-tabs="results"><div role="tablist" aria-label="결과">
<button role="tab" id="a-tab" aria-controls="a" aria-selected="true">곡선</button>
<button role="tab" id="b-tab" aria-controls="b" aria-selected="false">예측</button>
<button role="tab" id="c-tab" aria-controls="c" aria-selected="false">가중치</button></div>
<div role="tabpanel" id="a" aria-labelledby="a-tab">A</div>
<div role="tabpanel" id="b" aria-labelledby="b-tab" hidden>B</div>
<div role="tabpanel" id="c" aria-labelledby="c-tab" hidden>C</div></div>
<section id="one" style="height: 1200px"><h2>one</h2></section>
<section id="two" style="height: 1200px"><h2>two</h2></section>
"""

Told = Callable[..., None]


def argument(name: str, default: str) -> str:
    found = (pn.state.session_args or {}).get(name)
    return found[0].decode() if found else default


def fake_form(told: Told) -> Form:
    fake = json.loads(json.dumps(FAKE["form"]))
    wrong = fake["problems"].pop("wrong")
    form = Form(label=fake["label"], fields=fake["fields"], values=fake["values"], problems=fake["problems"])

    def change(name: str, value: Any) -> None:
        told("change", name, value)
        problems = {key: problem for key, problem in form.problems.items() if key != name}
        if name == "epochs" and (not isinstance(value, int) or value < 1):
            problems[name] = {"text": wrong}
        form.param.update(values={**form.values, name: value}, problems=problems)

    def repair(name: str) -> None:
        told("repair", name)
        form.param.update(values={**form.values, name: "scc"}, problems={})

    form.on_change(change)
    form.on_repair(repair)
    return form


def fake_controls(told: Told) -> Controls:
    fake = FAKE["controls"]
    status = argument("status", "idle")
    controls = Controls(status=status, text=fake.get(status, ""), figures=[] if status == "idle" else fake["figures"])
    controls.progress = {"idle": 0.0, "finished": 1.0}.get(status, 0.3)
    controls.seconds_left = 12.2 if status == "running" else None
    if status == "diverged":
        controls.problem = {"text": fake["diverged"], "repair": fake["repair"]}
    if argument("blocked", ""):
        controls.blocked = fake["blocked"]

    def act(name: str) -> None:
        told("action", name)
        moves = {"start": "running", "pause": "paused", "continue": "running", "stop": "stopped"}
        controls.status = moves.get(name, controls.status)

    controls.on_action(act)
    return controls


def fake_items(count: int, predicted: bool) -> list[dict[str, Any]]:
    draw = np.random.default_rng(3)
    rows, columns = np.mgrid[0:8, 0:8]
    items = []
    for number in range(count):
        label = number % 10
        ring = np.abs(np.hypot(rows - 3.5, columns - 3.5) - 1.5 - label / 5) < 1
        pixels = (ring * draw.integers(120, 256, (8, 8))).astype(np.uint8)
        chances = draw.dirichlet(np.full(10, 0.15))
        guess = int(chances.argmax()) if number % 3 == 0 else label
        chances[[guess, int(chances.argmax())]] = chances[[int(chances.argmax()), guess]]
        image = {"w": 8, "h": 8, "pixels": base64.b64encode(pixels.tobytes()).decode()}
        item: dict[str, Any] = {"number": number, "image": image, "label": label, "values": None}
        if predicted:
            item |= {"predicted": guess, "right": guess == label, "probabilities": chances.tolist()}
        items.append(item)
    return items


def fake_gallery(told: Told) -> Gallery:
    kind = argument("kind", "predictions")
    gallery = Gallery(items=fake_items(40, kind != "preview"), selectable=kind == "selectable")
    if kind == "table":
        rows = [[round(0.1 * row + column, 3) for column in range(12)] + ["virginica"] for row in range(40)]
        gallery.param.update(mode="table", header=[f"column {n}" for n in range(12)] + ["species"], rows=rows)
    if kind == "values":
        names = ("sepal length", "sepal width", "petal length", "petal width")
        values = [{"name": name, "value": 5.1} for name in names]
        gallery.classes = ["setosa", "versicolor", "virginica"]
        gallery.items = [{"number": n, "image": None, "values": values, "label": n % 3, "predicted": 1,
                          "right": n % 3 == 1, "probabilities": [0.1, 0.85, 0.05]} for n in range(7)]

    def select(numbers: list[int]) -> None:
        told("select", numbers)
        gallery.selected = numbers

    gallery.on_select(select)
    return gallery


def fake_code(told: Told) -> Code:
    fake = FAKE["code"]
    text = fake["text"].strip()
    code = Code(text=text, py=text, ipynb='{"cells": []}', editable=argument("editable", "1") == "1")
    if argument("wrong", ""):
        code.problems = [{"line": 9, "text": fake["problem"].format(line=9)}]

    def edit(text: str) -> None:
        told("edit", text)
        code.problems = [{"line": 1, "text": fake["problem"].format(line=1)}] if "Dens(" in text else []
        code.notices = [{"line": 1, "text": fake["notice"]}] if "!pip" in text else []

    if argument("zip", ""):
        code.param.update(zip=True, note=fake["problem"])
        code.on_archive(lambda: code.param.update(archive="UEsFBg=="))
    code.on_edit(edit)
    return code


def fake_lesson(told: Told) -> Lesson:
    parts: list[dict[str, Any]] = json.loads(json.dumps(FAKE["lesson"]["parts"]))
    wanted = argument("kinds", "")
    lesson = Lesson(parts=[part for part in parts if not wanted or part["kind"] in wanted.split(",")])

    def change(id: str, **values: Any) -> None:
        lesson.parts = [{**part, **values} if part["id"] == id else part for part in lesson.parts]

    def answer(id: str, value: Any) -> None:
        told("answer", id, value)
        part = next(part for part in lesson.parts if part["id"] == id)
        right = value == part.get("right_answer")
        change(id, answer=value, state="correct" if right else "not_yet", reply=FAKE["lesson"]["reply"])

    def check(id: str) -> None:
        told("check", id)
        change(id, state="not_yet", missing=FAKE["lesson"]["missing"])

    lesson.on_answer(answer)
    lesson.on_check(check)
    lesson.on_hint(lambda id: told("hint", id))
    lesson.on_solution(lambda id: told("solution", id))
    return lesson


def fake_shell(told: Told) -> Shell:
    shell = Shell(learner="learner1")
    shell.param.watch(lambda event: told("dark", event.new), "dark")
    shell.param.watch(lambda event: told("projector", event.new), "projector")
    return shell


MAKERS: dict[str, Callable[[Told], JSComponent]] = {
    "form": fake_form, "controls": fake_controls, "gallery": fake_gallery, "code": fake_code, "lesson": fake_lesson,
    "shell": fake_shell,
}


def page() -> None:
    log = pn.pane.Str("[]")
    told: list[list[Any]] = []

    def tell(*news: Any) -> None:
        told.append(list(news))
        log.object = json.dumps(told, ensure_ascii=False)

    template = pn.Template(PAGE.replace("TOKENS", styles("tokens.css")).replace("SCRIPT", bundle("page.js")))
    template.add_variable("more", TABS if argument("part", "") == "shell" else "")
    template.add_panel("part", MAKERS[argument("part", "form")](tell))
    template.add_panel("log", log)
    template.servable()


page()
