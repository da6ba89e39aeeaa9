#include <algorithm>
#include <cmath>
#include <utility>

#include "app/episode/search_selection.h"
#include "app/episode/stage_overlay.h"
#include "app/episode/stage_panels.h"
#include "app/studio/stage/stage_window.h"

// What the GL view shows of a search beside the world and on it.

namespace spolab {
namespace {

/// How long a decision outlives its episode in the panels.
constexpr double kHoldSeconds = 1.0;
constexpr int kTableColumns = static_cast<int>(TableColumn::kReward) + 1;
/// Rows that a key scrolls.
constexpr float kScrolledRows = 3.0f;
/// Speed and distance of a body stand at the upper right of its world.
constexpr float kBelowMotion = 48.0f;

}  // namespace

/// Between two episodes the last decision stays in the panels, so that they do not blink.
void StageWindow::choosePanels(const Moment& moment) {
  const bool between = !moment.frame && shown_ && moment.view && moment.view->ready && moment.view->env == pose_.env;
  if (moment.frame) shownSince_ = now();
  if (between && now() - shownSince_ < kHoldSeconds) return;
  if (moment.frame == shown_) return;
  readings_.keep(shownIn_, shown_, panels_);
  panels_.forget();
  shown_ = moment.frame;
  shownIn_ = moment.view ? moment.view->env : nullptr;
  readings_.restore(shownIn_, shown_, panels_);
}

SearchWay StageWindow::wayTo(const std::optional<ParticleRef>& particle, int action) const {
  if (!shown_ || shown_->trace.depths == 0 || tiles_ || rivalShown_) return {};
  SearchWay way{shown_->step, shown_->before, {}};
  if (particle)
    way.actions = actionsTo(shown_->trace, particle->depth, particle->particle);
  else if (action >= 0)
    way.actions = firstAction(shown_->trace, action);
  return way;
}

SearchWay StageWindow::selectedWay() const { return wayTo(panels_.selected, panels_.selectedAction); }

void StageWindow::selectAction(int by) {
  if (!shown_ || tiles_ || rivalShown_) return;
  spolab::selectAction(shown_->trace, by, panels_);
  answer();
}

void StageWindow::selectParticle(int by) {
  if (!shown_ || tiles_ || rivalShown_) return;
  const SearchTrace& trace = shown_->trace;
  const float revealed = std::min(playhead_.at(now()).depths, static_cast<float>(trace.depths));
  const int last = std::max(static_cast<int>(std::ceil(revealed)) - 1, 0);
  spolab::selectParticle(trace, panels_.tableDepth >= 0 ? panels_.tableDepth : last, by, panels_);
  answer();
}

void StageWindow::nextColour() {
  panels_.colour = static_cast<RiverColour>((static_cast<int>(panels_.colour) + 1) % 3);
  answer();
}

void StageWindow::nextTab(int by) {
  tab_ = tabAfter(layout(), tab_, by);
  answer();
}

void StageWindow::sortTable(bool turned) {
  const StageLayout areas = layout();
  if (!isEmpty(areas.tabs)) tab_ = StageTab::kParticles;
  const auto next = static_cast<TableColumn>((static_cast<int>(panels_.sort) + 1) % kTableColumns);
  panels_.sortBy(turned ? panels_.sort : next);
  answer();
}

void StageWindow::pinDepth(int by) {
  const StageLayout areas = layout();
  if (!shown_ || !options_.panels) return;
  if (!isEmpty(areas.tabs)) tab_ = StageTab::kParticles;
  panels_.pinDepth(by, shown_->trace.depths);
  answer();
}

void StageWindow::scrollRows(int by) {
  const float rows = kScrolledRows * static_cast<float>(by);
  if (!isEmpty(layout().table)) panels_.tableScroll += rows;
  if (shown_ && shown_->trace.actionDims > 0) panels_.boxScroll += rows;
  answer();
}

void StageWindow::explain(int by) {
  if (tiles_)
    tiles_->explain(by);
  else if (explains())
    panels_.explain(by);
  else
    return;
  answer();
}

bool StageWindow::stopExplaining() {
  if (tiles_) {
    if (!tiles_->stopExplaining()) return false;
  } else {
    if (panels_.explained < 0 || !explains()) return false;
    panels_.explained = -1;
  }
  answer();
  return true;
}

bool StageWindow::clearSelection() {
  if (!panels_.selected && panels_.selectedAction < 0) return false;
  panels_.selected.reset();
  panels_.selectedAction = -1;
  answer();
  return true;
}

void StageWindow::paintPaths(const Moment& moment, float scale) {
  const PanelArea area = layout().world;
  const auto projection = worldProjection(camera_, area, scale);
  futures_.shown().drawPaths(moment.depths, panels_, area, projection, theme());
  hand_.draw(area, projection, moment.frame ? moment.frame->push : std::nullopt, theme());
}

void StageWindow::paintPanels(const Moment& moment, float scale) {
  const StageLayout areas = layout();
  PanelInput input;
  if (moment.view) input.spec = &moment.view->env->spec();
  if (shown_) input.trace = &shown_->trace;
  input.phase = moment.frame ? moment.depths : 1e9f;
  input.updatedPolicy = updatedPolicyOf(moment.view.get(), shown_.get());
  const bool ready = moment.view && moment.view->ready;
  if (moment.frame && moment.frame->trace.depths == 0 && moment.frame->by == Actor::kPerson)
    input.emptyMessage = tr("Your own step: the agent did not search before it.").toStdString();
  else if (moment.frame && moment.frame->trace.depths == 0)
    input.emptyMessage = tr("This step is long ago: only the newest searches of an episode are kept.").toStdString();
  else if (moment.view && moment.view->personPlays)
    input.emptyMessage =
        tr("Your move. The agent's search appears here before it or after it, as chosen at the left.").toStdString();
  else
    input.emptyMessage =
        ready ? tr("The next decision shows here: particles spread, are weighted and drawn again.").toStdString()
              : tr("The network is loading. Its first search appears here.").toStdString();
  drawSceneLabels(world_->labels(), areas.world, scale, theme());
  WorldCaption caption = tiles_ ? tiles_->caption() : captionOf(moment);
  if (!caption.verdict.empty() && !verdictNote_.empty()) caption.verdict += "  ·  " + verdictNote_;
  drawCaption(caption, areas.world, theme());
  if (rivalShown_ && rival_) rival_->paintOver(rivalLook(scale));
  if (!isEmpty(areas.world)) otherWorlds_.drawList(areas.world, theme());
  drawInset(insetShown_, theme());
  beginPanels(panels_);
  if (moment.view) paintPaths(moment, scale);
  imagined_.draw(imaginedShown_, imaginedAreas(), camera_, panels_, theme());
  const auto points = static_cast<float>(options_.uiScale);
  if (tiles_)
    tiles_->draw(static_cast<float>(width()) / points, static_cast<float>(height()) / points, panels_, theme());
  drawStagePanels(areas, input, panels_, theme());
  if (explains()) {
    PanelArea room = areas.world;
    if (!caption.speed.empty()) room.y += kBelowMotion;
    if (const auto cells = imaginedAreas(); !imaginedShown_.empty() && !cells.empty())
      room.width = cells.front().x - room.x;
    drawExplanation(input, panels_, room, theme());
  }
  if (!isEmpty(areas.tabs)) {
    if (const auto clicked = drawTabs(areas.tabs, tabsOf(areas), tab_, theme())) {
      tab_ = *clicked;
      settleFrames_ = kSettleFrames;
    }
  }
}

}  // namespace spolab
