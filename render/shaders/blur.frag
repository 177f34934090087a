#version 450
layout(set = 0, binding = 0) uniform sampler2D source;
layout(push_constant) uniform Push { vec2 step; } push;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 result;
void main() {
    float sum = 0.0, weights = 0.0;
    for (int i = -12; i <= 12; ++i) {
        float w = exp(-float(i * i) / 60.0);
        sum += w * texture(source, uv + push.step * float(i)).r;
        weights += w;
    }
    result = vec4(sum / weights);
}
