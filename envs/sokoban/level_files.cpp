#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "envs/sokoban/level_text.h"

namespace spolab::sokoban {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestFile = std::uintmax_t{64} << 20;

std::string readWhole(const fs::path& file) {
  std::error_code code;
  const std::uintmax_t size = fs::file_size(file, code);
  if (code) throw Error("a readable file", code.message(), file.string());
  if (size > kLargestFile)
    throw Error::usage("a level file of at most 64 MiB (split it, and name the folder)",
                       std::to_string(size >> 20) + " MiB", file.string());
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(size)))
    throw Error("a readable file", std::strerror(errno), file.string());
  return text;
}

std::size_t readFile(const fs::path& file, const LevelSink& sink) {
  std::size_t count = 0;
  readLevelText(readWhole(file), file.string(), [&](Level& level, const LevelPlace& place) {
    ++count;
    sink(level, place);
  });
  return count;
}

bool isLevelFile(const fs::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension == ".txt" || extension == ".xsb" || extension == ".sok";
}

std::vector<fs::path> levelFilesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code code;
  fs::directory_iterator entries(folder, code);
  for (; !code && entries != fs::directory_iterator(); entries.increment(code)) {
    std::error_code unreadable;
    if (isLevelFile(entries->path()) && fs::is_regular_file(entries->path(), unreadable))
      files.push_back(entries->path());
  }
  if (code) throw Error("a readable folder", code.message(), folder.string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void readLevels(const fs::path& path, const LevelSink& sink) {
  std::error_code code;
  const fs::file_status status = fs::status(path, code);
  if (fs::is_directory(status)) {
    const std::vector<fs::path> files = levelFilesIn(path);
    if (files.empty()) throw Error::usage("a folder with level files (.txt, .xsb, .sok)", "none in it", path.string());
    std::size_t count = 0;
    for (const fs::path& file : files) count += readFile(file, sink);
    if (count == 0)
      throw Error::usage("at least one level", "none in " + std::to_string(files.size()) + " files", path.string());
  } else if (fs::is_regular_file(status)) {
    if (readFile(path, sink) == 0)
      throw Error::usage("at least one level (rows of # walls, @ player, $ boxes, . targets)", "none", path.string());
  } else {
    throw Error::usage("a level file or a folder of them", fs::exists(status) ? "neither" : "nothing", path.string());
  }
}

std::vector<Level> readLevels(const fs::path& path) {
  std::vector<Level> levels;
  readLevels(path, [&](Level& level, const LevelPlace&) { levels.push_back(std::move(level)); });
  return levels;
}

std::string levelFilesState(const fs::path& path) {
  std::error_code code;
  std::vector<fs::path> files{path};
  if (fs::is_directory(path, code)) files = levelFilesIn(path);
  std::string state;
  for (const fs::path& file : files)
    state += file.string() + ' ' + std::to_string(fs::file_size(file, code)) + ' ' +
             std::to_string(fs::last_write_time(file, code).time_since_epoch().count()) + '\n';
  return state;
}

}  // namespace spolab::sokoban
