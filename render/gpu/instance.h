// The connection to the machine's Vulkan drivers. No Vulkan header is needed to use it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "render/gpu/faults.h"

namespace orfeas::render::gpu {

struct InstanceOptions {
    /// Turns the Khronos validation layer on, synchronisation checks included; fails when it is not
    /// installed. Also switched on by ORFEAS_VULKAN_VALIDATION=1 in the environment.
    bool validation = false;
    /// Called for every message of the validation layer, from any thread. Without it messages go to the log.
    std::function<void(const std::string&)> onValidationMessage;
};

/// Owns a VkInstance with every window-system extension the machine offers (xcb, xlib, wayland; none are
/// needed), so that the UI can adopt it:
/// QVulkanInstance::setVkInstance(static_cast<VkInstance>(instance->handle())). Must outlive every surface,
/// device and QVulkanInstance made from it. Create: any thread, about 20 to 200 ms.
class Instance {
public:
    /// Loads Vulkan at run time. Unavailable when the machine has no loader or no driver with Vulkan 1.2.
    static Result<std::shared_ptr<Instance>> create(InstanceOptions options = {});

    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance();

    void* handle() const;                               ///< VkInstance
    const std::vector<std::string>& extensions() const; ///< those enabled
    bool validated() const;
    Faults& faults() const; ///< tests make drivers fail here

private:
    struct State;
    explicit Instance(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace orfeas::render::gpu
