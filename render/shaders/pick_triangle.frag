#version 450
#include "frame.glsl"
layout(location = 0) flat in uint object;
layout(location = 1) in vec3 worldPosition;
layout(constant_id = 0) const uint kSection = 0;
layout(location = 0) out uvec2 result; // place in the scene plus one, triangle plus one
void main() {
    if (kSection == 1 && dot(frame.section.xyz, worldPosition) > frame.section.w) discard;
    result = uvec2(object + 1u, uint(gl_PrimitiveID) + 1u);
}
