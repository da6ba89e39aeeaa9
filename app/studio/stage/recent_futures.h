#pragma once

#include <list>
#include <memory>

#include "app/episode/player_frame.h"
#include "render/futures.h"

namespace spolab {

/// The futures of the decisions shown last: working out those of a large search takes longer than drawing them, and
/// going back should not wait for it again. Forgets those whose decision is gone. Single-threaded.
class RecentFutures {
 public:
  /// As many large searches as the memory of an episode holds.
  static constexpr std::size_t kKept = 24;

  /// Turns to the search of `frame` in the world `env`; null: to none.
  void show(const std::shared_ptr<const Env>& env, const std::shared_ptr<const PlayerFrame>& frame);
  /// Of the last show(); empty without one.
  [[nodiscard]] Futures& shown() { return shown_ ? *shown_ : none_; }
  /// The decision of the last show().
  [[nodiscard]] const std::shared_ptr<const PlayerFrame>& frame() const { return frame_; }

 private:
  struct Entry {
    std::weak_ptr<const Env> env;
    std::weak_ptr<const PlayerFrame> frame;
    std::unique_ptr<Futures> futures;
  };

  Futures none_;
  std::list<Entry> entries_;  ///< the one shown last first
  std::shared_ptr<const Env> env_;
  std::shared_ptr<const PlayerFrame> frame_;
  Futures* shown_ = nullptr;
};

}  // namespace spolab
