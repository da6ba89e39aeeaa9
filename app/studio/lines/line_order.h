#pragma once

#include <memory>
#include <vector>

#include <QString>

#include "app/episode/player_frame.h"

namespace spolab {

/// A line of the viewed episode, the one on screen or another.
struct LineEntry {
  int id = 0;      ///< PlayerLine::id
  int other = -1;  ///< index of PlayerView::lines; −1: the line on screen
  int fork = 0;    ///< decisions in common with the line on screen
  const std::vector<std::shared_ptr<const PlayerFrame>>* frames = nullptr;  ///< of the view it was made from

  [[nodiscard]] int steps() const { return static_cast<int>(frames->size()); }
};

struct LineList {
  std::vector<LineEntry> lines;  ///< by number, so that a line keeps its place when another comes on screen
  int hidden = 0;                ///< older ones that were left out
};

/// The line on screen and the `most` newest others. Borrows from `view`.
LineList listLines(const PlayerView& view, int most = 1000);
/// Of the line `by` places further in the order of numbers, going round, its index of PlayerView::lines; −1: there is
/// no other.
int neighbourOf(const PlayerView& view, int by);

/// "line 2".
QString lineName(int id);
/// "solved", "over" or "open".
QString lineEnd(const LineEntry& line);
/// "line 2: left after 5 steps, 12 steps, solved, return 0.95".
QString lineSentence(const LineEntry& line);

/// The state after `steps` decisions from `start`, or the last one where there are fewer.
const std::vector<std::byte>& stateAfter(const std::vector<std::byte>& start,
                                         const std::vector<std::shared_ptr<const PlayerFrame>>& frames, int steps);
/// Sum of the rewards of the first `steps` decisions.
float returnAfter(const std::vector<std::shared_ptr<const PlayerFrame>>& frames, int steps);

}  // namespace spolab
