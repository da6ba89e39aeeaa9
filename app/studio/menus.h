#pragma once

#include <functional>
#include <vector>

class QAction;
class QMainWindow;
class QMenu;

#include <QKeySequence>
#include <QString>

namespace spolab {

/// The window's commands: one place where their names, keys and order stand.
struct MenuActions {
  QAction* openAgent = nullptr;
  QAction* openRun = nullptr;
  QAction* savePicture = nullptr;
  QAction* saveTable = nullptr;  ///< of what the mode shows; its text follows the mode
  QAction* saveEpisode = nullptr;
  QAction* exportEpisode = nullptr;
  QAction* recordView = nullptr;
  QAction* openDecision = nullptr;
  QAction* saveDecision = nullptr;
  QAction* copyPicture = nullptr;
  QMenu* recent = nullptr;  ///< agents and runs opened last
  QAction* quit = nullptr;
  QAction* undo = nullptr;
  QAction* redo = nullptr;
  QAction* copyPosition = nullptr;
  QAction* pastePosition = nullptr;
  QAction* watch = nullptr;
  QAction* play = nullptr;
  QAction* race = nullptr;
  QAction* compare = nullptr;
  QAction* learn = nullptr;
  QAction* panels = nullptr;
  QAction* moreBelow = nullptr;
  QAction* lessBelow = nullptr;
  QAction* moreBeside = nullptr;
  QAction* lessBeside = nullptr;
  QAction* futures = nullptr;
  QAction* hiddenFaces = nullptr;
  QAction* lineGhosts = nullptr;
  QAction* dark = nullptr;
  QAction* motion = nullptr;
  QAction* runs = nullptr;
  QAction* fullScreen = nullptr;
  QAction* resetLayout = nullptr;
  QAction* train = nullptr;
  QAction* resume = nullptr;
  QAction* pause = nullptr;
  QAction* stop = nullptr;
  QAction* find = nullptr;
  QAction* depth = nullptr;
  QAction* phase = nullptr;
  QAction* branch = nullptr;
  QAction* nextLine = nullptr;
  QAction* previousLine = nullptr;
  QAction* restart = nullptr;
  QAction* another = nullptr;
  QAction* newest = nullptr;
  QAction* resetCamera = nullptr;
  QAction* guide = nullptr;
  QAction* shortcuts = nullptr;
  QAction* keys = nullptr;  ///< of one's own
  QAction* about = nullptr;
  QAction* tour = nullptr;
  QAction* checkMachine = nullptr;
  QAction* openLog = nullptr;
  QAction* attract = nullptr;
  QAction* notify = nullptr;
  std::vector<QAction*> scales;  ///< data(): the UI scale
  std::vector<QAction*> memories;
  std::vector<QAction*> leastShares;  ///< data: percent of q̂  ///< data(): megabytes for searches of the past
  QMenu* view = nullptr;
};

/// Fills the menu bar. Actions are owned by `window` and not yet connected.
MenuActions makeMenus(QMainWindow& window);

}  // namespace spolab
