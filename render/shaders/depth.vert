#version 450
#include "frame.glsl"
#include "instance.glsl"
// Depth alone.
layout(location = 0) in vec3 position;
layout(location = 0) out vec3 worldPosition;
invariant gl_Position;
void main() {
    uint at = visible[gl_InstanceIndex];
    vec4 world = records[at].transform * vec4(position, 1.0);
    worldPosition = world.xyz;
    gl_Position = frame.viewProjection * world;
}
