"""Loads the model.safetensors of exports into the reference models in PyTorch, by
safetensors' own reader, runs each on its proof.safetensors, and prints the largest
differences. Of a Hugging Face folder the tensors are used by their names there.
consumers.py PEER IMAGE PATCH DIM DEPTH HEADS DDIM DDEPTH DHEADS KEEP FOLDER..."""
import json, os, sys
import safetensors.torch, torch
import hugging

peer = sys.argv[1]
image, patch, dim, depth, heads, ddim, ddepth, dheads, keep = map(int, sys.argv[2:11])
sys.path.insert(0, peer)
import mae_torch


def difference(folder):
    """How many pictures there are, and how far off the model is on them."""
    weights = safetensors.torch.load_file(folder + "/model.safetensors")
    proof = safetensors.torch.load_file(folder + "/proof.safetensors")
    result = next(proof[name] for name in ("logits", "features", "pred") if name in proof)
    config = json.load(open(folder + "/config.json")) if os.path.exists(folder + "/config.json") else {}
    if "model_type" in config:  # else timm's, which shares its names with the published code
        if "tokens" in proof:
            result = torch.cat([result[:, None], proof["tokens"]], 1)
        return len(proof["pixels"]), float((hugging.forward(folder, hugging.normalised(folder, proof["pixels"]), proof.get("noise")) - result).abs().max())
    if "logits" in proof:
        model = mae_torch.ViT(image, patch, 3, dim, depth, heads, classes=len(weights["head.bias"]),
                              global_pool="fc_norm.weight" in weights, sdpa=False).eval()
    else:
        model = mae_torch.MAE(image, patch, 3, dim, depth, heads, ddim, ddepth, dheads, sdpa=False).eval()
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not unexpected, unexpected
    x = proof["pixels"].permute(0, 3, 1, 2).double() / 255
    mean, std = torch.tensor([.485, .456, .406]), torch.tensor([.229, .224, .225])
    x = ((x - mean.double().view(3, 1, 1)) / std.double().view(3, 1, 1)).float()
    if "features" in proof:
        assert all("decoder" in m or m == "mask_token" for m in missing), missing
        t = model.patch_embed(x) + model.pos_embed[:, 1:]
        t = torch.cat([(model.cls_token + model.pos_embed[:, :1]).expand(len(t), -1, -1), t], 1)
        for block in model.blocks:
            t = block(t)
        off = (t[:, 1:].mean(1) - proof["features"]).abs().max(), (model.norm(t) - proof["tokens"]).abs().max()
        return len(x), float(max(off))
    assert not missing, missing
    if "logits" in proof:
        return len(x), float((model(x) - proof["logits"]).abs().max())
    n = proof["noise"].shape[1]
    z, _, _, restore = model.encode(x, proof["noise"], 1 - (keep + .5) / n)
    return len(x), float((model.decode(z, restore) - proof["pred"]).abs().max())


bad = False
for folder in sys.argv[11:]:
    with torch.no_grad():
        n, off = difference(folder)
    print(f"{folder}: {n} pictures, largest difference {off:.2g}")
    bad |= not off <= 1e-4
sys.exit(bad)
