#pragma once

#include <QObject>

#include "app/studio/keys/key_map.h"

class QAction;
class QMainWindow;
class QMenu;

namespace spolab {

class KeysDialog;

/// The keys of a person's own in the window: those of its menus, the dialog where they are chosen, tooltips that name
/// the keys of now in the reader's language. Every change is remembered at once. Lives on the window's thread.
class KeysController : public QObject {
  Q_OBJECT

 public:
  /// `change`: the command that opens the dialog. Both outlive it.
  KeysController(QMainWindow& window, QAction& change);
  ~KeysController() override;

  [[nodiscard]] KeyMap& map() { return map_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void bindMenu(const QMenu& menu, const QString& group);
  void showDialog();
  void remember() const;

  QMainWindow& window_;
  KeyMap map_;
  const KeyMap unchanged_;        ///< of what hears keys that nobody can change
  KeysDialog* dialog_ = nullptr;  ///< null before it is first wanted
};

}  // namespace spolab
