#pragma once

#include <algorithm>
#include <cstddef>

#include "core/plan/evaluator.h"

namespace spolab {

/// Roots [first, last) of a search.
struct RootGroup {
  std::size_t first = 0;
  std::size_t last = 0;
  [[nodiscard]] std::size_t size() const { return last - first; }
};

/// The roots of a search in as many groups of equal size as the evaluator wants batches at once: while it is asked
/// about one group, the environments of the next one step. Roots are independent, so no result depends on the groups.
class RootGroups {
 public:
  /// `rowsPerRoot` rows of each root in a batch.
  RootGroups(std::size_t roots, std::size_t rowsPerRoot, const Evaluator& evaluator)
      : roots_(roots),
        count_(std::clamp<std::size_t>(static_cast<std::size_t>(evaluator.batchesAtOnce(roots * rowsPerRoot)), 1,
                                       std::max<std::size_t>(roots, 1))) {}

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] RootGroup operator[](std::size_t group) const {
    return {roots_ * group / count_, roots_ * (group + 1) / count_};
  }

 private:
  std::size_t roots_;
  std::size_t count_;
};

}  // namespace spolab
