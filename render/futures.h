#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "render/camera.h"
#include "render/overlay.h"
#include "render/search_panels.h"

namespace spolab {

/// Where the states of a search are in the world, in its metres [h, N], for Futures::read: of a large search this takes
/// longer than all else. Empty where they have no place. Thread-safe.
std::vector<Vec3> futurePlaces(const Env& env, const SearchTrace& trace);

/// The futures that a search imagines, as they are shown in its world: ghosts of what moves, trails by depth and, on
/// boards, how often each tile is visited. What takes time is worked out once per search. Single-threaded.
class Futures {
 public:
  static constexpr int kMostGhosts = 64;

  Futures();
  ~Futures();
  Futures(const Futures&) = delete;
  Futures& operator=(const Futures&) = delete;

  /// Turns to another search. Both are borrowed until the next read() or clear(). `places` = futurePlaces() of them
  /// where they are known, else worked out here.
  void read(const Env& env, const SearchTrace& trace, std::span<const Vec3> places = {});
  void clear();
  /// Nothing to show: no search, or a world whose states have no place.
  [[nodiscard]] bool empty() const;
  /// The world's floor has tiles that can be tinted.
  [[nodiscard]] bool onBoard() const;

  /// Adds ghosts and tints as far as `phase` (PanelInput::phase) reveals the search, at most kMostGhosts, heaviest
  /// first. What `state` points at or has selected stands out.
  void addTo(Overlay& overlay, float phase, const PanelState& state, const Theme& theme);

  /// From a point of the world to points of the window; nothing behind the camera.
  using Projection = std::function<std::optional<PanelPoint>(const Vec3&)>;
  /// Draws trails and the particles at their ends over the world with the ImGui frame being built, inside `area`; dots
  /// can be pointed at and clicked as in the river.
  void drawPaths(float phase, PanelState& state, const PanelArea& area, const Projection& project, const Theme& theme);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab
