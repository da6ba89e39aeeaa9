#include <cstdlib>
#include <dlfcn.h>
#include <memory>
#include <mutex>

#include "core/base/error.h"
#include "core/run/engine.h"

namespace spolab {
namespace {

using MakeEngine = Engine* (*)();

/// OpenBLAS picks its kernels by processor model when it loads and falls back to SSE3 for models newer than itself,
/// several times slower. The instruction sets are what counts, so name the fitting family unless the user has.
void chooseBlasKernels() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx512 = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  const bool avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (avx512 || avx2) setenv("OPENBLAS_CORETYPE", avx512 ? "SkylakeX" : "Haswell", 0);
#endif
}

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
