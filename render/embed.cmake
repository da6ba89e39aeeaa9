# cmake -DOUT=file.cpp -DFOLDER=resources -DFILES="a;b" -P embed.cmake
# Writes the files as arrays of bytes, each with a final zero, findable by name through render/resources.h.
set(arrays "")
set(rows "")
set(number 0)
foreach(name IN LISTS FILES)
  file(READ "${FOLDER}/${name}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "const unsigned char kFile${number}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", {kFile${number}, sizeof kFile${number} - 1}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUT}" "#include \"render/resources.h\"\n\n#include <cstring>\n\n#include \"core/base/check.h\"\n\n"
  "namespace spolab {\nnamespace {\n\n${arrays}\n"
  "struct Entry {\n  const char* name;\n  std::span<const unsigned char> bytes;\n};\n\n}  // namespace\n\n"
  "std::span<const unsigned char> resource(const char* name) {\n  static const Entry kEntries[] = {\n${rows}  };\n"
  "  for (const Entry& entry : kEntries)\n    if (std::strcmp(entry.name, name) == 0) return entry.bytes;\n"
  "  SPOLAB_CHECK(!\"a file named in render/CMakeLists.txt\");\n  return {};\n}\n\n}  // namespace spolab\n")
