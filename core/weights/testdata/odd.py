"""Saves what is no state dictionary of plain tensors, as PyTorch does."""
import json, os
import safetensors.torch, torch

module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU())
torch.save(module, "module.pth")
torch.save({"model": module, "epoch": 3}, "module_inside.pth")
torch.save(module, "module_legacy.pth", _use_new_zipfile_serialization=False)
torch.jit.save(torch.jit.script(module), "script.pt")

float8 = {"a": torch.ones(4, 4).to(torch.float8_e4m3fn)}
torch.save(float8, "float8.pth")
safetensors.torch.save_file(float8, "float8.safetensors")
torch.save({"a": torch.quantize_per_tensor(torch.ones(2, 2), .1, 0, torch.qint8)}, "quantised.pth")
torch.save({"a": torch.ones(2, 2).to_sparse()}, "sparse.pth")

for protocol in 0, 1:
    torch.save({"a": torch.ones(4), "n": 3}, f"protocol{protocol}.pth", pickle_protocol=protocol)


class Evil:
    def __reduce__(self):
        return os.system, ("touch PWNED",)


torch.save({"a": Evil()}, "evil0.pth", pickle_protocol=0)

x = torch.arange(3.)
odd = {"rows": x.expand(5, 3), "columns": x[:, None].expand(3, 4), "one": torch.tensor(2.).expand(2, 2),
       "none": torch.zeros(0, 5), "nothing": torch.zeros(1, 0, 2), "int8": torch.ones(4, dtype=torch.int8)}
torch.save(odd, "expanded.pth")
torch.save(odd, "expanded_legacy.pth", _use_new_zipfile_serialization=False)
safetensors.torch.save_file({n: t.clone().contiguous().int() if n == "int8" else t.clone().contiguous() for n, t in odd.items() if t.numel()}, "expanded.safetensors")

os.makedirs("shards")
safetensors.torch.save_file({"a": x}, "shards/model-00001-of-00002.safetensors")
with open("shards/model.safetensors.index.json", "w") as f:
    json.dump({"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}, f)
