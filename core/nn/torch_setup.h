#pragma once

#include <string>

#include <torch/torch.h>

namespace spolab {

/// Makes LibTorch and the BLAS below it work on the calling thread only: our own pool splits the work, and a threaded
/// BLAS under it runs several times slower. Cheap after the first call in a thread; call it wherever tensors are used.
void useOneThread();

/// "cpu", "cuda" or "auto" (CUDA when there is one). Throws a usage Error for other names and an Error when CUDA is
/// asked for and absent.
torch::Device chooseDevice(const std::string& name);

/// The BLAS that LibTorch calls, for people.
std::string blasDescription();

}  // namespace spolab
