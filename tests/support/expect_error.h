#pragma once

#include <string>

#include "core/base/error.h"

namespace spolab::test {

/// Message of the usage Error that `call` throws; "" when it throws none or another kind.
template <typename Call>
std::string usageErrorOf(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.kind() == Error::Kind::kUsage ? error.what() : "";
  }
  return {};
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace spolab::test
