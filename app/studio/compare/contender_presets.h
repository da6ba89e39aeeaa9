#pragma once

#include <string>
#include <vector>

#include <QComboBox>

#include "core/config/run_config.h"
#include "envs/env.h"

namespace spolab {

/// A contender that is known to be worth watching against others.
struct ContenderPreset {
  std::string name;                  ///< for people
  std::vector<std::string> changes;  ///< "key=value" on top of the held settings
  bool searches = true;
  std::string method = {};  ///< id of another algorithm; empty: the held one
};

/// In the order they are offered; the first changes nothing. Pure.
std::vector<ContenderPreset> contenderPresets(const RunConfig& held);

/// A list of the methods that can act in a world, from the registry: a new one appears by itself. The id of each is its
/// data.
QComboBox* makeMethodList(QWidget* parent);
void fillMethodList(QComboBox* list, const EnvSpec& spec, const std::string& chosen);

}  // namespace spolab
