"""Runs model.onnx: on the pictures of proof.safetensors, whose results it compares with
those of the program that wrote the model, or on pictures that are named.

    pip install onnxruntime numpy        (and pillow for pictures of your own)
    python example.py [PICTURE...]
"""
import json, os, struct, sys
import numpy
import onnxruntime

here = os.path.dirname(os.path.abspath(__file__))


def load(path):
    """The tensors of a safetensors file: a header in JSON, then the values."""
    kinds = {"F32": numpy.float32, "U8": numpy.uint8}
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        values = f.read()
    header.pop("__metadata__", None)
    return {name: numpy.frombuffer(values[slice(*t["data_offsets"])], kinds[t["dtype"]]).reshape(t["shape"])
            for name, t in header.items()}


def picture(path, side):
    """The middle of a picture, as bytes (side, side, 3); what is transparent lies on white."""
    from PIL import Image, ImageOps
    image = ImageOps.exif_transpose(Image.open(path))
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    short = side * 256 // 224
    image = image.resize([short * s // min(image.size) for s in image.size], Image.BICUBIC)
    left, top = [round((s - side) / 2) for s in image.size]  # to even, as when it was trained
    return numpy.asarray(image.crop((left, top, left + side, top + side)))


session = onnxruntime.InferenceSession(os.path.join(here, "model.onnx"), providers=["CPUExecutionProvider"])
inputs = {i.name: i for i in session.get_inputs()}
results = [o.name for o in session.get_outputs()]
result = results[0]  # features, logits or pred

if len(sys.argv) == 1:
    proof = load(os.path.join(here, "proof.safetensors"))
    checked = [name for name in results if name in proof]
    got = session.run(checked, {name: proof[name] for name in inputs})
    off = float(numpy.max([numpy.abs(g - proof[name]).max() for g, name in zip(got, checked)]))  # NaN stays
    print(f"{len(got[0])} pictures, largest difference {off:.2g}")
    sys.exit(0 if off <= 1e-4 else 1)

side = inputs["pixels"].shape[1]
pixels = numpy.stack([picture(path, side) for path in sys.argv[1:]])
if "noise" in inputs:
    noise = numpy.random.default_rng(0).random((len(pixels), inputs["noise"].shape[1]), numpy.float32)
    redrawn = session.run(["redrawn"], {"pixels": pixels, "noise": noise})[0]
    from PIL import Image
    for path, before, after in zip(sys.argv[1:], pixels, redrawn):
        name = os.path.splitext(os.path.basename(path))[0] + "-redrawn.png"
        Image.fromarray(numpy.concatenate([before, after], 1)).save(name)
        print(name)
elif result == "logits":
    classes = json.loads(session.get_modelmeta().custom_metadata_map["classes"])
    for path, p in zip(sys.argv[1:], session.run(["probabilities"], {"pixels": pixels})[0]):
        print(path + ":", ", ".join(f"{classes[i]} {100 * p[i]:.1f} %" for i in numpy.argsort(-p, kind="stable")[:3]))
else:
    features = session.run(["features"], {"pixels": pixels})[0]
    unit = features / numpy.linalg.norm(features, axis=1, keepdims=True)
    print("how alike the pictures are, 1 being the same:")
    print(numpy.round(unit @ unit.T, 3))
