"""Pictures as cameras make them, and how long Pillow takes to read them.

pillow.py make FOLDER COUNT SOURCE...   COUNT pictures of 12 megapixels, made of the pictures in SOURCE
pillow.py time FOLDER SHORT             processor milliseconds a picture, as one JSON object
"""
import json
import os
import sys
import time

from PIL import Image

SIZE = (4000, 3000)


def make(folder, count, sources):
    import numpy

    os.makedirs(folder, exist_ok=True)
    names = sorted(os.path.join(d, n) for s in sources for d, _, all in os.walk(s) for n in all if n.endswith(".jpg"))
    for i in range(count):
        big = Image.open(names[i * len(names) // count]).convert("RGB").resize(SIZE, Image.BICUBIC)
        noise = numpy.random.default_rng(i).normal(0, 6, (SIZE[1], SIZE[0], 3))  # grey levels; most of such a file is noise
        pixels = numpy.clip(numpy.asarray(big) + noise, 0, 255).astype("uint8")
        Image.fromarray(pixels).save(os.path.join(folder, f"camera-{i:02d}.jpg"), quality=90)


def measure(names, prepare):
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        for name in names:
            picture = Image.open(name)
            prepare(picture)
            picture.convert("RGB").load()
        best = min(best, time.process_time() - start)
    return 1e3 * best / len(names)


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
        return
    folder, short = sys.argv[2], int(sys.argv[3])
    names = sorted(os.path.join(folder, n) for n in os.listdir(folder))
    print(json.dumps({
        "whole": measure(names, lambda p: None),
        "draft": measure(names, lambda p: p.draft("RGB", (short, short))),
    }))


main()
