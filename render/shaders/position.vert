#version 450
#include "frame.glsl"
#include "instance.glsl"
// Positions only: the mask of selected objects, and depth alone.
layout(location = 0) in vec3 position;
layout(location = 0) flat out float mask;
layout(location = 1) out vec3 worldPosition;
invariant gl_Position;
void main() {
    uint at = visible[gl_InstanceIndex];
    vec4 world = records[at].transform * vec4(position, 1.0);
    mask = records[at].flags.y;
    worldPosition = world.xyz;
    gl_Position = frame.viewProjection * world;
}
