#include "app/studio/play/play_controller.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QLineEdit>

#include "app/episode/move_report.h"
#include "app/studio/keys/key_map.h"
#include "app/studio/number_text.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/play_tools.h"
#include "app/studio/watch_controller.h"
#include "envs/action_name.h"

namespace spolab {
namespace {

constexpr int kPaceMilliseconds = 170;
constexpr double kUndoSeconds = 1.0;  ///< of a body: a single step back is too little to do better
constexpr int kFastestMilliseconds = 40;
constexpr int kLongestMilliseconds = 12000;  // a long line goes faster, to be over by then

bool isLetter(int key) { return key >= Qt::Key_A && key <= Qt::Key_Z; }

/// A Qt key as the controls of a world know it; 0: none.
int controlKey(int key) {
  switch (key) {
    case Qt::Key_Left:
      return kKeyLeft;
    case Qt::Key_Up:
      return kKeyUp;
    case Qt::Key_Right:
      return kKeyRight;
    case Qt::Key_Down:
      return kKeyDown;
    default:
      return (key >= Qt::Key_A && key <= Qt::Key_Z) || (key >= Qt::Key_0 && key <= Qt::Key_9) ? key : 0;
  }
}

template <typename T>
std::vector<std::byte> bytesOf(std::span<const T> values) {
  const auto bytes = std::as_bytes(values);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

PlayController::PlayController(PlayPanel& panel, WatchController& watch, StageWindow& stage, KeyMap& keys,
                               QObject* parent)
    : QObject(parent), panel_(panel), watch_(watch), stage_(stage), keys_(keys) {
  stage_.installEventFilter(this);
  panel_.window()->installEventFilter(this);
  // Another program has the keyboard now: nobody will tell that a key was released.
  connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, [this] { letGo(); });
  connect(&pace_, &QTimer::timeout, this, &PlayController::performNext);
  connect(&watch_, &WatchController::viewChanged, this, &PlayController::onView);
  connect(&stage_, &StageWindow::gestureEnded, this, &PlayController::performGesture);
  connect(&watch_, &WatchController::lookChanged, this, [this] {
    const Playhead& head = stage_.playhead();
    panel_.look(head.live() ? -1 : head.step());
  });
  connect(&panel_, &PlayPanel::movePressed, this, [this](int action) { perform({action}); });
  connect(&panel_, &PlayPanel::undoPressed, this, &PlayController::undo);
  connect(&panel_, &PlayPanel::redoPressed, this, &PlayController::redo);
  connect(&panel_, &PlayPanel::restartPressed, &watch_, &WatchController::restart);
  connect(&panel_, &PlayPanel::nextPressed, &watch_, &WatchController::next);
  connect(&panel_, &PlayPanel::hintPressed, this, &PlayController::hint);
  connect(&panel_, &PlayPanel::handOverPressed, this, &PlayController::handOver);
  connect(&panel_, &PlayPanel::worstPressed, this, &PlayController::lookAtWorst);
  connect(&panel_, &PlayPanel::copyPressed, this, &PlayController::copyPosition);
  connect(&panel_, &PlayPanel::pastePressed, this, &PlayController::pastePosition);
  connect(&panel_, &PlayPanel::lineChosen, this, [this](int line) { watch_.switchTo(line); });
  connect(&panel_, &PlayPanel::adviceChanged, this, [this](Advice advice) {
    tellPlayer();
    Q_EMIT adviceChosen(advice);
  });
}

const Controls* PlayController::controls() const { return env_ ? env_->controls() : nullptr; }

bool PlayController::onBody() const { return env_ && !env_->spec().discrete(); }

void PlayController::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  agentPlays_ = false;
  tellPlayer();
  onView();
  if (const auto view = watch_.view(); active && view && view->finished) watch_.next();
}

void PlayController::setRacing(bool racing) {
  if (racing == racing_) return;
  racing_ = racing;
  hinted_ = false;
  tellPlayer();
}

void PlayController::setAdvice(Advice advice) {
  panel_.setAdvice(advice);
  tellPlayer();
}

/// Who plays, whether the agent searches along, and whether that is shown.
void PlayController::tellPlayer() {
  queue_.clear();
  pace_.stop();
  letGo();
  const Advice advice = racing_ ? Advice::kNever : panel_.advice();
  watch_.setPerson(personPlays(), advice != Advice::kNever || hinted_);
  stage_.playhead().setThoughts(!personPlays() || advice == Advice::kBefore || hinted_);
  if (personPlays())
    stage_.setGrip([this](const PointerRay& ray) -> std::unique_ptr<Gesture> {
      const auto view = watch_.view();
      if (!view || view->finished || !controls() || !stage_.playhead().live()) return nullptr;
      queue_.clear();  // a press ends what is being performed
      present_ = presentOf(*view);
      return controls()->grip(present_, ray);
    });
  else
    stage_.setGrip({});
  panel_.present(watch_.view(), agentPlays_);
}

void PlayController::onView() {
  const auto view = watch_.view();
  if (!view) return;
  const bool moved = view->env != env_ || view->frames.size() != steps_;
  if (view->start != start_) queue_.clear();  // moves of another episode
  start_ = view->start;
  const bool otherWorld = view->env != env_;
  if (otherWorld) held_.clear();
  env_ = view->env;
  if (otherWorld) showTools();
  steps_ = view->frames.size();
  if (!active_) return;
  if (moved) panel_.setHint({});
  if (moved && hinted_) {
    hinted_ = false;
    tellPlayer();
  }
  if (view->finished) {
    queue_.clear();
    letGo();
  }
  showHint();
  panel_.present(view, agentPlays_);
}

bool PlayController::press(int key, Qt::KeyboardModifiers modifiers) {
  if (!active_ && !racing_) return false;
  // With Shift or Alt a key may be somebody's for something else; the sign "?" is written with Shift.
  const bool bare = (modifiers & (Qt::ShiftModifier | Qt::AltModifier)) == Qt::NoModifier;
  const bool sign = key == Qt::Key_Question || key == Qt::Key_Slash;
  const bool asks = sign ? !modifiers.testFlag(Qt::AltModifier) : bare && key == Qt::Key_H;
  if (racing_ && (asks || (bare && key == Qt::Key_A))) return true;
  if (bare && key == Qt::Key_A) {
    handOver();
    return true;
  }
  if (agentPlays_) return false;
  if (bare && key == Qt::Key_Backspace) {
    undo();
    return true;
  }
  if (asks) {
    hint();
    return true;
  }
  const KeyBinding* binding = bindingOf(key, modifiers);
  if (!binding) return false;
  if (binding->dimension >= 0) {
    if (held_.insert(binding->key).second) sendHeld(true);
    return true;
  }
  queue_.clear();
  act(binding->action);
  return true;
}

QStringList PlayController::keyLayers() const {
  QStringList layers{QStringLiteral("play")};
  if (env_) layers << QString::fromStdString(env_->spec().id);
  return layers;
}

const KeyBinding* PlayController::bindingOf(int key, Qt::KeyboardModifiers modifiers) const {
  const int wanted = controlKey(key);
  if (wanted == 0 || !controls()) return nullptr;
  for (const KeyBinding& binding : controls()->keys()) {
    if (binding.key != wanted) continue;
    if (binding.shift == modifiers.testFlag(Qt::ShiftModifier) && binding.alt == modifiers.testFlag(Qt::AltModifier))
      return &binding;
  }
  return nullptr;
}

/// Alt and a letter would open a menu: a move of the world comes first, unless somebody is writing. A letter that is
/// held is one move, not many.
bool PlayController::eventFilter(QObject* watched, QEvent* event) {
  const bool asked = event->type() == QEvent::ShortcutOverride, pressed = event->type() == QEvent::KeyPress;
  if ((!asked && !pressed) || !personPlays()) return QObject::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  const auto meant = keys_.meant(keyLayers(), key->key(), key->modifiers());
  if (!meant || !bindingOf(meant->key(), meant->keyboardModifiers())) return QObject::eventFilter(watched, event);
  if (pressed) return isLetter(meant->key()) && key->isAutoRepeat();  // arrows go on while they are held
  if (!isLetter(key->key()) || !key->modifiers().testFlag(Qt::AltModifier) ||
      qobject_cast<QLineEdit*>(QApplication::focusWidget()))
    return QObject::eventFilter(watched, event);
  event->accept();
  return true;
}

bool PlayController::release(int key) {
  if (held_.erase(controlKey(key)) == 0) return false;
  sendHeld(false);
  return true;
}

/// As if all keys were released.
void PlayController::letGo() {
  if (held_.empty()) return;
  held_.clear();
  sendHeld(false);
}

bool PlayController::running() const {
  const auto view = watch_.view();
  return view && view->running;
}

/// Another start or size of the same world keeps its tools.
void PlayController::showTools() {
  if (toolsOf_ == env_->spec().id) return;
  toolsOf_ = env_->spec().id;
  setVerdictNote({});
  panel_.setTools(makePlayTools(toolsOf_, *this, watch_, &panel_));
}

/// All keys that are down make one action of the body.
void PlayController::sendHeld(bool goOn) {
  Q_EMIT heldChanged(held_);
  if (!onBody() || !controls()) return;
  std::vector<float> action(static_cast<std::size_t>(env_->spec().actionDims), 0.0f);
  for (const KeyBinding& binding : controls()->keys())
    if (binding.dimension >= 0 && held_.count(binding.key) > 0) {
      float& part = action[static_cast<std::size_t>(binding.dimension)];
      part = std::clamp(part + binding.level, -1.0f, 1.0f);
    }
  stayInTheRace();
  watch_.act(bytesOf(std::span<const float>(action)), goOn);
}

void PlayController::perform(const std::vector<std::int32_t>& actions) {
  if (!personPlays() || actions.empty() || onBody()) return;
  queue_ = actions;
  pace_.setInterval(
      std::clamp(kLongestMilliseconds / static_cast<int>(actions.size()), kFastestMilliseconds, kPaceMilliseconds));
  performNext();
  if (!queue_.empty()) pace_.start();
}

/// Of the state that was gripped, not of one that came meanwhile.
void PlayController::performGesture(const std::vector<std::int32_t>& actions) {
  const auto view = watch_.view();
  if (view && presentOf(*view) == present_) perform(actions);
}

void PlayController::performNext() {
  if (queue_.empty()) {
    pace_.stop();
    return;
  }
  const std::int32_t action = queue_.front();
  queue_.erase(queue_.begin());
  act(action);
}

void PlayController::act(std::int32_t action) {
  stayInTheRace();
  watch_.act(bytesOf(std::span<const std::int32_t>(&action, 1)));
}

/// Nobody takes moves back in a race.
void PlayController::stayInTheRace() {
  if (racing_ && !stage_.playhead().live()) watch_.lookAt(-1);
}

void PlayController::handOver() {
  if (!active_) return;
  agentPlays_ = !agentPlays_;
  tellPlayer();
  if (agentPlays_) watch_.setPaused(false);
}

void PlayController::hint() {
  if (!personPlays() || racing_) return;
  hinted_ = true;
  tellPlayer();
  showHint();
}

void PlayController::showHint() {
  const auto view = watch_.view();
  if (!hinted_ || !view || !view->thought) return;
  const PlayerFrame& thought = *view->thought;
  if (onBody()) {
    panel_.setHint(tr("The search is on screen."));
    return;
  }
  const int action = discreteAction(thought.advised);
  const auto report = reportOn(thought, action);
  const QString name = QString::fromStdString(actionName(env_->spec(), action));
  panel_.setHint(report ? tr("The agent would play <b>%1</b> (q̂ %2).").arg(name, numberText(report->qhat))
                        : tr("The agent would play <b>%1</b>.").arg(name));
}

void PlayController::lookAtWorst() {
  const auto view = watch_.view();
  const int step = view ? worstMove(view->frames) : -1;
  if (step < 0) return;
  watch_.lookAt(step);
  panel_.setHint(tr("Here. Make another move, and the episode goes on from it."));
}

int PlayController::undoSteps() const {
  const double seconds = env_ ? env_->spec().secondsPerStep : 0.0;
  return seconds > 0.0 ? static_cast<int>(std::ceil(kUndoSeconds / seconds)) : 1;
}

void PlayController::undo() {
  queue_.clear();
  watch_.undo(undoSteps());
}

void PlayController::redo() {
  queue_.clear();
  watch_.redo(undoSteps());
}

void PlayController::copyPosition() const {
  const auto view = watch_.view();
  if (!view) return;
  const Playhead& head = stage_.playhead();
  const int step = head.live() ? -1 : head.step();
  const std::vector<std::byte>& state =
      step < 0 ? presentOf(*view) : view->frames[static_cast<std::size_t>(step)]->before;
  QApplication::clipboard()->setText(QString::fromStdString(view->env->print(state)));
}

void PlayController::pastePosition() {
  const QString text = QGuiApplication::clipboard()->text();
  if (text.isEmpty())
    Q_EMIT watch_.failed(tr("Nothing was pasted"), tr("expected a position as text on the clipboard, found no text"),
                         tr("Copy position in the Edit menu shows what such a text looks like."));
  else if (watch_.racing() || !pasteOwner_ || !takesText_(text))
    watch_.startFrom(text);
}

void PlayController::setVerdictNote(const QString& note) { stage_.setVerdictNote(note); }

}  // namespace spolab
