#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace spolab {

/// The document as text; `indent` < 0: in one line. Bytes that are no UTF-8, as in names of files, become U+FFFD.
inline std::string jsonText(const nlohmann::json& document, int indent = -1) {
  return document.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace spolab
