#version 450
#include "frame.glsl"
#include "instance.glsl"
// The objects seen from straight above, as far as the shadow picture reaches.
layout(location = 0) in vec3 position;
layout(location = 0) out float height;
layout(location = 1) flat out float opacity;
void main() {
    uint at = visible[gl_InstanceIndex];
    vec4 world = records[at].transform * vec4(position, 1.0);
    vec2 place = (world.xy - frame.shadowRect.xy) * frame.shadowRect.zw;
    height = world.z;
    opacity = records[at].colour.w;
    gl_Position = vec4(place * 2.0 - 1.0, 0.5, 1.0);
}
