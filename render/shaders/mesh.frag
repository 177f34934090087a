#version 450
#include "frame.glsl"
layout(set = 1, binding = 0) uniform sampler2D picture;

layout(location = 0) in vec3 worldPosition;
layout(location = 1) in vec3 worldNormal;
layout(location = 2) in vec3 vertexColour;
layout(location = 3) in vec2 uv;
layout(location = 4) flat in vec4 instance; // opacity, handedness, mask, the field's map
layout(set = 0, binding = 4) readonly buffer Maps { vec4 maps[]; };
layout(set = 0, binding = 5) uniform sampler2D occlusion;

layout(constant_id = 0) const uint kColour = 2;   // 0 texture, 1 vertex colour, 2 own colour, 3 field, 4 normals, 5 overhang
layout(constant_id = 1) const uint kLighting = 0; // 0 studio, 1 matcap, 2 unlit
layout(constant_id = 2) const uint kFlat = 0;
layout(constant_id = 3) const uint kMask = 0; // alpha tells selected objects from others
layout(constant_id = 4) const uint kSection = 0;
layout(constant_id = 5) const uint kXray = 0;
layout(constant_id = 6) const uint kOcclusion = 0;

layout(location = 0) out vec4 result;

const vec3 kCut = vec3(0.610, 0.235, 0.100);  // linear; the cut face
const vec3 kSilent = vec3(0.125, 0.132, 0.145); // linear; where a field tells nothing, as in the legend
const float kUnknown = 1.0e20;                // at or beyond, a field tells nothing here

vec3 mapColour(uint map, float t) {
    float at = clamp(t, 0.0, 1.0) * 255.0;
    uint low = min(uint(at), 254u);
    return mix(maps[map * 256u + low].rgb, maps[map * 256u + low + 1u].rgb, at - float(low));
}

vec3 fieldColour() {
    float value = vertexColour.x, lower = vertexColour.y, upper = vertexColour.z;
    if (value >= kUnknown) return kSilent;
    bool reversed = instance.w > 7.5;
    uint map = uint(instance.w + 0.5) & 7u;
    if (map == 3u) { // verdict
        float worse = reversed ? step(upper, value) : 1.0 - step(lower, value);
        float poor = reversed ? step(lower, value) : 1.0 - step(upper, value);
        return maps[map * 256u + (worse > 0.5 ? 10u : poor > 0.5 ? 128u : 245u)].rgb;
    }
    float t = upper > lower ? (value - lower) / (upper - lower) : 0.5;
    return mapColour(map, reversed ? 1.0 - clamp(t, 0.0, 1.0) : t);
}

// How far a face leans out over the air: grey where it is printed well, amber to red beyond the limit.
vec3 overhangColour(vec3 n) {
    float down = -n.z, limit = frame.options.x;
    float over = clamp((down - limit) / max(1.0 - limit, 1e-3), 0.0, 1.0);
    vec3 fine = vec3(0.42, 0.44, 0.47);
    vec3 bad = mix(vec3(0.90, 0.47, 0.06), vec3(0.78, 0.05, 0.03), over);
    // What stands on the bed hangs over nothing.
    return down > limit && worldPosition.z > 0.05 ? bad : fine;
}

vec3 albedo(vec3 n) {
    if (kColour == 0) return texture(picture, uv).rgb;
    if (kColour == 3) return fieldColour();
    if (kColour == 4) return srgbToLinear(0.5 + 0.5 * n);
    if (kColour == 5) return overhangColour(n);
    return vertexColour;
}

// Colours that tell a number are lit gently, by a lamp at the eye: light and dark must not be taken for data.
vec3 dataLight(vec3 base, vec3 n, vec3 v) {
    float facing = max(dot(n, v), 0.0);
    return base * (0.58 + 0.42 * facing);
}

// Where a section cuts a solid, its inside is seen; of one colour and hatched it reads as the cut face. Nothing of the
// surface behind may show: it would look like a picture on the cut.
vec3 cutFace() {
    float stripe = fract((gl_FragCoord.x + gl_FragCoord.y) / (7.0 * frame.bed.w));
    return kCut * (stripe < 0.35 ? 0.74 : 1.0);
}

// Sky and ground, a broad key light over the viewer's left shoulder, a fill from the right and a rim from behind: the
// lights turn with the camera, so that every view reads; sky and ground stay with the world.
vec3 studio(vec3 base, vec3 n, vec3 v) {
    vec3 right = frame.right.xyz, up = frame.up.xyz, back = -frame.forward.xyz;
    vec3 key = normalize(-0.50 * right + 0.62 * up + 0.60 * back);
    vec3 fill = normalize(0.85 * right + 0.05 * up + 0.45 * back);

    float open = kOcclusion == 1 ? texture(occlusion, gl_FragCoord.xy * frame.viewport.zw).r : 1.0;
    float sky = 0.5 + 0.5 * n.z;
    vec3 ambient = mix(vec3(0.115, 0.100, 0.092), vec3(0.30, 0.32, 0.355), sky * sky * (3.0 - 2.0 * sky));
    float keyWrapped = max((dot(n, key) + 0.22) / 1.22, 0.0);
    float keyLight = keyWrapped * keyWrapped * (1.5 - 0.5 * keyWrapped);
    float fillLight = max((dot(n, fill) + 0.3) / 1.3, 0.0);
    // What lies in a fold sees less of the sky, and a little less of the broad lamps.
    ambient *= open;
    keyLight *= mix(1.0, open, 0.55);
    fillLight *= mix(1.0, open, 0.8);
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
    if (kSection == 1 && dot(frame.section.xyz, worldPosition) > frame.section.w) discard;
    vec3 v = toEye(worldPosition);
    bool inside = gl_FrontFacing != (instance.y > 0.0);
    vec3 n = worldNormal;
    if (kFlat == 1 || kColour == 5) {
        n = cross(dFdx(worldPosition), dFdy(worldPosition));
        n = dot(n, v) < 0.0 ? -n : n;
    } else if (inside) {
        n = -n;
    }
    n = normalize(n);
    vec3 base = albedo(kColour == 4 && inside ? -n : n);
    vec3 c = base;
    float alpha = instance.x;
    if (kXray == 1) {
        // Folds and edges, seen edge on, gather what a wave through the body would lose.
        float edge = 1.0 - abs(dot(n, v));
        alpha *= 0.06 + 0.62 * edge * edge * edge;
        c = mix(base, vec3(0.62, 0.78, 1.0), 0.55);
    } else if (kSection == 1 && inside) {
        c = cutFace();
    } else if (kColour >= 3) {
        c = dataLight(base, n, v);
    } else if (kLighting != 2) {
        // Seen from inside (an open or turned-over surface): duller and cooler, as a hint.
        if (inside) base = mix(base, vec3(dot(base, vec3(0.2126, 0.7152, 0.0722))), 0.6) * vec3(0.50, 0.55, 0.66);
        c = shoulder(kLighting == 1 ? matcap(base, n) : studio(base, n, v));
    }
    c = linearToSrgb(c);
    result = kMask == 1 ? vec4(c, instance.z) : vec4(c, 1.0) * alpha;
}
