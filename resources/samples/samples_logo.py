"""logo.png: a key-ring badge in four flat colours with a real hole, 1024 x 1024. Made for `extrude`."""

from numpy import maximum

from samples_shapes import Canvas, blend, capsule, circle, color, polygon

NAVY = color("#1d3557")
TEAL = color("#2a9d8f")
SUN = color("#ffb703")
SNOW = color("#fdf6e3")


def draw_logo():
    canvas = Canvas(1024, 1024)
    x, y = canvas.x, canvas.y
    center = (512, 572)

    hole = circle(x, y, (512, 138), 46)
    badge = blend(circle(x, y, center, 400), circle(x, y, (512, 138), 106), 70)
    canvas.paint(maximum(badge, -hole), NAVY)

    sky = circle(x, y, center, 340)
    canvas.paint(sky, TEAL)
    canvas.paint(circle(x, y, (622, 436), 104), SUN, within=sky)

    # Two peaks in front of the sun with snow on top, the nearer one set off by a line of sky.
    far = polygon(x, y, [(430, 820), (684, 470), (960, 820)]) - 14
    near = polygon(x, y, [(70, 820), (396, 372), (728, 820)]) - 16
    frame = sky - 20
    for peak, snow in ((far, [(560, 400), (580, 606), (654, 560), (692, 606), (730, 560), (810, 606), (830, 400)]),
                       (near, [(180, 300), (230, 566), (342, 512), (400, 590), (454, 512), (570, 566), (620, 300)])):
        if peak is near:
            canvas.paint(near - 18, TEAL, within=maximum(far, sky))
        canvas.paint(peak, NAVY, within=frame)
        canvas.paint(maximum(peak, polygon(x, y, snow) - 5), SNOW)

    # A lake with its ripples.
    lake = maximum(sky, 760 - y)
    canvas.paint(lake, SNOW)
    for left, right, height in ((330, 470, 806), (540, 690, 806), (420, 604, 858)):
        canvas.paint(capsule(x, y, (left, height), (right, height), 13), TEAL)
    return canvas.bytes()
