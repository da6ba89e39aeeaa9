spolab_part(spolab_env_rubiks_cube SOURCES
  rubiks_cube/controls.cpp rubiks_cube/hidden_faces.cpp rubiks_cube/legality.cpp rubiks_cube/notation.cpp
  rubiks_cube/optimal_solver.cpp rubiks_cube/rubiks_cube.cpp rubiks_cube/rubiks_cube_scene.cpp
  rubiks_cube/scramble.cpp rubiks_cube/step_batch.cpp rubiks_cube/symmetry.cpp)
list(APPEND SPOLAB_ENV_PARTS spolab_env_rubiks_cube)
