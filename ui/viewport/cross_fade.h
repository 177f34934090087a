// Lets a refined shape grow out of the one before: the old one fades away over the new one.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "render/scene/render_scene.h"

namespace orfeas::ui {

/// A value with a memory of what was shown; told the time, so that tests have none of their own. UI thread.
class CrossFade {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds kDuration{180};
    /// In a scene of many objects nobody sees one of them change, and each step costs a look at all.
    static constexpr std::size_t kMostObjects = 200;

    /// The shapes that `now` shows otherwise than `before` begin to fade; one that changes again before that is over just grows:
    /// nobody could follow, and a software driver would draw both all the time.
    void change(const render::RenderScene& before, const render::RenderScene& now, Time time);
    void clear() { m_leaving.clear(); }
    bool active(Time time) const;
    /// The scene with what is fading; the scene itself when nothing is.
    std::shared_ptr<const render::RenderScene> applied(std::shared_ptr<const render::RenderScene> scene,
                                                       Time time) const;

    /// What fades carries its object's number with this bit.
    static constexpr std::uint64_t kLeaving = 1ull << 63;

private:
    struct Leaving {
        render::SceneObject object; ///< no mesh: only remembered
        Time since;
    };
    std::vector<Leaving> m_leaving;
};

} // namespace orfeas::ui
