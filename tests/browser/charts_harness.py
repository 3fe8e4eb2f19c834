"""A page of charts over made-up data: ``panel serve tests/browser/charts_harness.py --show``, then ``?part=plane``."""

from collections.abc import Callable
from typing import Any

import numpy as np
import panel as pn

from app.charts.class_balance import ClassBalance
from app.charts.confusion import Confusion
from app.charts.curves import Curves
from app.charts.decision_boundary import DecisionBoundary
from app.charts.fitted_line import FittedLine
from app.charts.weights import WeightsView
from app.components.bundle import styles
from app.compute.observing import LINE, Observation, bounds_of, grid
from app.compute.previewing import Preview
from app.state.run import Run
from app.texts import words
from engine.layers import BatchNormalization, Dense, Flatten
from engine.network.network import Network

PAGE = """
{% extends base %}
{% block title %}charts{% endblock %}
{% block preamble %}<style>TOKENS
body { background: var(--kb-paper); margin: 0 }
main { background: var(--kb-card); border-radius: var(--kb-radius); box-shadow: var(--kb-shadow); color: var(--kb-ink);
       margin: 24px auto; max-width: 1160px; padding: 24px }
main > div { margin-bottom: 24px }
@media (max-width: 640px) { main { margin: 0; padding: 14px 12px } }
</style><script>document.documentElement.lang = "ko"; document.documentElement.dataset.theme = "THEME";
document.documentElement.dataset.mode = "MODE"</script>{% endblock %}
{% block contents %}<main><h1 style="position: absolute; clip-path: inset(50%)">charts</h1>
<h2 style="position: absolute; clip-path: inset(50%)">part</h2>
{% for name in names %}<div>{{ embed(roots[name]) }}</div>{% endfor %}</main>{% endblock %}
"""
FASHION = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


def argument(name: str, default: str) -> str:
    found = (pn.state.session_args or {}).get(name)
    return found[0].decode() if found else default


def falling(batches: int, low: float, high: float, noise: float, seed: int = 3) -> list[tuple[float, float]]:
    draw = np.random.default_rng(seed)
    at = np.arange(1, batches + 1) / 36
    value = low + (high - low) * np.exp(-at / 1.5) + draw.normal(0, noise, batches) * np.exp(-at / 6)
    return [(float(a), float(max(0.001, v))) for a, v in zip(at, value, strict=True)]


def run_curves(epochs: float) -> dict[str, list[tuple[float, float]]]:
    count = int(epochs * 36)
    loss, val = falling(count, 0.04, 2.3, 0.12), falling(count, 0.13, 2.3, 0.02, 4)
    accuracy = [(at, float(np.clip(1 - value * 0.4, 0, 1))) for at, value in falling(count, 0.03, 2.2, 0.1, 5)]
    val_accuracy = [(at, float(np.clip(1 - value * 0.4, 0, 1))) for at, value in falling(count, 0.1, 2.0, 0.03, 6)]
    return {"loss": loss, "val_loss": val[35::36], "accuracy": accuracy, "val_accuracy": val_accuracy[35::36]}


def curves() -> list[Any]:
    said = words("charts")
    charts = [Curves("loss", said["loss"]), Curves("metric", said["metrics"])]
    epochs = float(argument("epochs", "7.5"))
    shown = {"done": epochs}

    def draw() -> None:
        now = run_curves(shown["done"])
        for chart, part in zip(charts, ("loss", "accuracy"), strict=True):
            chart.update({name: points for name, points in now.items() if name.endswith(part)}, 10)

    draw()
    for chart in charts:
        chart.smooth(float(argument("smooth", "0")))
    if argument("live", ""):
        def tick() -> None:
            shown["done"] = shown["done"] + 0.1 if shown["done"] < 20 else 0.1
            draw()

        shown["done"] = 0.1
        pn.state.onload(lambda: pn.state.add_periodic_callback(tick, 100))
    return charts


def plane_preview(classes: int) -> Preview:
    draw = np.random.default_rng(1)
    y = np.arange(520) % classes
    turn = 2 * np.pi * y / classes
    centre = np.stack([np.cos(turn), np.sin(turn)], 1) * (1.3 if classes > 2 else 1)
    x = (centre + draw.normal(0, 0.55, (520, 2))).astype("float32")
    counts = tuple(int(n) for n in np.bincount(y[:300]))
    return Preview((300, 60, 100), x[:300], y[:300], x[300:360], y[300:360], x[420:], y[420:], counts)


def plane() -> list[Any]:
    classes = int(argument("classes", "2"))
    preview, chart = plane_preview(classes), DecisionBoundary()
    chart.show_points(preview)
    places = grid(bounds_of(preview.x))
    if classes == 2:
        y = 1 / (1 + np.exp(places[:, :1] * 3 + np.sin(places[:, 1:] * 2) * 1.5))
    else:
        turn = 2 * np.pi * np.arange(classes) / classes
        logits = 2 * (places @ np.stack([np.cos(turn), np.sin(turn)]))
        y = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    if not argument("empty", ""):
        chart.update(Observation("plane", y.astype("float32"), bounds_of(preview.x)))
    return [chart]


def line() -> list[Any]:
    draw, chart = np.random.default_rng(2), FittedLine()
    x = draw.uniform(-3, 3, (300, 1)).astype("float32")
    y = (np.cos(x[:, 0]) + draw.normal(0, 0.15, 300)).astype("float32")
    chart.show_points(Preview((200, 40, 60), x[:200], y[:200], x[200:240], y[200:240], x[240:], y[240:], ()))
    at = np.linspace(-3.5, 3.5, LINE)
    chart.update(Observation("line", (np.cos(at) * 0.9 + 0.05)[:, None], (-3.5, 3.5)))
    return [chart]


def confusion() -> list[Any]:
    named = {"digits": list("0123456789"), "fashion": FASHION, "two": ["malignant", "benign"]}
    names = named[argument("names", "digits")]
    draw, n = np.random.default_rng(4), len(names)
    counts = draw.poisson(0.6, (n, n)) + np.diag(draw.integers(28, 40, n))
    chart, bars = Confusion(), ClassBalance()
    chart.update(counts, names)
    bars.update(counts.sum(axis=1).tolist(), names)
    return [chart, bars]


def weights() -> list[Any]:
    model, run = argument("model", "digits"), Run(status="finished", count=1, revision=1)
    view = WeightsView(run)
    if model == "none":
        return [view]
    side, units = {"mnist": (28, 128), "digits": (8, 20)}[model]
    network = Network([Flatten(), Dense(units, activation="relu"), BatchNormalization(), Dense(10)])
    network.build((None, side, side), 7)
    run.change(network=network)
    view.update()
    view._choose("array", argument("array", "0"))
    view.update()
    pn.state.onload(lambda: pn.state.add_periodic_callback(view.update, 100))
    if argument("live", ""):
        def tick() -> None:
            draw = np.random.default_rng(run.revision)
            for _, _, _, array in run.weights():
                array[...] += 0.01 * draw.normal(size=array.shape)
            run.changed()
            view.update()

        pn.state.onload(lambda: pn.state.add_periodic_callback(tick, 100))
    return [view]


MAKERS: dict[str, Callable[[], list[Any]]] = {"curves": curves, "plane": plane, "line": line, "confusion": confusion,
                                                   "weights": weights}


def page() -> None:
    theme, mode = argument("theme", "light"), argument("mode", "")
    charts = MAKERS[argument("part", "curves")]()
    text = PAGE.replace("TOKENS", styles("tokens.css")).replace("THEME", theme).replace("MODE", mode)
    template = pn.Template(text)
    roots: dict[str, Any] = {}
    for index, chart in enumerate(charts):
        chart.restyle(dark=theme == "dark", large=mode == "projector")
        roots.update(chart.roots() if isinstance(chart, WeightsView) else [(f"chart{index}", chart.figure)])
    for name, root in roots.items():
        template.add_panel(name, root)
    template.add_variable("names", list(roots))
    template.servable()


page()
