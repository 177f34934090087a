#version 450
#include "frame.glsl"
layout(location = 0) in vec3 position;
layout(location = 1) in vec2 normalOctahedral;
layout(location = 2) in vec4 vertexColour;
layout(location = 3) in vec2 textureUv;
layout(location = 4) in mat4 transform;
layout(location = 8) in vec4 instance; // opacity, handedness (-1 for a mirrored transform), mask

layout(constant_id = 0) const uint kColour = 2; // 0 texture, 1 vertex colour, 2 clay

layout(location = 0) out vec3 worldPosition;
layout(location = 1) out vec3 worldNormal;
layout(location = 2) out vec3 colour;
layout(location = 3) out vec2 uv;
layout(location = 4) flat out vec3 instanceOut;

invariant gl_Position;

vec3 decodeNormal(vec2 e) {
    vec3 n = vec3(e, 1.0 - abs(e.x) - abs(e.y));
    float t = max(-n.z, 0.0);
    n.x += n.x >= 0.0 ? -t : t;
    n.y += n.y >= 0.0 ? -t : t;
    return normalize(n);
}

void main() {
    vec4 world = transform * vec4(position, 1.0);
    mat3 m = mat3(transform);
    // The cofactor matrix turns normals rightly under any scale, mirrored ones included.
    mat3 cofactor = mat3(cross(m[1], m[2]), cross(m[2], m[0]), cross(m[0], m[1]));
    worldPosition = world.xyz;
    worldNormal = cofactor * decodeNormal(normalOctahedral) * instance.y;
    colour = kColour == 1 ? srgbToLinear(vertexColour.rgb) : vec3(0.0);
    uv = textureUv;
    instanceOut = instance.xyz;
    gl_Position = frame.viewProjection * world;
}
