# Compiler flags shared by every target. No -march=native: wide instructions are chosen at run time, and
# -ffp-contract=off keeps results equal between builds.
add_library(spolab_flags INTERFACE)
target_include_directories(spolab_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(spolab_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers -Wno-restrict
  # -Wrestrict: g++ 12 reports string concatenations that do not overlap.
  -ffp-contract=off $<$<BOOL:${SPOLAB_WERROR}>:-Werror>)
target_compile_definitions(spolab_flags INTERFACE QT_NO_KEYWORDS SPOLAB_VERSION="${PROJECT_VERSION}")

if(SPOLAB_SANITIZE)
  target_compile_options(spolab_flags INTERFACE -fsanitize=${SPOLAB_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(spolab_flags INTERFACE -fsanitize=${SPOLAB_SANITIZE})
endif()
