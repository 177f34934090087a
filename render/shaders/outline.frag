#version 450
#include "frame.glsl"
// A line around what the mask covers: the mask is blurred over the line's width and cut at two levels, which makes a
// smooth edge out of a jagged one.
layout(set = 1, binding = 0) uniform sampler2D mask; // 1 selected, 0.5 hovered
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 result;

const vec3 kAccent = vec3(1.0, 0.2122, 0.0685); // #ff7f4a, linear
const vec2 kTaps[12] = vec2[](vec2(1.0, 0.0), vec2(0.866, 0.5), vec2(0.5, 0.866), vec2(0.0, 1.0), vec2(-0.5, 0.866),
                              vec2(-0.866, 0.5), vec2(-1.0, 0.0), vec2(-0.866, -0.5), vec2(-0.5, -0.866),
                              vec2(0.0, -1.0), vec2(0.5, -0.866), vec2(0.866, -0.5));

void main() {
    vec2 pixel = frame.viewport.zw;
    float radius = 1.85 * frame.bed.w;
    // Away from every edge four far taps agree, and the loop below does not run at all.
    vec2 reach = pixel * radius;
    vec4 far = vec4(texture(mask, uv + reach * vec2(0.75, 0.75)).r, texture(mask, uv + reach * vec2(-0.75, 0.75)).r,
                    texture(mask, uv + reach * vec2(0.75, -0.75)).r, texture(mask, uv + reach * vec2(-0.75, -0.75)).r);
    float here = texture(mask, uv).r;
    bool plain = all(lessThan(abs(far - here), vec4(0.004)));
    float sum = here, peak = here;
    int taps = plain ? 0 : 12;
    for (int i = 0; i < taps; ++i) {
        float outer = texture(mask, uv + reach * kTaps[i]).r;
        float inner = texture(mask, uv + 0.5 * reach * kTaps[i].yx).r;
        sum += outer + inner;
        peak = max(peak, max(outer, inner));
    }
    if (plain) discard;
    float level = sum / (25.0 * max(peak, 0.001));
    float line = smoothstep(0.02, 0.16, level) * (1.0 - smoothstep(0.62, 0.86, level));
    float strength = peak > 0.6 ? 1.0 : 0.45;
    float alpha = line * strength;
    result = vec4(kAccent, 1.0) * alpha;
}
