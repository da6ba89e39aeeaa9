#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QElapsedTimer>
#include <QSet>
#include <QString>

#include "app/episode/player_frame.h"

namespace spolab {

/// The best a person has done from scrambles of one length, remembered between starts.
struct CubeRecord {
  double seconds = 0.0;
  int moves = 0;
};
/// Nothing before the first.
std::optional<CubeRecord> cubeRecord(int scrambleLength);
void keepCubeRecord(int scrambleLength, const CubeRecord& record);

/// "12.3 s", "1:02.5".
QString clockText(double seconds);

/// Times a person who solves: from the first move after the start until the cube is solved. Back at the start it stands
/// at zero again. Single-threaded.
class CubeClock {
 public:
  /// The episode as it is now.
  void follow(const PlayerView& view);
  /// Seconds; 0 before the first move. Nothing where the time means nothing: the agent made a move, or the beginning
  /// was not seen.
  [[nodiscard]] std::optional<double> seconds() const;
  [[nodiscard]] bool running() const { return state_ == State::kRunning; }
  /// follow() has just seen the cube solved by the person alone.
  [[nodiscard]] bool justSolved() const { return justSolved_; }
  /// Nothing had been tried from this start before the time began: moves taken back and done again are no record.
  [[nodiscard]] bool firstTry() const { return firstTry_; }

 private:
  enum class State { kReady, kRunning, kStopped, kVoid };

  State state_ = State::kVoid;
  QElapsedTimer since_;
  double stoppedAt_ = 0.0;
  bool justSolved_ = false;
  bool firstTry_ = false;
  std::vector<std::byte> start_;
  QSet<QByteArray> tried_;  ///< starts from which a move was made
};

}  // namespace spolab
