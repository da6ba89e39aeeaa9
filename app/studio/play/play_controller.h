#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTimer>

#include "app/studio/play/play_panel.h"

namespace spolab {

class KeyMap;
class StageWindow;
class WatchController;

/// Play: a person's keys, buttons and pointer become actions of the viewed episode, with the agent beside them. Lives
/// on the window's thread.
class PlayController : public QObject {
  Q_OBJECT

 public:
  /// Borrows the four; they outlive it.
  PlayController(PlayPanel& panel, WatchController& watch, StageWindow& stage, KeyMap& keys, QObject* parent);

  /// The window is in Play or has left it.
  void setActive(bool active);
  [[nodiscard]] bool active() const { return active_; }
  /// In a race a person has the moves and nobody helps.
  void setRacing(bool racing);
  /// Says anew who has the moves, after a race gave them to somebody.
  void tellPlayer();
  /// A person has the moves now.
  [[nodiscard]] bool personPlays() const { return racing_ || (active_ && !agentPlays_); }
  /// A body is being driven: its time goes on.
  [[nodiscard]] bool running() const;
  void setAdvice(Advice advice);

  /// Qt's codes of the program's own keys. True when the key means something in Play.
  bool press(int key, Qt::KeyboardModifiers modifiers);
  bool release(int key);
  [[nodiscard]] StageWindow& stage() { return stage_; }
  [[nodiscard]] KeyMap& keys() { return keys_; }
  /// The layers of keys that count while a person plays here.
  [[nodiscard]] QStringList keyLayers() const;
  /// Discrete actions one after another, as fast as they can be followed with the eye.
  void perform(const std::vector<std::int32_t>& actions);
  void handOver();
  void hint();
  void lookAtWorst();
  void undo();
  void redo();

  /// The position on screen as text, to the clipboard and back. Also in Watch.
  void copyPosition() const;
  void pastePosition();
  /// As long as `owner` lives: it takes pasted texts that are more than a position, and says whether it did.
  void onPaste(QObject* owner, std::function<bool(const QString&)> takesText) {
    pasteOwner_ = owner;
    takesText_ = std::move(takesText);
  }
  /// Said behind the verdict of the episode: how long it took.
  void setVerdictNote(const QString& note);
  /// The world's keys; null where it has none.
  [[nodiscard]] const Controls* controls() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 Q_SIGNALS:
  void adviceChosen(spolab::Advice advice);
  /// Keys of the controls that are down now, of a body.
  void heldChanged(const std::set<int>& keys);

 private:
  void onView();
  void performGesture(const std::vector<std::int32_t>& actions);
  void performNext();
  void act(std::int32_t action);
  void stayInTheRace();
  void sendHeld(bool goOn);
  void letGo();
  void showTools();
  [[nodiscard]] int undoSteps() const;
  void showHint();
  [[nodiscard]] const KeyBinding* bindingOf(int key, Qt::KeyboardModifiers modifiers) const;
  [[nodiscard]] bool onBody() const;

  PlayPanel& panel_;
  WatchController& watch_;
  StageWindow& stage_;
  KeyMap& keys_;
  bool active_ = false;
  bool racing_ = false;
  bool agentPlays_ = false;
  bool hinted_ = false;  ///< a hint for the present position was asked for
  std::shared_ptr<const Env> env_;
  QPointer<QObject> pasteOwner_;
  std::function<bool(const QString&)> takesText_;
  std::string toolsOf_;              ///< id of the world whose tools are shown
  std::vector<std::byte> start_;     ///< of the episode
  std::size_t steps_ = 0;            ///< of the episode, to notice that it went on
  std::vector<std::int32_t> queue_;  ///< still to be performed, first one first
  std::set<int> held_;               ///< keys that are down, of a body
  std::vector<std::byte> present_;   ///< what a gesture holds
  QTimer pace_;
};

}  // namespace spolab
