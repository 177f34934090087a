#version 450
#include "frame.glsl"
// The ground z = 0 as one rectangle, wide enough for the bed, the fading grid around it and the shadow.
layout(location = 0) out vec2 ground;
void main() {
    vec2 corner = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1) * 2.0 - 1.0;
    vec2 shadowHalf = frame.shadowRect.z > 0.0 ? abs(frame.shadowRect.xy) + 1.0 / frame.shadowRect.zw : vec2(0.0);
    ground = corner * max(frame.bed.xy * 1.75 + 20.0, shadowHalf);
    gl_Position = frame.viewProjection * vec4(ground, 0.0, 1.0);
}
