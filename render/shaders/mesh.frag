#version 450
#include "frame.glsl"
layout(set = 1, binding = 0) uniform sampler2D picture;

layout(location = 0) in vec3 worldPosition;
layout(location = 1) in vec3 worldNormal;
layout(location = 2) in vec3 vertexColour;
layout(location = 3) in vec2 uv;
layout(location = 4) flat in vec3 instance; // opacity, handedness, mask

layout(constant_id = 0) const uint kColour = 2;   // 0 texture, 1 vertex colour, 2 clay
layout(constant_id = 1) const uint kLighting = 0; // 0 studio, 1 matcap, 2 unlit
layout(constant_id = 2) const uint kFlat = 0;
layout(constant_id = 3) const uint kMask = 0; // alpha tells selected objects from others

layout(location = 0) out vec4 result;

const vec3 kClay = vec3(0.640, 0.330, 0.170); // linear; a warm terracotta

vec3 albedo() {
    if (kColour == 0) return texture(picture, uv).rgb;
    if (kColour == 1) return vertexColour;
    return kClay;
}

// Sky and ground, a broad key light over the viewer's left shoulder, a fill from the right and a rim from behind: the
// lights turn with the camera, so that every view reads; sky and ground stay with the world.
vec3 studio(vec3 base, vec3 n, vec3 v) {
    vec3 right = frame.right.xyz, up = frame.up.xyz, back = -frame.forward.xyz;
    vec3 key = normalize(-0.50 * right + 0.62 * up + 0.60 * back);
    vec3 fill = normalize(0.85 * right + 0.05 * up + 0.45 * back);

    float sky = 0.5 + 0.5 * n.z;
    vec3 ambient = mix(vec3(0.115, 0.100, 0.092), vec3(0.30, 0.32, 0.355), sky * sky * (3.0 - 2.0 * sky));
    float keyWrapped = max((dot(n, key) + 0.22) / 1.22, 0.0);
    float keyLight = keyWrapped * keyWrapped * (1.5 - 0.5 * keyWrapped);
    float fillLight = max((dot(n, fill) + 0.3) / 1.3, 0.0);
    vec3 light = ambient + vec3(0.86, 0.83, 0.78) * keyLight + vec3(0.11, 0.125, 0.15) * fillLight;

    float facing = max(dot(n, v), 0.0);
    float away = (1.0 - facing) * (1.0 - facing);
    float fresnel = away * away;
    float rim = fresnel * smoothstep(-0.35, 0.7, dot(n, up)) * 0.30;
    vec3 h = normalize(key + v);
    float gloss = exp2(-55.0 * (1.0 - dot(n, h))) * 0.13 + exp2(-13.0 * (1.0 - dot(n, h))) * 0.045;
    vec3 c = base * light + vec3(1.0, 0.97, 0.93) * gloss * (0.35 + 0.65 * keyLight) + vec3(0.80, 0.88, 1.0) * rim;
    // The ground takes light away from what stands on it.
    float low = exp(-max(worldPosition.z, 0.0) / 9.0) * (0.5 - 0.5 * n.z) * step(0.5, frame.ground.z);
    return c * (1.0 - 0.45 * low);
}

vec3 matcap(vec3 base, vec3 n) {
    vec3 e = vec3(dot(n, frame.right.xyz), dot(n, frame.up.xyz), -dot(n, frame.forward.xyz));
    float upper = 0.5 + 0.5 * e.y;
    float body = 0.16 + 0.84 * pow(max(dot(e, normalize(vec3(-0.35, 0.55, 0.75))), 0.0), 1.2);
    float band = smoothstep(0.72, 0.98, dot(e, normalize(vec3(-0.42, 0.62, 0.66))));
    float edge = pow(1.0 - clamp(e.z, 0.0, 1.0), 3.0);
    vec3 c = base * (body + 0.12 * upper) + vec3(0.55) * band * 0.35;
    return c + vec3(0.22, 0.26, 0.32) * edge * (0.35 + 0.65 * upper);
}

// Keeps colours as they are up to 0.8 and bends the rest under 1, so that highlights do not clip to flat white.
vec3 shoulder(vec3 c) {
    vec3 over = max(c - 0.8, vec3(0.0));
    return min(c, vec3(0.8)) + 0.2 * (1.0 - exp(-over / 0.2));
}

void main() {
    vec3 base = albedo();
    vec3 c = base;
    if (kLighting != 2) {
        vec3 n = worldNormal;
        vec3 v = toEye(worldPosition);
        bool inside = gl_FrontFacing != (instance.y > 0.0);
        if (kFlat == 1) {
            n = cross(dFdx(worldPosition), dFdy(worldPosition));
            n = dot(n, v) < 0.0 ? -n : n;
        } else if (inside) {
            n = -n;
        }
        n = normalize(n);
        // Seen from inside (an open or turned-over surface): duller and cooler, as a hint.
        if (inside) base = mix(base, vec3(dot(base, vec3(0.2126, 0.7152, 0.0722))), 0.6) * vec3(0.50, 0.55, 0.66);
        c = shoulder(kLighting == 1 ? matcap(base, n) : studio(base, n, v));
    }
    c = linearToSrgb(c);
    result = kMask == 1 ? vec4(c, instance.z) : vec4(c, 1.0) * instance.x;
}
