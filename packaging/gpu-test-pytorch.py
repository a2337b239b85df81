"""Times a pre-training step of a preset with PyTorch and its fused attention, for gpu-test-run.sh.

Usage: pytorch.py PRESET.toml float32|bf16 [DEVICE, else cuda]
Prints one JSON object. As in our own measurement the fastest step counts, a batch comes from
the host in each, and the loss is read back. --there tells only whether it could run.
"""
import json
import re
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim, 1e-6), nn.LayerNorm(dim, 1e-6)
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        x = x + self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))
        return x + self.mlp(self.norm2(x))


def blocks(dim, depth, heads):
    return nn.Sequential(*[Block(dim, heads) for _ in range(depth)], nn.LayerNorm(dim, 1e-6))


class Autoencoder(nn.Module):
    """The masked autoencoder (He et al. 2021) on patches (B, N, P); 3 of 4 are hidden."""

    def __init__(self, c):
        super().__init__()
        self.n, p = (c["image_size"] // c["patch_size"]) ** 2, 3 * c["patch_size"] ** 2
        wide, narrow = c["encoder_dim"], c["decoder_dim"]
        self.embed, self.between, self.pixels = nn.Linear(p, wide), nn.Linear(wide, narrow), nn.Linear(narrow, p)
        self.first, self.hidden = nn.Parameter(torch.zeros(1, 1, wide)), nn.Parameter(torch.zeros(1, 1, narrow))
        self.register_buffer("place", torch.randn(1, self.n, wide) * 0.02)
        self.register_buffer("place2", torch.randn(1, 1 + self.n, narrow) * 0.02)
        self.encoder = blocks(wide, c["encoder_depth"], c["encoder_heads"])
        self.decoder = blocks(narrow, c["decoder_depth"], c["decoder_heads"])

    def forward(self, patches):
        b, keep = len(patches), self.n // 4
        order = torch.rand(b, self.n, device=patches.device).argsort(1)
        back = order.argsort(1)

        def pick(x, ids):
            return x.gather(1, ids[:, :, None].expand(-1, -1, x.shape[2]))

        seen = pick(self.embed(patches) + self.place, order[:, :keep])
        x = self.between(self.encoder(torch.cat([self.first.expand(b, -1, -1), seen], 1)))
        every = torch.cat([x[:, 1:], self.hidden.to(x.dtype).expand(b, self.n - keep, -1)], 1)
        x = torch.cat([x[:, :1], pick(every, back)], 1) + self.place2
        redrawn = self.pixels(self.decoder(x))[:, 1:]
        target = (patches - patches.mean(2, True)) / (patches.var(2, keepdim=True) + 1e-6).sqrt()
        return pick((redrawn - target) ** 2, order[:, keep:]).mean()


def sizes(path):
    with open(path) as f:
        return {k: int(float(v)) for k, v in re.findall(r"^(\w+) = ([\d.]+)$", f.read(), re.M)}


def main(preset, precision, device="cuda"):
    c = sizes(preset)
    on_card, batch = device == "cuda", c["batch"]
    torch.manual_seed(1)
    model = Autoencoder(c).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-4, (0.9, 0.95), weight_decay=0.05, fused=True)
    host = torch.randn(batch, model.n, 3 * c["patch_size"] ** 2)
    if on_card:
        host = host.pin_memory()

    def step():
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16"):
            loss = model(host.to(device, non_blocking=True))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    fastest, began, n = float("inf"), time.perf_counter(), 0
    while n < 4 or time.perf_counter() - began < (10 if on_card else 2):
        if on_card:
            torch.cuda.synchronize()
        start = time.perf_counter()
        loss = step()
        if on_card:
            torch.cuda.synchronize()
        if n > 1:
            fastest = min(fastest, time.perf_counter() - start)
        n += 1
    print(json.dumps({"torch": torch.__version__, "batch": batch, "precision": precision, "loss": loss,
                      "milliseconds": 1e3 * fastest, "pictures_per_second": batch / fastest}))


if sys.argv[1] == "--there":
    sys.exit(0 if torch.cuda.is_available() else 1)
main(*sys.argv[1:])
