"""The most memory that a process takes which trains LeNet-5 on MNIST: ``python -m tests.bench.peak ours`` or ``torch``.

A process of its own for each: what one has taken stays with it, and ours must not have imported torch.
"""

import resource
import sys

STEPS, BATCH = 150, 64


def ours() -> None:
    from core.templates.lenet import LeNet5
    from core.training.trainer import Trainer

    trainer = Trainer(LeNet5().document())
    for _, _ in zip(range(STEPS), trainer.run(), strict=False):
        pass


def theirs() -> None:
    import numpy as np
    import torch
    from torch import nn

    arrays = np.load("resources/datasets/mnist.npz")
    x = torch.from_numpy(arrays["samples"]).reshape(-1, 1, 28, 28)
    y = torch.from_numpy(arrays["labels"].astype(np.int64))
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.Tanh(),
        nn.Linear(120, 84),
        nn.Tanh(),
        nn.Linear(84, 10),
    )
    optimizer = torch.optim.Adam(model.parameters())
    order = torch.randperm(60_000)
    for step in range(STEPS):
        batch = order[step * BATCH : (step + 1) * BATCH]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch].float() / 255), y[batch]).backward()
        optimizer.step()


if __name__ == "__main__":
    {"ours": ours, "torch": theirs}[sys.argv[1]]()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(kilobytes * (1 if sys.platform == "darwin" else 1024))
