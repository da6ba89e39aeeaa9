#pragma once

#include <cstdint>
#include <vector>

#include "render/panels/trace_reading.h"

namespace spolab {

/// Which futures of a search are worth showing: those that begin with an action of at least a share of q̂. The most
/// likely action's are always shown. Works its answer out anew where the share has changed.
class FutureFilter {
 public:
  explicit FutureFilter(const panel::TraceReading& reading) : reading_(reading) {}

  /// `leastShare` ∈ [0, 1]; 0: all are shown. True when the answer may differ from before.
  bool update(float leastShare);
  [[nodiscard]] float leastShare() const { return leastShare_; }
  /// `i` = SearchTrace::at(depth, particle).
  [[nodiscard]] bool hides(std::size_t i) const { return !hidden_.empty() && hidden_[i] != 0; }

 private:
  const panel::TraceReading& reading_;
  float leastShare_ = 0.0f;
  std::vector<std::uint8_t> hidden_;  ///< [h, N]; empty: nothing is hidden
};

}  // namespace spolab
