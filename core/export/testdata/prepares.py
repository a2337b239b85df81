"""Prepares pictures as others do by what an export says, and writes the bytes that come of
it, "HOW NUMBER", with where the crop begins, "HOW NUMBER at", as safetensors.
prepares.py HUGGING TIMM PICTURE..."""
import json, os, sys
import numpy, safetensors.torch, torch
from PIL import Image
from torchvision import transforms

sys.path.insert(0, os.getcwd())
import transformers

hugging, timm = sys.argv[1:3]
processor = transformers.AutoImageProcessor.from_pretrained(hugging)
config = json.load(open(timm + "/config.json"))["pretrained_cfg"]
side = config["input_size"][1]
# What timm makes of this for evaluation: timm.data.create_transform.
prepare = transforms.Compose([
    transforms.Resize(int(side / config["crop_pct"]), getattr(transforms.InterpolationMode, config["interpolation"].upper())),
    transforms.CenterCrop(side), transforms.ToTensor(), transforms.Normalize(config["mean"], config["std"])])
out = {}
for i, path in enumerate(sys.argv[3:]):
    image = Image.open(path).convert("RGB")
    crop, at = processor.crop(image)
    out[f"pillow {i}"] = processor(images=image, return_tensors="pt")["pixel_values"][0]
    out[f"pillow {i} at"] = torch.tensor(at, dtype=torch.int32)
    out[f"torchvision {i}"] = prepare(image)
safetensors.torch.save_file({n: t.contiguous() for n, t in out.items()}, "prepared.safetensors")
