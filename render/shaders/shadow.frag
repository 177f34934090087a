#version 450
// How dark the ground gets under a point: near things touch it, high ones leave a breath.
layout(location = 0) in float height;
layout(location = 1) flat in float opacity;
layout(location = 0) out vec4 result;
void main() {
    float h = max(height, 0.0);
    result = vec4((0.55 * exp(-h / 5.0) + 0.45 * exp(-h / 55.0)) * opacity);
}
