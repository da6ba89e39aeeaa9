#include "core/nn/torch_setup.h"

#include <dlfcn.h>

#include "core/base/error.h"

namespace spolab {
namespace {

void useOneBlasThread() {
  using SetThreads = void (*)(int);
  if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

}  // namespace

void useOneThread() {
  static const bool blas = (useOneBlasThread(), true);
  thread_local const bool intraOp = (at::set_num_threads(1), true);
  static_cast<void>(blas);
  static_cast<void>(intraOp);
}

torch::Device chooseDevice(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (name != "auto" && name != "cuda") throw Error::usage("one of auto, cpu, cuda", "'" + name + "'", "--device");
  if (torch::cuda::is_available()) {
    // Convolutions round to 10 bits by default where the card can: answers would part from the processor's by 1e-3.
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
    return {torch::kCUDA, 0};
  }
  if (name == "auto") return torch::kCPU;
  throw Error("a CUDA device and a LibTorch built with CUDA", "none (LibTorch " TORCH_VERSION ")", "--device cuda");
}

std::string blasDescription() {
  using GetConfig = const char* (*)();
  using GetThreads = int (*)();
  const auto config = reinterpret_cast<GetConfig>(dlsym(RTLD_DEFAULT, "openblas_get_config"));
  const auto threads = reinterpret_cast<GetThreads>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads"));
  if (config == nullptr) return "LibTorch's own";
  return std::string(config()) + (threads == nullptr ? "" : ", " + std::to_string(threads()) + " thread(s)");
}

}  // namespace spolab
