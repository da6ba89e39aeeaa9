spolab_part(spolab_env_sokoban SOURCES
  sokoban/board.cpp sokoban/board_view.cpp sokoban/controls.cpp sokoban/deadlocks.cpp sokoban/floor_graph.cpp sokoban/generator.cpp sokoban/level_check.cpp
  sokoban/level_files.cpp sokoban/level_rows.cpp sokoban/level_source.cpp sokoban/level_text.cpp sokoban/loss.cpp sokoban/lurd.cpp
  sokoban/paths.cpp
  sokoban/reverse_play.cpp sokoban/room.cpp sokoban/sokoban.cpp sokoban/sokoban_scene.cpp sokoban/solver.cpp
  sokoban/step_batch.cpp)
list(APPEND SPOLAB_ENV_PARTS spolab_env_sokoban)
