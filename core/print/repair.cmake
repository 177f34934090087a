# Repairing and reworking meshes.
orfeas_add_library(orfeas_repair
    SOURCES appearance.cpp boundary_loops.cpp change_log.cpp crossings.cpp cut_pegs.cpp edges.cpp emboss.cpp faults.cpp hollow.cpp
            make_anew.cpp mend_locally.cpp mend_shells.cpp orient_faces.cpp remesh_module.cpp repair.cpp reshape.cpp
            separate.cpp shell_nesting.cpp stitch.cpp thicken.cpp work_mesh.cpp
    PUBLIC orfeas_print orfeas_mesh orfeas_jobs orfeas_base
    PRIVATE ${CMAKE_DL_LIBS}
    FORBID Qt torch)

# CGAL and OpenVDB take long to compile and OpenVDB long to load, so what needs them is a module of a few units that is
# loaded on first need (remesh_engine.h).
if(ORFEAS_REMESH)
    find_package(Eigen3 REQUIRED NO_MODULE)
    find_package(Fontconfig REQUIRED)
    find_package(Freetype REQUIRED)
    find_path(ORFEAS_CGAL CGAL/alpha_wrap_3.h REQUIRED)
    find_path(ORFEAS_OPENVDB openvdb/openvdb.h REQUIRED)
    add_library(orfeas_remesh MODULE
        boundary_loops.cpp edges.cpp remesh_boolean.cpp remesh_entry.cpp remesh_holes.cpp remesh_prism.cpp remesh_simplify.cpp
        remesh_voxels.cpp remesh_wrap.cpp text_outline.cpp)
    target_include_directories(orfeas_remesh SYSTEM PRIVATE ${ORFEAS_CGAL} ${ORFEAS_OPENVDB})
    target_compile_definitions(orfeas_remesh PRIVATE CGAL_EIGEN3_ENABLED)
    # Interval arithmetic of CGAL's exact predicates needs the rounding mode respected.
    target_compile_options(orfeas_remesh PRIVATE -frounding-math -g1 -Wno-maybe-uninitialized)
    target_link_libraries(orfeas_remesh PRIVATE orfeas_mesh orfeas_base Eigen3::Eigen Fontconfig::Fontconfig Freetype::Freetype gmp mpfr openvdb tbb orfeas_warnings)
    set_target_properties(orfeas_remesh PROPERTIES
        PREFIX "" LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/orfeas"
        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endif()
