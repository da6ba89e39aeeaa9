#pragma once

#include <cstdint>
#include <vector>

#include "render/panels/trace_reading.h"

namespace spolab::panel {

/// Where everything of the river stands, in points. Particles keep the order of their parents, so lines never cross;
/// circles never overlap, since their areas are shares of one. With more particles than circles fit, a column is
/// crowded: the heaviest keep circles and every other one a thin slice of what height is left, on the same axis.
struct RiverLayout {
  static constexpr float kSmallest = 1.4f;  ///< radius of a circle that can still be seen

  struct Node {
    float y = 0, radius = 0;
  };
  struct Band {
    float left = 0, right = 0;
    ResampleEvent event = ResampleEvent::kNone;
  };

  PanelArea field;             ///< where circles may stand
  bool showsEss = true;        ///< enough height for the row below
  float labelY = 0, essY = 0;  ///< middles of the rows above and below the field
  float rootX = 0, rootY = 0, rootRadius = 5;
  float outcomeX = 0;          ///< left edge of the list of first actions, 0: no room for it
  std::vector<float> columnX;  ///< [h]
  std::vector<Band> bands;     ///< [h] after each depth
  std::vector<Node> before;    ///< [h, N] with the weight a particle carries into its depth
  std::vector<Node> after;     ///< [h, N] with the weight it has there
  std::vector<int> order;      ///< [h, N] particles from top to bottom

  bool crowded = false;                   ///< columns are densities
  std::vector<std::vector<int>> circles;  ///< [h] when crowded: the particles that are circles all the same
  std::vector<std::uint8_t> isCircle;     ///< [h, N] when crowded

  RiverLayout(const TraceReading& reading, const PanelArea& inner);

  /// Smallest distance of two columns; with one column the field's width.
  [[nodiscard]] float tightest() const;

  [[nodiscard]] Node between(std::size_t index, float share) const {
    return {before[index].y + share * (after[index].y - before[index].y),
            before[index].radius + share * (after[index].radius - before[index].radius)};
  }

 private:
  void placeColumns(const SearchTrace& trace, const PanelArea& inner);
  void orderParticles(const TraceReading& reading);
  void chooseCircles(const TraceReading& reading);
  void stackCrowded(const int* column, const std::uint8_t* circle, const std::vector<float>& weights, float scale,
                    Node* out) const;
  void stack(const int* column, const std::vector<float>& weights, float scale, Node* out) const;
};

}  // namespace spolab::panel
