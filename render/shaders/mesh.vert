#version 450
#include "frame.glsl"
#include "instance.glsl"
layout(location = 0) in vec3 position;
layout(location = 1) in vec2 normalOctahedral;
layout(location = 2) in vec4 vertexColour;
layout(location = 3) in vec2 textureUv;
layout(location = 4) in uint sourceVertex;
layout(std430, set = 0, binding = 3) readonly buffer Fields { float fields[]; };

layout(constant_id = 0) const uint kColour = 2; // as in mesh.frag

layout(location = 0) out vec3 worldPosition;
layout(location = 1) out vec3 worldNormal;
layout(location = 2) out vec3 colour;
layout(location = 3) out vec2 uv;
layout(location = 4) flat out vec4 instanceOut;

invariant gl_Position;

vec3 decodeNormal(vec2 e) {
    vec3 n = vec3(e, 1.0 - abs(e.x) - abs(e.y));
    float t = max(-n.z, 0.0);
    n.x += n.x >= 0.0 ? -t : t;
    n.y += n.y >= 0.0 ? -t : t;
    return normalize(n);
}

void main() {
    uint at = visible[gl_InstanceIndex];
    mat4 transform = records[at].transform;
    vec4 own = records[at].colour, flags = records[at].flags;
    vec4 world = transform * vec4(position, 1.0);
    mat3 m = mat3(transform);
    // The cofactor matrix turns normals rightly under any scale, mirrored ones included.
    mat3 cofactor = mat3(cross(m[1], m[2]), cross(m[2], m[0]), cross(m[0], m[1]));
    worldPosition = world.xyz;
    worldNormal = cofactor * decodeNormal(normalOctahedral) * flags.x;
    colour = kColour == 1 ? srgbToLinear(vertexColour.rgb) : own.rgb;
    float map = 0.0;
    if (kColour == 3) {
        vec4 field = records[at].field;
        colour = vec3(fields[floatBitsToUint(field.w) + sourceVertex], field.x, field.y);
        map = field.z;
    }
    uv = textureUv;
    instanceOut = vec4(own.w, flags.x, flags.y, map);
    gl_Position = frame.viewProjection * world;
}
