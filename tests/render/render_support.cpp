#include "tests/render/render_support.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "core/image/picture_file.h"

namespace orfeas::test {

struct ValidatedInstance::Messages {
    std::mutex mutex;
    std::vector<std::string> list;
};

ValidatedInstance::ValidatedInstance() : m_messages(std::make_shared<Messages>()) {
    render::gpu::InstanceOptions options;
    options.validation = true;
    options.onValidationMessage = [messages = m_messages](const std::string& text) {
        const std::lock_guard lock(messages->mutex);
        messages->list.push_back(text);
    };
    Result<std::shared_ptr<render::gpu::Instance>> made = render::gpu::Instance::create(options);
    if (!made.ok()) {
        ADD_FAILURE() << made.error().userText << " " << made.error().detail;
        std::abort();
    }
    m_instance = *made;
}

ValidatedInstance::~ValidatedInstance() {
    m_instance.reset();
    const std::lock_guard lock(m_messages->mutex);
    for (const std::string& text : m_messages->list)
        ADD_FAILURE() << "validation: " << text;
}

render::OffscreenOptions onInstance(const ValidatedInstance& instance) {
    render::OffscreenOptions options;
    options.instance = instance.get();
    options.draw.path =
        render::DrawPath::GpuDriven; // as on a card of its own; the tests of the desktop take the other path
    return options;
}

render::PictureRequest pictureOf(mesh::Mesh mesh, int width, int height) {
    render::RenderScene scene;
    scene.objects.push_back({});
    scene.objects.back().id = 1;
    scene.objects.back().mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    scene.view.showGrid = scene.view.showBed = scene.view.showShadow = scene.view.showAxes = false;
    render::PictureRequest request;
    request.width = width;
    request.height = height;
    request.camera.turnTo(render::StandardView::Home);
    request.camera.frame(render::worldBox(scene), {width, height});
    request.scene = std::make_shared<const render::RenderScene>(std::move(scene));
    return request;
}

render::PictureRequest withView(render::PictureRequest request, const render::ViewOptions& view) {
    render::RenderScene scene = *request.scene;
    scene.view = view;
    request.scene = std::make_shared<const render::RenderScene>(std::move(scene));
    return request;
}

image::Picture draw(render::OffscreenTarget& target, const render::PictureRequest& request) {
    Result<image::Picture> picture = target.renderPicture(request);
    if (!picture.ok()) {
        ADD_FAILURE() << picture.error().userText << " " << picture.error().detail;
        return {};
    }
    EXPECT_EQ(picture->width, request.width);
    EXPECT_EQ(picture->height, request.height);
    EXPECT_EQ(picture->rgba.size(), 4 * picture->pixelCount());
    return *std::move(picture);
}

namespace {

double luma(const image::Picture& p, int x, int y) {
    const std::uint8_t* c = p.pixel(x, y);
    return (0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]) * c[3] / 255.0;
}

double blockSimilarity(const image::Picture& a, const image::Picture& b, int left, int top) {
    double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
    for (int y = top; y < top + 8; ++y) {
        for (int x = left; x < left + 8; ++x) {
            const double u = luma(a, x, y), v = luma(b, x, y);
            ma += u / 64, mb += v / 64, aa += u * u / 64, bb += v * v / 64, ab += u * v / 64;
        }
    }
    constexpr double kC1 = 6.5025, kC2 = 58.5225;
    return (2 * ma * mb + kC1) * (2 * (ab - ma * mb) + kC2) /
           ((ma * ma + mb * mb + kC1) * (aa - ma * ma + bb - mb * mb + kC2));
}

} // namespace

double similarity(const image::Picture& a, const image::Picture& b) {
    if (a.width != b.width || a.height != b.height || a.width < 8 || a.height < 8) return 0.0;
    double sum = 0.0;
    int blocks = 0;
    for (int y = 0; y + 8 <= a.height; y += 8) {
        for (int x = 0; x + 8 <= a.width; x += 8) {
            sum += blockSimilarity(a, b, x, y);
            ++blocks;
        }
    }
    return sum / blocks;
}

void expectLikeBaseline(const image::Picture& picture, const std::string& name) {
    if (const char* folder = std::getenv("ORFEAS_WRITE_BASELINES")) {
        const Result<std::vector<std::byte>> png = image::encodePng(picture);
        ASSERT_TRUE(png.ok());
        std::ofstream file(std::string(folder) + "/" + name + ".png", std::ios::binary);
        file.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
        ADD_FAILURE() << "wrote " << name << ".png: a run that writes does not compare";
        return;
    }
    const std::string path = std::string(ORFEAS_RENDER_BASELINES) + "/" + name + ".png";
    const Result<image::Picture> baseline = image::loadPicture(path, {});
    ASSERT_TRUE(baseline.ok()) << path << ": " << baseline.error().userText;
    EXPECT_GT(similarity(picture, *baseline), 0.985) << name;
}

} // namespace orfeas::test
