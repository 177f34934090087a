#version 450
// One level of the pyramid of depths: the farthest (smallest) of four of the level below. The lowest comes from the picture.
// Sides are rounded up, so that texel (x, y) of level n always covers the pixels from (x, y) * 2^(n + 1) on.
layout(local_size_x = 8, local_size_y = 8) in;
layout(set = 0, binding = 0) uniform sampler2D depth;
layout(std430, set = 0, binding = 1) buffer Pyramid { float pyramid[]; };
layout(push_constant) uniform Push { uvec2 size, below; uint to, from, level; } push;

float at(uvec2 place) {
    uvec2 p = min(place, push.below - 1u);
    return push.level == 0u ? texelFetch(depth, ivec2(p), 0).r : pyramid[push.from + p.y * push.below.x + p.x];
}

void main() {
    uvec2 me = gl_GlobalInvocationID.xy;
    if (me.x >= push.size.x || me.y >= push.size.y) return;
    uvec2 p = 2u * me;
    float farthest = min(min(at(p), at(p + uvec2(1u, 0u))), min(at(p + uvec2(0u, 1u)), at(p + 1u)));
    pyramid[push.to + me.y * push.size.x + me.x] = farthest;
}
