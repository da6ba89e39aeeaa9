find_package(box2d QUIET GLOBAL)
if(TARGET box2d::box2d)
  spolab_part(spolab_env_planar_bodies LINK box2d::box2d SOURCES
    planar_bodies/contact_order.cpp planar_bodies/controls.cpp planar_bodies/half_cheetah.cpp planar_bodies/hopper.cpp
    planar_bodies/kinematics.cpp planar_bodies/parkour_walker.cpp planar_bodies/planar_env.cpp planar_bodies/rejoin.cpp
    planar_bodies/planar_handling.cpp planar_bodies/planar_scene.cpp planar_bodies/simulate.cpp
    planar_bodies/state_text.cpp planar_bodies/terrain.cpp planar_bodies/walker2d.cpp)
else()
  spolab_part(spolab_env_planar_bodies SOURCES planar_bodies/missing.cpp)
  spolab_missing("planar bodies (half-cheetah, hopper, walker2d, parkour-walker)"
    "Box2D was not found (Debian: libbox2d-dev)")
endif()
list(APPEND SPOLAB_ENV_PARTS spolab_env_planar_bodies)
