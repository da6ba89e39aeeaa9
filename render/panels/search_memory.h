#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "render/panels/trace_reading.h"

namespace spolab::panel {

class RiverMemory;
struct AtomDensity;

/// What has been worked out of one search, kept between frames because it takes longer than drawing it. Lives in
/// PanelState. Single-threaded.
struct SearchMemory {
  /// Tells searches apart without reading all of them: where they lie, their size, and what every depth came to.
  struct Key {
    const SearchTrace* trace = nullptr;
    const EnvSpec* spec = nullptr;
    const float* weights = nullptr;
    int particles = 0, depths = 0;
    std::uint64_t digest = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };

  Key key;
  TraceReading reading;
  std::unique_ptr<RiverMemory> river;  ///< null before the river has been drawn
  std::unique_ptr<AtomDensity> atoms;  ///< of a box; null before they have been drawn

  /// Rows of the particle table and what they were sorted by.
  struct TableRows {
    int depth = -1;
    TableColumn sort = TableColumn::kWeight;
    bool descending = true;
    std::vector<int> order;  ///< [N]
    float heaviest = 0.0f;
    std::optional<ParticleRef> followed;  ///< the selection that was last brought into view in this order
  } table;

  /// klToUpdated, worked out again when `updated` has changed.
  std::optional<float> klTo(std::span<const float> updated);

  SearchMemory(const Key& searchKey, const SearchTrace& trace, const EnvSpec& spec);
  ~SearchMemory();

 private:
  std::vector<float> updated_;  ///< the policy klUpdated_ is about
  std::optional<float> klUpdated_;
};

/// The search to be drawn with all that is known of it, from `state` when it is the one drawn last. Null when there is
/// none or it cannot be drawn; draws the input's message then. Valid until the next call for the same state.
SearchMemory* rememberedSearch(const PanelInput& input, PanelState& state, const Panel& panel);

}  // namespace spolab::panel
