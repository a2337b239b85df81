"""Saves a state dictionary of all kinds of tensors as PyTorch does, in both of its
formats, with plain data of all kinds beside it, and what they hold, plainly, as
safetensors."""
import argparse, collections, datetime, pathlib
import numpy, safetensors.torch, torch

torch.manual_seed(1)
x = torch.randn(6, 5)
weights = collections.OrderedDict(
    float=x, half=x.half(), bfloat16=x.bfloat16(), double=x.double(), transposed=x.t(), columns=x[:, 1:4],
    part=x[2:4], every_second=x[::2], shared=x, one=torch.tensor(1.5), step=torch.tensor(7), ints=torch.arange(4, dtype=torch.int32),
    bytes=torch.arange(5, dtype=torch.uint8), parameter=torch.nn.Linear(3, 2).state_dict()["weight"],
    half_transposed=x.half().t(), large=torch.randn(300, 700), trained=torch.nn.Parameter(torch.randn(4, 2)),
    truths=x[0] > 0, shorts=torch.tensor([-3, 4], dtype=torch.int16), small=torch.tensor([-3, 4], dtype=torch.int8))
beside = dict(device=torch.device("cpu"), size=torch.Size([1, 2]), best=numpy.float64(3), array=numpy.arange(3.), type=torch.float32,
    path=pathlib.Path("/a/b"), when=datetime.datetime(2020, 1, 2), seen={1, 2}, counts=collections.Counter("aab"),
    lists=collections.defaultdict(list, a=[1]), raw=b"\x00\xff", z=1 + 2j, mask=torch.ones(3, dtype=torch.bool))
checkpoint = {"model": weights, "epoch": 3, "big": 1 << 80, "args": argparse.Namespace(lr=.5, name="ünder", **beside), **beside}
for protocol in 2, 4:
    torch.save(checkpoint, f"zip{protocol}.pth", pickle_protocol=protocol)
torch.save(checkpoint, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(weights, "bare.pth")
kept = {torch.half: torch.float, torch.bfloat16: torch.float, torch.int16: torch.int, torch.int8: torch.int, torch.bool: torch.uint8}
wide = lambda t: t.detach().to(kept.get(t.dtype, t.dtype))
safetensors.torch.save_file({n: wide(t).clone().contiguous() for n, t in weights.items()}, "want.safetensors")
halves = {n: t.detach().clone().contiguous() for n, t in weights.items()}
safetensors.torch.save_file(halves, "halves.safetensors")
