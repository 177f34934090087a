"""owl.png: a plump owl cut out of its background, 1024 x 1024. The default sample."""

from numpy import hypot, minimum

from samples_shapes import (Canvas, arc, blend, capsule, circle, color, egg, ellipse, grid, leaf, mix, smoothstep)

BROWN = color("#b9683a")
DARK_BROWN = color("#7d4226")
CREAM = color("#f7e3c4")
TAN = color("#dfae78")
AMBER = color("#f6a821")
ORANGE = color("#ef8a2c")
INK = color("#24150f")


def body_shape(x, y):
    body = egg(x, y, (512, 575), (292, 350), 0.10)
    head = ellipse(x, y, (512, 355), (268, 225))
    shape = blend(body, head, 60)
    for side in (-1, 1):
        tuft = leaf(x, y, (512 + side * 262, 62), (512 + side * 120, 372), 118)
        shape = blend(shape, tuft - 9, 38)
    return shape


def wing_shape(x, y, side):
    """One wing hanging at the side, its tip pointing down and in."""
    upper = ellipse(x, y, (512 + side * 286, 590), (92, 190), side * 9)
    tip = leaf(x, y, (512 + side * 318, 520), (512 + side * 206, 862), 120)
    return blend(upper, tip - 8, 40)


def draw_feet(canvas):
    x, y = canvas.x, canvas.y
    for side in (-1, 1):
        cx = 512 + side * 112
        for spread in (-1, 1, 0):
            toe = capsule(x, y, (cx + spread * 26, 898), (cx + spread * 56, 946 + 8 * (spread == 0)), 24, 25)
            canvas.shade_below(toe, 8, 0.5)
            canvas.clay(toe, ORANGE, 25, 0.9)


def draw_belly(canvas, body):
    x, y = canvas.x, canvas.y
    belly = egg(x, y, (512, 705), (196, 208), 0.02)
    canvas.shade_below(abs(belly), 16, 0.25)
    canvas.clay(belly, mix(CREAM, TAN, smoothstep(560, 950, y)[..., None] * 0.45), 130, 0.32, within=body, gloss=0)
    for row in range(5):
        count = 4 + row % 2
        top = 610 + 54 * row
        for i in range(count):
            cx = 512 + (i - (count - 1) / 2) * 76
            if ((abs(cx - 512) + 38) / 186) ** 2 + ((top - 685) / 200) ** 2 > 1:
                continue
            feather = arc(x, y, (cx, top), 25, 90, 62, 11)
            keep = belly + 20
            canvas.paint(feather - 2, mix(CREAM, color("#ffffff"), 0.5), within=keep, opacity=0.55)
            canvas.paint(feather, mix(TAN, BROWN, 0.35 + 0.08 * row), within=keep)


def draw_wing(canvas, side):
    x, y = canvas.x, canvas.y
    wing = wing_shape(x, y, side)
    canvas.shade_below(wing, 20, 0.55)
    canvas.clay(wing, DARK_BROWN, 60, 0.8)
    # Rows of feathers from the tip upwards, each over the one below.
    rows = [((218, 800), 1), ((236, 738), 2), ((256, 676), 2), ((272, 612), 3), ((282, 546), 3), ((284, 480), 2)]
    for number, ((offset, cy), count) in enumerate(rows):
        for i in range(count):
            cx = 512 + side * (offset + 6 + (i - (count - 1) / 2) * 60)
            feather = blend(circle(x, y, (cx, cy), 33), leaf(x, y, (cx, cy - 60), (cx - side * 8, cy + 62), 66), 12)
            paint = mix(DARK_BROWN, BROWN, 0.25 + 0.12 * number)
            canvas.shade_below(feather, 9, 0.55, within=wing + 7)
            canvas.clay(feather, paint, 30, 0.55, within=wing + 7, gloss=0.05)


def draw_face(canvas, body):
    x, y = canvas.x, canvas.y
    discs = [ellipse(x, y, (512 + side * 112, 372), (138, 146), side * 12) for side in (-1, 1)]
    mask = blend(discs[0], discs[1], 26)
    canvas.shade_below(mask, 14, 0.40)
    canvas.clay(mask, CREAM, 46, 0.55, within=body, gloss=0.04)
    radial = minimum(hypot(x - 400, y - 372), hypot(x - 624, y - 372))
    canvas.paint(mask + 10, TAN, opacity=smoothstep(96, 150, radial) * 0.45)
    for side in (-1, 1):
        draw_eye(canvas, (512 + side * 108, 372))
    for side in (-1, 1):
        brow = arc(x, y, (512 + side * 112, 378), 172, -90 + side * 14, 33, 25)
        canvas.shade_below(brow, 8, 0.40)
        canvas.clay(brow, mix(BROWN, DARK_BROWN, 0.55), 14, 0.8, within=body, gloss=0.05)
    beak = blend(leaf(x, y, (512, 392), (512, 494), 62), circle(x, y, (512, 424), 27), 14)
    canvas.shade_below(beak, 12, 0.6)
    canvas.clay(beak, AMBER, 30, 1.0, gloss=0.35)


def draw_eye(canvas, center):
    x, y = canvas.x, canvas.y
    iris = circle(x, y, center, 80)
    canvas.shade_below(iris, 10, 0.5)
    canvas.paint(iris, INK)
    glow = smoothstep(-70, 80, (y - center[1]))[..., None]
    canvas.clay(iris + 7, mix(ORANGE, color("#ffd04a"), glow), 40, 0.5, gloss=0.0)
    canvas.paint(circle(x, y, center, 50), INK)
    canvas.paint(circle(x, y, (center[0] - 19, center[1] - 21), 18), color("#ffffff"))
    canvas.paint(circle(x, y, (center[0] + 18, center[1] + 22), 8), color("#ffffff"), opacity=0.8)


def draw_owl():
    canvas = Canvas(1024, 1024)
    x, y = canvas.x, canvas.y
    draw_feet(canvas)
    body = body_shape(x, y)
    canvas.shade_below(body, 18, 0.6)
    coat = mix(mix(BROWN, color("#d98d52"), smoothstep(520, 160, y)[..., None]), DARK_BROWN,
               smoothstep(640, 960, y)[..., None] * 0.45)
    canvas.clay(body, coat, 190, 0.80, gloss=0.10)
    for side in (-1, 1):
        inner = leaf(x, y, (512 + side * 244, 112), (512 + side * 160, 300), 62)
        canvas.clay(inner - 4, mix(BROWN, DARK_BROWN, 0.55), 40, -0.35, within=body + 14, gloss=0)
    draw_belly(canvas, body)
    for side in (-1, 1):
        draw_wing(canvas, side)
    draw_face(canvas, body)
    return canvas.bytes()
