#include "app/studio/stage/recent_futures.h"

#include <algorithm>

namespace spolab {

void RecentFutures::show(const std::shared_ptr<const Env>& env, const std::shared_ptr<const PlayerFrame>& frame) {
  if (frame == frame_ && (!frame || env == env_)) return;
  env_ = env;
  frame_ = frame;
  shown_ = nullptr;
  // What they point into has gone with the decision.
  entries_.remove_if([](const Entry& entry) { return entry.env.expired() || entry.frame.expired(); });
  if (!frame) return;
  const auto known = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.frame.lock() == frame && entry.env.lock() == env;
  });
  if (known != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, known);
  } else {
    entries_.push_front({env, frame, std::make_unique<Futures>()});
    entries_.front().futures->read(*env, frame->trace, frame->places);
    if (entries_.size() > kKept) entries_.pop_back();
  }
  shown_ = entries_.front().futures.get();
}

}  // namespace spolab
