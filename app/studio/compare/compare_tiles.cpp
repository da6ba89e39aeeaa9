#include "app/studio/compare/compare_tiles.h"

#include <algorithm>
#include <vector>

#include <QCoreApplication>

#include "app/studio/compare/compare_facts.h"
#include "app/studio/compare/compare_layout.h"
#include "core/base/translate.h"
#include "render/compare_panels.h"

namespace spolab {
namespace {

/// Larger searches take too long to add up for a river while a person turns a setting.
constexpr std::int64_t kMostParticles = 4096, kMostCircles = 65536;

/// The side of a comparison that a contender is.
ComparedSide sideOf(const ContenderResult& contender, std::string name, bool prior = false) {
  ComparedSide side;
  side.name = std::move(name);
  if (!contender.trace || !contender.error.empty()) return side;
  const SearchTrace& trace = *contender.trace;
  side.qhat = prior ? trace.prior : trace.qhat;
  if (prior) return side;
  side.trace = trace.actionDims > 0 ? &trace : nullptr;
  side.chosen = takenIndex(contender);
  if (contender.spread) {
    side.low = contender.spread->low;
    side.high = contender.spread->high;
  }
  if (contender.exact) side.exact = contender.exact->qhat;
  return side;
}

/// Where an explanation covers the least likely actions.
PanelArea lowerPart(const PanelArea& area) {
  constexpr float kFrom = 0.58f;
  return {area.x, area.y + kFrom * area.height, area.width, (1.0f - kFrom) * area.height};
}

}  // namespace

void CompareTiles::show(std::shared_ptr<const CompareResult> result, std::string message) {
  result_ = std::move(result);
  message_ = std::move(message);
  for (std::size_t k = 0; k < states_.size(); ++k) {
    const auto trace = result_ && k < result_->contenders.size() ? result_->contenders[k].trace : nullptr;
    if (trace == shown_[k]) continue;
    shown_[k] = trace;
    states_[k].forget();
  }
}

int CompareTiles::panes() const {
  const int found = result_ ? static_cast<int>(result_->contenders.size()) : 0;
  return std::clamp(found, 1, kMostPanes);
}

PanelArea CompareTiles::world(float width, float height) const {
  return page_ == ComparePage::kFreeze ? FreezeLayout::of(width, height).world
                                       : ShootOutLayout::of(width, height, panes()).world;
}

void CompareTiles::draw(float width, float height, PanelState& world, const Theme& theme) {
  int action = world.hoveredActionBefore;
  for (PanelState& state : states_) {
    state.motion = motion_;
    beginPanels(state);
    action = std::max(action, state.hoveredActionBefore);
  }
  // The action under the pointer of one tile is followed by all.
  const bool discrete = result_ && result_->held.env && spec().discrete();
  if (discrete)
    for (PanelState& state : states_) world.hoveredActionBefore = state.hoveredActionBefore = action;
  if (page_ == ComparePage::kFreeze)
    drawFreeze(width, height, world, theme);
  else
    drawShootOut(width, height, theme);
}

void CompareTiles::drawSearch(const ContenderResult& contender, PanelState& state, const PanelArea& area,
                              const Theme& theme) const {
  if (isEmpty(area)) return;
  PanelInput input;
  input.spec = &spec();
  const bool few = contender.particles <= kMostParticles && contender.budget <= kMostCircles;
  const bool drawn = contender.searches && contender.error.empty() && few;
  if (drawn) input.trace = contender.trace.get();
  input.emptyMessage = !contender.error.empty() ? contender.error
                       : !contender.searches
                           ? translate("compare", "No search here: the network's policy decides alone.")
                       : drawn ? translate("compare", "Searching…")
                               : translate("compare", "Too many particles for a river. q̂ counts them all.");
  drawRiver(input, state, area, theme);
}

void CompareTiles::drawFreeze(float width, float height, PanelState& world, const Theme& theme) {
  const FreezeLayout areas = FreezeLayout::of(width, height);
  ComparisonInput input;
  input.emptyMessage = message_;
  FactTable facts;
  std::vector<int> order;
  static const ContenderResult kNothing;
  const bool there = result_ && result_->contenders.size() == 2;
  const ContenderResult& a = there ? result_->contenders[0] : kNothing;
  const ContenderResult& b = there ? result_->contenders[1] : kNothing;
  if (there) {
    input.spec = &spec();
    input.before = sideOf(a, translate("compare", "A held"));
    input.after = sideOf(b, translate("compare", "B turned"));
    if (!b.error.empty()) input.emptyMessage = b.error;
    order = orderByQhat(a);
    input.order = order;
    facts = freezeFacts(*result_, spec());
  }
  drawComparison(input, states_[1], areas.chart, theme);
  drawFacts(std::move(facts), areas.facts, lowerPart(areas.chart), theme);
  if (!there) return;
  drawSearch(a, world, areas.before, theme);
  drawSearch(b, states_[1], areas.after, theme);
}

void CompareTiles::drawFacts(FactTable facts, const PanelArea& area, const PanelArea& card, const Theme& theme) {
  things_ = static_cast<int>(facts.rows.size() + std::min(facts.columns.size(), facts.columnHelp.size()));
  facts.explained = std::min(explained_, things_ - 1);
  facts.card = card;
  drawFactTable(facts, area, theme);
}

void CompareTiles::explain(int by) { explained_ = placeAround(explained_, by, things_); }

bool CompareTiles::stopExplaining() { return std::exchange(explained_, -1) >= 0; }

void CompareTiles::drawShootOut(float width, float height, const Theme& theme) {
  const ShootOutLayout areas = ShootOutLayout::of(width, height, panes());
  if (!result_ || result_->contenders.empty()) {
    ComparisonInput input;
    input.emptyMessage = message_;
    drawComparison(input, states_[0], {0.0f, 0.0f, width, height}, theme);
    return;
  }
  const float below = areas.facts.y + areas.facts.height;
  if (!isEmpty(areas.facts))
    drawFacts(shootOutFacts(*result_, spec()), areas.facts, lowerPart({0.0f, below, width, height - below}), theme);
  const std::vector<int> order = orderByLargest(result_->contenders);
  for (std::size_t k = 0; k < areas.panes.size() && k < result_->contenders.size(); ++k) {
    const ContenderResult& contender = result_->contenders[k];
    const bool failed = !contender.error.empty();
    drawPaneHead({contender.name, failed ? contender.error : contender.summary, costText(contender), failed},
                 areas.panes[k].head, theme);
    drawSearch(contender, states_[k], areas.panes[k].river, theme);
    ComparisonInput input;
    input.spec = &spec();
    input.before = sideOf(contender, translate("compare", "π prior"), true);
    input.after = sideOf(contender, "q̂");
    input.order = order;
    input.emptyMessage = failed ? contender.error : translate("compare", "Searching…");
    drawComparison(input, states_[k], areas.panes[k].chart, theme);
  }
}

}  // namespace spolab
