"""Trains a workload with plain torch: its own layer classes and a training loop written by hand."""

import os

import torch
from flops import forward_cost
from torch import nn


class LSTM(nn.Module):
    """LSTM that returns its outputs at all time steps, or at the last one."""

    def __init__(self, features, units, return_sequences):
        super().__init__()
        self.lstm, self.return_sequences = nn.LSTM(features, units, batch_first=True), return_sequences

    def forward(self, x):
        y, _ = self.lstm(x)
        return y if self.return_sequences else y[:, -1]


class GlobalAverage(nn.Module):
    """Mean over all time steps."""

    def forward(self, x):
        return x.mean(2)


def make_module(kind, arguments, features, output_shape):
    """torch's layer; features: of one input step or position; output_shape: of one sample."""
    if kind == "Dense":
        return nn.Linear(features, output_shape[-1])
    if kind in ("Conv1D", "Conv2D"):
        return getattr(nn, kind.replace("D", "d"))(features, output_shape[-1], arguments["kernel_size"])
    if kind.startswith("MaxPooling"):
        return getattr(nn, f"MaxPool{kind[-2]}d")(arguments["pool_size"])
    if kind == "LSTM":
        return LSTM(features, output_shape[-1], arguments.get("return_sequences"))
    if kind == "Embedding":
        return nn.Embedding(arguments["input_dim"], arguments["output_dim"])
    modules = {"Dropout": nn.Dropout, "Flatten": nn.Flatten, "GlobalAveragePooling1D": GlobalAverage}
    return modules[kind](*arguments.values())


def make_model(workload):
    """The sequential model, channels first as torch expects. The loss contains the last activation."""
    shape, modules = workload.shape, []
    for kind, arguments in workload.layers:
        output_shape = forward_cost(kind, arguments, shape)[1]
        modules.append(make_module(kind, arguments, shape[-1], output_shape))
        if arguments.get("activation") == "relu":
            modules.append(nn.ReLU())
        shape = output_shape
    return nn.Sequential(*modules)


def make_optimizer(workload, model):
    kind, arguments = workload.optimizer
    learning_rate = arguments.get("learning_rate", 0.01 if kind == "SGD" else 0.001)
    momentum = {name: arguments[name] for name in ("momentum", "nesterov")} if arguments else {}
    return getattr(torch.optim, kind)(model.parameters(), lr=learning_rate, **momentum)


def make_tensors(workload, x, y):
    """Inputs, targets and their loss."""
    x = torch.from_numpy(x)
    if any(kind.startswith("Conv") for kind, _ in workload.layers):
        x = x.movedim(-1, 1).contiguous()
    if workload.classes > 1:
        return x, torch.from_numpy(y.argmax(1) if y.ndim == 2 else y), nn.CrossEntropyLoss()
    return x, torch.from_numpy(y)[:, None], nn.BCEWithLogitsLoss() if workload.classes else nn.MSELoss()


def make_trainer(workload, x, y, on_first_batch):
    """Return ``train(epochs)``."""
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    x, y, loss_function = make_tensors(workload, x, y)
    model = make_model(workload)
    optimizer = make_optimizer(workload, model)

    def train(epochs):
        model.train()
        for _ in range(epochs):
            order, total = torch.randperm(len(x)), 0.0
            for start in range(0, len(x), workload.batch):
                batch = order[start:start + workload.batch]
                optimizer.zero_grad()
                loss = loss_function(model(x[batch]), y[batch])
                loss.backward()
                optimizer.step()
                total += loss.item() * len(batch)
                on_first_batch()

    return train
