#pragma once

#include <string>
#include <vector>

#include <QDateTime>
#include <QString>

namespace spolab {

/// How one side of a race stands or ended.
struct RaceSide {
  int steps = 0;
  double seconds = 0.0;
  double score = 0.0;  ///< return, or metres of a body
  bool finished = false;
  bool success = false;
};

enum class RaceWinner { kLeft, kRight, kNobody };
/// Whoever accomplished the task; both: whoever was faster. Where nothing is accomplished or lost, the higher score.
RaceWinner winnerOf(const RaceSide& left, const RaceSide& right);

struct RaceResult {
  QDateTime when;
  QString world;     ///< environment id
  QString left;      ///< "You", or the agent's name
  QString opponent;  ///< its name
  RaceSide mine, theirs;
};

/// The last races, newest first, kept in one JSON file of the person's data folder. A file that cannot be read counts
/// as empty and is overwritten by the next race.
class RaceHistory {
 public:
  static constexpr int kMost = 100;
  explicit RaceHistory(QString file);
  [[nodiscard]] const std::vector<RaceResult>& results() const { return results_; }
  /// Adds and saves; false when it could not be written (the result stays in memory).
  bool add(RaceResult result);
  bool clear();

 private:
  bool save() const;
  QString file_;
  std::vector<RaceResult> results_;
};

}  // namespace spolab
