#include "render/gpu/vulkan.h"

#include <string>

namespace orfeas::render::gpu {
namespace {
constexpr const char* kDeviceLost = "VK_ERROR_DEVICE_LOST";
constexpr const char* kSurfaceLost = "VK_ERROR_SURFACE_LOST_KHR";

const char* resultName(VkResult result) {
    switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
        return "VK_ERROR_OUT_OF_HOST_MEMORY";
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
        return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
    case VK_ERROR_INITIALIZATION_FAILED:
        return "VK_ERROR_INITIALIZATION_FAILED";
    case VK_ERROR_DEVICE_LOST:
        return kDeviceLost;
    case VK_ERROR_LAYER_NOT_PRESENT:
        return "VK_ERROR_LAYER_NOT_PRESENT";
    case VK_ERROR_EXTENSION_NOT_PRESENT:
        return "VK_ERROR_EXTENSION_NOT_PRESENT";
    case VK_ERROR_FEATURE_NOT_PRESENT:
        return "VK_ERROR_FEATURE_NOT_PRESENT";
    case VK_ERROR_INCOMPATIBLE_DRIVER:
        return "VK_ERROR_INCOMPATIBLE_DRIVER";
    case VK_ERROR_TOO_MANY_OBJECTS:
        return "VK_ERROR_TOO_MANY_OBJECTS";
    case VK_ERROR_SURFACE_LOST_KHR:
        return kSurfaceLost;
    case VK_ERROR_NATIVE_WINDOW_IN_USE_KHR:
        return "VK_ERROR_NATIVE_WINDOW_IN_USE_KHR";
    case VK_ERROR_OUT_OF_DATE_KHR:
        return "VK_ERROR_OUT_OF_DATE_KHR";
    case VK_TIMEOUT:
        return "VK_TIMEOUT";
    default:
        return "VkResult";
    }
}
} // namespace

Error vulkanError(VkResult result, const char* what) {
    const std::string detail =
        std::string(what) + ": " + resultName(result) + " (" + std::to_string(static_cast<int>(result)) + ")";
    switch (result) {
    case VK_ERROR_OUT_OF_HOST_MEMORY:
    case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    case VK_ERROR_TOO_MANY_OBJECTS:
        return {ErrorCode::OutOfMemory,
                "The graphics card has no memory left; close other programs or simplify the object", detail};
    case VK_ERROR_DEVICE_LOST:
        return {ErrorCode::Unavailable, "The graphics driver stopped; the view is being started again",
                detail};
    case VK_ERROR_SURFACE_LOST_KHR:
        return {ErrorCode::Unavailable, "The window's drawing surface was lost", detail};
    default:
        return {ErrorCode::Unavailable,
                "The graphics driver refused to draw; update it or choose another with "
                "ORFEAS_VULKAN_DEVICE",
                detail};
    }
}

Result<void> check(VkResult result, const char* what) {
    if (result == VK_SUCCESS) return {};
    return vulkanError(result, what);
}

bool isDeviceLost(const Error& error) {
    return error.detail.find(kDeviceLost) != std::string::npos;
}
bool isSurfaceLost(const Error& error) {
    return error.detail.find(kSurfaceLost) != std::string::npos ||
           error.detail.find("VK_ERROR_NATIVE_WINDOW_IN_USE_KHR") != std::string::npos;
}

} // namespace orfeas::render::gpu
