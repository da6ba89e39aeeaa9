#pragma once

#include <map>
#include <memory>

#include <QMainWindow>
#include <QTimer>

#include "app/studio/focus_manners.h"
#include "app/studio/learn_controller.h"
#include "app/studio/menus.h"
#include "app/studio/options.h"
#include "app/studio/preferences.h"
#include "app/studio/side_panel.h"
#include "app/studio/watch_meter.h"

class QDockWidget;
class QLabel;
class QTabWidget;

namespace spolab {

class CompareController;
class CurvesPanel;
class DecisionFiles;
class DockTitle;
class ErrorDialog;
class PlayController;
class FilmDialog;
class GhostWorlds;
class KeysController;
class Oracle;
class RaceController;
class RecordButton;
class RunsController;
class StageWindow;
class Surroundings;
class TransportBar;
class WatchController;

/// The studio's window: composes its parts and connects them; each part does its own work.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// `software`: OpenGL is drawn by the CPU. Restores what was remembered; shows nothing yet.
  explicit MainWindow(bool software);
  ~MainWindow() override;

  /// Shows the window and begins with what the command line says.
  void open(const StudioOptions& options);
  /// Plays an agent file of any world.
  void openAgent(const std::filesystem::path& file);
  /// Shows a run: its curves, and its best agent playing.
  void openRun(const std::filesystem::path& folder);
  /// Stops a training with its checkpoint, then closes; asks nothing.
  void stopAndClose();
  void setAsk(Ask ask);
  void setDark(bool dark);
  void setScale(double scale);
  /// Everything on screen, the GL view included.
  [[nodiscard]] QImage picture();

  [[nodiscard]] StageWindow& stage() { return *stage_; }
  [[nodiscard]] WatchController& watch() { return *watch_; }
  [[nodiscard]] CompareController& compare() { return *compare_; }
  [[nodiscard]] LearnController& learn() { return *learn_; }
  [[nodiscard]] KeysController& keys() { return *keys_; }
  [[nodiscard]] PlayController& play() { return *play_; }
  [[nodiscard]] RaceController& race() { return *race_; }
  [[nodiscard]] DecisionFiles& decisions() { return *decisions_; }
  [[nodiscard]] RunsController& runs() { return *runs_; }
  [[nodiscard]] RecordButton& recorder() { return *recorder_; }
  [[nodiscard]] GhostWorlds& ghosts() { return *ghosts_; }
  [[nodiscard]] TopBar& topBar() { return *bar_; }
  [[nodiscard]] SidePanel& sidePanel() { return *side_; }
  [[nodiscard]] CurvesPanel& curves() { return *curves_; }
  [[nodiscard]] TransportBar& transport() { return *transport_; }
  [[nodiscard]] Surroundings& surroundings() { return *surroundings_; }
  [[nodiscard]] ErrorDialog& errors() { return *errors_; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void build(bool software);
  void connectParts();
  void connectMenus();
  void applyPreferences();
  void applyMode(Mode mode);
  void showHint(Mode mode);
  void setMemory(int megabytes);
  void showMemory();
  void arrange(bool narrow);
  void fitWidth();
  void placeDocks();
  void foldIntoTab(const QString& name, QWidget* header, QWidget* content);
  void showWorld();
  void updateVisibility();
  void updateActions();
  void rememberLayout();
  void showStatus();
  void savePicture();
  void copyPicture();
  void exportEpisode();
  void connectDecisions();
  void saveDecision();
  void openDecision(const std::filesystem::path& file);
  void connectTables();
  void nameTable(Mode mode);
  void saveTable();
  void saveEpisode();
  void keepTable(const QString& title, const QString& name, const std::string& table, const QString& nothing);
  void chooseAgent();
  void chooseRun();
  void connectRuns();
  void playAgent(const std::filesystem::path& file);
  void report(const QString& what, const QString& why, const QString& advice = {});
  bool handleKey(int key, Qt::KeyboardModifiers modifiers);
  bool releaseKey(int key);
  bool handleViewKey(int key, Qt::KeyboardModifiers modifiers);
  void peek(bool held);
  void waitForTraining();

  /// What the program itself calls a key that is down; 0: nothing.
  struct MeantKeys {
    int inPlay = 0, inView = 0;
  };

  Preferences preferences_;
  std::map<int, MeantKeys> pressed_;  ///< by Qt's code
  Ask ask_;
  MenuActions actions_;
  WatchMeter meter_;
  TopBar* bar_ = nullptr;
  SidePanel* side_ = nullptr;
  StageWindow* stage_ = nullptr;  ///< owned by its container
  TransportBar* transport_ = nullptr;
  CurvesPanel* curves_ = nullptr;
  QWidget* container_ = nullptr;
  QDockWidget* sideDock_ = nullptr;
  QDockWidget* curvesDock_ = nullptr;
  DockTitle* sideTitle_ = nullptr;
  DockTitle* curvesTitle_ = nullptr;
  QLabel* status_ = nullptr;
  QLabel* hint_ = nullptr;
  QLabel* memory_ = nullptr;
  ErrorDialog* errors_ = nullptr;
  FilmDialog* films_ = nullptr;
  RecordButton* recorder_ = nullptr;
  QDialog* shortcuts_ = nullptr;
  QDialog* about_ = nullptr;
  QDialog* closing_ = nullptr;
  QTabWidget* tabs_ = nullptr;  ///< the world, and in narrow windows what else there is
  bool narrow_ = false;
  bool opened_ = false;  ///< an agent or a decision that was opened is on its way: the top bar follows its world
  bool sideShown_ = true;
  bool curvesShown_ = false;
  bool arranging_ = false;
  bool closesAfterFilm_ = false;  ///< a person has closed the window while the view was filmed
  QString tablesFolder_;          ///< where the last table went; empty: none has
  QTimer meterTimer_;
  std::unique_ptr<KeysController> keys_;    ///< errors name keys
  std::unique_ptr<WatchController> watch_;  ///< from here on last, so that their threads end while the widgets live
  std::unique_ptr<CompareController> compare_;
  std::unique_ptr<LearnController> learn_;
  std::unique_ptr<PlayController> play_;
  std::unique_ptr<RaceController> race_;
  std::unique_ptr<DecisionFiles> decisions_;
  std::unique_ptr<RunsController> runs_;
  std::unique_ptr<GhostWorlds> ghosts_;
  std::unique_ptr<Oracle> oracle_;
  std::unique_ptr<Surroundings> surroundings_;
  std::unique_ptr<FocusManners> manners_;
};

}  // namespace spolab
