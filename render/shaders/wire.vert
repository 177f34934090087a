#version 450
#include "frame.glsl"
// Three vertices of its own for every triangle, fetched by index, so that each knows which corner it is.
layout(set = 1, binding = 0) readonly buffer Positions { float positions[]; };
layout(set = 1, binding = 1) readonly buffer Indices { uint indices[]; };
layout(location = 4) in mat4 transform;
layout(location = 8) in vec4 instance;
layout(location = 0) out vec3 corner;
layout(location = 1) flat out float opacity;
void main() {
    uint at = indices[gl_VertexIndex] * 3;
    vec4 world = transform * vec4(positions[at], positions[at + 1], positions[at + 2], 1.0);
    uint which = uint(gl_VertexIndex) % 3;
    corner = vec3(which == 0, which == 1, which == 2);
    opacity = instance.x;
    gl_Position = frame.viewProjection * world;
    // A hair nearer than the surface that it lies on: reversed depth, so nearer is more.
    gl_Position.z += (frame.eye.w > 0.5 ? 2.0e-6 : 4.0e-4 * gl_Position.z);
}
