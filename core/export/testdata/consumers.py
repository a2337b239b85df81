"""Loads an export's model.safetensors into the reference model in PyTorch, by safetensors'
own reader, runs it on proof.safetensors, and prints the largest difference.
consumers.py FOLDER PEER IMAGE PATCH DIM DEPTH HEADS DDIM DDEPTH DHEADS KEEP"""
import sys
import safetensors.torch, torch

folder, peer, *sizes = sys.argv[1:]
sys.path.insert(0, peer)
import mae_torch

image, patch, dim, depth, heads, ddim, ddepth, dheads, keep = map(int, sizes)
model = mae_torch.MAE(image, patch, 3, dim, depth, heads, ddim, ddepth, dheads, sdpa=False).eval()
weights = safetensors.torch.load_file(folder + "/model.safetensors")
missing, unexpected = model.load_state_dict(weights, strict=False)
assert not unexpected, unexpected
proof = safetensors.torch.load_file(folder + "/proof.safetensors")
x = proof["pixels"].permute(0, 3, 1, 2).double() / 255
mean, std = torch.tensor([.485, .456, .406]), torch.tensor([.229, .224, .225])
x = ((x - mean.double().view(3, 1, 1)) / std.double().view(3, 1, 1)).float()
with torch.no_grad():
    if "pred" in proof:
        assert not missing, missing
        n = proof["noise"].shape[1]
        z, _, _, restore = model.encode(x, proof["noise"], 1 - (keep + .5) / n)
        off = (model.decode(z, restore) - proof["pred"]).abs().max()
    else:
        assert all("decoder" in m or m == "mask_token" for m in missing), missing
        t = model.patch_embed(x) + model.pos_embed[:, 1:]
        t = torch.cat([(model.cls_token + model.pos_embed[:, :1]).expand(len(t), -1, -1), t], 1)
        for block in model.blocks:
            t = block(t)
        off = (t[:, 1:].mean(1) - proof["features"]).abs().max()
print(f"{len(x)} pictures, largest difference {float(off):.2g}")
sys.exit(0 if off <= 1e-4 else 1)
