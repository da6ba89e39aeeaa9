#pragma once

#include <vector>

#include <QDialog>

#include "app/studio/keys/key_map.h"

class QLabel;
class QLineEdit;
class QMainWindow;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace spolab {

class KeyEdit;

/// Where a person chooses keys: every command in groups, found by words, changed at once and back again. Whoever had
/// the keys before and would hear them as well has none then, and is named. Keys that open a menu of the window are
/// refused.
class KeysDialog : public QDialog {
  Q_OBJECT

 public:
  /// `map` outlives it.
  KeysDialog(KeyMap& map, QMainWindow* window);

  /// Of what the program can do now, worlds and their tools.
  void fill();

 private:
  void buildRow(QVBoxLayout* column);
  void showRows();
  void filter(const QString& words);
  void choose();
  void assign(const QKeySequence& keys);
  void resetOne();
  void resetAll();
  void undo();
  [[nodiscard]] QString menuOpenedBy(const KeyCommand& command, const QKeySequence& keys) const;
  [[nodiscard]] const KeyCommand* chosen() const;

  KeyMap& map_;
  QMainWindow* window_;
  std::vector<KeyMap::Choices> before_;  ///< each change, the latest last
  std::vector<KeyCommand> commands_;
  std::vector<QTreeWidgetItem*> rows_;  ///< one per command
  QLineEdit* search_;
  QTreeWidget* tree_;
  QLabel* name_;
  KeyEdit* edit_;
  QPushButton *none_, *reset_, *resetAll_, *undo_;
  QLabel* note_;
};

}  // namespace spolab
