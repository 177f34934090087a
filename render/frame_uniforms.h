// What every scene shader knows of the frame; laid out as in shaders/frame.glsl (std140: vectors and matrices
// only).
#pragma once

#include <glm/mat4x4.hpp>
#include <glm/vec4.hpp>

namespace orfeas::render {

struct FrameUniforms {
    glm::mat4 viewProjection{1.0f};
    glm::vec4 eye{0.0f}; ///< xyz; w: 1 orthographic
    glm::vec4 right{0.0f};
    glm::vec4 up{0.0f};
    glm::vec4 forward{0.0f};
    glm::vec4 viewport{0.0f};   ///< width, height, 1/width, 1/height
    glm::vec4 bed{0.0f};        ///< half width, half depth, highlighted, device pixels per logical pixel
    glm::vec4 shadowRect{0.0f}; ///< lower x, lower y, 1/width, 1/height; zero scale: no shadow
    glm::vec4 ground{0.0f};     ///< show grid, show bed, shadow strength, mm per pixel at the target
    glm::vec4 section{0.0f};    ///< normal, offset along it
    glm::vec4 background{0.0f}; ///< sRGB; w: 0 dark gradient, 1 light gradient, 2 flat
    glm::vec4 options{0.0f};    ///< cosine of the overhang's limit, strength of the ambient occlusion
};

} // namespace orfeas::render
