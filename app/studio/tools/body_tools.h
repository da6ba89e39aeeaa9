#pragma once

#include <map>
#include <set>
#include <vector>

#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace spolab {

class PlayController;
class WatchController;
struct KeyBinding;

/// The keys of a body, joint by joint, as buttons that are held like the keys; and what a person can do at this moment.
/// Lives on the window's thread.
class BodyTools : public QWidget {
  Q_OBJECT

 public:
  /// Borrows the two; they outlive it.
  BodyTools(PlayController& play, WatchController& watch, QWidget* parent);

 private:
  void addRows(const std::vector<KeyBinding>& keys, QGridLayout* grid);
  QPushButton* addKey(const KeyBinding& binding, const QString& way);
  void showHeld(const std::set<int>& keys);
  void showAdvice();

  PlayController& play_;
  WatchController& watch_;
  std::map<int, QPushButton*> buttons_;  ///< by the key of the controls
  QLabel* advice_;
};

QWidget* makeBodyTools(PlayController& play, WatchController& watch, QWidget* parent);

}  // namespace spolab
