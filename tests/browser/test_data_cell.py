"""The data cell in a browser: a learner's own file by button and by drop, broken files, and sets to download."""

import gzip
import re
import struct
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from engine.datasets.catalog import CATALOG
from engine.datasets.embedded.loader import read_embedded
from engine.datasets.keras import fashion_mnist

CHOOSE = "파일 고르기"
DROP = """(zone, [name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, {type: "text/csv"}));
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, composed: true, dataTransfer: files}));
  }
}"""

Open = Callable[..., Page]


def iris() -> bytes:
    data = read_embedded("iris")
    rows = [",".join([*(f"{v:.1f}" for v in x), data.class_names[y]]) for x, y in zip(data.x, data.y, strict=True)]
    return "\n".join(["꽃받침 길이,꽃받침 너비,꽃잎 길이,꽃잎 너비,품종", *rows, ""]).encode()


def idx(array: np.ndarray) -> bytes:
    head = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.tobytes(), mtime=0)


class Files(ThreadingHTTPServer):
    """Serves what is in ``files``; of what is in ``held``, half until the gate opens."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.held: set[str] = set()
        self.gate = Event()


class Handler(BaseHTTPRequestHandler):
    server: Files

    def do_GET(self) -> None:
        name = self.path.lstrip("/")
        content = self.server.files.get(name)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        content = content or b""
        half = len(content) // 2 if name in self.server.held else 0
        self.wfile.write(content[:half])
        if half:
            self.server.gate.wait(8)
        self.wfile.write(content[half:])

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def remote() -> Iterator[Files]:
    """The only place that sets can be downloaded from."""
    files = Files()
    thread = Thread(target=files.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield files
    files.gate.set()
    files.shutdown()
    thread.join()
    files.server_close()


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], remote: Files, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server with empty folders of its own, where a file may have half a megabyte."""
    folder = tmp_path_factory.mktemp("server")
    return serve(
        "app", KERAS_BLOCKS_UPLOADS=str(folder / "uploads"), KERAS_BLOCKS_UPLOAD_MB="0.5", KERAS_BLOCKS_WORKERS="1",
        KERAS_BLOCKS_STORAGE=f"sqlite:///{folder / 'notebooks.sqlite'}", KERAS_HOME=str(folder / "keras"),
        TMPDIR=str(folder), KERAS_BLOCKS_MNIST="", NO_PROXY="127.0.0.1",
        KERAS_BLOCKS_DATASETS_URL=f"http://127.0.0.1:{remote.server_port}/",
    )


@pytest.fixture
def open_page(address: str, new_page: Open) -> Open:
    def start(**context: object) -> Page:
        page = new_page(**context)
        page.goto(address)
        page.get_by_role("button", name=CHOOSE).wait_for()
        return page

    return start


def cell(page: Page) -> Locator:
    return page.locator("#data")


def data_set(page: Page) -> Locator:
    return page.get_by_role("combobox", name="데이터셋")


def choose(page: Page, content: bytes, name: str = "iris.csv") -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=CHOOSE).click()
    chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})


def test_a_file_chosen_by_the_button(open_page: Open) -> None:
    page = open_page()
    choose(page, iris())
    expect(cell(page).get_by_role("status").filter(has_text="iris.csv 파일을 읽었어요")).to_be_visible()
    expect(data_set(page)).to_have_value("csv")
    expect(page.get_by_role("combobox", name="맞힐 열")).to_have_value("품종")
    expect(page.get_by_role("combobox", name="정답의 종류")).to_have_value("categorical")
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    expect(cell(page).get_by_text("훈련셋 108개 · 검증셋 12개 · 시험셋 30개")).to_be_visible()
    expect(cell(page).get_by_role("columnheader", name="품종 (정답)")).to_be_visible()
    expect(cell(page).get_by_role("cell", name="setosa").first).to_be_visible()

    page.get_by_role("combobox", name="맞힐 열").select_option("꽃잎 길이")
    expect(page.get_by_role("combobox", name="정답의 종류")).to_have_value("numeric")
    expect(cell(page).get_by_text("정답: 숫자")).to_be_visible()
    expect(cell(page).get_by_text("샘플 하나의 모양 (6,)")).to_be_visible()
    page.get_by_role("combobox", name="맞힐 열").select_option("품종")
    expect(page.get_by_role("combobox", name="정답의 종류")).to_have_value("categorical")
    page.get_by_role("combobox", name="정답의 종류").select_option("numeric")
    expect(cell(page).get_by_role("alert").filter(has_text="‘setosa’ 값은 숫자가 아니에요")).to_be_visible()
    page.get_by_role("combobox", name="정답의 종류").select_option("categorical")
    expect(cell(page).get_by_text("정답: 3가지")).to_be_visible()

    cell(page).get_by_role("tab", name="코드").click()
    expect(cell(page).get_by_role("textbox", name="케라스 코드")).to_have_value(re.compile(r"file = 'iris\.csv'\n"))


def test_a_guess_of_the_reader_is_shown_and_taken_back(open_page: Open) -> None:
    page = open_page()
    choose(page, iris())
    notices = cell(page).get_by_role("list", name="파일을 읽으며 짐작한 것")
    expect(notices).to_contain_text("첫 줄을 열 이름으로")
    notices.get_by_role("button", name="아니에요").first.click()
    expect(cell(page).get_by_text("151행 5열")).to_be_visible()
    notices.get_by_role("button", name="처음처럼 읽기").click()
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()


def test_the_file_is_there_after_a_reload(open_page: Open) -> None:
    page = open_page()
    choose(page, iris(), "다시.csv")
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    page.wait_for_timeout(500)
    page.reload()
    expect(data_set(page)).to_have_value("csv")
    expect(cell(page).get_by_text("지금 쓰는 파일: 다시.csv")).to_be_visible()
    data_set(page).select_option("iris")
    expect(cell(page).get_by_text("지금 쓰는 파일")).to_be_hidden()
    data_set(page).select_option("csv")
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()


def test_a_file_dropped_in_several_pieces(open_page: Open) -> None:
    page = open_page()
    rows = [f"{n},{n * n % 97},{n % 2}" for n in range(38_000)]
    zone = cell(page).get_by_role("group", name="내 파일").locator(".zone")
    zone.evaluate(DROP, ["많은 줄.csv", "\n".join(["a,b,y", *rows])])
    expect(cell(page).get_by_text("38,000행 3열")).to_be_visible()
    expect(data_set(page)).to_have_value("csv")


LARGE = b"a,b\n" + b"1,2\n" * 130_000
BROKEN = {
    "ragged": (b"a,b\n1,2\n1,2,3\n", ("3번째 줄", "3번째 칸")),
    "unclosed quote": (b'a,b\n1,2\n1,"x\n', ("3번째 줄", "2번째 칸")),
    "encoding": ("a,b\n1,각\n".encode() + b"\xff\xfe\xff,1\n", ("3번째 줄", "UTF-8이나 CP949")),
    "too large": (LARGE, ("0.52 MB", "한도 0.5 MB")),
    "empty": (b"", ("한 줄도 없어요",)),
    "binary": (b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(range(256)), ("ZIP으로 압축한 파일", "CSV나 엑셀")),
    "one class": (b"a,b\n1,same\n1,same\n", ("‘same’ 한 가지 값",)),
}


def test_broken_files_are_explained_and_the_page_goes_on(open_page: Open) -> None:
    page = open_page()
    expect(data_set(page)).to_have_value("digits")
    for content, words in BROKEN.values():
        choose(page, content, "broken.csv")
        alert = cell(page).get_by_role("group", name="내 파일").get_by_role("alert")
        for word in words:
            expect(alert).to_contain_text(word)
        expect(data_set(page)).to_have_value("digits")
        expect(cell(page).get_by_text("훈련셋 1,294개")).to_be_visible()
    choose(page, iris())
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    expect(alert).to_be_hidden()
    choose(page, BROKEN["ragged"][0])
    expect(alert).to_contain_text("3번째 줄")
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    expect(cell(page).get_by_text("지금 쓰는 파일: iris.csv")).to_be_visible()
    data_set(page).select_option("wine")
    expect(alert).to_be_hidden()
    expect(cell(page).get_by_text("읽었어요")).to_be_hidden()


def test_a_model_learns_from_the_file(open_page: Open) -> None:
    page = open_page()
    choose(page, iris())
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    page.get_by_role("spinbutton", name="에포크").fill("80")
    page.get_by_role("spinbutton", name="에포크").press("Enter")
    page.get_by_role("button", name="학습 시작").click()
    status = page.get_by_role("status").filter(has_text="학습 완료")
    expect(status).to_contain_text("accuracy")
    accuracy = re.search(r"accuracy ([\d.]+)", status.inner_text())
    assert accuracy is not None
    assert float(accuracy[1]) > 0.8


def test_choosing_the_own_data_without_a_file_says_what_to_do(open_page: Open) -> None:
    page = open_page()
    data_set(page).select_option("csv")
    expect(cell(page).get_by_role("alert").filter(has_text="아직 파일을 고르지 않았어요")).to_be_visible()
    page.on("filechooser", lambda _: None)  # so that the browser asks no user, however early the key comes
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=CHOOSE).press("Enter")
    chooser.value.set_files({"name": "iris.csv", "mimeType": "text/csv", "buffer": iris()})
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    expect(cell(page).get_by_role("alert").filter(has_text="아직")).to_be_hidden()


def test_a_set_that_is_not_here_is_downloaded_with_progress(open_page: Open, remote: Files) -> None:
    arrays = np.random.default_rng(0)
    for name, shape in fashion_mnist.FILES.items():
        remote.files[name] = idx(arrays.integers(0, 256 if shape else 10, (300, *shape), "uint8"))
    remote.held.add("train-images-idx3-ubyte.gz")
    page = open_page()
    data_set(page).select_option("fashion_mnist")
    alert = cell(page).get_by_role("alert").filter(has_text="아직 이 컴퓨터에 없어요")
    expect(alert).to_be_visible()
    cell(page).get_by_role("button", name="내려받기 (약 31 MB)").click()
    expect(cell(page).get_by_role("progressbar", name="데이터 내려받기")).to_be_visible()
    expect(alert).to_be_hidden()
    remote.gate.set()
    expect(cell(page).get_by_text("훈련셋 270개 · 검증셋 30개 · 시험셋 300개")).to_be_visible()
    expect(cell(page).get_by_role("progressbar", name="데이터 내려받기")).to_be_hidden()
    expect(cell(page).get_by_text(re.compile("정답 ")).first).to_be_visible()


def test_a_download_that_fails_says_what_was_tried_and_what_can_stand_in(open_page: Open, remote: Files) -> None:
    page = open_page()
    switch = cell(page).get_by_role("radiogroup", name="데이터를 가져오는 곳")
    switch.get_by_role("radio", name="내려받는 데이터").check(force=True)
    expect(data_set(page)).to_have_value("mnist")
    cell(page).get_by_role("button", name="내려받기 (약 12 MB)").click()
    alert = cell(page).get_by_role("alert").filter(has_text="내려받지 못했어요")
    expect(alert).to_contain_text(f"http://127.0.0.1:{remote.server_port}/mnist.npz")
    expect(alert).to_contain_text("404")
    expect(alert).to_contain_text("내장된 손글씨 숫자")
    cell(page).get_by_role("button", name="다시 내려받기").click()
    expect(alert).to_be_visible()
    page.get_by_role("button", name="학습 시작").click()
    expect(page.get_by_role("alert").filter(has_text="MNIST 손글씨 숫자 데이터셋은 아직")).to_be_visible()
    cell(page).get_by_role("button", name="내장된 손글씨 숫자(작은 그림) 쓰기").click()
    expect(data_set(page)).to_have_value("digits")
    expect(switch.get_by_role("radio", name="내장 데이터")).to_be_checked()
    expect(cell(page).get_by_text("훈련셋 1,294개")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, scheme: str) -> None:
    page = open_page(width=390, height=844, color_scheme=scheme)
    choose(page, iris())
    expect(cell(page).get_by_text("150행 5열")).to_be_visible()
    choose(page, BROKEN["ragged"][0])
    expect(cell(page).get_by_role("alert").filter(has_text="3번째 줄")).to_be_visible()
    violations = Axe().run(page, context="#data").response["violations"]
    data_set(page).select_option("mnist")
    expect(cell(page).get_by_role("button", name="내려받기 (약 12 MB)")).to_be_visible()
    violations += Axe().run(page, context="#data").response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_sizes_that_buttons_say_are_those_of_the_sets() -> None:
    assert {name: CATALOG[name].size for name in ("mnist", "fashion_mnist")} == {
        "mnist": 11_490_434, "fashion_mnist": 30_878_645}
