#pragma once

#include <cstdint>

#include <torch/torch.h>

namespace spolab::test {

/// A LibTorch device for machines without a graphics card: it calculates on the processor, but its memory may be read
/// and written by its own copies and kernels only. Code that takes a tensor's address without bringing the tensor to
/// the processor, or mixes tensors of two devices, fails here as it would on CUDA; a network's backward pass runs in a
/// thread of LibTorch's own, as there.
torch::Device lockedDevice();

/// Copies between the processor and the device so far, in either direction.
std::int64_t lockedDeviceCopies();

}  // namespace spolab::test
