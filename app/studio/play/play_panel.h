#pragma once

#include <memory>
#include <vector>

#include <QWidget>

#include "app/episode/move_report.h"
#include "app/episode/player_frame.h"
#include "render/theme.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace spolab {

/// When a person sees what the agent would do.
enum class Advice { kBefore, kAfter, kNever };

/// The left side while a person plays: who has the moves, undo and redo, moves as buttons, what the agent thinks of the
/// last one, the lines played so far.
class PlayPanel : public QWidget {
  Q_OBJECT

 public:
  explicit PlayPanel(QWidget* parent);

  /// Shows the episode; `agentPlays`: the person has handed over.
  void present(const std::shared_ptr<const PlayerView>& view, bool agentPlays);
  /// The step on screen, whose report is shown where a person made it; −1: the newest.
  void look(int step);
  [[nodiscard]] Advice advice() const;
  void setAdvice(Advice advice);
  /// What a world of its own needs, below the moves; takes ownership. Null: nothing.
  void setTools(QWidget* tools);
  void setHint(const QString& text);
  void setLook(const Theme& theme, double scale);

 Q_SIGNALS:
  void undoPressed();
  void redoPressed();
  void restartPressed();
  void nextPressed();
  void hintPressed();
  void handOverPressed();
  void worstPressed();
  void copyPressed();
  void pastePressed();
  void adviceChanged(spolab::Advice advice);
  void movePressed(int action);
  void lineChosen(int line);

 private:
  QPushButton* addButton(const QString& text, const QString& help, void (PlayPanel::*pressed)());
  void buildTop(QVBoxLayout* column);
  void showMoves(const EnvSpec& spec, const Controls* controls);
  void showReport();
  [[nodiscard]] static QString regretText(const MoveReport& report);
  void showLines();

  std::shared_ptr<const PlayerView> view_;
  int looked_ = -1;
  std::shared_ptr<const Env> movesOf_;
  QPushButton* handOver_ = nullptr;
  QPushButton* undo_ = nullptr;
  QPushButton* redo_ = nullptr;
  QPushButton* restart_ = nullptr;
  QPushButton* next_ = nullptr;
  QPushButton* hint_ = nullptr;
  QPushButton* worst_ = nullptr;
  QPushButton* copy_ = nullptr;
  QPushButton* paste_ = nullptr;
  QComboBox* advice_ = nullptr;
  QComboBox* lines_ = nullptr;
  QLabel* who_ = nullptr;
  QLabel* report_ = nullptr;
  QLabel* hintText_ = nullptr;
  QLabel* movesTitle_ = nullptr;
  QWidget* moves_ = nullptr;
  QGridLayout* movesGrid_ = nullptr;
  QVBoxLayout* toolsPlace_ = nullptr;
  QWidget* tools_ = nullptr;
};

}  // namespace spolab
