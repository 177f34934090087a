# orfeas_add_test(NAME LABEL SOURCES ... [PRIVATE ...]): one GoogleTest program, one ctest entry named like it.
# A test that skips itself or is disabled has tested nothing, so it fails.
find_package(GTest REQUIRED)

function(orfeas_add_test name label)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;PRIVATE" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    orfeas_add_program(${name} SOURCES ${arg_SOURCES} PRIVATE ${arg_PRIVATE} orfeas_test_support GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT ${arg_TIMEOUT}
                         FAIL_REGULAR_EXPRESSION "\\[  SKIPPED \\];DISABLED TEST")
endfunction()
