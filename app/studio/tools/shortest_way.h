#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include <QObject>
#include <QTimer>

#include "app/studio/background.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab {

namespace cube {
class OptimalSolver;
}

/// Shortest solutions of the cube, looked for on a background thread within a bounded time. Lives on the window's
/// thread.
class ShortestWay : public QObject {
  Q_OBJECT

 public:
  struct Answer {
    std::optional<std::vector<int>> turns;  ///< a shortest solution
    int moreThan = -1;                      ///< without one: no shorter solution exists; −1: nothing is known
  };

  explicit ShortestWay(QObject* parent);
  ~ShortestWay() override;

  /// Looks from `state`; what was being looked for is given up.
  void ask(const cube::State& state);
  /// Gives up; nothing will be answered.
  void forget();
  [[nodiscard]] bool searching() const { return searching_; }

 Q_SIGNALS:
  void answered(const spolab::ShortestWay::Answer& answer);

 private:
  Answer find(const cube::State& state, const std::stop_token& stop);

  std::unique_ptr<cube::OptimalSolver> solver_;  ///< of the background thread
  std::stop_source stop_;
  int ticket_ = 0;
  bool searching_ = false;
  QTimer patience_;
  Background background_;  ///< last: ends before what it uses
};

}  // namespace spolab
