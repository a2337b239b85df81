"""What a classifier of ours says of a folder's pictures, by PyTorch.

predict.py PEER WEIGHTS FOLDER WORKERS [--plain]    one JSON object: pictures a second, and the classes

PEER is the folder of mae_torch.py. The
clock runs from the first picture that is opened to the last answer. --plain is attention
without the fused kernel.
"""
import json
import os
import resource
import sys
import time

import torch
from PIL import Image
from safetensors import safe_open
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

sys.path.insert(0, sys.argv[1])
from mae_torch import ViT  # noqa: E402

BATCH = 64


class Pictures(Dataset):
    def __init__(self, folder, size, mean, std):
        self.names = sorted(os.path.join(d, n) for d, _, all in os.walk(folder) for n in all if n.endswith(".jpg"))
        self.prepare = v2.Compose([
            v2.Resize(size * 256 // 224, interpolation=v2.InterpolationMode.BICUBIC), v2.CenterCrop(size),
            v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)])

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        with Image.open(self.names[i]) as picture:
            return self.prepare(picture.convert("RGB"))


def main():
    _, _, weights, folder, workers = sys.argv[:5]
    with safe_open(weights, "pt") as f:
        state, says = {k: f.get_tensor(k) for k in f.keys()}, f.metadata()
    dim, _, patch, _ = state["patch_embed.proj.weight"].shape
    depth = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("blocks."))
    size, heads = int(says["image_size"]), int(says["num_attention_heads"])
    model = ViT(img=size, patch=patch, dim=dim, depth=depth, heads=heads, classes=len(state["head.bias"]),
                global_pool="fc_norm.weight" in state, sdpa="--plain" not in sys.argv)
    model.load_state_dict(state)
    model.eval()
    torch.set_num_threads(os.cpu_count())
    loader = DataLoader(Pictures(folder, size, [.485, .456, .406], [.229, .224, .225]), BATCH, num_workers=int(workers))
    start, spent, found = time.perf_counter(), cpu(), []
    with torch.inference_mode():
        for images in loader:
            found.append(model(images).softmax(1).max(1))
    seconds = time.perf_counter() - start
    del loader  # its workers end, and count
    print(json.dumps({"pictures_per_second": len(torch.cat([f.values for f in found])) / seconds, "seconds": seconds, "cpu_seconds": cpu() - spent,
                      "classes": torch.cat([f.indices for f in found]).tolist(), "sure": [round(p, 4) for p in torch.cat([f.values for f in found]).tolist()]}))


def cpu():
    return sum(getattr(resource.getrusage(who), t) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN) for t in ("ru_utime", "ru_stime"))


main()
