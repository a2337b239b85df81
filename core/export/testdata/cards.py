"""Executes the lines of Python that the README.md of exports show, each in its folder and
with nothing imported before, and holds the model that they make against proof.safetensors.
cards.py FOLDER..."""
import contextlib, io, os, sys
import safetensors.torch, torch

here = os.getcwd()
sys.path.insert(0, here)  # timm and transformers stand in there
import hugging


def shown(folder):
    """The lines below "Using it" that are set in."""
    text = open(folder + "/README.md").read().split("## Using it")[1].split("\n## ")[0]
    return "\n".join(line[4:] for line in text.split("\n") if line.startswith("    "))


def difference(folder, model):
    proof = safetensors.torch.load_file("proof.safetensors")
    if "preprocessor_config.json" in os.listdir("."):
        x = hugging.normalised(".", proof["pixels"])
        got = model(pixel_values=x, **({"noise": proof["noise"]} if "pred" in proof else {})).logits
    else:
        mean, std = (torch.tensor(v).double().view(3, 1, 1) for v in ([.485, .456, .406], [.229, .224, .225]))
        x = ((proof["pixels"].permute(0, 3, 1, 2).double() / 255 - mean) / std).float()
        got = model.eval()(x) if "logits" in proof else model.eval().forward_features(x)
    if "tokens" not in proof:
        return float((got - proof.get("logits", proof.get("pred"))).abs().max())
    return float((got[:, -proof["tokens"].shape[1]:] - proof["tokens"]).abs().max())


bad = False
for folder in sys.argv[1:]:
    lines, names, said = shown(folder), {}, io.StringIO()
    os.chdir(os.path.join(here, folder))
    try:
        with contextlib.redirect_stdout(said), torch.no_grad():
            exec(compile(lines, folder + "/README.md", "exec"), names)
            off = difference(folder, names["model"])
    except Exception as e:
        print(f"{folder}: {type(e).__name__}: {e}\n{lines}")
        bad = True
    else:
        print(f"{folder}: off by {off:.2g}", *said.getvalue().split("\n"))
        bad |= not off <= 1e-4
    os.chdir(here)
sys.exit(bad)
