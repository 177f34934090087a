#version 450
#include "frame.glsl"
#include "instance.glsl"
// Three vertices of its own for every triangle, fetched by index, so that each knows which corner it is.
layout(set = 1, binding = 0) readonly buffer Vertices { float vertices[]; }; // eight to a vertex, the position first
layout(set = 1, binding = 1) readonly buffer Indices { uint indices[]; };
layout(push_constant) uniform Push { uint vertexOffset; uint firstIndex; } push;
layout(location = 0) out vec3 corner;
layout(location = 1) flat out float opacity;
layout(location = 2) out vec3 worldPosition;
void main() {
    uint at = (indices[gl_VertexIndex] + push.vertexOffset) * 8;
    uint record = visible[gl_InstanceIndex];
    vec4 world = records[record].transform * vec4(vertices[at], vertices[at + 1], vertices[at + 2], 1.0);
    uint which = (uint(gl_VertexIndex) - push.firstIndex) % 3;
    corner = vec3(which == 0, which == 1, which == 2);
    opacity = records[record].colour.w;
    worldPosition = world.xyz;
    gl_Position = frame.viewProjection * world;
    // A hair nearer than the surface that it lies on: reversed depth, so nearer is more.
    gl_Position.z += (frame.eye.w > 0.5 ? 2.0e-6 : 4.0e-4 * gl_Position.z);
}
