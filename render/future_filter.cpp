#include "render/future_filter.h"

#include <algorithm>
#include <map>

namespace spolab {

bool FutureFilter::update(float leastShare) {
  if (leastShare == leastShare_) return false;
  leastShare_ = leastShare;
  hidden_.clear();
  const SearchTrace& trace = reading_.trace;
  if (leastShare <= 0.0f || trace.depths == 0) return true;
  std::map<int, float> shares = reading_.familyShares();
  float most = 0.0f;
  for (const auto& [family, share] : shares) most = std::max(most, share);
  const float bound = std::min(leastShare, most);
  hidden_.assign(trace.weight.size(), 0);
  for (int depth = 0; depth < trace.depths; ++depth) {
    for (int n = 0; n < trace.countAt(depth); ++n) {
      const auto found = shares.find(reading_.family(depth, n));
      if (found == shares.end() || found->second < bound) hidden_[trace.at(depth, n)] = 1;
    }
  }
  return true;
}

}  // namespace spolab
