# Folders are object libraries; two shared libraries are made of them, so that a symbol across the wall does not link:
# spolab_core (no LibTorch) and spolab_engine (LibTorch), which programs load only when they need it.
add_library(spolab_core SHARED)
target_link_libraries(spolab_core PUBLIC spolab_flags PRIVATE ${SPOLAB_CORE_PARTS} fmt::fmt Threads::Threads ${CMAKE_DL_LIBS})
target_link_options(spolab_core PRIVATE -Wl,--no-undefined)
set_target_properties(spolab_core PROPERTIES INSTALL_RPATH "$ORIGIN" BUILD_RPATH "$ORIGIN")
if(SPOLAB_SANITIZE MATCHES address)
  target_sources(spolab_core PRIVATE tests/sanitizers/keep_libraries.cpp)
endif()
install(TARGETS spolab_core LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

if(SPOLAB_HAS_ENGINE)
  add_library(spolab_engine SHARED)
  target_link_libraries(spolab_engine PUBLIC spolab_core PRIVATE ${SPOLAB_ENGINE_PARTS})
  target_link_options(spolab_engine PRIVATE -Wl,--no-undefined)
  # PyTorch's LibTorch finds its own CUDA libraries when it is loaded; an older NCCL beside the CUDA compiler, which the
  # linker would look into instead, must not stop it.
  target_link_options(spolab_engine INTERFACE -Wl,--allow-shlib-undefined)
  set_target_properties(spolab_engine PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS spolab_engine LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
