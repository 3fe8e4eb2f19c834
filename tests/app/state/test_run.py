"""A run as a page sees it: what events do to it, and how many points its curves keep."""

from app.state.progress import figures, sentence
from app.state.run import MOST_POINTS, Run
from engine.training.events import BatchEnded, Diverged, EpochEnded, Finished


def begun(epochs: int = 2, batches: int = 4) -> Run:
    run = Run()
    run.begin(epochs)
    run.change(status="running", batches=batches)
    return run


def test_events_move_the_run_and_draw_its_curves() -> None:
    run = begun()
    run.absorb([BatchEnded(0, 0, {"loss": 2.0}), BatchEnded(0, 3, {"loss": 1.5})])
    assert (run.epoch, run.batch, run.progress) == (0, 4, 0.5)
    run.absorb([EpochEnded(0, {"loss": 1.5, "val_loss": 1.7})])
    assert (run.epoch, run.batch, run.progress) == (1, 0, 0.5)
    assert run.curves == {"loss": [(0.25, 2.0), (1, 1.5)], "val_loss": [(1, 1.7)]}
    assert run.table == [(1, {"loss": 1.5, "val_loss": 1.7})]
    run.absorb([EpochEnded(1, {"loss": 1.0, "val_loss": 1.2}), Finished(2)])
    assert (run.status, run.progress, run.seconds_left) == ("finished", 1.0, 0.0)
    assert run.logs == {"loss": 1.0, "val_loss": 1.2}


def test_a_loss_that_is_no_number_ends_the_run_with_a_problem() -> None:
    run = begun()
    run.absorb([BatchEnded(0, 0, {"loss": 2.0}), Diverged(0, 1, float("nan"))])
    assert run.status == "diverged"
    assert run.problem is not None
    assert (run.problem.code, run.problem.values["epoch"], run.problem.values["batch"]) == ("diverged", 1, 2)
    assert run.curves["loss"] == [(0.25, 2.0)]


def test_long_runs_keep_few_points_and_both_ends() -> None:
    run = begun(epochs=5_000, batches=1)
    for epoch in range(5_000):
        run.absorb([EpochEnded(epoch, {"loss": float(epoch)})])
        assert len(run.curves["loss"]) <= MOST_POINTS
    points = run.curves["loss"]
    assert len(points) >= MOST_POINTS // 3
    assert points[0] == (1, 0.0)
    assert points[-1] == (5_000, 4_999.0)
    assert points == sorted(points)


def test_a_new_run_forgets_the_one_before() -> None:
    run = begun()
    run.absorb([EpochEnded(0, {"loss": 1.0})])
    run.begin(5)
    assert (run.status, run.curves, run.table, run.epochs, run.count) == ("preparing", {}, [], 5, 2)


def test_every_change_has_a_new_revision() -> None:
    run = Run()
    seen = [run.revision]
    run.begin(1)
    seen.append(run.revision)
    run.absorb([])
    seen.append(run.revision)
    run.change(status="paused")
    assert [*seen, run.revision] == sorted({*seen, run.revision})


def test_runs_do_not_share_what_they_hold() -> None:
    one, other = Run(), Run()
    one.absorb([EpochEnded(0, {"loss": 1.0})])
    assert other.curves == {}
    assert other.table == []


def test_the_sentence_is_the_promised_one() -> None:
    run = begun(epochs=10)
    run.absorb([EpochEnded(epoch, {"loss": 0.1234, "accuracy": 0.9567, "val_loss": 0.2}) for epoch in range(3)])
    assert sentence(run) == "3/10 에포크, loss 0.1234, accuracy 0.9567"
    run.change(status="finished")
    assert sentence(run).startswith("학습 완료")


def test_every_status_has_a_sentence_and_figures() -> None:
    for status in Run.param.status.objects:
        run = begun()
        run.change(status=status)
        assert sentence(run)
        assert "{" not in sentence(run)
        assert figures(run)[0]["value"] == "0/2"
