#pragma once

#include <vector>

#include <QWidget>

#include "app/studio/race/opponents.h"
#include "app/studio/race/race_history.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSlider;
class QTableWidget;

namespace spolab {

enum class RaceState { kReady, kCountdown, kRacing, kDone };

/// The left side in Race: who against whom, the start, the score, and the races before.
class RacePanel : public QWidget {
  Q_OBJECT

 public:
  explicit RacePanel(QWidget* parent);

  void setOpponents(const std::vector<Opponent>& opponents);
  [[nodiscard]] int opponent() const;
  /// A person races; otherwise the agent of Watch does.
  [[nodiscard]] bool personRaces() const;
  /// Decisions per second of an agent in a puzzle.
  [[nodiscard]] double pace() const;
  void setState(RaceState state, int countdown);
  /// `unit` names the score: "return", "m", or empty where only steps and time count.
  void showScore(const RaceSide& left, const RaceSide& right, const QString& unit);
  void showVerdict(const QString& text);
  void showHistory(const std::vector<RaceResult>& results);
  /// A body moves in its own time: there is no pace to choose.
  void setPaceEnabled(bool enabled);

 Q_SIGNALS:
  void startPressed();
  void againPressed();
  void anotherPressed();
  void givenUp();
  void choiceChanged();
  void clearPressed();

 private:
  QLabel* addCell(QGridLayout* grid, int row, int column, const char* role);

  QComboBox* left_;
  QComboBox* opponent_;
  QLabel* sentence_;
  QSlider* pace_;
  QLabel* paceText_;
  QPushButton* start_;
  QPushButton* another_;
  QLabel* verdict_;
  QLabel* scoreName_;
  QLabel* names_[2];
  QLabel* steps_[2];
  QLabel* seconds_[2];
  QLabel* score_[2];
  QTableWidget* history_;
  QPushButton* clear_;
  std::vector<Opponent> opponents_;
  RaceState state_ = RaceState::kReady;
};

}  // namespace spolab
