# Bodies simulated by MuJoCo; where it is missing, their ids are registered with the reason.
find_package(mujoco QUIET GLOBAL)
if(TARGET mujoco::mujoco)
  # Debian's package names an include folder that it does not bring, which CMake refuses.
  get_target_property(folders mujoco::mujoco INTERFACE_INCLUDE_DIRECTORIES)
  set(existing "")
  foreach(folder IN LISTS folders)
    if(IS_DIRECTORY "${folder}")
      list(APPEND existing "${folder}")
    endif()
  endforeach()
  set_target_properties(mujoco::mujoco PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${existing}")

  foreach(body ant humanoid)
    string(TOUPPER ${body} name)
    file(READ ${CMAKE_SOURCE_DIR}/assets/bodies/${body}.xml SPOLAB_${name}_MJCF)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/bodies/${body}.xml)
  endforeach()
  configure_file(${CMAKE_CURRENT_LIST_DIR}/mjcf.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/mjcf.cpp @ONLY)

  spolab_part(spolab_env_mujoco_bodies LINK mujoco::mujoco SOURCES
    ${CMAKE_CURRENT_BINARY_DIR}/mjcf.cpp
    mujoco_bodies/ant.cpp mujoco_bodies/body.cpp mujoco_bodies/body_handling.cpp mujoco_bodies/body_scene.cpp
    mujoco_bodies/body_text.cpp mujoco_bodies/controls.cpp mujoco_bodies/humanoid.cpp mujoco_bodies/mujoco_body.cpp mujoco_bodies/observation.cpp
    mujoco_bodies/simulation.cpp)
else()
  spolab_missing("ant and humanoid" "MuJoCo was not found (Debian: libmujoco-dev)")
  spolab_part(spolab_env_mujoco_bodies SOURCES mujoco_bodies/missing.cpp)
endif()
list(APPEND SPOLAB_ENV_PARTS spolab_env_mujoco_bodies)
