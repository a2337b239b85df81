"""Saves a state dictionary of all kinds of tensors as PyTorch does, in both of its
formats, and what they hold, plainly, as safetensors."""
import argparse, collections
import safetensors.torch, torch

torch.manual_seed(1)
x = torch.randn(6, 5)
weights = collections.OrderedDict(
    float=x, half=x.half(), bfloat16=x.bfloat16(), double=x.double(), transposed=x.t(), columns=x[:, 1:4],
    part=x[2:4], every_second=x[::2], shared=x, one=torch.tensor(1.5), step=torch.tensor(7), ints=torch.arange(4, dtype=torch.int32),
    bytes=torch.arange(5, dtype=torch.uint8), parameter=torch.nn.Linear(3, 2).state_dict()["weight"],
    half_transposed=x.half().t(), large=torch.randn(300, 700))
checkpoint = {"model": weights, "epoch": 3, "big": 1 << 80, "args": argparse.Namespace(lr=.5, name="ünder")}
for protocol in 2, 4:
    torch.save(checkpoint, f"zip{protocol}.pth", pickle_protocol=protocol)
torch.save(checkpoint, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save(weights, "bare.pth")
wide = lambda t: t.float() if t.dtype in (torch.half, torch.bfloat16) else t
safetensors.torch.save_file({n: wide(t).clone().contiguous() for n, t in weights.items()}, "want.safetensors")
halves = {n: t.clone().contiguous() for n, t in weights.items()}
safetensors.torch.save_file(halves, "halves.safetensors")
