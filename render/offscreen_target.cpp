#include "render/offscreen_target.h"

#include <utility>

#include "render/picker.h"
#include "render/picture_reader.h"

namespace orfeas::render {

struct OffscreenTarget::State {
    std::unique_ptr<gpu::Device> device;
    std::unique_ptr<Renderer> renderer;
    std::optional<gpu::FrameRing> ring;
    std::unique_ptr<PictureReader> reader;
    std::unique_ptr<Picker> picker;

    ~State() {
        if (device) device->waitIdle();
        picker.reset();
        reader.reset();
        renderer.reset();
    }
};

Result<std::unique_ptr<OffscreenTarget>> OffscreenTarget::create(const OffscreenOptions& options) {
    std::shared_ptr<gpu::Instance> instance = options.instance;
    if (!instance) {
        ORFEAS_TRY(own, gpu::Instance::create());
        instance = std::move(own);
    }
    auto state = std::make_unique<State>();
    gpu::DeviceOptions deviceOptions;
    deviceOptions.adapter = options.adapter;
    deviceOptions.copyingUploads = options.copyingUploads;
    deviceOptions.plain = options.plainDevice;
    ORFEAS_TRY(device, gpu::Device::create(std::move(instance), deviceOptions));
    state->device = std::move(device);
    ORFEAS_TRY(renderer, Renderer::create(*state->device, {}, options.draw));
    state->renderer = std::move(renderer);
    ORFEAS_TRY(ring, gpu::FrameRing::create(*state->device));
    state->ring.emplace(std::move(ring));
    state->reader = std::make_unique<PictureReader>(*state->device, *state->renderer);
    state->picker = std::make_unique<Picker>(*state->renderer);
    return std::unique_ptr<OffscreenTarget>(new OffscreenTarget(std::move(state)));
}

OffscreenTarget::OffscreenTarget(std::unique_ptr<State> state) : m_state(std::move(state)) {}
OffscreenTarget::~OffscreenTarget() = default;

Result<image::Picture> OffscreenTarget::renderPicture(const PictureRequest& request) {
    return m_state->reader->draw(*m_state->ring, request);
}

Result<PickResult> OffscreenTarget::pick(const PickRequest& request) {
    return m_state->picker->pick(*m_state->ring, request, nullptr, MeshCache::Wait::ForAll);
}

void OffscreenTarget::waitForLods() {
    m_state->renderer->waitForLods();
}

const SceneReport& OffscreenTarget::report() const {
    return m_state->reader->report();
}

const std::string& OffscreenTarget::rendererName() const {
    return m_state->device->adapter().name;
}

std::size_t OffscreenTarget::memoryBytes() const {
    return m_state->device->memory().bytesUsed();
}

PictureRequest thumbnailRequest(std::shared_ptr<const mesh::Mesh> mesh, int sizePixels) {
    RenderScene scene;
    scene.objects.push_back({});
    scene.objects.back().mesh = std::move(mesh);
    scene.view.background = Background::Transparent;
    scene.view.showGrid = scene.view.showBed = scene.view.showShadow = scene.view.showAxes = false;
    PictureRequest request;
    request.width = request.height = sizePixels;
    request.camera.turnTo(StandardView::Home);
    request.camera.frame(worldBox(scene), {sizePixels, sizePixels}, 0.06f);
    request.scene = std::make_shared<const RenderScene>(std::move(scene));
    return request;
}

} // namespace orfeas::render
