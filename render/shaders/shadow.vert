#version 450
#include "frame.glsl"
// The objects seen from straight above, as far as the shadow picture reaches.
layout(location = 0) in vec3 position;
layout(location = 4) in mat4 transform;
layout(location = 8) in vec4 instance;
layout(location = 0) out float height;
layout(location = 1) flat out float opacity;
void main() {
    vec4 world = transform * vec4(position, 1.0);
    vec2 at = (world.xy - frame.shadowRect.xy) * frame.shadowRect.zw;
    height = world.z;
    opacity = instance.x;
    gl_Position = vec4(at * 2.0 - 1.0, 0.5, 1.0);
}
