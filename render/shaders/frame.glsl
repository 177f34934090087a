// What every shader of the scene knows of the frame; the same as FrameUniforms in render/frame_uniforms.h.
layout(set = 0, binding = 0) uniform Frame {
    mat4 viewProjection;
    vec4 eye;        // xyz; w: 1 orthographic
    vec4 right;      // xyz of the camera's basis; w of each free
    vec4 up;
    vec4 forward;
    vec4 viewport;   // width, height, 1/width, 1/height in device pixels
    vec4 bed;        // half width, half depth, highlighted 0..1, device pixels per logical pixel
    vec4 shadowRect; // lower x, lower y, 1/width, 1/height in millimetres; zero scale: no shadow
    vec4 ground;     // show grid, show bed, shadow strength, millimetres per pixel at the target
    vec4 section;    // normal, offset along it
    vec4 background; // sRGB; w: 0 dark gradient, 1 light gradient, 2 flat
    vec4 options;    // cosine of the overhang's limit, strength of the ambient occlusion, free, free
} frame;

vec3 srgbToLinear(vec3 c) {
    return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c));
}

vec3 linearToSrgb(vec3 c) {
    return mix(c * 12.92, 1.055 * pow(max(c, vec3(0.0)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}

// From a point toward the eye.
vec3 toEye(vec3 point) {
    return frame.eye.w > 0.5 ? -frame.forward.xyz : normalize(frame.eye.xyz - point);
}
