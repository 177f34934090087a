#include "render/gpu/instance.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "core/base/log.h"
#include "render/gpu/vulkan.h"

namespace orfeas::render::gpu {
namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";
/// Taken when the machine has them: they let the UI make a surface from our instance.
constexpr const char* kWantedExtensions[] = {"VK_KHR_surface",          "VK_KHR_xcb_surface",
                                             "VK_KHR_xlib_surface",     "VK_KHR_wayland_surface",
                                             "VK_KHR_win32_surface",    "VK_EXT_metal_surface",
                                             "VK_EXT_headless_surface", "VK_KHR_get_surface_capabilities2"};

Error noDriver(std::string detail) {
    return {ErrorCode::Unavailable,
            "No graphics driver with Vulkan 1.2 was found; install mesa-vulkan-drivers or your card's driver",
            std::move(detail)};
}

/// Volk keeps one table for the process. Its entries are the loader's, good for every instance, so the first
/// instance fills it and it stays.
std::mutex& loaderMutex() {
    static std::mutex mutex;
    return mutex;
}
bool g_instanceFunctionsLoaded = false;

std::vector<std::string> availableExtensions() {
    std::uint32_t count = 0;
    vkEnumerateInstanceExtensionProperties(nullptr, &count, nullptr);
    std::vector<VkExtensionProperties> properties(count);
    vkEnumerateInstanceExtensionProperties(nullptr, &count, properties.data());
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < count; ++i)
        names.emplace_back(properties[i].extensionName);
    return names;
}

bool layerAvailable(const char* name) {
    std::uint32_t count = 0;
    vkEnumerateInstanceLayerProperties(&count, nullptr);
    std::vector<VkLayerProperties> properties(count);
    vkEnumerateInstanceLayerProperties(&count, properties.data());
    return std::any_of(properties.begin(), properties.end(),
                       [name](const VkLayerProperties& p) { return std::strcmp(p.layerName, name) == 0; });
}

bool validationAskedByEnvironment() {
    const char* value = std::getenv("ORFEAS_VULKAN_VALIDATION");
    return value != nullptr && std::strcmp(value, "1") == 0;
}

VkBool32 VKAPI_PTR onMessage(VkDebugUtilsMessageSeverityFlagBitsEXT severity, VkDebugUtilsMessageTypeFlagsEXT,
                             const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    const auto& report = *static_cast<const std::function<void(const std::string&)>*>(user);
    const std::string text = data->pMessage != nullptr ? data->pMessage : "";
    if (report)
        report(text);
    else
        log(severity >= VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT ? LogLevel::Error : LogLevel::Warning,
            "vulkan", text);
    return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messengerInfo(void* user) {
    VkDebugUtilsMessengerCreateInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    info.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    info.messageType =
        VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
    info.pfnUserCallback = onMessage;
    info.pUserData = user;
    return info;
}

} // namespace

struct Instance::State {
    InstanceOptions options;
    VkInstance instance = VK_NULL_HANDLE;
    VkDebugUtilsMessengerEXT messenger = VK_NULL_HANDLE;
    std::vector<std::string> extensions;
    bool validated = false;
    Faults faults;

    ~State() {
        if (messenger != VK_NULL_HANDLE) vkDestroyDebugUtilsMessengerEXT(instance, messenger, nullptr);
        if (instance != VK_NULL_HANDLE) vkDestroyInstance(instance, nullptr);
    }

    Result<void> open();
    VkResult createInstance();
    Result<void> checkDevices() const;
};

VkResult Instance::State::createInstance() {
    VkApplicationInfo application{VK_STRUCTURE_TYPE_APPLICATION_INFO};
    application.pApplicationName = "Orfeas";
    application.pEngineName = "Orfeas";
    application.apiVersion = VK_API_VERSION_1_2;

    std::vector<const char*> names;
    for (const std::string& name : extensions)
        names.push_back(name.c_str());
    VkInstanceCreateInfo info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    info.pApplicationInfo = &application;
    info.enabledExtensionCount = static_cast<std::uint32_t>(names.size());
    info.ppEnabledExtensionNames = names.data();

    const VkValidationFeatureEnableEXT enabled[] = {
        VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    VkValidationFeaturesEXT features{VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT};
    features.enabledValidationFeatureCount = 1;
    features.pEnabledValidationFeatures = enabled;
    VkDebugUtilsMessengerCreateInfoEXT messages = messengerInfo(&options.onValidationMessage);
    messages.pNext = &features;
    if (validated) {
        info.pNext = &messages;
        info.enabledLayerCount = 1;
        info.ppEnabledLayerNames = &kValidationLayer;
    }
    return vkCreateInstance(&info, nullptr, &instance);
}

Result<void> Instance::State::open() {
    const std::lock_guard lock(loaderMutex());
    // Mesa's layer that picks a default card asks the window system, and complains on stderr where there is none. We pick
    // ourselves.
    ::setenv("NODEVICE_SELECT", "1", 0);
    if (volkInitialize() != VK_SUCCESS) return noDriver("the Vulkan loader library is missing");
    if (volkGetInstanceVersion() < VK_API_VERSION_1_2) return noDriver("the Vulkan loader is older than 1.2");

    validated = options.validation || validationAskedByEnvironment();
    if (validated && !layerAvailable(kValidationLayer)) {
        return Error{ErrorCode::Unavailable,
                     "The Vulkan validation layer is not installed; install vulkan-validationlayers", ""};
    }
    const std::vector<std::string> available = availableExtensions();
    const auto take = [&](const char* name) {
        if (std::find(available.begin(), available.end(), name) != available.end())
            extensions.emplace_back(name);
    };
    for (const char* name : kWantedExtensions)
        take(name);
    // The layer itself provides these two when the loader does not list them.
    if (validated) extensions.insert(extensions.end(), {"VK_EXT_debug_utils", "VK_EXT_validation_features"});

    const VkResult created = createInstance();
    if (created != VK_SUCCESS) return noDriver(vulkanError(created, "vkCreateInstance").detail);
    if (!g_instanceFunctionsLoaded) {
        volkLoadInstance(instance);
        g_instanceFunctionsLoaded = true;
    }
    if (validated && vkCreateDebugUtilsMessengerEXT != nullptr) {
        const VkDebugUtilsMessengerCreateInfoEXT messages = messengerInfo(&options.onValidationMessage);
        ORFEAS_CHECK(
            check(vkCreateDebugUtilsMessengerEXT(instance, &messages, nullptr, &messenger), "messenger"));
    }
    return checkDevices();
}

Result<void> Instance::State::checkDevices() const {
    std::uint32_t count = 0;
    vkEnumeratePhysicalDevices(instance, &count, nullptr);
    std::vector<VkPhysicalDevice> devices(count);
    vkEnumeratePhysicalDevices(instance, &count, devices.data());
    for (std::uint32_t i = 0; i < count; ++i) {
        VkPhysicalDeviceProperties properties;
        vkGetPhysicalDeviceProperties(devices[i], &properties);
        if (properties.apiVersion >= VK_API_VERSION_1_2) return {};
    }
    return noDriver("no physical device with Vulkan 1.2");
}

Result<std::shared_ptr<Instance>> Instance::create(InstanceOptions options) {
    auto state = std::make_unique<State>();
    state->options = std::move(options);
    ORFEAS_CHECK(state->open());
    return std::shared_ptr<Instance>(new Instance(std::move(state)));
}

Instance::Instance(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Instance::~Instance() = default;

void* Instance::handle() const {
    return m_state->instance;
}
const std::vector<std::string>& Instance::extensions() const {
    return m_state->extensions;
}
Faults& Instance::faults() const {
    return m_state->faults;
}
bool Instance::validated() const {
    return m_state->validated;
}

} // namespace orfeas::render::gpu
