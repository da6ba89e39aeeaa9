#include <algorithm>
#include <cmath>
#include <utility>

#include "app/studio/stage/stage_window.h"

// What the GL view shows together with the world: other states over it as ghosts, or one of them beside it.

namespace spolab {
namespace {

constexpr float kSmallestInset = 96.0f;
constexpr float kLargestInset = 210.0f;
constexpr float kInsetMargin = 12.0f;

}  // namespace

void StageWindow::setOthers(Others others) {
  others_ = std::move(others);
  invalidate();
}

/// Not beside a second world, nor where a mode has arranged the view by itself.
void StageWindow::showOthers(const Moment& moment) {
  const bool wanted = others_ && moment.view && !rivalShown_ && !tiles_;
  StateView here = pose_.rest;
  if (pose_.frame) here = pose_.fraction < 0.5f ? pose_.frame->before : pose_.frame->after;
  otherWorlds_.show(pose_.env, wanted ? others_(moment) : std::vector<OtherWorld>{}, here);
  otherWorlds_.addTo(overlay_, theme());
}

/// Where a state has no place among others (a cube): of the particle pointed at, else of another world.
StateView StageWindow::insetState() {
  if (!pose_.env || rivalShown_ || tiles_) return {};
  const auto who = panels_.hovered ? panels_.hovered : panels_.selected;
  if (options_.futures && futures_.shown().empty() && who && shown_) {
    const SearchTrace& trace = shown_->trace;
    const bool there = who->depth < trace.depths && who->particle < trace.countAt(who->depth);
    const std::size_t from = there ? trace.at(who->depth, who->particle) * trace.stateBytes : 0;
    if (there && trace.stateBytes == pose_.env->spec().stateBytes && from + trace.stateBytes <= trace.state.size()) {
      const QString title = trace.isTree() ? tr("node %1 at depth %2") : tr("particle %1 at depth %2");
      insetShown_.title = title.arg(who->particle + 1).arg(who->depth + 1).toStdString();
      return StateView(trace.state).subspan(from, trace.stateBytes);
    }
  }
  const OtherWorld* other = otherWorlds_.beside();
  if (!other) return {};
  insetShown_.title = other->text;
  insetShown_.frame = theme().category(other->category);
  return other->state;
}

void StageWindow::paintInset(float scale, std::vector<PixelArea>& areas) {
  insetShown_ = {};
  const StateView state = insetState();
  if (state.empty()) {
    place(insetAt_, {}, false, areas);
    return;
  }
  const PanelArea world = layout().world;
  const float side = std::floor(std::clamp(0.4f * std::min(world.width, world.height), kSmallestInset, kLargestInset));
  const float right = imaginedShown_.empty() ? world.x + world.width : imaginedAreas().front().x;
  insetShown_.area = {right - side - kInsetMargin, world.y + world.height - side - kInsetMargin, side, side};
  WorldKey key;
  key.pose.env = pose_.env;
  key.pose.rest.assign(state.begin(), state.end());
  key.camera = camera_.current();
  key.dark = options_.dark;
  const int pixels = static_cast<int>(std::lround(side * scale));
  key.pixels = {pixels, pixels};
  if (!inset_) inset_ = std::make_unique<WorldPicture>(world_.get());
  const bool drawn = !inset_->holds(key);
  if (drawn) {
    Scene scene;
    pose_.env->draw(state, {}, 0.0f, scene);
    inset_->draw(key, scene, {}, camera_, theme());
  }
  const QPoint corner(static_cast<int>(insetShown_.area.x * scale), static_cast<int>(insetShown_.area.y * scale));
  place(insetAt_, {corner, key.pixels}, drawn, areas);
}

/// Where the particles of a search have no place on the world (a cube): what most of them imagine it to be.
void StageWindow::imagineStates(const Moment& moment) {
  const bool wanted = options_.futures && !rivalShown_ && !tiles_ && !gesture_ && pose_.env;
  const auto frame = wanted ? moment.frame : nullptr;
  if (frame != imaginedOf_) {
    imaginedOf_ = frame;
    if (frame)
      imagined_.read(*pose_.env, frame->trace);
    else
      imagined_.clear();
  }
  const std::size_t room = imagined_.empty() ? 0 : imaginedAreas().size();
  imaginedShown_ = imagined_.at(moment.depths, panels_, static_cast<int>(room));
}

}  // namespace spolab
