# How tests are made. A test that skips itself or is disabled has tested nothing, so it fails.
find_package(GTest REQUIRED)

# Graphics drivers and D-Bus leave memory behind in libraries that are unloaded before the leak checker looks, so that it can
# neither name nor leave out what is theirs. Where they are loaded, AddressSanitizer looks for everything but leaks.
set(ORFEAS_NO_LEAK_CHECK "ASAN_OPTIONS=detect_leaks=0")

# `ninja tests_core` builds what `ctest -L core` runs, and nothing more; likewise for the other labels.
function(orfeas_label_test name label)
    if(NOT TARGET tests_${label})
        add_custom_target(tests_${label})
    endif()
    add_dependencies(tests_${label} ${name})
endfunction()

# orfeas_add_test(NAME LABEL SOURCES ... [PRIVATE ...] [TIMEOUT seconds]): one GoogleTest program, one ctest entry named
# like it.
function(orfeas_add_test name label)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;PRIVATE" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    orfeas_add_program(${name} SOURCES ${arg_SOURCES} PRIVATE ${arg_PRIVATE} orfeas_test_support GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name})
    orfeas_label_test(${name} ${label})
    set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT ${arg_TIMEOUT}
                         FAIL_REGULAR_EXPRESSION "\\[  SKIPPED \\];DISABLED TEST")
    if(label STREQUAL "render")
        set_tests_properties(${name} PROPERTIES ENVIRONMENT "${ORFEAS_NO_LEAK_CHECK}")
    else()
        set_tests_properties(${name} PROPERTIES
                             ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/leaks.supp:print_suppressions=0")
    endif()
endfunction()

# orfeas_add_ui_test(NAME SOURCES ... [PRIVATE ...] [TIMEOUT seconds]): one Qt Test program (its sources include their own
# .moc files and hold a main), run on a virtual display of its own. Label: ui.
function(orfeas_add_ui_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;PRIVATE" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    orfeas_add_program(${name} SOURCES ${arg_SOURCES} PRIVATE ${arg_PRIVATE} orfeas_test_support Qt6::Test)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    add_test(NAME ${name} COMMAND "${CMAKE_SOURCE_DIR}/tests/support/with_display.sh" $<TARGET_FILE:${name}>)
    orfeas_label_test(${name} ui)
    set_tests_properties(${name} PROPERTIES LABELS ui TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${ORFEAS_NO_LEAK_CHECK}"
                         FAIL_REGULAR_EXPRESSION "SKIP   :;[1-9][0-9]* skipped")
endfunction()
