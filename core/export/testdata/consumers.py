"""Loads the model.safetensors of exports into the reference models in PyTorch, by
safetensors' own reader, runs each on its proof.safetensors, and prints the largest
differences. Of a Hugging Face folder the tensors are used by their names there.
consumers.py PEER IMAGE PATCH DIM DEPTH HEADS DDIM DDEPTH DHEADS KEEP FOLDER..."""
import json, os, sys
import safetensors.torch, torch
from torch.nn.functional import conv2d, gelu, layer_norm, linear, scaled_dot_product_attention

peer = sys.argv[1]
image, patch, dim, depth, heads, ddim, ddepth, dheads, keep = map(int, sys.argv[2:11])
sys.path.insert(0, peer)
import mae_torch


def hugging(folder, proof):
    """Logits, features or redrawn patches of a Hugging Face folder: does with its tensors,
    under their names, what transformers' ViT or BEiT for image classification, ViTModel or
    ViTMAEForPreTraining do."""
    pixels = proof["pixels"]
    config = json.load(open(folder + "/config.json"))
    prepare = json.load(open(folder + "/preprocessor_config.json"))
    have = safetensors.torch.load_file(folder + "/model.safetensors")
    used = set()

    def get(name):
        used.add(name)
        return have.get(name)

    def norm(x, name):
        return layer_norm(x, x.shape[-1:], get(name + ".weight"), get(name + ".bias"), config["layer_norm_eps"])

    root = config["model_type"]

    def dense(x, name):
        bias = get(name + ".bias")
        return linear(x, get(name + ".weight"), None if root == "beit" and name.endswith(".key") else bias)  # which a BEiT has not

    x = pixels.permute(0, 3, 1, 2).double() * prepare["rescale_factor"]
    mean, std = (torch.tensor(prepare[k]).double().view(3, 1, 1) for k in ("image_mean", "image_std"))
    x = ((x - mean) / std).float()
    def blocks(x, prefix, depth, heads):
        for i in range(depth):
            name = f"{prefix}{i}."
            h = norm(x, name + "layernorm_before")
            q, k, v = (dense(h, name + "attention.attention." + part).unflatten(2, (heads, -1)).transpose(1, 2) for part in ("query", "key", "value"))
            x = x + dense(scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2), name + "attention.output.dense")
            x = x + dense(gelu(dense(norm(x, name + "layernorm_after"), name + "intermediate.dense")), name + "output.dense")
        return x

    top = "" if config["architectures"] == ["ViTModel"] else {"vit_mae": "vit."}.get(root, root + ".")
    name = top + "embeddings."
    x = conv2d(x, get(name + "patch_embeddings.projection.weight"), get(name + "patch_embeddings.projection.bias"), stride=config["patch_size"])
    x, cls, positions = x.flatten(2).transpose(1, 2), get(name + "cls_token"), get(name + "position_embeddings")
    x = x + positions[:, 1:]
    if root == "vit_mae":
        shuffle = proof["noise"].argsort(1)
        restore = shuffle.argsort(1)
        x = x.gather(1, shuffle[:, :int(x.shape[1] * (1 - config["mask_ratio"])), None].expand(-1, -1, x.shape[2]))
    x = torch.cat([(cls + positions[:, :1]).expand(len(x), -1, -1), x], 1)
    x = blocks(x, top + "encoder.layer.", config["num_hidden_layers"], config["num_attention_heads"])
    if root == "vit_mae":
        x = dense(norm(x, "vit.layernorm"), "decoder.decoder_embed")
        hidden = get("decoder.mask_token").expand(len(x), restore.shape[1] + 1 - x.shape[1], -1)
        rows = torch.cat([x[:, 1:], hidden], 1).gather(1, restore[:, :, None].expand(-1, -1, x.shape[2]))
        x = torch.cat([x[:, :1], rows], 1) + get("decoder.decoder_pos_embed")
        x = blocks(x, "decoder.decoder_layers.", config["decoder_num_hidden_layers"], config["decoder_num_attention_heads"])
        x = dense(norm(x, "decoder.decoder_norm"), "decoder.decoder_pred")[:, 1:]
    elif top == "":
        tokens = norm(x, "layernorm")
        x = torch.cat([x[:, 1:].mean(1, keepdim=True), tokens], 1)
    else:
        if root == "beit":
            assert config["use_mean_pooling"] and config["layer_scale_init_value"] == 0 and config["use_absolute_position_embeddings"]
            x = norm(x[:, 1:].mean(1), "beit.pooler.layernorm")
        else:
            x = norm(x, "vit.layernorm")[:, 0]
        x = dense(x, "classifier")
        assert len(config["id2label"]) == x.shape[1]
    assert not set(have) - used, set(have) - used
    assert None not in (have.get(n) for n in used), [n for n in used if n not in have]
    return x


def difference(folder):
    """How many pictures there are, and how far off the model is on them."""
    weights = safetensors.torch.load_file(folder + "/model.safetensors")
    proof = safetensors.torch.load_file(folder + "/proof.safetensors")
    result = next(proof[name] for name in ("logits", "features", "pred") if name in proof)
    config = json.load(open(folder + "/config.json")) if os.path.exists(folder + "/config.json") else {}
    if "model_type" in config:  # else timm's, which shares its names with the published code
        if "tokens" in proof:
            result = torch.cat([result[:, None], proof["tokens"]], 1)
        return len(proof["pixels"]), float((hugging(folder, proof) - result).abs().max())
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
