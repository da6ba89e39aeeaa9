#include "app/episode/play_settings.h"

namespace spolab {
namespace {

constexpr const char* kMethod = "algorithm=";

bool fits(const RunConfig& config, const std::string& algorithm) {
  return findAlgorithm(algorithm).actsIn(config.makeRules()->spec());
}

}  // namespace

std::string methodChange(const std::string& algorithm) { return kMethod + algorithm; }

RunConfig playedWith(const RunConfig& base, const std::vector<std::string>& changes, bool play) {
  std::string method = base.algorithm;
  std::vector<std::string> settings;
  for (const std::string& change : changes) {
    if (change.starts_with(kMethod))
      method = change.substr(std::string(kMethod).size());
    else
      settings.push_back(change);
  }
  const bool other = !method.empty() && fits(base, method);
  RunConfig config = base.withAlgorithm(other ? method : base.algorithm);
  if (play)
    config.usePlayDefaults(settings);
  else
    config.applyOverrides(settings, true);
  return config;
}

RunConfig playedAsTrained(const RunConfig& trained, const RunConfig& now) {
  std::vector<std::string> world = changesBetween(playedWith(trained, {}, true), now);
  std::erase_if(world, [](const std::string& change) { return !change.starts_with("env."); });
  return playedWith(trained, world, true);
}

std::vector<std::string> changesBetween(const RunConfig& base, const RunConfig& config) {
  RunConfig from = base.clone(), to = config.clone();  // a schema refers to what it describes
  const Schema before = from.schema(), after = to.schema();
  std::vector<std::string> changes;
  for (const Field& field : after.fields()) {
    const Field* other = before.find(field.key);
    if (other != nullptr && other->text() != field.text()) changes.push_back(field.key + '=' + field.text());
  }
  return changes;
}

}  // namespace spolab
