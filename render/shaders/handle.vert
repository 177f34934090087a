#version 450
#include "frame.glsl"
layout(location = 0) in vec3 position;
layout(location = 1) in vec4 colour; // straight alpha
layout(push_constant) uniform Push { float opacity; } push;
layout(location = 0) out vec4 shade;
layout(location = 1) out vec2 across; // a line's own; far inside for triangles
layout(location = 2) flat out float halfWidth;
void main() {
    shade = vec4(colour.rgb, 1.0) * (colour.a * push.opacity);
    across = vec2(0.0);
    halfWidth = 1.0e6;
    gl_Position = frame.viewProjection * vec4(position, 1.0);
}
