// Shared by the render tests: a target under the validation layer, comparing pictures, small scenes.
#pragma once

#include <memory>
#include <string>

#include "render/offscreen_target.h"

namespace orfeas::test {

/// An instance under validation. Any message fails the running test when the object dies.
class ValidatedInstance {
public:
    ValidatedInstance();
    ValidatedInstance(const ValidatedInstance&) = delete;
    ValidatedInstance& operator=(const ValidatedInstance&) = delete;
    ~ValidatedInstance();
    const std::shared_ptr<render::gpu::Instance>& get() const { return m_instance; }

private:
    struct Messages;
    std::shared_ptr<Messages> m_messages;
    std::shared_ptr<render::gpu::Instance> m_instance;
};

/// Options for a target under validation.
render::OffscreenOptions onInstance(const ValidatedInstance& instance);

/// One object in the scene, ground and axes off, camera framed on it.
render::PictureRequest pictureOf(mesh::Mesh mesh, int width, int height);
/// The same with other view options.
render::PictureRequest withView(render::PictureRequest request, const render::ViewOptions& view);

/// Draws; a failure fails the test and gives an empty picture.
image::Picture draw(render::OffscreenTarget& target, const render::PictureRequest& request);

/// Mean structural similarity of luma over 8x8 blocks (Wang et al., 2004); 1 is the same.
double similarity(const image::Picture& a, const image::Picture& b);

/// Compares with tests/data/render/<name>.png. With ORFEAS_WRITE_BASELINES=<folder> in the environment it writes the
/// picture there instead, to be looked at.
void expectLikeBaseline(const image::Picture& picture, const std::string& name);

} // namespace orfeas::test
