#pragma once

#include <optional>
#include <vector>

#include <QDialog>

#include "app/studio/keys/key_map.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace spolab {

class KeyEdit;

/// Where a person chooses keys: every command in groups, found by words, changed at once. Whoever had the keys before
/// and would hear them as well has none then, and is named.
class KeysDialog : public QDialog {
  Q_OBJECT

 public:
  /// `map` outlives it.
  KeysDialog(KeyMap& map, QWidget* parent);

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
  [[nodiscard]] const KeyCommand* chosen() const;

  KeyMap& map_;
  std::vector<KeyCommand> commands_;
  std::vector<QTreeWidgetItem*> rows_;  ///< one per command
  QLineEdit* search_;
  QTreeWidget* tree_;
  QLabel* name_;
  KeyEdit* edit_;
  QPushButton *none_, *reset_, *resetAll_;
  QLabel* note_;
};

}  // namespace spolab
