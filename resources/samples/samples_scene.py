"""scene.jpg: a pear on a wooden table, photographed by a small ray marcher, 1280 x 960. Made for the cut-out."""

import numpy as np

from samples_shapes import color, mix, smoothstep

WIDTH, HEIGHT = 1280, 960
EYE = np.array([0.0, 1.75, 6.4], dtype=np.float32)
TARGET = np.array([0.0, 1.12, 0.0], dtype=np.float32)
LAMP = np.array([-2.6, 7.2, 3.8], dtype=np.float32)


def dot(a, b):
    return (a * b).sum(axis=-1)


def unit(v):
    return v / np.maximum(np.sqrt(dot(v, v)), 1e-6)[..., None]


def smooth_union(a, b, softness):
    h = np.clip(0.5 + 0.5 * (b - a) / softness, 0, 1)
    return mix(b, a, h) - softness * h * (1 - h)


def value_noise(p, seed):
    """Smooth noise from 0 to 1 on a lattice of random values, for points of any shape (…, 2)."""
    lattice = np.random.default_rng(seed).random((64, 64)).astype(np.float32)
    cell = np.floor(p).astype(int)
    f = p - cell
    f = f * f * (3 - 2 * f)
    x0, y0 = cell[..., 0] % 64, cell[..., 1] % 64
    x1, y1 = (x0 + 1) % 64, (y0 + 1) % 64
    low = mix(lattice[y0, x0], lattice[y0, x1], f[..., 0])
    high = mix(lattice[y1, x0], lattice[y1, x1], f[..., 0])
    return mix(low, high, f[..., 1])


def fractal(p, seed, octaves=4):
    total, weight = 0.0, 0.5
    for octave in range(octaves):
        total = total + weight * value_noise(p * 2.0**octave, seed + octave)
        weight /= 2
    return total


def pear(p):
    """Distance to the fruit: a belly, a neck leaning a little, and the dimple the stalk stands in."""
    belly = np.sqrt(dot(p - [0, 0.95, 0], p - [0, 0.95, 0])) - 0.96
    q = p - [0.11, 1.98, 0]
    neck = np.sqrt(dot(q, q)) - 0.45
    body = smooth_union(belly, neck, 0.56)
    d = p - [0.13, 2.56, 0]
    dimple = np.sqrt(dot(d, d)) - 0.15
    return -smooth_union(-body, dimple, 0.10)


def stalk(p):
    """A bent stroke that thickens at its end."""
    bend = 0.13 + 0.16 * np.clip(p[..., 1] - 2.35, 0, 1) ** 2 * 2.2
    along = np.clip(p[..., 1], 2.35, 2.86)
    radius = 0.038 + 0.03 * smoothstep(2.7, 2.86, p[..., 1])
    q = p - np.stack([bend, along, np.zeros_like(bend)], axis=-1)
    return (np.sqrt(dot(q, q)) - radius) * 0.8


def scene_distance(p):
    return np.minimum(pear(p), stalk(p))


def march(origin, direction, far, steps=72):
    """Distance along each ray to the fruit, or `far`."""
    t = np.zeros(direction.shape[:-1], dtype=np.float32)
    for _ in range(steps):
        t = np.minimum(t + scene_distance(origin + t[..., None] * direction), far)
    return t


def soft_shadow(p, softness=4.0):
    """How much of the lamp a point sees, 0 to 1."""
    way = LAMP - p
    distance = np.sqrt(dot(way, way))
    direction = way / distance[..., None]
    seen = np.ones(p.shape[:-1], dtype=np.float32)
    t = np.full_like(seen, 0.03)
    for _ in range(32):
        d = scene_distance(p + t[..., None] * direction)
        seen = np.minimum(seen, np.clip(0.5 + 0.5 * softness * d / t, 0, 1))
        t = t + np.clip(d, 0.03, 0.25)
    return smoothstep(0, 1, seen)


def occlusion(p, normal):
    """How open the surroundings are, 0 to 1; the table below counts."""
    dark = 0.0
    for reach in (0.06, 0.15, 0.32, 0.6):
        q = p + normal * reach
        dark = dark + np.maximum(reach - np.maximum(np.minimum(scene_distance(q), q[..., 1]), 0), 0) / reach * 0.25
    return np.clip(1 - 0.85 * dark, 0, 1)


def gradient(p):
    e = np.float32(2e-3)
    axes = np.eye(3, dtype=np.float32) * e
    return unit(np.stack([scene_distance(p + a) - scene_distance(p - a) for a in axes], axis=-1))


def fruit_color(p):
    """Yellow-green skin with a blush on the lamp's side and fine specks; brown stalk."""
    angle = np.arctan2(p[..., 2], p[..., 0])
    around = np.stack([angle * 2.2 + 20, p[..., 1] * 2.0 + 9], axis=-1)
    skin = mix(color("#a3a32c"), color("#dcc24a"), fractal(around, 3)[..., None] * 1.1)
    toward_sun = dot(unit(p - [0, 1.1, 0]), unit(np.array([0.75, 0.15, 0.65])))
    blush = smoothstep(0.05, 0.95, toward_sun + 0.5 * fractal(around, 9) - 0.25)
    skin = mix(skin, color("#b5431f"), 0.72 * blush[..., None])
    specks = smoothstep(0.74, 0.90, value_noise(np.stack([angle * 16 + 40, p[..., 1] * 17 + 3], axis=-1) * 1.7, 21))
    skin = mix(skin, color("#8d7a2c"), 0.22 * specks[..., None])
    wood = mix(color("#3b2717"), color("#6b4a2a"), fractal(p[..., :2] * 14 + 5, 31)[..., None])
    return np.where((stalk(p) < pear(p))[..., None], wood, skin)


def table_color(p):
    """Boards running away from the eye, with grain along them."""
    board = np.floor(p[..., 0] / 3.6 + 0.5)
    grain = np.stack([p[..., 0] * 9 + board * 13.7, p[..., 2] * 0.7 + board * 5.1], axis=-1)
    rings = 0.5 + 0.5 * np.sin(fractal(grain * [0.35, 0.6], 41) * 26)
    shade = value_noise(np.stack([board, board * 0], axis=-1) + 0.5, 53)  # no two boards alike
    tone = 0.55 * fractal(grain, 47) + 0.30 * rings + 0.18 * shade
    wood = mix(color("#8f8577"), color("#d9d0c1"), np.clip(tone, 0, 1)[..., None])
    gap = np.abs((p[..., 0] / 3.6 + 0.5) % 1 - 0.5)
    return mix(wood, color("#4a4238"), 0.6 * smoothstep(0.490, 0.497, gap)[..., None])


def lit(p, normal, albedo, eye_way, gloss, power):
    way = unit(LAMP - p)
    shadow = soft_shadow(p + normal * 0.02)
    open_sky = occlusion(p, normal)
    facing = np.clip(dot(normal, way), 0, 1) * shadow
    sky = 0.5 + 0.5 * normal[..., 1]
    bounce = np.clip(0.5 - 0.5 * normal[..., 1], 0, 1) * np.exp(-1.2 * np.maximum(p[..., 1], 0))
    light = (facing[..., None] * np.array([1.16, 1.07, 0.94])
             + (open_sky * sky)[..., None] * np.array([0.44, 0.49, 0.56])
             + (open_sky * bounce)[..., None] * np.array([0.28, 0.24, 0.19]))
    half = np.clip(dot(unit(way + eye_way), normal), 0, 1)
    fresnel = np.clip(1 - dot(normal, eye_way), 0, 1) ** 4
    shine = gloss * (half**power * shadow + 0.16 * fresnel * open_sky)
    return albedo**2.2 * light + shine[..., None]


def background(direction):
    """A wall far out of focus, lighter where the lamp reaches it, with a few soft discs of light."""
    x, y = direction[..., 0] / -direction[..., 2], direction[..., 1] / -direction[..., 2]
    glow = np.exp(-((x + 0.22) ** 2 / 0.16 + (y - 0.02) ** 2 / 0.10))
    wall = mix(color("#33475a"), color("#9fb4bf"), (0.85 * glow)[..., None])
    for cx, cy, radius, strength, tint in ((0.38, 0.10, 0.050, 0.16, "#ffd9a0"), (0.47, 0.02, 0.036, 0.13, "#ffe7c4"),
                                           (0.30, 0.19, 0.030, 0.10, "#cfe6f2"), (-0.45, 0.16, 0.044, 0.10, "#eaf4f8")):
        disc = smoothstep(radius + 0.008, radius - 0.008, np.hypot(x - cx, y - cy))
        wall = mix(wall, color(tint), (strength * disc)[..., None])
    return wall**2.2


def camera_rays(width, height, shift):
    forward = unit(TARGET - EYE)
    right = unit(np.cross(forward, [0, 1, 0]))
    up = np.cross(right, forward)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u = (x + shift[0] - width / 2) / height
    v = (height / 2 - y - shift[1]) / height
    return unit((forward + 0.72 * (u[..., None] * right + v[..., None] * up)).astype(np.float32))


def photograph(shift):
    direction = camera_rays(WIDTH, HEIGHT, shift)
    down = direction[..., 1] < -1e-3
    to_table = np.where(down, -EYE[1] / np.where(down, direction[..., 1], -1), np.float32(40))
    picture = background(direction)

    table = down & (to_table < 14)
    p = EYE + to_table[table][..., None] * direction[table]
    up = np.broadcast_to(np.array([0, 1, 0], dtype=np.float32), p.shape)
    wood = lit(p, up, table_color(p), -direction[table], 0.10, 24)
    # The table's far edge melts into the wall as it would behind a wide-open lens.
    haze = smoothstep(9.2, 13.5, to_table[table])[..., None]
    picture[table] = mix(wood, picture[table], haze)

    # Only rays near the fruit need marching.
    near = np.zeros(down.shape, dtype=bool)
    near[:, WIDTH // 5 : WIDTH * 4 // 5] = True
    t = march(EYE, direction[near], 12.0)
    hit = (t < 11) & (t < to_table[near] + 0.02)
    rays = direction[near][hit]
    p = EYE + t[hit][..., None] * rays
    seen = picture[near]
    seen[hit] = lit(p, gradient(p), fruit_color(p), -rays, 0.42, 46)
    picture[near] = seen
    return picture


def draw_scene():
    samples = [(0.25, 0.375), (0.75, 0.125), (0.375, 0.875), (0.875, 0.625)]
    linear = sum(np.clip(photograph(shift), 0, 1.5) for shift in samples) / len(samples)
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    linear = linear * (1 - 0.22 * (x * x + y * y))[..., None]
    toned = 1 - np.exp(-1.35 * linear)
    encoded = np.clip(toned, 0, 1) ** (1 / 2.2)
    noise = np.random.default_rng(7).normal(0, 0.011, encoded.shape)
    return np.round(np.clip(encoded + noise, 0, 1) * 255).astype(np.uint8)
