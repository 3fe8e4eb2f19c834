"""A page with nothing but the workshop, over a fake model: ``panel serve tests/browser/workshop_harness.py --show``."""

import json

import panel as pn

from app.components.bundle import styles
from tests.browser.fake_model import FakeModel, brick

PAGE = """
{% extends base %}
{% block title %}workshop{% endblock %}
{% block preamble %}<meta name="viewport" content="width=device-width, initial-scale=1"><style>TOKENS
body { background: var(--kb-paper); margin: 0 }
main { background: var(--kb-card); border-radius: var(--kb-radius); box-shadow: var(--kb-shadow);
       margin: 24px auto; max-width: 1360px; padding: 24px }
@media (max-width: 640px) { main { margin: 0; padding: 14px 12px 0 } }
</style>{% endblock %}
{% block contents %}<main>
<h1 style="position: absolute; clip-path: inset(50%)">workshop</h1>{{ embed(roots.workshop) }}
</main>{% endblock %}
"""

STACKS = {
    "empty": [],
    "full": [brick("Flatten"), brick("Dense", units=64, activation="relu"), brick("Dropout", rate=0.3),
             brick("Dense", units=10, activation="softmax")],
    "errors": [brick("Dense", units=64, activation="relu"), brick("Flatten"), brick("Dense", units=0),
               brick("Dense", units=10, activation="softmax")],
    "forms": [brick("Input"), brick("Conv2D", filters=32, kernel_size=[3, 3], activation="relu"),
              brick("BatchNormalization"), brick("MaxPooling2D", pool_size=[2, 2]),
              brick("Conv1D", filters=128, kernel_size=[3], activation="tanh"),
              brick("GlobalAveragePooling2D"), brick("Reshape", target_shape=[8, 8]), brick("Flatten"),
              brick("Embedding", output_dim=128), brick("LSTM", units=64, stateful=True), brick("Bidirectional"),
              brick("ActivityRegularization"), brick("LeakyReLU"), brick("Softmax"),
              brick("Activation", activation="sigmoid"),
              brick("Dense", units=1, activation="sigmoid"), brick("Dense", units=1024, activation="gelu")],
    "many": [brick("Flatten")] + [brick("Dense", units=8 + i, activation="relu") for i in range(199)],
}


def argument(name: str, default: str) -> str:
    found = (pn.state.session_args or {}).get(name)
    return found[0].decode() if found else default


def page() -> None:
    shape = {"image": (8, 8, 1), "vector": (13,), "sequence": (50, 8)}[argument("data", "image")]
    model = FakeModel([dict(made) for made in json.loads(json.dumps(STACKS[argument("stack", "full")]))], shape)
    model.workshop.upward = argument("upward", "1") == "1"
    template = pn.Template(PAGE.replace("TOKENS", styles("tokens.css")))
    template.add_panel("workshop", model.workshop)
    template.servable()


page()
