# How every Shoal target is built: one set of flags, one static library per folder.

add_library(shoal_options INTERFACE)
target_compile_features(shoal_options INTERFACE cxx_std_20)
target_include_directories(shoal_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  shoal_options INTERFACE -march=x86-64-v3 -ffp-contract=off -Wall -Wextra -Wpedantic -Wconversion
                          -Wshadow)
if(SHOAL_SANITIZE)
  target_compile_options(shoal_options INTERFACE -fsanitize=${SHOAL_SANITIZE}
                                                 -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(shoal_options INTERFACE -fsanitize=${SHOAL_SANITIZE})
endif()

# shoal_library(sim_kernel SOURCES a.cpp b.cpp [PUBLIC libs...] [PRIVATE libs...])
# makes the static library shoal_sim_kernel with the alias shoal::sim_kernel.
# A folder of headers alone gives no SOURCES and becomes an interface library.
function(shoal_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(shoal_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(shoal_${name} PUBLIC shoal_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  else()
    add_library(shoal_${name} INTERFACE)
    target_link_libraries(shoal_${name} INTERFACE shoal_options ${ARG_PUBLIC})
  endif()
  add_library(shoal::${name} ALIAS shoal_${name})
endfunction()

add_custom_target(thread_tests)

# shoal_test(sim_kernel SOURCES a_test.cpp ... LIBS shoal::sim_kernel ... [LABELS unit])
# makes the executable test_sim_kernel (Catch2). Its cases run as one ctest entry per label:
# cases tagged [statistical] or [slow] run apart from the unit ones; those tagged [threads] are unit
# tests too, and the only ones that the preset tsan builds and runs (target thread_tests).
function(shoal_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;SPLIT" ${ARGN})
  add_executable(test_${name} ${ARG_SOURCES})
  target_link_libraries(test_${name} PRIVATE shoal_options ${ARG_LIBS} Catch2::Catch2WithMain)
  target_compile_definitions(
    test_${name} PRIVATE SHOAL_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                         SHOAL_REAL_DATA_DIR="${PROJECT_SOURCE_DIR}/../shared/data")
  set(rest "")
  foreach(label IN LISTS ARG_SPLIT)
    add_test(NAME ${name}.${label} COMMAND test_${name} "[${label}]")
    set(labels ${label})
    if(label STREQUAL threads)
      list(APPEND labels unit)
      add_dependencies(thread_tests test_${name})
    endif()
    set_tests_properties(${name}.${label} PROPERTIES LABELS "${labels}" TIMEOUT 1200)
    string(APPEND rest "~[${label}]")
  endforeach()
  add_test(NAME ${name} COMMAND test_${name} "~[statistical]~[slow]~[long]${rest}")
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()
