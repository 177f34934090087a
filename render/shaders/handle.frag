#version 450
layout(location = 0) in vec4 shade;
layout(location = 1) in vec2 across;
layout(location = 2) flat in float halfWidth;
layout(location = 0) out vec4 result;
void main() { result = shade * clamp(halfWidth + 0.5 - abs(across.x), 0.0, 1.0); }
