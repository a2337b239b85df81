"""What transformers' ViT or BEiT for image classification, ViTModel and ViTMAEForPreTraining
do, with the tensors of a Hugging Face folder under their names there."""
import json
import safetensors.torch, torch
from torch.nn.functional import conv2d, gelu, layer_norm, linear, scaled_dot_product_attention


def normalised(folder, pixels):
    """Bytes (B, S, S, 3) as preprocessor_config.json wants them."""
    prepare = json.load(open(folder + "/preprocessor_config.json"))
    x = pixels.permute(0, 3, 1, 2).double() * prepare["rescale_factor"]
    mean, std = (torch.tensor(prepare[k]).double().view(3, 1, 1) for k in ("image_mean", "image_std"))
    return ((x - mean) / std).float()


def forward(folder, x, noise=None):
    """Logits; or features and tokens below each other; or redrawn patches, of pictures that
    are normalised."""
    config = json.load(open(folder + "/config.json"))
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
        shuffle = noise.argsort(1)
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
