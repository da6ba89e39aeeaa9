#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/cli/cli.h"
#include "core/config/algorithms.h"
#include "envs/controls.h"

namespace spolab::cli {
namespace {

using Texts = std::set<std::pair<std::string, std::string>>;  ///< context and text

void addSettings(RunConfig config, Texts& texts) {
  const Schema schema = config.schema();
  for (const Field& field : schema.fields()) {
    std::string name = field.key.substr(field.key.rfind('.') + 1);
    std::replace(name.begin(), name.end(), '_', ' ');
    for (const std::string& text : {name, std::string(field.help), std::string(field.unit)})
      texts.emplace("settings", text);
  }
}

void addEnv(const EnvEntry& entry, Texts& texts) {
  texts.emplace("worlds", entry.title);
  const auto env = entry.config()->make();
  for (const std::string& name : env->spec().actionNames) texts.emplace("actions", name);
  if (const Controls* controls = env->controls())
    for (const KeyBinding& key : controls->keys()) texts.emplace("keys", key.help);
  for (const AlgorithmEntry& algorithm : algorithmRegistry())
    if (algorithm.actsIn(env->spec())) addSettings(RunConfig(entry.id, algorithm.id), texts);
}

/// What the registries say to people, as a source that lupdate reads.
void printTexts() {
  Texts texts;
  for (const EnvEntry& entry : envRegistry()) addEnv(entry, texts);
  for (const AlgorithmEntry& entry : algorithmRegistry()) {
    texts.emplace("methods", entry.title);
    texts.emplace("methods", entry.shortTitle());
  }
  for (const PresetEntry& entry : listPresets()) texts.emplace("presets", entry.title);
  for (const char* activity :
       {"starting", "training", "evaluating", "writing checkpoint", "paused", "finished", "failed"})
    texts.emplace("training", activity);
  for (const auto& [context, text] : texts)
    if (!text.empty()) fmt::print("QT_TRANSLATE_NOOP({:?}, {:?})\n", context, text);
}

}  // namespace

void addTexts(CLI::App& app) {
  CLI::App* sub = app.add_subcommand("texts", "What worlds, methods and settings say to people, for './dev texts'");
  sub->group("");  // not for everybody's help
  sub->callback(printTexts);
}

}  // namespace spolab::cli
