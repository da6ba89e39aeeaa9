#pragma once

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>

namespace spolab::test {

inline std::string readFile(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void writeFile(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// Of a run's newest checkpoint, from its name; −1: there is none.
inline int checkpointIteration(const std::filesystem::path& run) {
  int newest = -1;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(run / "checkpoints", code)) {
    if (entry.path().extension() != ".safetensors") continue;  // set aside or not whole
    const std::string name = entry.path().stem().string();
    newest = std::max(newest, std::atoi(name.substr(name.find('-') + 1).c_str()));
  }
  return newest;
}

/// Of the last row of a run's metrics.csv; 0: it has none.
inline int lastIteration(const std::filesystem::path& run) {
  std::ifstream metrics(run / "metrics.csv");
  std::string line, last;
  while (std::getline(metrics, line)) last = line;
  return std::atoi(last.c_str());
}

/// While it lives no file of this process can grow beyond `bytes`, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace spolab::test
