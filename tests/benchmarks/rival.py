"""One rival in a process of its own: trains a workload when it is told to, and says what that took.

    python rival.py PEER WORKLOAD [THREADS]

It answers in lines of JSON: first when the first batch and the first epoch were finished (seconds since 1970, the
making of the data taken out), then for every line that it reads the seconds of an epoch, at last its peak memory.
Needs no part of this project beyond this folder, since peers may live in another Python.
"""

import json
import os
import sys
from time import perf_counter, process_time, time

SETTINGS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
            "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
BACKENDS = {"Keras/TensorFlow": "tensorflow", "Keras/torch": "torch", "Keras/JAX": "jax"}


def pinned(threads):
    """Let this process have so many threads and cores, whatever library asks."""
    os.environ.update(dict.fromkeys(SETTINGS, str(threads)))
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()}"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def fitted(keras, workload, x, y, first_batch):
    """``train(epochs)`` of the engine, or of Keras."""
    from workloads import built

    class First(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            first_batch()

    model, watching = built(keras, workload), [First()]

    def train(epochs):
        model.fit(x, y, epochs=epochs, batch_size=workload.batch, verbose=0, callbacks=watching)
        watching.clear()

    return train


def trainer(peer, workload, data, first_batch):
    """The function that trains for so many epochs."""
    if peer.startswith("engine"):
        import engine

        return fitted(engine, workload, *data, first_batch)
    if peer in BACKENDS:
        os.environ["KERAS_BACKEND"] = BACKENDS[peer]
        import keras

        return fitted(keras, workload, *data, first_batch)
    if peer == "torch":
        from torch_rival import trainer
    else:
        from sklearn_rival import trainer
    return trainer(workload, *data, first_batch)


def multiplied():
    """``train`` of the rival that shows the machine's peak: one large product of matrices, in GFLOP/s."""
    import numpy as np

    a, b = np.ones((2, 2048, 2048), "float32")
    out = np.empty_like(a)
    for _ in range(3):
        np.matmul(a, b, out=out)
    began = perf_counter()
    np.matmul(a, b, out=out)
    return 2 * 2048**3 / (perf_counter() - began) / 1e9


def peak_memory():
    """Megabytes that this process has held at most, libraries included."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 2**20 if sys.platform == "darwin" else most / 1024


def main():
    peer, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer

    def say(**values):
        print(json.dumps(values), file=answers, flush=True)

    pinned(threads)
    if peer == "peak":
        for _ in sys.stdin:
            say(gigaflops=multiplied())
        return
    from workloads import WORKLOADS

    workload, began = WORKLOADS[name], time()
    data = workload.data()
    making, first = time() - began, []
    train = trainer(peer, workload, data, lambda: first or first.append(time() - making))
    train(1)
    say(first_batch=first[0] if first else None, first_epoch=time() - making)
    for _ in sys.stdin:
        wall, cpu = perf_counter(), process_time()
        train(workload.epochs)
        say(wall=(perf_counter() - wall) / workload.epochs, cpu=(process_time() - cpu) / workload.epochs)
    say(memory=peak_memory())


if __name__ == "__main__":
    main()
