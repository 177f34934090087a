#version 450
// Depth alone, without what a section cuts away.
#include "frame.glsl"
layout(location = 0) in vec3 worldPosition;
void main() {
    if (dot(frame.section.xyz, worldPosition) > frame.section.w) discard;
}
