#pragma once

#include <memory>
#include <vector>

#include <QPointer>
#include <QWidget>

#include "app/episode/player_frame.h"
#include "app/studio/background.h"
#include "app/studio/tools/best_solutions.h"
#include "app/studio/tools/level_collections.h"
#include "envs/sokoban/loss.h"
#include "envs/sokoban/solver.h"

class QComboBox;
class QLabel;
class QListView;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace spolab {

class LevelEditor;
class LevelList;
class PlayController;
class StageWindow;
class WatchController;

/// What a person who plays Sokoban has beside the moves: collections of levels, counters and best plays, the line in
/// LURD, a word when the position is lost, the solver, and the editor.
class SokobanTools : public QWidget {
  Q_OBJECT

 public:
  /// Borrows the two, which outlive it. Begins with the program's own levels.
  SokobanTools(PlayController& play, WatchController& watch, QWidget* parent);
  ~SokobanTools() override;

  /// Reads a level file, or a folder of them, on another thread; then levelsOpened() or one message. False, and nothing
  /// happens, for a path that can be neither (so that another kind of file may be tried).
  bool openLevels(const QString& path);
  /// Plays a level of the collection from its start; other rows than there are do nothing.
  void playRow(int row);
  [[nodiscard]] LevelList& levels() { return *list_; }
  /// The row being played; −1: a level from elsewhere.
  [[nodiscard]] int row() const { return row_; }
  /// Plays LURD text from the position on screen, or, where it fits only there, from the start of the level.
  void playLine(const QString& lurd);
  void pasteLine();
  bool takeCollection(const QString& text);
  void solveHere();
  void edit();
  [[nodiscard]] LevelEditor* editor() const { return editor_; }

 Q_SIGNALS:
  void levelsOpened(int count);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QPushButton* addButton(const QString& text, const QString& help, void (SokobanTools::*pressed)());
  void build();
  void buildLevels(QVBoxLayout* column);
  void buildCollection(QVBoxLayout* column);
  void buildSolver(QVBoxLayout* column);
  void buildLine(QVBoxLayout* column);
  void takeLevels(const QString& path, std::vector<sokoban::Level> levels);
  [[nodiscard]] static QString ownLevels();
  void openOwn();
  void showCollections();
  void chooseCollection(int row);
  void forgetCollection();
  void showProgress();
  void chooseFile();
  void playXsb(const QString& xsb);
  void previous() { playRow(row_ < 0 ? 0 : row_ - 1); }
  void next() { playRow(row_ + 1); }
  void replayByMoves();
  void replayByPushes();
  void playSolution();
  void copyLine();
  void restartWith(const QString& lurd);
  void onView();
  void onPosition();
  void onStart();
  void keepSolution();
  void showCounters();
  void lookForLoss();
  void showLoss(const std::vector<std::byte>& state, const sokoban::Loss& loss);
  void showSolution(const std::vector<std::byte>& state, const sokoban::Solution& solution);
  void refreshLook();
  void fail(const QString& what, const QString& why);

  PlayController& play_;
  WatchController& watch_;
  QPointer<StageWindow> stage_;  ///< goes with the window, before or after this
  BestSolutions best_;
  LevelCollections collections_;
  QString opened_;  ///< path of the collection in the list; empty: the program's own
  LevelList* list_;
  QComboBox* collection_ = nullptr;
  QPushButton* forget_ = nullptr;
  QLabel* progress_ = nullptr;  ///< how many levels, how many solved
  QListView* rows_ = nullptr;
  QLabel* name_ = nullptr;
  QLabel* counters_ = nullptr;
  QLabel* bestText_ = nullptr;
  QLabel* verdict_ = nullptr;
  QPlainTextEdit* line_ = nullptr;
  QPushButton* previous_ = nullptr;
  QPushButton* next_ = nullptr;
  QPushButton* byMoves_ = nullptr;
  QPushButton* byPushes_ = nullptr;
  QPushButton* solve_ = nullptr;
  QPushButton* playSolution_ = nullptr;
  LevelEditor* editor_ = nullptr;
  int row_ = -1;
  QString key_;                   ///< of the level being played
  QString lurd_;                  ///< what was played of it
  std::vector<std::byte> start_;  ///< state of the level being played
  std::vector<std::byte> shown_;  ///< state that everything here is about
  std::shared_ptr<const Env> env_;
  sokoban::Level level_;   ///< the same as a level
  QString solution_;       ///< from shown_ on; empty: none known
  bool peeked_ = false;    ///< a way out was played for this start: nothing of one's own
  QString waiting_;        ///< to be played when the episode is at its start
  Background background_;  ///< last: its tasks end before what they report to
};

}  // namespace spolab
