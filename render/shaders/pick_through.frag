#version 450
#include "frame.glsl"
// Notes every object that has a pixel here, in front or behind.
layout(location = 0) flat in uint object;
layout(location = 1) in vec3 worldPosition;
layout(constant_id = 0) const uint kSection = 0;
layout(std430, set = 1, binding = 0) buffer Met { uint met[]; };
layout(location = 0) out uvec2 result;
void main() {
    if (kSection == 1 && dot(frame.section.xyz, worldPosition) > frame.section.w) discard;
    atomicOr(met[object >> 5], 1u << (object & 31u));
    result = uvec2(0u);
}
