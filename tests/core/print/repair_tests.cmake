if(ORFEAS_REMESH)
    find_package(Fontconfig REQUIRED)
    find_package(Freetype REQUIRED)
    orfeas_add_test(repair_test core
        SOURCES crossings_test.cpp repair_test.cpp reshape_test.cpp stopping_test.cpp
        PRIVATE orfeas_repair)
    add_dependencies(repair_test orfeas_remesh)
    # Letters are drawn inside the module; the test looks at their outlines too.
    orfeas_add_test(emboss_test core
        SOURCES emboss_test.cpp "${CMAKE_SOURCE_DIR}/core/print/text_outline.cpp"
        PRIVATE orfeas_repair Fontconfig::Fontconfig Freetype::Freetype)
    add_dependencies(emboss_test orfeas_remesh)
endif()
