// Coverage-guided fuzzing of the parsers of project files, where the compiler has libFuzzer (clang); elsewhere the corpus is
// run once, which is what ctest does. The corpus in tests/fuzz/corpus is what such runs kept.
//   clang++ -fsanitize=fuzzer,address,undefined … && ./fuzz_parsers -max_total_time=600 corpus
//   fuzz_parsers FILE-OR-FOLDER...
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/project_parsers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using orfeas::test::Parser;
    if (size == 0 || data[0] >= static_cast<std::uint8_t>(Parser::Count)) return 0;
    orfeas::test::parseHostile(static_cast<Parser>(data[0]), std::as_bytes(std::span(data + 1, size - 1)));
    return 0;
}

#ifndef ORFEAS_LIBFUZZER

namespace {

namespace fs = std::filesystem;

void runFile(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

} // namespace

int main(int argc, char** argv) {
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i) {
        if (fs::is_regular_file(argv[i])) {
            runFile(argv[i]);
            ++count;
            continue;
        }
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(argv[i], error)) {
            if (!entry.is_regular_file()) continue;
            runFile(entry.path());
            ++count;
        }
        if (error) {
            std::fprintf(stderr, "%s: %s\n", argv[i], error.message().c_str());
            return 2;
        }
    }
    std::printf("%zu inputs, no finding\n", count);
    return count > 0 ? 0 : 1;
}

#endif
