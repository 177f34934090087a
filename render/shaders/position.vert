#version 450
#include "frame.glsl"
// Positions only: the mask of selected objects, and the depth of see-through ones.
layout(location = 0) in vec3 position;
layout(location = 4) in mat4 transform;
layout(location = 8) in vec4 instance; // opacity, handedness, mask value
layout(location = 0) flat out float mask;
invariant gl_Position;
void main() {
    mask = instance.z;
    gl_Position = frame.viewProjection * (transform * vec4(position, 1.0));
}
