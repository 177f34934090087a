// The objects, as in render/instance_table.h, and which of them a draw is made of.
struct InstanceRecord {
    mat4 transform;
    vec4 colour; // linear; w: opacity
    vec4 field;  // lower, upper, map (8 more: reversed), place of the first value as bits
    vec4 flags;  // handedness (-1: mirrored), mask (1 selected, 0.5 hovered), largest scale, place in the scene
};
layout(std430, set = 0, binding = 1) readonly buffer Records { InstanceRecord records[]; };
layout(std430, set = 0, binding = 2) readonly buffer Visible { uint visible[]; };
