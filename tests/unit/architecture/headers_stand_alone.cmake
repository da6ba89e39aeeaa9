# Compiles every header of the parts without LibTorch and drawing by itself: each must include what it uses.
# cmake -DCOMPILER=… -DROOT=… -P headers_stand_alone.cmake
set(headers "")
foreach(folder envs core/base core/trace core/plan core/config)
  file(GLOB_RECURSE found ${ROOT}/${folder}/*.h)
  list(APPEND headers ${found})
endforeach()
list(APPEND headers ${ROOT}/core/run/engine.h)

set(failures 0)
foreach(header IN LISTS headers)
  execute_process(
    COMMAND ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Wno-pragma-once-outside-header -I${ROOT} -x c++ ${header}
    RESULT_VARIABLE result ERROR_VARIABLE messages)
  if(NOT result EQUAL 0)
    message("${header} does not stand alone:\n${messages}")
    math(EXPR failures "${failures} + 1")
  endif()
endforeach()
list(LENGTH headers count)
message("${count} headers, ${failures} that do not stand alone")
if(failures GREATER 0 OR count LESS 10)
  message(FATAL_ERROR "every header must include what it uses")
endif()
