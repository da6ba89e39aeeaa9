#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/episode/player_frame.h"

namespace spolab {

/// How one action stands in the eyes of the planner that searched before it. Of a box only regret and difference are
/// said.
struct MoveReport {
  int action = -1;              ///< −1: of a box
  int rank = 0;                 ///< 1: nothing has more weight in q̂ (π where both have none)
  int of = 0;                   ///< legal actions
  float qhat = 0.0f;            ///< q̂(a)
  float prior = 0.0f;           ///< π(a)
  std::optional<float> regret;  ///< Q of what the agent would have done − Q(a), see ActionComparison; below 0 where the
                                ///< searches after the two moves think the person's better; none: not searched yet
  float difference = 0.0f;  ///< of a box: mean distance per dimension from what the agent would have done, [0, 2]
  bool best = false;        ///< what the agent would have done
};

/// Nothing where no search was kept, or for a box.
std::optional<MoveReport> reportOn(const PlayerFrame& frame, int action);
/// Of the action that was done.
std::optional<MoveReport> reportOn(const PlayerFrame& frame);
/// Position of the person's step with the largest regret; −1 where none has been compared or none has any.
int worstMove(const std::vector<std::shared_ptr<const PlayerFrame>>& frames);

}  // namespace spolab
