#include "render/video_writer.h"

#include <dlfcn.h>

#include "core/base/blas_kernels.h"
#include "core/base/error.h"

// The library for films is loaded on first use: it brings two hundred others, and starting a program must not wait.

namespace spolab {
namespace {

using OpenVideo = VideoWriter* (*)(const std::filesystem::path& file, const VideoOptions& options);

struct Films {
  OpenVideo open = nullptr;
  std::string problem;
};

Films load() {
  chooseBlasKernels();  // FFmpeg brings OpenBLAS, perhaps before the engine does
  void* library = dlopen("libspolab_films.so", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = dlerror();
    return {nullptr, reason == nullptr ? "no libspolab_films.so" : reason};
  }
  const auto open = reinterpret_cast<OpenVideo>(dlsym(library, "spolabOpenVideo"));
  return {open, open == nullptr ? "another libspolab_films.so" : ""};
}

const Films& films() {
  static const Films loaded = load();  // lives until the process ends
  return loaded;
}

}  // namespace

std::string videoProblem() { return films().problem; }

std::unique_ptr<VideoWriter> openVideo(const std::filesystem::path& file, const VideoOptions& options) {
  VideoOptions named = options;
  if (named.name.empty()) named.name = file.string();
  if (films().open == nullptr)
    throw Error("the library for films libspolab_films.so (built where FFmpeg's libraries are found; .png needs none)",
                films().problem, named.name);
  return std::unique_ptr<VideoWriter>(films().open(file, named));
}

}  // namespace spolab
