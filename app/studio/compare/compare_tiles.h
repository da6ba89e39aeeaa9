#pragma once

#include <array>
#include <memory>
#include <string>

#include "app/studio/compare/compare_request.h"
#include "app/studio/stage/stage_tiles.h"
#include "render/compare_panels.h"

namespace spolab {

/// Which of the two ways to compare is on screen.
enum class ComparePage { kFreeze, kShootOut };

/// Draws a comparison around the held world: freeze and turn with both q̂ over each other and both rivers, or the panes
/// of a shoot-out. Window's thread.
class CompareTiles final : public StageTiles {
 public:
  static constexpr int kMostPanes = 4;

  /// Null: nothing has been searched; `message` says why.
  void show(std::shared_ptr<const CompareResult> result, std::string message);
  void setPage(ComparePage page) { page_ = page; }
  void setCaption(WorldCaption caption) { caption_ = std::move(caption); }
  void setMotion(bool motion) { motion_ = motion; }

  [[nodiscard]] PanelArea world(float width, float height) const override;
  /// None over the small world of a shoot-out: the panel at the side says what is held.
  [[nodiscard]] WorldCaption caption() const override {
    return page_ == ComparePage::kFreeze ? caption_ : WorldCaption{};
  }
  void draw(float width, float height, PanelState& world, const Theme& theme) override;
  /// The facts, then their columns.
  void explain(int by) override;
  bool stopExplaining() override;

 private:
  void drawFreeze(float width, float height, PanelState& world, const Theme& theme);
  void drawShootOut(float width, float height, const Theme& theme);
  void drawFacts(FactTable facts, const PanelArea& area, const PanelArea& card, const Theme& theme);
  void drawSearch(const ContenderResult& contender, PanelState& state, const PanelArea& area, const Theme& theme) const;
  [[nodiscard]] int panes() const;
  [[nodiscard]] const EnvSpec& spec() const { return result_->held.env->spec(); }

  std::shared_ptr<const CompareResult> result_;
  std::string message_;
  ComparePage page_ = ComparePage::kFreeze;
  WorldCaption caption_;
  bool motion_ = true;
  int explained_ = -1;  ///< as FactTable::explained
  int things_ = 0;      ///< that could be explained in the last picture
  std::array<PanelState, kMostPanes> states_;
  std::array<std::shared_ptr<const SearchTrace>, kMostPanes> shown_;  ///< what states_ refer to
};

}  // namespace spolab
