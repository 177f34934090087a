#version 450
#include "frame.glsl"
layout(location = 0) in vec3 corner;
layout(location = 1) flat in float opacity;
layout(location = 2) in vec3 worldPosition;
layout(constant_id = 0) const uint kSection = 0;
layout(location = 0) out vec4 result;
void main() {
    if (kSection == 1 && dot(frame.section.xyz, worldPosition) > frame.section.w) discard;
    vec3 perPixel = max(fwidth(corner), vec3(1e-6));
    vec3 distance = corner / perPixel;
    float nearest = min(min(distance.x, distance.y), distance.z);
    float line = clamp(0.5 * frame.bed.w + 0.5 - nearest, 0.0, 1.0);
    // Triangles of a few pixels would paint everything black: their lines thin out.
    float size = 1.0 / max(max(perPixel.x, perPixel.y), perPixel.z);
    float alpha = line * mix(0.14, 0.55, smoothstep(2.0, 12.0, size)) * opacity;
    result = vec4(0.09, 0.10, 0.115, 1.0) * alpha;
}
