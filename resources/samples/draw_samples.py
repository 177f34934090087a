#!/usr/bin/env python3
"""Draws the sample pictures that Orfeas ships: owl.png, logo.png, scene.jpg, beside this file.

Needs python3-numpy and python3-pil. Everything is drawn from formulas, so the pictures are Orfeas's own work under its
licence and can be drawn again: draw_samples.py [FOLDER]
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from samples_logo import draw_logo
from samples_owl import draw_owl
from samples_scene import draw_scene


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    Image.fromarray(draw_owl(), "RGBA").save(folder / "owl.png", optimize=True)
    Image.fromarray(draw_logo(), "RGBA").save(folder / "logo.png", optimize=True)
    Image.fromarray(draw_scene(), "RGB").save(folder / "scene.jpg", quality=88, optimize=True)
    for name in ("owl.png", "logo.png", "scene.jpg"):
        print(f"{folder / name}: {(folder / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
