#version 450
#include "frame.glsl"
// A line as a strip of four corners that keeps its width on the screen. What lies behind the eye is cut off first.
layout(location = 0) in vec3 from;
layout(location = 1) in vec4 fromColour;
layout(location = 2) in vec3 to;
layout(location = 3) in vec4 toColour;
layout(location = 4) in float widthPx;
layout(push_constant) uniform Push { float opacity; } push;
layout(location = 0) out vec4 shade;
layout(location = 1) out vec2 across; // x: pixels from the line's middle
layout(location = 2) flat out float halfWidth;
void main() {
    const float kNear = 1.0e-3;
    vec4 a = frame.viewProjection * vec4(from, 1.0), b = frame.viewProjection * vec4(to, 1.0);
    if (a.w < kNear && b.w < kNear) {
        gl_Position = vec4(0.0, 0.0, 0.0, -1.0);
        return;
    }
    if (a.w < kNear) a = mix(a, b, (kNear - a.w) / (b.w - a.w));
    if (b.w < kNear) b = mix(b, a, (kNear - b.w) / (a.w - b.w));
    vec2 size = frame.viewport.xy * 0.5;
    vec2 pa = a.xy / a.w * size, pb = b.xy / b.w * size;
    vec2 along = pb - pa;
    float len = length(along);
    along = len > 1.0e-4 ? along / len : vec2(1.0, 0.0);
    vec2 side = vec2(-along.y, along.x);
    bool end = gl_VertexIndex >= 2;
    float sign = (gl_VertexIndex & 1) == 0 ? -1.0 : 1.0;
    halfWidth = 0.5 * widthPx * frame.bed.w;
    float reach = halfWidth + 1.0;
    vec4 at = end ? b : a;
    vec2 moved = side * sign * reach + along * (end ? halfWidth : -halfWidth);
    across = vec2(sign * reach, 0.0);
    vec4 colour = end ? toColour : fromColour;
    shade = vec4(colour.rgb, 1.0) * (colour.a * push.opacity);
    gl_Position = at + vec4(moved / size * at.w, 0.0, 0.0);
}
