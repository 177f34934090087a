#version 450
// The mean of four by four neighbours at about the same distance.
layout(set = 0, binding = 0) uniform sampler2D ambient;
layout(push_constant) uniform Push { vec4 reach; } push; // x: millimetres
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 result;
void main() {
    ivec2 size = textureSize(ambient, 0), me = ivec2(uv * vec2(size)), last = size - 1;
    vec2 here = texelFetch(ambient, me, 0).rg;
    float sum = 0.0, weights = 0.0;
    for (int y = -2; y < 2; ++y) {
        for (int x = -2; x < 2; ++x) {
            vec2 there = texelFetch(ambient, clamp(me + ivec2(x, y), ivec2(0), last), 0).rg;
            float weight = there.g > 0.0 ? max(1.0 - abs(there.g - here.g) / push.reach.x, 0.001) : 0.0;
            sum += weight * there.r;
            weights += weight;
        }
    }
    result = vec4(here.g > 0.0 ? sum / max(weights, 1.0e-4) : 1.0);
}
