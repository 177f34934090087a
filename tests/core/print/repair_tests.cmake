if(ORFEAS_REMESH)
    orfeas_add_test(repair_test core
        SOURCES repair_test.cpp reshape_test.cpp
        PRIVATE orfeas_repair)
    add_dependencies(repair_test orfeas_remesh)
endif()
