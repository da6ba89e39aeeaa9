#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <variant>
#include <vector>

#include "app/episode/player_frame.h"

namespace spolab {

/// The episode on screen, as far as it has been played.
struct EpisodeLine {
  int id = 0;  ///< as PlayerLine::id
  std::uint64_t seed = 1;
  int episode = 0;
  std::vector<std::byte> start;  ///< [stateBytes]
  std::uint32_t firstStep = 0;   ///< random step of its first decision
  std::vector<std::shared_ptr<const PlayerFrame>> frames;

  [[nodiscard]] const std::vector<std::byte>& present() const { return frames.empty() ? start : frames.back()->after; }
};

/// What was played, with endless undo and redo of steps and of leaps (another episode, a restart, a branch), and the
/// lines that were left for others. Searches are forgotten oldest first when they need more than `mostBytes`; states,
/// actions and values never are. Single-threaded.
class EpisodeHistory {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{512} << 20;
  explicit EpisodeHistory(std::size_t mostBytes = kMostBytes) : mostBytes_(mostBytes) {}
  /// Another bound; what is beyond it is forgotten at once, but for the newest search.
  void setMostBytes(std::size_t bytes);
  [[nodiscard]] std::size_t mostBytes() const { return mostBytes_; }

  /// Steps of the longest line.
  [[nodiscard]] std::size_t longest() const;
  [[nodiscard]] const EpisodeLine& line() const { return line_; }
  [[nodiscard]] const std::vector<PlayerLine>& others() const { return others_; }
  [[nodiscard]] bool canUndo() const { return !undo_.empty(); }
  [[nodiscard]] bool canRedo() const { return !redo_.empty(); }
  /// Bytes of all searches still whole.
  [[nodiscard]] std::size_t searchBytes() const { return searchBytes_; }

  /// Begins another episode. `undoable`: a person wanted it; otherwise all that was before is forgotten.
  void begin(EpisodeLine line, bool undoable);
  /// One more step. What had been undone, over leaps of the same episode, too, becomes lines of their own.
  void push(std::shared_ptr<const PlayerFrame> frame);
  /// Goes back to before decision `step`, which is a leap; the rest is kept as a line.
  void branchAt(int step);
  /// Goes over to another line, which is a leap; the present one takes its place.
  void switchTo(int other);
  /// False when there is nothing to undo or redo.
  bool undo();
  bool redo();

 private:
  struct Leap {
    EpisodeLine line;
    std::vector<PlayerLine> others;
  };
  /// A step is undone by taking its frame away.
  using Deed = std::variant<std::shared_ptr<const PlayerFrame>, Leap>;

  void leap();
  [[nodiscard]] std::vector<PlayerLine> undone() const;
  void keep(std::vector<PlayerLine> lines);
  [[nodiscard]] bool contains(const PlayerLine& line) const;
  [[nodiscard]] int freeId() const;
  void boundLines();
  void recountForks();
  void remember(const std::shared_ptr<const PlayerFrame>& frame);
  void keepWithin();
  void forgetOldest();
  void replace(const PlayerFrame* old, const std::shared_ptr<const PlayerFrame>& by);

  std::size_t mostBytes_;
  EpisodeLine line_;
  std::vector<PlayerLine> others_;
  std::vector<Deed> undo_;  ///< last one last; a step holds nothing, its frame is the line's last
  std::vector<Deed> redo_;
  std::vector<std::shared_ptr<const PlayerFrame>> whole_;  ///< frames with a whole search, oldest first
  std::size_t searchBytes_ = 0;
};

}  // namespace spolab
