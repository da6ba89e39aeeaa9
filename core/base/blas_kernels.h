#pragma once

namespace spolab {

/// OpenBLAS picks its kernels by processor model when it is loaded and falls back to SSE3 for models newer than itself,
/// several times slower. Names the family that fits this processor's instruction sets, unless a person has named one.
/// To be called before any library is loaded that may bring OpenBLAS with it.
void chooseBlasKernels();

}  // namespace spolab
