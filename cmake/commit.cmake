# cmake -DOUT=FILE -DSOURCE=FOLDER -P commit.cmake: writes a header with the commit of the source tree, where it is one of a
# repository. The file is touched only when it changes, so that two small files are compiled again and nothing else.
set(commit "")
if(EXISTS ${SOURCE}/.git)
  execute_process(COMMAND git -C ${SOURCE} describe --always --abbrev=9 --exclude=* --dirty=,\ changed
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(commit "")
  endif()
endif()
set(text "inline constexpr const char* kCommit = \"${commit}\";\n")
if(EXISTS ${OUT})
  file(READ ${OUT} before)
endif()
if(NOT "${text}" STREQUAL "${before}")
  file(WRITE ${OUT} "${text}")
endif()
