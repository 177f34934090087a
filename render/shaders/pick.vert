#version 450
#include "frame.glsl"
#include "instance.glsl"
layout(location = 0) in vec3 position;
layout(location = 0) flat out uint object;
layout(location = 1) out vec3 worldPosition;
void main() {
    uint at = visible[gl_InstanceIndex];
    vec4 world = records[at].transform * vec4(position, 1.0);
    object = at;
    worldPosition = world.xyz;
    gl_Position = frame.viewProjection * world;
}
