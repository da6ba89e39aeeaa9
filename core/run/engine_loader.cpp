#include <dlfcn.h>
#include <memory>
#include <mutex>

#include "core/base/blas_kernels.h"
#include "core/base/error.h"
#include "core/run/engine.h"

namespace spolab {
namespace {

using MakeEngine = Engine* (*)();

Engine& load() {
  chooseBlasKernels();
  // Resolved through the run path of this library, which lies beside the engine's.
  void* library = dlopen("libspolab_engine.so", RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) {
    const char* reason = dlerror();
    throw Error("the engine's library libspolab_engine.so (built where LibTorch is found)",
                reason == nullptr ? "nothing" : reason, "the program's library folder");
  }
  const auto make = reinterpret_cast<MakeEngine>(dlsym(library, "spolabMakeEngine"));
  if (make == nullptr) throw Error("the function spolabMakeEngine", "none", "libspolab_engine.so");
  return *make();
}

}  // namespace

Engine& engine() {
  static std::mutex mutex;
  static Engine* loaded = nullptr;  // lives until the process ends
  const std::scoped_lock lock(mutex);
  if (loaded == nullptr) loaded = &load();
  return *loaded;
}

}  // namespace spolab
