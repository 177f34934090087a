#version 450
// The finished scene with the overlay on it, pixel for pixel, in sRGB numbers: as QPainter blends.
layout(set = 0, binding = 0) uniform sampler2D scene;   // sRGB numbers
layout(set = 0, binding = 1) uniform sampler2D overlay; // sRGB numbers, premultiplied
layout(push_constant) uniform Push { ivec2 overlaySize; float overlayOpacity; uint decode; } push;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 result;
void main() {
    ivec2 pixel = ivec2(uv * vec2(textureSize(scene, 0)));
    vec4 c = texelFetch(scene, pixel, 0);
    if (all(lessThan(pixel, push.overlaySize))) {
        vec4 top = texelFetch(overlay, pixel, 0) * push.overlayOpacity;
        c = top + c * (1.0 - top.a);
    }
    // A target that encodes by itself gets linear numbers.
    if (push.decode == 1)
        c.rgb = mix(c.rgb / 12.92, pow((c.rgb + 0.055) / 1.055, vec3(2.4)), step(0.04045, c.rgb));
    result = c;
}
