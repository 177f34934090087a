#version 450
layout(location = 0) in vec2 at;
layout(location = 1) flat in vec4 ends;
layout(location = 2) flat in vec4 colour;
layout(location = 0) out vec4 result;
void main() {
    vec2 d = ends.zw - ends.xy;
    float t = clamp(dot(at - ends.xy, d) / max(dot(d, d), 1e-6), 0.0, 1.0);
    float distance = length(at - ends.xy - t * d);
    float alpha = clamp(colour.w + 0.5 - distance, 0.0, 1.0);
    result = vec4(colour.rgb, 1.0) * alpha;
}
