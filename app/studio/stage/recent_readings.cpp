#include "app/studio/stage/recent_readings.h"

#include <algorithm>

#include "render/panels/search_memory.h"

namespace spolab {

void RecentReadings::keep(const std::shared_ptr<const Env>& env, const std::shared_ptr<const PlayerFrame>& frame,
                          const PanelState& panels) {
  // A reading points into its search and its world: without them it must go too.
  entries_.remove_if([&](const Entry& entry) { return entry.frame.expired() || entry.env.expired(); });
  if (!env || !frame || !panels.memory || panels.memory->key.trace != &frame->trace) return;
  entries_.remove_if([&](const Entry& entry) { return entry.frame.lock() == frame; });
  entries_.push_front({env, frame, panels.memory});
  if (entries_.size() > kKept) entries_.pop_back();
}

void RecentReadings::restore(const std::shared_ptr<const Env>& env, const std::shared_ptr<const PlayerFrame>& frame,
                             PanelState& panels) {
  const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.frame.lock() == frame && entry.env.lock() == env;
  });
  if (env && frame && known != entries_.end()) panels.memory = known->memory;
}

}  // namespace spolab
