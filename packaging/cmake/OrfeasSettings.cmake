# Settings shared by every target: language level, output folders, warnings, sanitizers, build type.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(ORFEAS_CCACHE ccache)
if(ORFEAS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${ORFEAS_CCACHE}")
endif()

# LLD links the many test programs in a fraction of the time.
find_program(ORFEAS_LLD ld.lld)
if(ORFEAS_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_link_options(-fuse-ld=lld)
endif()

find_package(Threads REQUIRED)

# Our own targets link this; third-party code never does.
add_library(orfeas_warnings INTERFACE)
target_compile_options(orfeas_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Werror)
# GCC 12 warns about the standard library's own string + string at -O3 (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(orfeas_warnings INTERFACE -Wno-restrict)
endif()

# The same input must give the same bytes whatever the compiler would like to fuse.
add_compile_options(-ffp-contract=off)

# (The presets build sanitizers with -O1 -g1: what they find is the same, and compiling takes half as long.)
if(ORFEAS_SANITIZE)
    add_compile_options(-fsanitize=${ORFEAS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
    add_link_options(-fsanitize=${ORFEAS_SANITIZE})
endif()
