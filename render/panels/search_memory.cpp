#include "render/panels/search_memory.h"

#include <algorithm>
#include <bit>
#include <span>

#include "core/base/translate.h"
#include "render/panels/atom_density.h"
#include "render/panels/river_memory.h"

namespace spolab::panel {
namespace {

constexpr std::size_t kSamples = 64;  // of each list with an entry per particle

/// FNV-1a over words.
struct Digest {
  std::uint64_t value = 14695981039346656037ull;

  void add(std::uint64_t word) { value = (value ^ word) * 1099511628211ull; }
  template <typename T>
  void add(std::span<const T> list, std::size_t stride = 1) {
    for (std::size_t i = 0; i < list.size(); i += stride)
      if constexpr (std::is_same_v<T, float>)
        add(std::uint64_t{std::bit_cast<std::uint32_t>(list[i])});
      else
        add(static_cast<std::uint64_t>(list[i]));
  }
  template <typename T>
  void sample(const std::vector<T>& list) {
    add(std::span<const T>(list), list.size() / kSamples + 1);
  }
};

SearchMemory::Key keyOf(const SearchTrace& trace, const EnvSpec& spec) {
  Digest digest;
  digest.add(std::span<const float>(trace.ess));
  digest.add(std::span<const float>(trace.entropy));
  digest.add(std::span<const float>(trace.qhat));
  digest.add(std::span<const std::byte>(trace.chosenAction));
  digest.add(std::span<const std::byte>(trace.rootState));
  digest.sample(trace.action);
  digest.sample(trace.parent);
  digest.sample(trace.weight);
  digest.sample(trace.advantage);
  return {&trace, &spec, trace.weight.data(), trace.particles, trace.depths, digest.value};
}

}  // namespace

SearchMemory::SearchMemory(const Key& searchKey, const SearchTrace& trace, const EnvSpec& spec)
    : key(searchKey), reading(trace, spec) {}
SearchMemory::~SearchMemory() = default;

std::optional<float> SearchMemory::klTo(std::span<const float> updated) {
  if (!std::ranges::equal(updated, updated_)) {
    updated_.assign(updated.begin(), updated.end());
    klUpdated_ = klToUpdated(reading.trace, updated);
  }
  return klUpdated_;
}

SearchMemory* rememberedSearch(const PanelInput& input, PanelState& state, const Panel& panel) {
  if (input.trace != nullptr && input.spec != nullptr && hasItsShape(*input.trace, *input.spec)) {
    const SearchMemory::Key key = keyOf(*input.trace, *input.spec);
    if (state.memory && state.memory->key == key) return state.memory.get();
    if (readable(*input.trace, *input.spec)) {
      state.memory = std::make_shared<SearchMemory>(key, *input.trace, *input.spec);
      return state.memory.get();
    }
  }
  panel.message(!input.emptyMessage.empty() ? input.emptyMessage
                                            : translate("panels", "No search has been recorded for this step."));
  return nullptr;
}

}  // namespace spolab::panel
