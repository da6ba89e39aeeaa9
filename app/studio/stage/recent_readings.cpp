#include "app/studio/stage/recent_readings.h"

#include <algorithm>

namespace spolab {

void RecentReadings::keep(const std::shared_ptr<const PlayerFrame>& frame, const PanelState& panels) {
  // A reading points into its search: without the decision it must go too.
  entries_.remove_if([&](const Entry& entry) { return entry.frame.expired() || entry.frame.lock() == frame; });
  if (!frame || !panels.memory) return;
  entries_.push_front({frame, panels.memory});
  if (entries_.size() > kKept) entries_.pop_back();
}

void RecentReadings::restore(const std::shared_ptr<const PlayerFrame>& frame, PanelState& panels) {
  const auto known =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.frame.lock() == frame; });
  if (frame && known != entries_.end()) panels.memory = known->memory;
}

}  // namespace spolab
