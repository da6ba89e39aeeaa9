#pragma once

#include <memory>
#include <vector>

#include "envs/env.h"
#include "render/camera.h"
#include "render/search_panels.h"

namespace spolab {

/// The states that a search imagines in a world where they cannot stand beside one another (a cube): the heaviest of
/// one depth, particles in the same state counted as one. Single-threaded.
class ImaginedStates {
 public:
  /// One of them.
  struct One {
    ParticleRef who;         ///< the heaviest particle in it
    StateView state;         ///< borrowed from the trace
    float weight = 0.0f;     ///< of all particles in it, [0, 1]
    int particles = 0;       ///< how many they are
    bool withFocus = false;  ///< the particle that is pointed at or selected is one of them
  };

  ImaginedStates();
  ~ImaginedStates();
  ImaginedStates(const ImaginedStates&) = delete;
  ImaginedStates& operator=(const ImaginedStates&) = delete;

  /// Turns to another search. Both are borrowed until the next read() or clear().
  void read(const Env& env, const SearchTrace& trace);
  void clear();
  /// Nothing to show: no search, or a world whose states have a place of their own (Futures).
  [[nodiscard]] bool empty() const;

  /// What is imagined when `phase` (PanelInput::phase) of the search is revealed, heaviest first, at most `most`;
  /// without what PanelState::leastShare leaves out.
  [[nodiscard]] std::vector<One> at(float phase, const PanelState& state, int most) const;

  /// Draws `shown` in the squares `cells`, turned as `camera` is, each with its weight and a bar of it, with the ImGui
  /// frame being built; they can be pointed at and clicked as in the river.
  void draw(const std::vector<One>& shown, const std::vector<PanelArea>& cells, const OrbitCamera& camera,
            PanelState& state, const Theme& theme) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab
