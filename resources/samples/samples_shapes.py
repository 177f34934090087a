"""Flat shapes as signed distances, and a canvas that lays them over each other with soft, clay-like shading.

Distances are in pixels, negative inside; the edge of a shape is therefore anti-aliased exactly by its own distance.
Pixel (x, y) has its centre at (x + 0.5, y + 0.5), y down.
"""

import numpy as np


def color(text):
    """'#rrggbb' as three numbers from 0 to 1."""
    return np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)], dtype=np.float32)


def mix(a, b, t):
    return a + (b - a) * t


def smoothstep(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def grid(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return x + 0.5, y + 0.5


def turned(x, y, center, degrees):
    """The point in a frame whose origin is `center`, turned clockwise on screen."""
    a = np.radians(degrees)
    dx, dy = x - center[0], y - center[1]
    return np.cos(a) * dx + np.sin(a) * dy, -np.sin(a) * dx + np.cos(a) * dy


def in_pixels(field):
    """Any field that is negative inside, rescaled so that it measures pixels near its edge."""
    gy, gx = np.gradient(field)
    return field / np.maximum(np.sqrt(gx * gx + gy * gy), 1e-6)


def circle(x, y, center, radius):
    return np.hypot(x - center[0], y - center[1]) - radius


def ellipse(x, y, center, radii, degrees=0.0):
    u, v = turned(x, y, center, degrees)
    # Divided by its own slope, which is accurate where it matters: near the edge.
    level = np.sqrt((u / radii[0]) ** 2 + (v / radii[1]) ** 2)
    slope = np.sqrt((u / radii[0] ** 2) ** 2 + (v / radii[1] ** 2) ** 2)
    return (level - 1) * np.maximum(level, 1e-3) / np.maximum(slope, 1e-5)


def egg(x, y, center, radii, swell):
    """An ellipse that grows wider (swell > 0) downwards."""
    u, v = x - center[0], (y - center[1]) / radii[1]
    width = radii[0] * (1 + swell * np.clip(v, -1.2, 1.2))
    return in_pixels(np.sqrt((u / width) ** 2 + v * v) - 1)


def leaf(x, y, tip, end, width):
    """The lens between two points, pointed at both."""
    cx, cy = (tip[0] + end[0]) / 2, (tip[1] + end[1]) / 2
    half = np.hypot(end[0] - tip[0], end[1] - tip[1]) / 2
    u, v = turned(x, y, (cx, cy), np.degrees(np.arctan2(end[1] - tip[1], end[0] - tip[0])))
    bow = (half * half - width * width / 4) / width  # how far the two arcs' centres stand off the axis
    radius = bow + width / 2
    return np.hypot(u, np.abs(v) + bow) - radius


def capsule(x, y, a, b, radius_a, radius_b=None):
    """A stroke from a to b whose radius runs evenly from one to the other."""
    radius_b = radius_a if radius_b is None else radius_b
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = np.clip(((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy), 0, 1)
    return np.hypot(x - a[0] - t * dx, y - a[1] - t * dy) - mix(radius_a, radius_b, t)


def arc(x, y, center, radius, middle_degrees, half_degrees, thickness):
    """A stroke along a circle, round at both ends. 90 degrees points down."""
    u, v = turned(x, y, center, middle_degrees)
    half = np.radians(half_degrees)
    along = np.abs(np.arctan2(v, u))
    ends = np.hypot(u - radius * np.cos(half), np.abs(v) - radius * np.sin(half))
    return np.where(along < half, np.abs(np.hypot(u, v) - radius), ends) - thickness / 2


def polygon(x, y, points):
    """Any simple polygon."""
    distance = np.full_like(x, np.inf)
    inside = np.zeros(x.shape, dtype=bool)
    for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1]):
        dx, dy = bx - ax, by - ay
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
        distance = np.minimum(distance, np.hypot(x - ax - t * dx, y - ay - t * dy))
        if ay != by:
            inside ^= ((ay > y) != (by > y)) & (x < dx * (y - ay) / dy + ax)
    return np.where(inside, -distance, distance)


def blend(a, b, softness):
    """Union whose seam is rounded."""
    h = np.clip(0.5 + 0.5 * (b - a) / softness, 0, 1)
    return mix(b, a, h) - softness * h * (1 - h)


class Canvas:
    """Straight-alpha picture that starts clear."""

    LIGHT = np.array([-0.42, -0.58, 0.70], dtype=np.float32)

    def __init__(self, width, height):
        self.x, self.y = grid(width, height)
        self.rgb = np.zeros((height, width, 3), dtype=np.float32)
        self.alpha = np.zeros((height, width), dtype=np.float32)

    def paint(self, distance, paint, within=None, opacity=1.0):
        """Lays flat paint (a colour, or one colour a pixel) over what is there."""
        cover = np.clip(0.5 - distance, 0, 1) * opacity
        if within is not None:
            cover = cover * np.clip(0.5 - within, 0, 1)
        total = cover + self.alpha * (1 - cover)
        keep = self.alpha * (1 - cover)
        weight = np.maximum(total, 1e-6)[..., None]
        self.rgb = (np.asarray(paint) * cover[..., None] + self.rgb * keep[..., None]) / weight
        self.alpha = total

    def shade_below(self, distance, reach, strength, within=None):
        """The soft dark a raised shape leaves around itself; touches only what is already painted."""
        tint = np.array([0.30, 0.13, 0.10], dtype=np.float32)
        dark = strength * np.exp(-np.maximum(distance, 0) / reach)
        if within is not None:
            dark = dark * np.clip(0.5 - within, 0, 1)
        dark = dark[..., None]
        self.rgb = mix(self.rgb, self.rgb * tint, dark)

    def clay(self, distance, paint, bulge, relief=1.0, within=None, gloss=0.12):
        """Paint that looks rounded over the outer `bulge` pixels, lit from the upper left."""
        depth = np.clip(-distance / bulge, 0, 1)
        height = bulge * relief * np.sqrt(np.maximum(1 - (1 - depth) ** 2, 0))
        gy, gx = np.gradient(height)
        gx, gy = np.clip(gx, -2.0, 2.0), np.clip(gy, -2.0, 2.0)
        length = np.sqrt(gx * gx + gy * gy + 1)
        lit = (-gx * self.LIGHT[0] - gy * self.LIGHT[1] + self.LIGHT[2]) / length
        warm = np.asarray(paint, dtype=np.float32)
        cool = warm * np.array([0.50, 0.38, 0.42], dtype=np.float32)
        shaded = mix(cool, warm, np.clip(0.10 + 1.22 * lit, 0, 1.0)[..., None])
        half = self.LIGHT + np.array([0, 0, 1], dtype=np.float32)
        half = half / np.linalg.norm(half)
        spark = np.clip((-gx * half[0] - gy * half[1] + half[2]) / length, 0, 1) ** 24
        shaded = mix(shaded, np.ones(3, dtype=np.float32), (gloss * spark)[..., None])
        self.paint(distance, np.clip(shaded, 0, 1), within)

    def bytes(self):
        """RGBA bytes. Clear pixels carry the mean colour, so that no resampling finds a black fringe; colours keep
        seven bits, which nobody sees and which makes a much smaller file."""
        seen = self.alpha > 0
        rgb = np.where(seen[..., None], self.rgb, self.rgb[seen].mean(axis=0)).clip(0, 1)
        return np.dstack([np.round(rgb * 127) * 255 / 127, self.alpha.clip(0, 1) * 255]).round().astype(np.uint8)
