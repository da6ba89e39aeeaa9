#include "app/studio/compare/compare_controller.h"

#include <QMetaObject>

#include "app/studio/compare/compare_panel.h"
#include "app/studio/compare/freeze_page.h"
#include "app/studio/setting_row.h"
#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/translate.h"

namespace spolab {

CompareController::CompareController(StageWindow& stage, WatchController& watch, ComparePanel& panel, QObject* parent)
    : QObject(parent), stage_(stage), watch_(watch), panel_(panel), worker_([this] {
        if (!called_.exchange(true))
          QMetaObject::invokeMethod(
              this, [this] { takeNews(); }, Qt::QueuedConnection);
      }) {
  connect(&panel_, &ComparePanel::changed, this, &CompareController::ask);
  connect(&panel_, &ComparePanel::pageChanged, this, [this](ComparePage page) {
    tiles_.setPage(page);
    stage_.invalidate();
  });
  connect(&panel_, &ComparePanel::useRequested, this, &CompareController::useTurned);
  connect(&watch_, &WatchController::lookChanged, this, &CompareController::follow);
}

CompareController::~CompareController() {
  if (active_) stage_.setTiles(nullptr);
}

void CompareController::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  active ? enter() : leave();
}

void CompareController::enter() {
  wasPaused_ = watch_.paused();
  wasLooking_ = stage_.playhead().live() ? -1 : stage_.playhead().step();
  watch_.setPaused(true);
  tiles_.setPage(panel_.page());
  tiles_.setMotion(stage_.options().motion);
  stage_.setTiles(&tiles_);
  follow();
}

void CompareController::leave() {
  stage_.setTiles(nullptr);
  worker_.rest();
  held_ = {};
  result_.reset();
  tiles_.show(nullptr, {});
  if (!watch_.paused()) return;  // a person has let the episode go on
  watch_.lookAt(wasLooking_);
  if (!wasPaused_) watch_.setPaused(false);
}

/// The viewed episode has moved: hold what is looked at now, or give way to it.
void CompareController::follow() {
  if (!active_ || following_) return;
  const auto view = watch_.view();
  if (!watch_.paused() || (view && held_.env && view->env != held_.env)) {
    Q_EMIT ended();
    return;
  }
  following_ = true;
  // A network that has just been loaded lets the episode play: hold it again.
  if (!held_.env && view && view->decider) watch_.setPaused(true);
  // The search complete, the move not yet made; the newest decision too is looked at, not followed.
  if (stage_.playhead().step() >= 0) watch_.lookAt(stage_.playhead().step());
  following_ = false;
  holdNow();
}

void CompareController::holdNow() {
  const auto view = watch_.view();
  const int step = stage_.playhead().step();
  HeldDecision held;
  if (view && view->decider) {
    held.env = view->env;
    held.seed = view->seed;
    held.episode = static_cast<std::uint32_t>(view->episode);
    held.state = view->start;
    held.decider = view->decider;
    if (step >= 0 && step < static_cast<int>(view->frames.size())) {
      const PlayerFrame& frame = *view->frames[static_cast<std::size_t>(step)];
      held.state = frame.before;
      if (frame.decider) held.decider = frame.decider;  // a person's step had no search: the agent's next one
      held.step = frame.decider ? frame.randomStep : static_cast<std::uint32_t>(frame.step);
    } else if (view->thought && view->frames.empty()) {
      held.step = view->thought->randomStep;  // a decision from its file
    }
  }
  if (!held.env) {
    panel_.holdNothing(tr("Nothing to hold yet"));
    tiles_.show(nullptr, tr("The network is loading. What it decides first is held then.").toStdString());
    stage_.invalidate();
    return;
  }
  if (sameDecision(held, held_)) return;
  held_ = held;
  WorldCaption caption;
  caption.title = translate("worlds", held_.env->spec().title.c_str());
  caption.parameters = heldText().toStdString();
  tiles_.setCaption(std::move(caption));
  panel_.hold(held_, heldText());
}

QString CompareController::heldText() const {
  return tr("Held: step %1 of episode %2, seed %3").arg(held_.step + 1).arg(held_.episode + 1).arg(held_.seed);
}

void CompareController::ask() {
  if (!active_ || !held_.env) return;
  CompareRequest request = panel_.request();
  request.held = held_;
  since_.start();
  latency_ = 0.0;
  asked_ = worker_.ask(std::move(request));
}

void CompareController::takeNews() {
  called_ = false;
  auto result = worker_.latest();
  if (!active_ || !result || result->number != asked_ || result == result_) return;
  result_ = std::move(result);
  if (latency_ == 0.0 && !result_->contenders.empty() && !result_->contenders.back().stale)
    latency_ = static_cast<double>(since_.nsecsElapsed()) * 1e-6;
  tiles_.show(result_, tr("Searching…").toStdString());
  stage_.invalidate();
  Q_EMIT resultChanged();
}

/// B's settings become those of the viewed episode, in the form where a person would have typed them.
void CompareController::useTurned() {
  if (!held_.env) return;
  watch_.search(panel_.freeze()->method(), panel_.freeze()->turned());
  panel_.freeze()->confirmUse();
}

}  // namespace spolab
