#include "app/studio/play_controller.h"

#include <algorithm>
#include <cstring>
#include <span>

#include <QClipboard>
#include <QGuiApplication>

#include "app/studio/move_report.h"
#include "app/studio/number_text.h"
#include "app/studio/stage_window.h"
#include "app/studio/tools/play_tools.h"
#include "app/studio/watch_controller.h"

namespace spolab {
namespace {

constexpr int kPaceMilliseconds = 170;
constexpr int kFastestMilliseconds = 40;
constexpr int kLongestMilliseconds = 12000;  // a long line goes faster, to be over by then

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

const std::vector<std::byte>& presentOf(const PlayerView& view) {
  return view.frames.empty() ? view.start : view.frames.back()->after;
}

}  // namespace

PlayController::PlayController(PlayPanel& panel, WatchController& watch, StageWindow& stage, QObject* parent)
    : QObject(parent), panel_(panel), watch_(watch), stage_(stage) {
  connect(&pace_, &QTimer::timeout, this, &PlayController::performNext);
  connect(&watch_, &WatchController::viewChanged, this, &PlayController::onView);
  connect(&stage_, &StageWindow::gestureEnded, this, &PlayController::performGesture);
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
  connect(&panel_, &PlayPanel::lineChosen, &watch_, &WatchController::switchTo);
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

void PlayController::setAdvice(Advice advice) {
  panel_.setAdvice(advice);
  tellPlayer();
}

/// Who plays, whether the agent searches along, and whether that is shown.
void PlayController::tellPlayer() {
  queue_.clear();
  pace_.stop();
  held_.clear();
  const Advice advice = panel_.advice();
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
  env_ = view->env;
  steps_ = view->frames.size();
  if (toolsOf_ != env_->spec().id) {
    toolsOf_ = env_->spec().id;
    panel_.setTools(makePlayTools(toolsOf_, *this, watch_, &panel_));
  }
  if (!active_) return;
  if (moved && hinted_) {
    hinted_ = false;
    panel_.setHint({});
    tellPlayer();
  }
  if (view->finished) queue_.clear();
  showHint();
  panel_.present(view, agentPlays_);
}

bool PlayController::press(int key, Qt::KeyboardModifiers modifiers) {
  if (!active_) return false;
  if (key == Qt::Key_A) {
    handOver();
    return true;
  }
  if (agentPlays_) return false;
  if (key == Qt::Key_Backspace) {
    undo();
    return true;
  }
  if (key == Qt::Key_Question || key == Qt::Key_Slash || key == Qt::Key_H) {
    hint();
    return true;
  }
  const int wanted = controlKey(key);
  if (wanted == 0 || !controls()) return false;
  for (const KeyBinding& binding : controls()->keys()) {
    if (binding.key != wanted) continue;
    if (binding.dimension >= 0) {
      if (held_.insert(wanted).second) sendHeld();
      return true;
    }
    if (binding.shift != modifiers.testFlag(Qt::ShiftModifier) || binding.alt != modifiers.testFlag(Qt::AltModifier))
      continue;
    queue_.clear();
    act(binding.action);
    return true;
  }
  return false;
}

bool PlayController::release(int key) {
  if (held_.erase(controlKey(key)) == 0) return false;
  sendHeld();
  return true;
}

/// All keys that are down make one action of the body.
void PlayController::sendHeld() {
  std::vector<float> action(static_cast<std::size_t>(env_->spec().actionDims), 0.0f);
  for (const KeyBinding& binding : controls()->keys())
    if (binding.dimension >= 0 && held_.count(binding.key) > 0) {
      float& part = action[static_cast<std::size_t>(binding.dimension)];
      part = std::clamp(part + binding.level, -1.0f, 1.0f);
    }
  watch_.act(bytesOf(std::span<const float>(action)));
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

void PlayController::act(std::int32_t action) { watch_.act(bytesOf(std::span<const std::int32_t>(&action, 1))); }

void PlayController::handOver() {
  if (!active_) return;
  agentPlays_ = !agentPlays_;
  tellPlayer();
  if (agentPlays_) watch_.setPaused(false);
}

void PlayController::hint() {
  if (!personPlays()) return;
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
  const QString name = QString::fromStdString(env_->spec().actionNames[static_cast<std::size_t>(action)]);
  panel_.setHint(report ? tr("The agent would play <b>%1</b> (q̂ %2).").arg(name, numberText(report->qhat))
                        : tr("The agent would play <b>%1</b>.").arg(name));
}

void PlayController::lookAtWorst() {
  const auto view = watch_.view();
  const int step = view ? worstMove(view->frames) : -1;
  if (step >= 0) watch_.lookAt(step);
}

void PlayController::undo() {
  queue_.clear();
  watch_.undo();
}

void PlayController::redo() {
  queue_.clear();
  watch_.redo();
}

void PlayController::copyPosition() const {
  const auto view = watch_.view();
  if (!view) return;
  const Playhead& head = stage_.playhead();
  const int step = head.live() ? -1 : head.step();
  const std::vector<std::byte>& state =
      step < 0 ? presentOf(*view) : view->frames[static_cast<std::size_t>(step)]->before;
  QGuiApplication::clipboard()->setText(QString::fromStdString(view->env->print(state)));
}

void PlayController::pastePosition() {
  const QString text = QGuiApplication::clipboard()->text();
  if (text.isEmpty())
    Q_EMIT watch_.failed(tr("Nothing was pasted"), tr("expected a position as text on the clipboard, found no text"));
  else
    watch_.startFrom(text);
}

}  // namespace spolab
