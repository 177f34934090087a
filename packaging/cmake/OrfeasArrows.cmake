cmake_minimum_required(VERSION 3.25)
# The allowed arrows between folders, and the check that reads every #include and fails when one points elsewhere.
# Runs at configure time and as the test `arrows` (cmake -P this file with -DORFEAS_ROOT=...).
#
# A folder may always include itself. "qt", "torch", "vulkan", "cgal", "openvdb", "assimp", "sqlite", "git2"
# stand for the third-party headers of that name; folders that do not list them may not include them.
set(ORFEAS_FOLDERS
    core/base core/jobs core/image core/mesh core/shapes core/print core/io core/history core/analytics core/cache core/vram core/generate core/inference
    core/project render ui app)

set(ORFEAS_ARROWS_core/base "")
set(ORFEAS_ARROWS_core/jobs core/base)
set(ORFEAS_ARROWS_core/image core/jobs core/base)
set(ORFEAS_ARROWS_core/mesh core/image core/jobs core/base)
set(ORFEAS_ARROWS_core/shapes core/mesh core/image core/jobs core/base)
set(ORFEAS_ARROWS_core/print core/mesh core/jobs core/base cgal openvdb)
set(ORFEAS_ARROWS_core/io core/mesh core/image core/jobs core/base assimp)
set(ORFEAS_ARROWS_core/history core/base sqlite git2)
set(ORFEAS_ARROWS_core/vram core/base)
set(ORFEAS_ARROWS_core/generate core/vram core/image core/mesh core/print core/io core/jobs core/base)
set(ORFEAS_ARROWS_core/analytics core/history core/jobs core/base)
set(ORFEAS_ARROWS_core/cache core/history core/generate core/image core/mesh core/io core/jobs core/base)
set(ORFEAS_ARROWS_core/inference core/shapes core/generate core/vram core/image core/mesh core/io core/jobs core/base torch)
set(ORFEAS_ARROWS_core/project
    core/history core/analytics core/cache core/generate core/image core/mesh core/print core/io core/jobs core/base)
set(ORFEAS_ARROWS_render core/mesh core/image core/base vulkan)
set(ORFEAS_ARROWS_ui
    render core/project core/history core/analytics core/cache core/inference core/generate core/vram core/image core/mesh core/print core/io core/jobs core/base
    qt vulkan)
set(ORFEAS_ARROWS_app
    ui render core/project core/history core/analytics core/cache core/inference core/shapes core/generate core/vram core/image core/mesh core/print core/io
    core/jobs core/base qt assimp)

set(ORFEAS_THIRD_PARTY_qt "[<\"](Q[A-Z]|Qt)")
set(ORFEAS_THIRD_PARTY_torch "[<\"](torch|ATen|c10)/")
set(ORFEAS_THIRD_PARTY_vulkan "[<\"](vulkan/|volk\\.h|vk_mem_alloc)")
set(ORFEAS_THIRD_PARTY_cgal "[<\"]CGAL/")
set(ORFEAS_THIRD_PARTY_openvdb "[<\"]openvdb/")
set(ORFEAS_THIRD_PARTY_assimp "[<\"]assimp/")
set(ORFEAS_THIRD_PARTY_sqlite "[<\"]sqlite3\\.h")
set(ORFEAS_THIRD_PARTY_git2 "[<\"]git2")
set(ORFEAS_THIRD_PARTIES qt torch vulkan cgal openvdb assimp sqlite git2)

function(orfeas_check_arrows)
    if(NOT ORFEAS_ROOT)
        set(ORFEAS_ROOT "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    set(wrong "")
    foreach(folder IN LISTS ORFEAS_FOLDERS)
        file(GLOB_RECURSE sources "${ORFEAS_ROOT}/${folder}/*.h" "${ORFEAS_ROOT}/${folder}/*.cpp"
             "${ORFEAS_ROOT}/${folder}/*.cu" "${ORFEAS_ROOT}/${folder}/*.cuh")
        foreach(source IN LISTS sources)
            file(STRINGS "${source}" includes REGEX "^[ \t]*#[ \t]*include")
            file(RELATIVE_PATH shown "${ORFEAS_ROOT}" "${source}")
            foreach(line IN LISTS includes)
                if(line MATCHES "\"((core/[a-z_]+)|render|ui|app|tests)/")
                    set(target "${CMAKE_MATCH_1}")
                    if(NOT target STREQUAL folder AND NOT target IN_LIST ORFEAS_ARROWS_${folder})
                        list(APPEND wrong "${shown} includes from ${target}")
                    endif()
                endif()
                foreach(party IN LISTS ORFEAS_THIRD_PARTIES)
                    if(line MATCHES "${ORFEAS_THIRD_PARTY_${party}}" AND NOT party IN_LIST ORFEAS_ARROWS_${folder})
                        list(APPEND wrong "${shown} includes ${party} headers")
                    endif()
                endforeach()
            endforeach()
        endforeach()
    endforeach()
    if(wrong)
        list(JOIN wrong "\n  " wrong)
        message(FATAL_ERROR "Dependency arrows broken (see packaging/cmake/OrfeasArrows.cmake):\n  ${wrong}")
    endif()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    orfeas_check_arrows()
endif()
