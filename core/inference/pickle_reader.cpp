#include "core/inference/pickle_reader.h"

#include <array>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace orfeas::inference {
namespace {

constexpr std::size_t kMaxNodes = 8'000'000;

Error broken(const std::string& what) {
    return {ErrorCode::BadInput, "The checkpoint is damaged: " + what, {}};
}

// Values refer to each other by index into one arena, so that no depth of nesting needs recursion.
using Id = std::uint32_t;

struct None {};
struct Mark {};
struct Opaque {}; ///< a number with a fraction, or an object of which only the presence matters
struct Sequence { ///< tuple or list
    std::vector<Id> items;
    bool isTuple = true;
};
struct Dictionary {
    std::vector<std::pair<Id, Id>> items;
};
enum class Global { OrderedDict, RebuildTensor, RebuildParameter, Storage };
struct GlobalName {
    Global kind = Global::OrderedDict;
    DType dtype = DType::F32; ///< Storage
};
struct Storage {
    DType dtype = DType::F32;
    std::string key;
    std::uint64_t count = 0;
};
using Node = std::variant<None, Mark, Opaque, std::int64_t, std::string, Sequence, Dictionary, GlobalName,
                          Storage, PickledTensor>;

std::optional<GlobalName> knownGlobal(const std::string& module, const std::string& name) {
    if (module == "collections" && name == "OrderedDict") return GlobalName{Global::OrderedDict, {}};
    if (module == "torch._utils" && name == "_rebuild_tensor_v2")
        return GlobalName{Global::RebuildTensor, {}};
    if (module == "torch._utils" && name == "_rebuild_parameter")
        return GlobalName{Global::RebuildParameter, {}};
    constexpr std::array<std::pair<const char*, DType>, 10> kStorages{{{"DoubleStorage", DType::F64},
                                                                       {"FloatStorage", DType::F32},
                                                                       {"HalfStorage", DType::F16},
                                                                       {"BFloat16Storage", DType::BF16},
                                                                       {"LongStorage", DType::I64},
                                                                       {"IntStorage", DType::I32},
                                                                       {"ShortStorage", DType::I16},
                                                                       {"CharStorage", DType::I8},
                                                                       {"ByteStorage", DType::U8},
                                                                       {"BoolStorage", DType::Bool}}};
    if (module != "torch" && module != "torch.storage") return std::nullopt;
    for (const auto& [storage, dtype] : kStorages) {
        if (name == storage) return GlobalName{Global::Storage, dtype};
    }
    return std::nullopt;
}

// https://docs.python.org/3/library/pickletools.html
enum Op : unsigned char {
    kMark = '(',
    kStop = '.',
    kPop = '0',
    kBinFloat = 'G',
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kNone = 'N',
    kBinPersistentId = 'Q',
    kReduce = 'R',
    kBinUnicode = 'X',
    kAppend = 'a',
    kBuild = 'b',
    kGlobal = 'c',
    kAppends = 'e',
    kBinGet = 'h',
    kLongBinGet = 'j',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kSetItem = 's',
    kTuple = 't',
    kSetItems = 'u',
    kEmptyDict = '}',
    kEmptyList = ']',
    kEmptyTuple = ')',
    kProto = 0x80,
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kLong1 = 0x8a,
    kShortBinUnicode = 0x8c,
    kStackGlobal = 0x93,
    kMemoize = 0x94,
    kFrame = 0x95,
};

class Machine {
public:
    explicit Machine(std::span<const std::byte> pickle) : m_pickle(pickle) {}

    Result<std::map<std::string, PickledTensor, std::less<>>> run() {
        while (!m_stopped) {
            if (m_nodes.size() > kMaxNodes)
                return broken("it describes more objects than any known network has");
            const std::optional<std::uint64_t> op = take(1);
            if (!op) return broken("its description ends too early");
            ORFEAS_CHECK(step(static_cast<unsigned char>(*op)));
        }
        return tensors();
    }

private:
    // ---- bytes and stack -----------------------------------------------------------------------------------

    std::optional<std::uint64_t> take(unsigned width) {
        if (m_pickle.size() - m_at < width) return std::nullopt;
        std::uint64_t value = 0;
        for (unsigned i = width; i-- > 0;)
            value = value << 8 | std::to_integer<std::uint64_t>(m_pickle[m_at + i]);
        m_at += width;
        return value;
    }

    std::optional<std::string> takeText(std::uint64_t length) {
        if (length > m_pickle.size() - m_at) return std::nullopt;
        std::string text(reinterpret_cast<const char*>(m_pickle.data() + m_at), length);
        m_at += length;
        return text;
    }

    std::optional<std::string> takeLine() {
        const auto rest = m_pickle.subspan(m_at);
        const void* end = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
        if (!end) return std::nullopt;
        auto line = takeText(static_cast<std::uint64_t>(static_cast<const std::byte*>(end) - rest.data()));
        ++m_at;
        return line;
    }

    Result<void> push(Node node) {
        m_nodes.push_back(std::move(node));
        m_stack.push_back(static_cast<Id>(m_nodes.size() - 1));
        return {};
    }

    Result<void> unsound() const { return broken("its description is not sound"); }

    std::optional<Id> pop() {
        if (m_stack.empty() || std::holds_alternative<Mark>(m_nodes[m_stack.back()])) return std::nullopt;
        const Id id = m_stack.back();
        m_stack.pop_back();
        return id;
    }

    // Everything above the topmost mark, and the mark gone.
    std::optional<std::vector<Id>> popToMark() {
        std::size_t at = m_stack.size();
        while (at > 0 && !std::holds_alternative<Mark>(m_nodes[m_stack[at - 1]]))
            --at;
        if (at == 0) return std::nullopt;
        std::vector<Id> items(m_stack.begin() + static_cast<std::ptrdiff_t>(at), m_stack.end());
        m_stack.resize(at - 1);
        return items;
    }

    template <typename T>
    T* top() {
        return m_stack.empty() ? nullptr : std::get_if<T>(&m_nodes[m_stack.back()]);
    }

    template <typename T>
    const T* as(Id id) const {
        return std::get_if<T>(&m_nodes[id]);
    }

    // ---- opcodes -------------------------------------------------------------------------------------------

    Result<void> step(unsigned char op) {
        switch (op) {
        case kProto:
            return skip(1);
        case kFrame:
            return skip(8);
        case kStop:
            m_stopped = true;
            return {};
        case kMark:
            return push(Mark{});
        case kNone:
            return push(None{});
        case kNewTrue:
            return push(std::int64_t{1});
        case kNewFalse:
            return push(std::int64_t{0});
        case kBinInt1:
            return pushInteger(1);
        case kBinInt2:
            return pushInteger(2);
        case kBinInt:
            return pushInteger(4);
        case kLong1:
            return pushLong();
        case kBinFloat:
            return take(8) ? push(Opaque{}) : unsound();
        case kBinUnicode:
            return pushText(4);
        case kShortBinUnicode:
            return pushText(1);
        case kEmptyDict:
            return push(Dictionary{});
        case kEmptyList:
            return push(Sequence{{}, false});
        case kEmptyTuple:
            return push(Sequence{});
        case kTuple1:
            return pushTuple(1);
        case kTuple2:
            return pushTuple(2);
        case kTuple3:
            return pushTuple(3);
        case kTuple:
            return pushMarkedTuple();
        case kPop:
            return pop() ? Result<void>{} : unsound();
        case kAppend:
            return append(false);
        case kAppends:
            return append(true);
        case kSetItem:
            return setItems(false);
        case kSetItems:
            return setItems(true);
        case kBinPut:
            return put(take(1));
        case kLongBinPut:
            return put(take(4));
        case kMemoize:
            return put(m_memo.size());
        case kBinGet:
            return get(take(1));
        case kLongBinGet:
            return get(take(4));
        case kGlobal:
            return pushNamedGlobal();
        case kStackGlobal:
            return pushStackGlobal();
        case kBinPersistentId:
            return pushStorage();
        case kReduce:
            return reduce();
        case kBuild:
            return build();
        default:
            return Error{ErrorCode::Unsupported,
                         "The checkpoint uses a pickle instruction that no file of weights needs (code " +
                             std::to_string(op) + ")",
                         {}};
        }
    }

    Result<void> skip(unsigned count) { return take(count) ? Result<void>{} : unsound(); }

    Result<void> pushInteger(unsigned width) {
        const auto value = take(width);
        if (!value) return unsound();
        if (width == 4)
            return push(std::int64_t{std::bit_cast<std::int32_t>(static_cast<std::uint32_t>(*value))});
        return push(static_cast<std::int64_t>(*value));
    }

    Result<void> pushLong() {
        const auto length = take(1);
        if (!length || *length > 8) return unsound();
        const auto value = take(static_cast<unsigned>(*length));
        if (!value) return unsound();
        if (*length == 0) return push(std::int64_t{0});
        const unsigned unused = 64 - 8 * static_cast<unsigned>(*length);
        return push(static_cast<std::int64_t>(*value << unused) >> unused);
    }

    Result<void> pushText(unsigned lengthWidth) {
        const auto length = take(lengthWidth);
        auto text = length ? takeText(*length) : std::nullopt;
        return text ? push(std::move(*text)) : unsound();
    }

    Result<void> pushTuple(std::size_t count) {
        Sequence tuple{std::vector<Id>(count), true};
        for (std::size_t i = count; i-- > 0;) {
            const auto item = pop();
            if (!item) return unsound();
            tuple.items[i] = *item;
        }
        return push(std::move(tuple));
    }

    Result<void> pushMarkedTuple() {
        auto items = popToMark();
        return items ? push(Sequence{std::move(*items), true}) : unsound();
    }

    Result<void> append(bool marked) {
        std::optional<std::vector<Id>> items;
        if (marked) {
            items = popToMark();
        } else if (const auto item = pop()) {
            items.emplace(1, *item);
        }
        Sequence* list = top<Sequence>();
        if (!items || !list || list->isTuple) return unsound();
        list->items.insert(list->items.end(), items->begin(), items->end());
        return {};
    }

    Result<void> setItems(bool marked) {
        std::optional<std::vector<Id>> items;
        if (marked) {
            items = popToMark();
        } else {
            const auto value = pop();
            const auto key = pop();
            if (value && key) items = std::vector<Id>{*key, *value};
        }
        Dictionary* dictionary = top<Dictionary>();
        if (!items || items->size() % 2 != 0) return unsound();
        if (!dictionary) return top<Opaque>() ? Result<void>{} : unsound();
        for (std::size_t i = 0; i < items->size(); i += 2)
            dictionary->items.emplace_back((*items)[i], (*items)[i + 1]);
        return {};
    }

    Result<void> put(std::optional<std::uint64_t> slot) {
        if (!slot || m_stack.empty() || *slot > m_pickle.size()) return unsound();
        m_memo[*slot] = m_stack.back();
        return {};
    }

    Result<void> get(std::optional<std::uint64_t> slot) {
        const auto found = slot ? m_memo.find(*slot) : m_memo.end();
        if (found == m_memo.end()) return unsound();
        m_stack.push_back(found->second);
        return m_stack.size() <= m_pickle.size() ? Result<void>{} : unsound();
    }

    Result<void> pushGlobal(const std::string& module, const std::string& name) {
        if (const auto global = knownGlobal(module, name)) return push(*global);
        const std::string shown = (module + "." + name).substr(0, 80);
        return Error{ErrorCode::Unsupported,
                     "The checkpoint asks for \"" + shown +
                         "\", which is not data; it was refused and nothing was run",
                     {}};
    }

    Result<void> pushNamedGlobal() {
        const auto module = takeLine();
        const auto name = module ? takeLine() : std::nullopt;
        return name ? pushGlobal(*module, *name) : unsound();
    }

    Result<void> pushStackGlobal() {
        const auto name = pop();
        const auto module = pop();
        if (!name || !module || !as<std::string>(*name) || !as<std::string>(*module)) return unsound();
        return pushGlobal(std::string(*as<std::string>(*module)), std::string(*as<std::string>(*name)));
    }

    // A persistent id is ("storage", storage type, key, device, element count).
    Result<void> pushStorage() {
        const auto id = pop();
        const Sequence* tuple = id ? as<Sequence>(*id) : nullptr;
        if (!tuple || tuple->items.size() < 5) return unsound();
        const auto* word = as<std::string>(tuple->items[0]);
        const auto* type = as<GlobalName>(tuple->items[1]);
        const auto* key = as<std::string>(tuple->items[2]);
        const auto* count = as<std::int64_t>(tuple->items[4]);
        const bool sound = word && *word == "storage" && type && type->kind == Global::Storage && key &&
                           count && *count >= 0;
        return sound ? push(Storage{type->dtype, *key, static_cast<std::uint64_t>(*count)}) : unsound();
    }

    Result<void> reduce() {
        const auto arguments = pop();
        const auto callee = pop();
        const Sequence* tuple = arguments ? as<Sequence>(*arguments) : nullptr;
        const GlobalName* global = callee ? as<GlobalName>(*callee) : nullptr;
        if (!tuple || !tuple->isTuple || !global) return unsound();
        switch (global->kind) {
        case Global::OrderedDict:
            return tuple->items.empty() ? push(Dictionary{}) : unsound();
        case Global::RebuildTensor:
            return rebuildTensor(*tuple);
        case Global::RebuildParameter:
            if (tuple->items.empty() || !as<PickledTensor>(tuple->items[0])) return unsound();
            m_stack.push_back(tuple->items[0]);
            return {};
        case Global::Storage:
            break;
        }
        return unsound();
    }

    std::optional<Shape> counts(Id id) const {
        const Sequence* tuple = as<Sequence>(id);
        if (!tuple || tuple->items.size() > 16) return std::nullopt;
        Shape values;
        for (const Id item : tuple->items) {
            const auto* value = as<std::int64_t>(item);
            if (!value || *value < 0) return std::nullopt;
            values.push_back(*value);
        }
        return values;
    }

    // _rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)
    Result<void> rebuildTensor(const Sequence& arguments) {
        if (arguments.items.size() < 4) return unsound();
        const auto* storage = as<Storage>(arguments.items[0]);
        const auto* offset = as<std::int64_t>(arguments.items[1]);
        const auto shape = counts(arguments.items[2]);
        const auto strides = counts(arguments.items[3]);
        if (!storage || !offset || *offset < 0 || !shape || !strides || shape->size() != strides->size())
            return unsound();
        return push(PickledTensor{storage->dtype, storage->key, storage->count,
                                  static_cast<std::uint64_t>(*offset), *shape, *strides});
    }

    // Attaches attributes to what lies below; a dictionary of tensors carries only bookkeeping there.
    Result<void> build() {
        if (!pop()) return unsound();
        return top<Dictionary>() ? Result<void>{} : unsound();
    }

    // ---- the result ----------------------------------------------------------------------------------------

    const Dictionary* entry(const Dictionary& dictionary, std::string_view key) const {
        for (const auto& [name, value] : dictionary.items) {
            const auto* text = as<std::string>(name);
            if (text && *text == key) return as<Dictionary>(value);
        }
        return nullptr;
    }

    Result<std::map<std::string, PickledTensor, std::less<>>> tensors() {
        const Dictionary* root = top<Dictionary>();
        if (!root) {
            return Error{
                ErrorCode::BadInput, "The checkpoint holds something other than a dictionary of tensors", {}};
        }
        if (const Dictionary* nested = entry(*root, "state_dict")) root = nested;
        std::map<std::string, PickledTensor, std::less<>> found;
        for (const auto& [name, value] : root->items) {
            const auto* text = as<std::string>(name);
            const auto* tensor = as<PickledTensor>(value);
            if (text && tensor) found.insert_or_assign(*text, *tensor);
        }
        if (found.empty()) return Error{ErrorCode::BadInput, "The checkpoint holds no tensors", {}};
        return found;
    }

    std::span<const std::byte> m_pickle;
    std::size_t m_at = 0;
    bool m_stopped = false;
    std::vector<Node> m_nodes;
    std::vector<Id> m_stack;
    std::map<std::uint64_t, Id> m_memo;
};

} // namespace

Result<std::map<std::string, PickledTensor, std::less<>>>
readTensorPickle(std::span<const std::byte> pickle) {
    return Machine(pickle).run();
}

} // namespace orfeas::inference
