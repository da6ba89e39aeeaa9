spolab_part(spolab_env_snake SOURCES
  snake/controls.cpp snake/position.cpp snake/snake.cpp snake/snake_scene.cpp snake/snake_text.cpp snake/winding.cpp)
list(APPEND SPOLAB_ENV_PARTS spolab_env_snake)
