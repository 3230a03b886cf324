"""The PyTorch side of `cargo mlp bench`.

Without arguments it serves: one JSON object a line on stdin, one a line on stdout. `{"case": …}` builds the network from the weights
that the Rust side wrote; `{"epoch": k}` trains one epoch on the batches that the Rust side wrote, and answers with its
seconds and its mean loss. So both sides start from the same numbers and see the same images in the same order. With `graphs` a
training step is recorded as a CUDA graph once, and then replayed for each batch.

With `whole DIR EPOCHS` it is the ordinary script a PyTorch user would write: read the files, train, measure on the test set each epoch.
"""

import gzip
import json
import os
import resource
import struct
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn


def network(sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *layers[:-1])


class Case:
    """A network with its data: all of it as one tensor ("memory"), or image by image through a DataLoader ("loader")."""

    def __init__(self, case):
        self.folder, self.batch, self.feed = Path(case["folder"]), case["batch"], case["feed"]
        sizes = case["sizes"]
        self.images = np.fromfile(self.folder / "images.u8", np.uint8).reshape(-1, sizes[0])
        self.labels = np.fromfile(self.folder / "labels.u8", np.uint8)
        self.model = network(sizes)
        with torch.no_grad():
            for number, parameter in enumerate(self.model.parameters()):
                values = np.fromfile(self.folder / f"parameter{number}.f32", np.float32)
                parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
        self.device = torch.device(case["device"])
        self.model.to(self.device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=case["lr"])
        self.loss = nn.CrossEntropyLoss()
        if self.feed == "memory":
            self.x = (torch.from_numpy(self.images).float() / 255).to(self.device)
            self.y = torch.from_numpy(self.labels).long().to(self.device)

    def batches(self, order):
        if self.feed == "memory":
            order = torch.from_numpy(order.astype(np.int64)).to(self.device)
            for start in range(0, len(order), self.batch):
                rows = order[start : start + self.batch]
                yield self.x[rows], self.y[rows]
        else:
            yield from torch.utils.data.DataLoader(
                Images(self.images, self.labels), batch_size=self.batch, sampler=order.tolist()
            )

    def epoch(self, number):
        order = np.fromfile(self.folder / f"order{number}.u32", np.uint32)
        start = time.perf_counter()
        loss_sum, right, count = torch.zeros((), device=self.device), torch.zeros((), device=self.device), 0
        for x, y in self.batches(order):
            logits = self.model(x)
            loss = self.loss(logits, y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            loss_sum += loss.detach() * len(x)
            right += (logits.argmax(1) == y).sum()
            count += len(x)
        loss, _ = float(loss_sum) / count, float(right) / count
        return {"seconds": time.perf_counter() - start, "loss": loss}


class GraphedCase(Case):
    """The same with each step replayed from a CUDA graph: one for whole batches, one for the short last one."""

    def __init__(self, case):
        super().__init__(case)
        self.sums = torch.zeros(2, device=self.device)
        self.steps = {}
        sizes = {self.batch, len(self.images) % self.batch} - {0}
        for size in sorted(sizes, reverse=True):
            self.steps[size] = self.record(size)

    def step(self, rows):
        x, y = self.x[rows], self.y[rows]
        logits = self.model(x)
        loss = self.loss(logits, y)
        loss.backward()
        self.optimizer.step()
        self.sums += torch.stack([loss.detach() * len(rows), (logits.argmax(1) == y).sum()])

    def record(self, size):
        """As PyTorch's documentation says: a few steps beside the main stream, then the recording; both leave the weights as they were."""
        rows = torch.zeros(size, dtype=torch.long, device=self.device)
        before = [parameter.detach().clone() for parameter in self.model.parameters()]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                self.optimizer.zero_grad(set_to_none=True)
                self.step(rows)
        torch.cuda.current_stream().wait_stream(stream)
        self.optimizer.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.step(rows)
        with torch.no_grad():
            for parameter, value in zip(self.model.parameters(), before):
                parameter.copy_(value)
        return graph, rows

    def epoch(self, number):
        order = np.fromfile(self.folder / f"order{number}.u32", np.uint32)
        torch.cuda.synchronize()
        start = time.perf_counter()
        order = torch.from_numpy(order.astype(np.int64)).to(self.device)
        self.sums.zero_()
        for first in range(0, len(order), self.batch):
            part = order[first : first + self.batch]
            graph, rows = self.steps[len(part)]
            rows.copy_(part)
            graph.replay()
        loss, _ = (self.sums / len(order)).tolist()
        return {"seconds": time.perf_counter() - start, "loss": loss}


def lecture_transform():
    """The lecture's way from an image to a tensor, and who provides it. Imported by the side that serves alone: the ordinary
    script needs none of it and would start slower."""
    try:
        import torchvision
        from PIL import Image
    except ImportError:
        return "no torchvision", lambda pixels: torch.from_numpy(pixels[None].copy()).contiguous().float().div(255)
    to_tensor = torchvision.transforms.ToTensor()
    return f"torchvision {torchvision.__version__}", lambda pixels: to_tensor(Image.fromarray(pixels))


class Images(torch.utils.data.Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images.reshape(len(images), 28, 28), labels
        _, self.transform = lecture_transform()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, row):
        return self.transform(self.images[row]), int(self.labels[row])


def serve(kind):
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    case = None
    vision, _ = lecture_transform()
    print(json.dumps({"ready": f"PyTorch {torch.__version__}, {vision}, Python {sys.version.split()[0]}"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "case" in request:
            case = kind(request["case"])
            answer = {}
        else:
            answer = case.epoch(request["epoch"])
        print(json.dumps(answer), flush=True)


def idx(path):
    path = Path(path)
    opened = gzip.open(f"{path}.gz", "rb") if Path(f"{path}.gz").exists() else open(path, "rb")
    with opened as file:
        (magic,) = struct.unpack(">I", file.read(4))
        dims = struct.unpack(f">{magic & 255}I", file.read(4 * (magic & 255)))
        return np.frombuffer(file.read(), np.uint8).reshape(dims).copy()


def whole(folder, epochs):
    torch.manual_seed(0)
    folder = Path(folder)
    train_x, train_y, test_x, test_y = (
        idx(folder / name)
        for name in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
    )
    x, y = torch.from_numpy(train_x).float() / 255, torch.from_numpy(train_y).long()
    test_x, test_y = torch.from_numpy(test_x).float() / 255, torch.from_numpy(test_y).long()
    model, loss_of = network([784, 256, 10]), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(epochs):
        loss_sum, right = torch.zeros(()), torch.zeros(())
        order = torch.randperm(len(x))
        for start in range(0, len(order), 1024):
            rows = order[start : start + 1024]
            logits = model(x[rows])
            loss = loss_of(logits, y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach() * len(rows)
            right += (logits.argmax(1) == y[rows]).sum()
        with torch.no_grad():
            logits = model(test_x)
            test = float(loss_of(logits, test_y)), float((logits.argmax(1) == test_y).float().mean())
        print(json.dumps({"epoch": epoch + 1, "train_loss": float(loss_sum) / len(x), "test_loss": test[0]}), flush=True)
    print(json.dumps({"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


if len(sys.argv) > 1 and sys.argv[1] == "whole":
    whole(sys.argv[2], int(sys.argv[3]))
else:
    serve(GraphedCase if sys.argv[1:] == ["graphs"] else Case)
