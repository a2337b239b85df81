#!/usr/bin/env python3
"""How far PyTorch's own bf16 autocast is from the goldens: the largest difference of
each tensor, relative to the tensor's largest value. Prints bf16_bounds.json, whose
figures ../mixed.go reads. Run from the repository:

    PEER_BIND=$PWD/../shared/goldens ../shared/peer/run core/goldens/testdata/bf16_bounds.py \
        $PWD/../shared/peer $PWD/../shared/goldens > core/goldens/testdata/bf16_bounds.json
"""
import json, sys
import torch
from safetensors.torch import load_file

sys.path.insert(0, sys.argv[1])
from mae_torch import MAE

torch.set_num_threads(1)
SIZES = dict(tiny=dict(img=32, patch=8, dim=48, depth=3, heads=3, ddim=32, ddepth=2, dheads=4),
             micro=dict(img=24, patch=8, dim=32, depth=2, heads=4, ddim=24, ddepth=1, dheads=3))


def golden(name):
    return load_file(f"{sys.argv[2]}/{name}.safetensors")


def off(got, want):
    return (got.float() - want).abs().max().item() / want.abs().max().item()


def model(name, **kw):
    m = MAE(**SIZES[name], **kw)
    m.load_state_dict(golden(f"mae_{name}_weights"))
    return m


def steps(m, io):
    """Every intermediate that the goldens have, by hooks."""
    seen = {}
    def keep(name):
        return lambda _, __, out: seen.__setitem__("act." + name, out)
    for stack in ("blocks", "decoder_blocks"):
        for i, block in enumerate(getattr(m, stack)):
            block.register_forward_hook(keep(f"{stack}.{i}"))
    m.decoder_embed.register_forward_hook(keep("decoder_embed"))
    loss, out = m(io["images"], io["noise"], full=True)
    return loss, {**seen, "latent": out["latent"], "pred": out["pred"]}


def thirds(name, t):
    """Without the keys' biases, whose gradient is rounding noise."""
    if not name.endswith("attn.qkv.bias"):
        return t
    n = len(t) // 3
    return torch.cat([t[:n], t[2 * n:]])


bounds = {}
def note(file, name, value):
    of = bounds.setdefault(file, {})
    of[name] = max(of.get(name, 0), value)


for sdpa in (True, False):
    for name in SIZES:
        file = f"mae_{name}_io"
        io = golden(file)
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            _, got = steps(model(name, sdpa=sdpa), io)
        for k, v in got.items():
            note(file, k, off(v, io[k]))
    for kind in ("raw", "npix"):
        io, grads = golden("mae_tiny_io"), golden(f"mae_tiny_grads_{kind}")
        m = model("tiny", sdpa=sdpa, norm_pix=kind == "npix")
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = m(io["images"], io["noise"])
        loss.backward()
        note("mae_tiny_io", f"loss_{kind}", abs(loss.item() - io[f"loss_{kind}"].item()) / io[f"loss_{kind}"].item())
        for k, p in m.named_parameters():
            if k in grads and p.grad is not None:
                note(f"mae_tiny_grads_{kind}", k, off(thirds(k, p.grad), thirds(k, grads[k])))

print(json.dumps(bounds, indent=1, sort_keys=True))
