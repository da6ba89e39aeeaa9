#include "envs/action_name.h"

#include "core/base/translate.h"

namespace spolab {

std::string actionName(const EnvSpec& spec, int index) {
  const auto i = static_cast<std::size_t>(index);
  if (index < 0 || i >= spec.actionNames.size()) return std::to_string(index);
  return translate("actions", spec.actionNames[i].c_str());
}

}  // namespace spolab
