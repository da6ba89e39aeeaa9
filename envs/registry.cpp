#include "envs/registry.h"

#include <algorithm>

#include "core/base/error.h"

namespace spolab {
namespace {

std::vector<EnvEntry>& entries() {
  static std::vector<EnvEntry> all;
  return all;
}

std::vector<MissingEnv>& missingEntries() {
  static std::vector<MissingEnv> all;
  return all;
}

}  // namespace

bool registerMissingEnv(MissingEnv entry) {
  missingEntries().push_back(std::move(entry));
  return true;
}

const std::vector<MissingEnv>& missingEnvs() { return missingEntries(); }

bool registerEnv(EnvEntry entry) {
  auto& all = entries();
  const auto place = std::upper_bound(all.begin(), all.end(), entry.order,
                                      [](int order, const EnvEntry& other) { return order < other.order; });
  all.insert(place, std::move(entry));
  return true;
}

const std::vector<EnvEntry>& envRegistry() { return entries(); }

const EnvEntry& findEnv(const std::string& id) {
  for (const MissingEnv& entry : missingEntries()) {
    if (entry.id == id)
      throw Error("the environment '" + id + "'", "a program built without it: it " + entry.reason, "--env");
  }
  std::string list;
  std::vector<std::string> ids;
  for (const EnvEntry& entry : entries()) {
    if (entry.id == id) return entry;
    list += (list.empty() ? "" : ", ") + entry.id;
    ids.push_back(entry.id);
  }
  throw Error::usage("one of the environments " + list, withSuggestion(id, nearestName(id, ids)), "--env");
}

}  // namespace spolab
