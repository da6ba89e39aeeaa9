#pragma once

#include <list>
#include <memory>

#include "app/episode/player_frame.h"
#include "render/search_panels.h"

namespace spolab {

/// What the panels have worked out of the decisions shown last, so that going back does not wait for it again. Forgets
/// those whose decision is gone. Single-threaded.
class RecentReadings {
 public:
  /// A reading of 1,024 particles × 16 depths takes about three megabytes.
  static constexpr std::size_t kKept = 12;

  /// Keeps what `panels` know of the search of `frame` in the world `env`; nothing where they know another one.
  void keep(const std::shared_ptr<const Env>& env, const std::shared_ptr<const PlayerFrame>& frame,
            const PanelState& panels);
  /// Gives `panels` what was kept of `frame` in `env`, where it was.
  void restore(const std::shared_ptr<const Env>& env, const std::shared_ptr<const PlayerFrame>& frame,
               PanelState& panels);

 private:
  struct Entry {
    std::weak_ptr<const Env> env;
    std::weak_ptr<const PlayerFrame> frame;
    std::shared_ptr<panel::SearchMemory> memory;
  };
  std::list<Entry> entries_;  ///< the one kept last first
};

}  // namespace spolab
