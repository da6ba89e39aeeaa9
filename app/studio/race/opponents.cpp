#include "app/studio/race/opponents.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/translate.h"

namespace spolab {
namespace {

constexpr std::size_t kMostSnapshots = 3;

/// The first, the one in the middle, the one before the last, and `chosen`.
std::vector<Snapshot> youngerOnes(std::span<const Snapshot> all, const std::filesystem::path& chosen) {
  const std::size_t middle = (all.size() - 1) / 2, late = all.size() - 2;
  std::vector<Snapshot> some;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all.size() <= kMostSnapshots || i == 0 || i == middle || i == late || all[i].file == chosen)
      some.push_back(all[i]);
  return some;
}

}  // namespace

std::vector<Opponent> opponentsFor(const RunConfig& config, std::span<const Snapshot> snapshots,
                                   const std::filesystem::path& chosen) {
  const std::int64_t particles = config.planner->futures();
  const std::string futures(config.planner->futuresKey()), depth(config.planner->depthKey());
  const auto horizon = static_cast<std::int64_t>(config.number(depth).value_or(1.0));
  /// Changes to settings that this method has.
  const auto known = [&](std::vector<std::string> changes) {
    std::erase_if(changes,
                  [&](const std::string& change) { return !config.number(change.substr(0, change.find('='))); });
    return changes;
  };
  const auto sampled = [](std::vector<std::string> changes) {
    changes.emplace_back("planner.action=sample");
    return changes;
  };
  const std::int64_t few = std::max<std::int64_t>(2, particles / 4);
  std::vector<Opponent> all;
  all.push_back({"champion",
                 translate("Opponents", "The champion"),
                 translate("Opponents", "Plays as it was trained, with its whole search."),
                 {},
                 {}});
  if (few < particles)
    all.push_back({"hasty",
                   translate("Opponents", "The hasty one"),
                   translateFormat(phrase("Opponents", "Imagines only {} futures instead of {}."), few, particles),
                   {fmt::format("{}={}", futures, few)},
                   {}});
  if (horizon > 1)
    all.push_back({"short-sighted",
                   translate("Opponents", "The short-sighted one"),
                   translateFormat(phrase("Opponents", "Looks one step ahead instead of {}."), horizon),
                   known({depth + "=1", "planner.period=1"}),
                   {}});
  all.push_back(
      {"hot-headed",
       translate("Opponents", "The hot-headed one"),
       config.number("planner.temperature")
           ? translate("Opponents",
                       "Draws its move from q̂ instead of taking the heaviest, and searches four times as hot.")
           : translate("Opponents", "Draws its move from q̂ instead of taking the heaviest."),
       sampled(known({fmt::format("planner.temperature={}", config.planner->temperature() * 4.0)})),
       {}});
  all.push_back({"gut-feeling",
                 translate("Opponents", "Gut feeling"),
                 translate("Opponents", "Imagines a single future: whatever its policy says, it does."),
                 sampled(known({futures + "=1", depth + "=1", "planner.period=1"})),
                 {}});
  for (const Snapshot& snapshot : youngerOnes(snapshots, chosen))
    all.push_back({"younger",
                   translateFormat(phrase("Opponents", "Its younger self, iteration {}"), snapshot.iteration),
                   translate("Opponents", "An earlier moment of the training in the curves."),
                   {},
                   snapshot.file});
  return all;
}

}  // namespace spolab
