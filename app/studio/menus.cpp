#include "app/studio/menus.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace spolab {
namespace {

struct Menus {
  Q_DECLARE_TR_FUNCTIONS(Menus)
};

/// Those with a name can be given other keys.
QAction* add(QMenu* menu, const char* name, const QString& text, const QKeySequence& keys = {}) {
  QAction* action = menu->addAction(text);
  action->setObjectName(QLatin1String(name));
  action->setShortcut(keys);
  action->setShortcutContext(Qt::ApplicationShortcut);  // also while the GL view has the keyboard
  return action;
}

QAction* addCheck(QMenu* menu, const char* name, const QString& text, const QKeySequence& keys = {}) {
  QAction* action = add(menu, name, text, keys);
  action->setCheckable(true);
  return action;
}

void fillFile(MenuActions& a, QMenu* menu) {
  menu->setToolTipsVisible(true);
  a.openAgent = add(menu, "openAgent", Menus::tr("Open &agent…"), QKeySequence::Open);
  a.openRun = add(menu, "openRun", Menus::tr("Open &run…"), QKeySequence(QStringLiteral("Ctrl+Shift+O")));
  a.recent = menu->addMenu(Menus::tr("Open re&cent"));
  a.recent->setObjectName("recent");
  a.openDecision = add(menu, "openDecision", Menus::tr("Open &decision…"));
  menu->addSeparator();
  a.saveDecision = add(menu, "saveDecision", Menus::tr("Save dec&ision…"), QKeySequence(QStringLiteral("Ctrl+S")));
  a.saveTable = add(menu, "saveTable", Menus::tr("Save search as &table…"));
  a.saveTable->setToolTip(Menus::tr(
      "What this mode shows, as CSV: every particle of the search, the contenders of Compare, or the races before"));
  a.saveEpisode = add(menu, "saveEpisode", Menus::tr("Save episode as CS&V…"));
  a.saveEpisode->setToolTip(
      Menus::tr("A row per step: action, reward, return, value, surprise, ESS, and what a step of yours cost"));
  a.savePicture = add(menu, "savePicture", Menus::tr("&Save picture…"), QKeySequence(QStringLiteral("Ctrl+Shift+S")));
  a.exportEpisode = add(menu, "exportEpisode", Menus::tr("&Export episode…"), QKeySequence(QStringLiteral("Ctrl+E")));
  a.recordView =
      addCheck(menu, "recordView", Menus::tr("&Record the view…"), QKeySequence(QStringLiteral("Ctrl+Shift+E")));
  menu->addSeparator();
  a.quit = add(menu, "quit", Menus::tr("&Quit"), QKeySequence(QStringLiteral("Ctrl+Q")));
}

void fillEdit(MenuActions& a, QMenu* menu) {
  a.undo = add(menu, "undo", Menus::tr("&Undo a step"), QKeySequence::Undo);
  a.redo = add(menu, "redo", Menus::tr("&Redo a step"), QKeySequence(QStringLiteral("Ctrl+Y")));
  menu->addSeparator();
  a.copyPosition = add(menu, "copyPosition", Menus::tr("&Copy position"), QKeySequence::Copy);
  a.pastePosition = add(menu, "pastePosition", Menus::tr("&Paste position"), QKeySequence::Paste);
  a.copyPicture = add(menu, "copyPicture", Menus::tr("&Copy picture"), QKeySequence(QStringLiteral("Ctrl+Shift+C")));
}

void fillView(MenuActions& a, QMainWindow& window, QMenu* menu) {
  a.view = menu;
  auto* modes = new QActionGroup(&window);
  a.watch = addCheck(menu, "watch", Menus::tr("&Watch"), QKeySequence(QStringLiteral("Ctrl+1")));
  a.play = addCheck(menu, "play", Menus::tr("&Play"), QKeySequence(QStringLiteral("Ctrl+2")));
  a.race = addCheck(menu, "race", Menus::tr("Rac&e"), QKeySequence(QStringLiteral("Ctrl+3")));
  a.compare = addCheck(menu, "compare", Menus::tr("&Compare"), QKeySequence(QStringLiteral("Ctrl+4")));
  a.learn = addCheck(menu, "learn", Menus::tr("&Learn"), QKeySequence(QStringLiteral("Ctrl+5")));
  for (QAction* mode : {a.watch, a.play, a.race, a.compare}) modes->addAction(mode);
  modes->addAction(a.learn);
  menu->addSeparator();
  a.runs = add(menu, "runs", Menus::tr("&Runs…"), QKeySequence(QStringLiteral("Ctrl+R")));
  a.panels = addCheck(menu, "panels", Menus::tr("Panels beside the &world"), QKeySequence(Qt::Key_F2));
  QMenu* room = menu->addMenu(Menus::tr("Roo&m for panels"));
  a.moreBelow =
      add(room, "moreBelow", Menus::tr("More &below the world"), QKeySequence(QStringLiteral("Ctrl+Shift+Up")));
  a.lessBelow =
      add(room, "lessBelow", Menus::tr("&Less below the world"), QKeySequence(QStringLiteral("Ctrl+Shift+Down")));
  a.moreBeside =
      add(room, "moreBeside", Menus::tr("More be&side the world"), QKeySequence(QStringLiteral("Ctrl+Shift+Left")));
  a.lessBeside =
      add(room, "lessBeside", Menus::tr("L&ess beside the world"), QKeySequence(QStringLiteral("Ctrl+Shift+Right")));
  a.futures = addCheck(menu, "futures", Menus::tr("&Futures on the world"), QKeySequence(Qt::Key_F3));
  QMenu* least = menu->addMenu(Menus::tr("Leave out &unlikely futures"));
  auto* leasts = new QActionGroup(&window);
  for (const int percent : {0, 1, 2, 5, 10, 20}) {
    QAction* action = addCheck(
        least, "",
        percent == 0 ? Menus::tr("Show all") : Menus::tr("Whose first action has less than %1 % of q̂").arg(percent));
    action->setData(percent);
    leasts->addAction(action);
    a.leastShares.push_back(action);
  }
  a.hiddenFaces = addCheck(menu, "hiddenFaces", Menus::tr("&Hidden faces of the cube"), QKeySequence(Qt::Key_F6));
  a.lineGhosts = addCheck(menu, "lineGhosts", Menus::tr("Other &lines as ghosts"), QKeySequence(Qt::Key_F7));
  a.resetCamera = add(menu, "resetCamera", Menus::tr("&Camera as at first"), QKeySequence(Qt::Key_F4));
  menu->addSeparator();
  a.dark = addCheck(menu, "dark", Menus::tr("&Dark"), QKeySequence(Qt::Key_F5));
  a.motion = addCheck(menu, "motion", Menus::tr("&Motion"));
  a.attract = addCheck(menu, "attract", Menus::tr("Wander through the worlds at &rest"));
  QMenu* scale = menu->addMenu(Menus::tr("&Size of everything"));
  auto* sizes = new QActionGroup(&window);
  for (const double value : {0.75, 0.9, 1.0, 1.25, 1.5, 1.75, 2.0}) {
    QAction* action = addCheck(scale, "", Menus::tr("%1 %").arg(value * 100.0));
    action->setData(value);
    sizes->addAction(action);
    a.scales.push_back(action);
  }
  QMenu* memory = menu->addMenu(Menus::tr("&Memory for searches of the past"));
  auto* amounts = new QActionGroup(&window);
  for (const int megabytes : {128, 512, 2048, 8192}) {
    QAction* action = addCheck(memory, "", Menus::tr("%1 MB").arg(megabytes));
    action->setData(megabytes);
    amounts->addAction(action);
    a.memories.push_back(action);
  }
  a.fullScreen = addCheck(menu, "fullScreen", Menus::tr("&Full screen"), QKeySequence(Qt::Key_F11));
  a.resetLayout = add(menu, "resetLayout", Menus::tr("&Arrange as at first"));
}

void fillRun(MenuActions& a, QMenu* menu) {
  a.train = add(menu, "train", Menus::tr("&Train"), QKeySequence(QStringLiteral("Ctrl+T")));
  a.resume = add(menu, "resume", Menus::tr("&Go on with this run"), QKeySequence(QStringLiteral("Ctrl+Shift+T")));
  a.pause = add(menu, "pause", Menus::tr("&Pause or continue"), QKeySequence(QStringLiteral("Ctrl+P")));
  a.stop = add(menu, "stop", Menus::tr("&Stop and save"), QKeySequence(QStringLiteral("Ctrl+.")));
  a.notify = addCheck(menu, "notify", Menus::tr("Te&ll me when a training ends"));
  menu->addSeparator();
  a.find = add(menu, "find", Menus::tr("&Find a setting"), QKeySequence::Find);
  a.depth = add(menu, "depth", Menus::tr("One search &depth"));
  a.phase = add(menu, "phase", Menus::tr("One p&hase of a search depth"));
  a.branch = add(menu, "branch", Menus::tr("Go on from the step &looked at"));
  a.nextLine = add(menu, "nextLine", Menus::tr("Next l&ine of this episode"), QKeySequence(QStringLiteral("Ctrl+L")));
  a.previousLine = add(menu, "previousLine", Menus::tr("Pre&vious line of this episode"),
                       QKeySequence(QStringLiteral("Ctrl+Shift+L")));
  a.restart = add(menu, "restart", Menus::tr("St&art the episode again"), QKeySequence(QStringLiteral("Ctrl+Home")));
  a.another = add(menu, "another", Menus::tr("&Next episode"), QKeySequence(QStringLiteral("Ctrl+N")));
  a.newest = add(menu, "newest", Menus::tr("Back to the &newest parameters"));
}

}  // namespace

MenuActions makeMenus(QMainWindow& window) {
  MenuActions actions;
  fillFile(actions, window.menuBar()->addMenu(Menus::tr("&File")));
  fillEdit(actions, window.menuBar()->addMenu(Menus::tr("&Edit")));
  fillView(actions, window, window.menuBar()->addMenu(Menus::tr("&View")));
  fillRun(actions, window.menuBar()->addMenu(Menus::tr("&Run")));
  QMenu* help = window.menuBar()->addMenu(Menus::tr("&Help"));
  actions.guide = add(help, "guide", Menus::tr("&Guide"), QKeySequence(QStringLiteral("Shift+F1")));
  actions.shortcuts = add(help, "shortcuts", Menus::tr("&Keys and mouse"), QKeySequence(Qt::Key_F1));
  actions.keys = add(help, "keys", Menus::tr("Cha&nge keys…"));
  actions.tour = add(help, "tour", Menus::tr("Take the &tour"));
  actions.checkMachine = add(help, "checkMachine", Menus::tr("&Check my machine…"));
  actions.openLog = add(help, "openLog", Menus::tr("Open &log"));
  help->addSeparator();
  actions.about = add(help, "about", Menus::tr("&About SPO Lab"));
  return actions;
}

}  // namespace spolab
