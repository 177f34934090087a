#version 450
#include "frame.glsl"
layout(location = 0) flat in float mask;
layout(location = 1) in vec3 worldPosition;
layout(constant_id = 0) const uint kSection = 0;
layout(location = 0) out vec4 result;
void main() {
    if (kSection == 1 && dot(frame.section.xyz, worldPosition) > frame.section.w) discard;
    result = vec4(mask);
}
