#version 450
layout(location = 0) flat in float mask;
layout(location = 0) out vec4 result;
void main() { result = vec4(mask); }
