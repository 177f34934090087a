#version 450
#include "frame.glsl"
layout(set = 1, binding = 0) uniform sampler2D shadow;
layout(location = 0) in vec2 ground;
layout(location = 0) out vec4 result;

const vec3 kAccent = vec3(1.0, 0.498, 0.290); // #ff7f4a

// Coverage of lines every `spacing` mm, about `width` pixels wide; lines closer than a few pixels fade away.
float lines(vec2 p, vec2 perPixel, float spacing, float width) {
    vec2 toLine = abs(fract(p / spacing - 0.5) - 0.5) * spacing / perPixel;
    vec2 cover = clamp(0.5 * width + 0.5 - toLine, 0.0, 1.0);
    vec2 fade = smoothstep(4.0, 14.0, spacing / perPixel);
    cover *= fade;
    return max(cover.x, cover.y);
}

vec4 over(vec4 top, vec4 below) { return top + below * (1.0 - top.a); }

float shadowAt(vec2 p) {
    if (frame.shadowRect.z <= 0.0) return 0.0;
    vec2 at = (p - frame.shadowRect.xy) * frame.shadowRect.zw;
    vec2 inside = step(vec2(0.0), at) * step(at, vec2(1.0));
    return texture(shadow, at).r * inside.x * inside.y;
}

void main() {
    vec2 perPixel = max(fwidth(ground), vec2(1e-6));
    float ratio = frame.bed.w;
    vec2 beyond = abs(ground) - frame.bed.xy;
    float outside = max(max(beyond.x, beyond.y), 0.0);
    float reach = 0.7 * max(frame.bed.x, frame.bed.y);
    float fade = frame.ground.y > 0.5 ? (outside > 0.0 ? 0.30 * (1.0 - smoothstep(0.0, reach, outside)) : 1.0)
                                      : 1.0 - smoothstep(0.0, 1.75, length(ground / (frame.bed.xy + 1e-3)));
    // Flat views of the ground blur into grey: less of it at grazing angles.
    fade *= smoothstep(0.0, 0.16, abs(toEye(vec3(ground, 0.0)).z));
    bool below = toEye(vec3(ground, 0.0)).z < 0.0;

    vec4 c = vec4(0.0);
    if (frame.ground.y > 0.5) {
        float plate = clamp(0.5 - max(beyond.x / perPixel.x, beyond.y / perPixel.y), 0.0, 1.0);
        vec4 fill = mix(vec4(vec3(0.75, 0.82, 0.95), 1.0) * 0.022, vec4(kAccent, 1.0) * 0.085, frame.bed.z);
        c = over(fill * plate, c);
    }
    if (frame.ground.x > 0.5) {
        float fine = lines(ground, perPixel, 1.0, ratio) * 0.030;
        float middle = lines(ground, perPixel, 10.0, ratio) * 0.055;
        float coarse = lines(ground, perPixel, 50.0, ratio) * 0.105;
        float alpha = max(max(fine, middle), coarse) * fade;
        bool light = frame.background.w > 0.5 && dot(frame.background.rgb, vec3(0.333)) > 0.5;
        c = over(light ? vec4(0.10, 0.13, 0.18, 1.0) * (1.7 * alpha) : vec4(0.86, 0.91, 1.0, 1.0) * alpha, c);
    }
    float dark = shadowAt(ground) * frame.ground.z;
    if (below) dark *= 0.0;
    c = over(vec4(0.0, 0.0, 0.0, dark), c);
    if (frame.ground.y > 0.5) {
        vec2 edge = abs(beyond) / perPixel;
        float width = 0.75 * ratio * mix(1.0, 1.5, frame.bed.z);
        float onX = clamp(width + 0.5 - edge.x, 0.0, 1.0) * clamp(0.5 + width - beyond.y / perPixel.y, 0.0, 1.0);
        float onY = clamp(width + 0.5 - edge.y, 0.0, 1.0) * clamp(0.5 + width - beyond.x / perPixel.x, 0.0, 1.0);
        c = over(vec4(kAccent, 1.0) * max(onX, onY) * mix(0.52, 0.95, frame.bed.z), c);
    }
    result = below ? c * 0.5 : c;
}
