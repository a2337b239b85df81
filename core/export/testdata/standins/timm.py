"""Stands in for timm, which is not here: its vision transformer with the arguments that a
card names, as its code has them, built of PyTorch's layers."""
import functools, types
import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.qkv, self.proj = heads, nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        q, k, v = self.qkv(x).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        return self.proj(nn.functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Mlp(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        return self.fc2(nn.functional.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dim, heads, norm):
        super().__init__()
        self.norm1, self.attn, self.norm2, self.mlp = norm(dim), Attention(dim, heads), norm(dim), Mlp(dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class VisionTransformer(nn.Module):
    def __init__(self, img_size=224, patch_size=16, in_chans=3, num_classes=1000, global_pool="token", embed_dim=768, depth=12, num_heads=12, norm_layer=None):
        super().__init__()
        assert img_size % patch_size == 0 and embed_dim % num_heads == 0 and global_pool in ("", "avg", "token"), (img_size, patch_size, embed_dim, num_heads, global_pool)
        norm, means = norm_layer or functools.partial(nn.LayerNorm, eps=1e-6), global_pool == "avg"
        self.global_pool = global_pool
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, (img_size // patch_size) ** 2 + 1, embed_dim))
        self.patch_embed = nn.Module()
        self.patch_embed.proj = nn.Conv2d(in_chans, embed_dim, patch_size, patch_size)
        self.blocks = nn.Sequential(*(Block(embed_dim, num_heads, norm) for _ in range(depth)))
        self.norm = nn.Identity() if means else norm(embed_dim)
        self.fc_norm = norm(embed_dim) if means else nn.Identity()
        self.head = nn.Linear(embed_dim, num_classes) if num_classes > 0 else nn.Identity()

    def forward_features(self, x):
        x = self.patch_embed.proj(x).flatten(2).transpose(1, 2)
        return self.norm(self.blocks(torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed))

    def forward(self, x):
        x = self.forward_features(x)
        return self.head(self.fc_norm(x[:, 1:].mean(1) if self.global_pool == "avg" else x[:, 0]))


models = types.SimpleNamespace(VisionTransformer=VisionTransformer)
