"""Plain torch, as one writes it by hand: the layers of a workload in torch's own classes, batches cut by slicing."""

import os

import torch
from flops import product
from torch import nn


class LSTM(nn.Module):
    """All outputs of an LSTM, or the last one."""

    def __init__(self, features, units, sequences):
        super().__init__()
        self.lstm, self.sequences = nn.LSTM(features, units, batch_first=True), sequences

    def forward(self, x):
        y, _ = self.lstm(x)
        return y if self.sequences else y[:, -1]


class Average(nn.Module):
    """The mean over all steps."""

    def forward(self, x):
        return x.mean(2)


def module(kind, given, features, after):
    """torch's own layer; features: of one step or place that comes in; after: the shape that comes out."""
    if kind == "Dense":
        return nn.Linear(features, after[-1])
    if kind in ("Conv1D", "Conv2D"):
        return getattr(nn, kind.replace("D", "d"))(features, after[-1], given["kernel_size"])
    if kind.startswith("MaxPooling"):
        return getattr(nn, f"MaxPool{kind[-2]}d")(given["pool_size"])
    if kind == "LSTM":
        return LSTM(features, after[-1], given.get("return_sequences"))
    if kind == "Embedding":
        return nn.Embedding(given["input_dim"], given["output_dim"])
    return {"Dropout": nn.Dropout, "Flatten": nn.Flatten, "GlobalAveragePooling1D": Average}[kind](*given.values())


def modules(workload):
    """torch's layers one after another; channels come first, as torch wants them. The last activation is the loss's."""
    shape, found = workload.shape, []
    for kind, given in workload.layers:
        after = product(kind, given, shape)[1]
        found.append(module(kind, given, shape[-1], after))
        if given.get("activation") == "relu":
            found.append(nn.ReLU())
        shape = after
    return nn.Sequential(*found)


def optimizer(workload, model):
    kind, given = workload.optimizer
    rate = given.get("learning_rate", 0.01 if kind == "SGD" else 0.001)
    rest = {"momentum": given["momentum"], "nesterov": given["nesterov"]} if given else {}
    return getattr(torch.optim, kind)(model.parameters(), lr=rate, **rest)


def as_torch(workload, x, y):
    x = torch.from_numpy(x)
    if any(kind.startswith("Conv") for kind, _ in workload.layers):
        x = x.movedim(-1, 1).contiguous()
    if workload.classes > 1:
        return x, torch.from_numpy(y.argmax(1) if y.ndim == 2 else y), nn.CrossEntropyLoss()
    return x, torch.from_numpy(y)[:, None], nn.BCEWithLogitsLoss() if workload.classes else nn.MSELoss()


def trainer(workload, x, y, first_batch):
    """``train(epochs)``: the loop that torch leaves to its users."""
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    x, y, loss_of = as_torch(workload, x, y)
    model = modules(workload)
    steps = optimizer(workload, model)

    def train(epochs):
        model.train()
        for _ in range(epochs):
            order, total = torch.randperm(len(x)), 0.0
            for begin in range(0, len(x), workload.batch):
                chosen = order[begin:begin + workload.batch]
                steps.zero_grad()
                loss = loss_of(model(x[chosen]), y[chosen])
                loss.backward()
                steps.step()
                total += loss.item() * len(chosen)
                first_batch()

    return train
