#pragma once

#include <vector>

#include <QTimer>
#include <QWidget>

#include "app/studio/learn_controller.h"
#include "app/studio/runs/run_reader.h"
#include "app/studio/runs/run_table.h"

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QSplitter;
class QToolButton;

namespace spolab {

class CompareView;
class UndoBar;

/// The browser of runs: what was trained here, searchable and sortable; open, go on, compare, rename, delete with undo.
/// A window of its own beside the studio's. Lives on the window's thread.
class RunsWindow : public QWidget {
  Q_OBJECT

 public:
  RunsWindow(std::filesystem::path folder, QWidget* parent);
  ~RunsWindow() override;

  /// Shows it in front and reads the folder.
  void open();
  /// Reads the folder again, soon.
  void refresh() { reader_.refresh(); }
  /// A training is under way in this studio, so that no other run can be opened or go on.
  void setBusy(bool busy);
  void setAsk(Ask ask) { ask_ = std::move(ask); }
  void setLook(const Theme& theme, double scale);

  [[nodiscard]] RunList& list() { return list_; }
  [[nodiscard]] RunTable& table() { return *table_; }
  [[nodiscard]] CompareView& comparison() { return *comparison_; }
  [[nodiscard]] UndoBar& bar() { return *bar_; }
  [[nodiscard]] QLineEdit& searchField() { return *search_; }
  [[nodiscard]] const std::vector<QPushButton*>& buttons() const { return buttons_; }
  [[nodiscard]] QToolButton& trashButton() { return *trashButton_; }

 Q_SIGNALS:
  void openWanted(const std::filesystem::path& run);
  void resumeWanted(const std::filesystem::path& run);
  /// A run has gone to the trash or has come back from it.
  void moved(const std::filesystem::path& from, const std::filesystem::path& to);
  void failed(const QString& what, const QString& why, const QString& advice);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  /// One thing to do with the selected runs: a button below the table and a line of its context menu.
  struct Command {
    QString text, keys, help;
    bool (RunsWindow::*possible)() const;
    void (RunsWindow::*run)();
    QPushButton* button = nullptr;
  };
  QWidget* makeTop();
  QWidget* makeCommands();
  void connectParts();
  void onArrived(const std::vector<RunInfo>& runs, const TrashContent& trash);
  void updateCommands();
  void updateCount();

  [[nodiscard]] bool one() const;
  [[nodiscard]] bool canRename() const;
  [[nodiscard]] bool some() const;
  [[nodiscard]] bool canOpen() const;
  [[nodiscard]] bool canResume() const;
  void openSelected();
  void resumeSelected();
  void renameSelected();
  void deleteSelected();
  void showInFiles();
  void copyPath();
  void emptyTrash();
  void report(const QString& what, const QString& why);

  RunList list_;
  RunReader reader_;
  Ask ask_;
  TrashContent trash_;
  bool busy_ = false;
  RunTable* table_ = nullptr;
  CompareView* comparison_ = nullptr;
  UndoBar* bar_ = nullptr;
  QLineEdit* search_ = nullptr;
  QLabel* count_ = nullptr;
  QToolButton* trashButton_ = nullptr;
  QToolButton* compare_ = nullptr;
  QSplitter* splitter_ = nullptr;
  std::vector<Command> commands_;
  std::vector<QPushButton*> buttons_;
  QTimer selectionTimer_;  ///< a drag over many rows is one comparison
  QTimer runningTimer_;    ///< a run that is being written changes by itself
};

}  // namespace spolab
