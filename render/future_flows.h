#pragma once

#include <optional>
#include <vector>

#include "render/future_filter.h"
#include "render/future_paths.h"
#include "render/panels/river_focus.h"

namespace spolab {

/// The trails of a search with what coincides added up: on boards particles on the same tile, of bodies with many
/// particles also neighbours. Found once per search; sums follow the colouring and what is pointed at.
class FutureFlows {
 public:
  static constexpr int kMostTrails = 128;  ///< more particles of a body than this are added up
  static constexpr int kMostDots = 32;     ///< of them that stay dots, the heaviest of each depth
  static constexpr float kHeavy = 6.0f;    ///< times the mean weight at least

  /// Particles of one depth at one place, without those that stay dots.
  struct Place {
    Vec3 at;
    float before = 0, after = 0;  ///< weight on arrival and once weighed
    float again = 0;              ///< share of the particles drawn again here, where they are
    float focused = 0;            ///< share of the particles on or after what is pointed at
    Colour colour;                ///< mean by weight
    int heaviest = -1;            ///< particle, dots included
    int count = 0;
    /// Of each of its particles on average, once resampled.
    [[nodiscard]] float copies(int particles) const {
      return again * static_cast<float>(particles) / static_cast<float>(count);
    }
  };
  /// Particles that go from one place to the next.
  struct Step {
    Vec3 from, to;
    float before = 0, after = 0;
    float alive = 0;    ///< share of them with descendants in the last depth
    float focused = 0;  ///< share of them on or after what is pointed at
    Colour colour;
    int count = 0;  ///< 0: all who go this way are left out
  };

  FutureFlows(const panel::TraceReading& reading, const FuturePlaces& places, bool onBoard);

  /// Works the sums out anew where colouring, focus or what is left out have changed. `filter` is borrowed.
  void update(const panel::FocusKey& focus, RiverColour by, const Theme& theme, const FutureFilter& filter);

  /// More particles than are drawn one by one.
  [[nodiscard]] bool crowded() const { return crowded_; }
  [[nodiscard]] const std::vector<Place>& places(int depth) const { return places_[static_cast<std::size_t>(depth)]; }
  [[nodiscard]] const std::vector<Step>& steps(int depth) const { return steps_[static_cast<std::size_t>(depth)]; }
  /// [≤ kMostDots] heaviest particles of a depth that are dots of their own; empty on boards and without a crowd.
  [[nodiscard]] const std::vector<int>& dots(int depth) const { return dots_[static_cast<std::size_t>(depth)]; }

 private:
  void findPlaces(const FuturePlaces& places, bool onBoard);
  void findSteps(const FuturePlaces& places);
  void findDots();
  void addUp(int depth, const FutureFilter& filter);

  const panel::TraceReading& reading_;
  bool crowded_ = false;
  std::vector<std::vector<Place>> places_;  ///< [h]
  std::vector<std::vector<Step>> steps_;    ///< [h]
  std::vector<std::vector<int>> dots_;      ///< [h]
  std::vector<std::uint8_t> isDot_;         ///< [h, N]
  std::vector<int> placeOf_, stepOf_;       ///< [h, N]
  std::optional<panel::RiverFocus> focus_;
  std::optional<RiverColour> colour_;
  float leastShare_ = 0.0f;
  const Theme* theme_ = nullptr;
};

}  // namespace spolab
