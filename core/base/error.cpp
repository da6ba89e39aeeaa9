#include "core/base/error.h"

#include <new>

namespace spolab {
namespace {

std::string sentence(const std::string& expected, const std::string& found, const std::string& where) {
  std::string text = "expected " + expected + ", found " + found;
  if (!where.empty()) text += ", in " + where;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';  // one line, and no orders to a terminal
  }
  return text;
}

}  // namespace

Error::Error(const std::string& expected, const std::string& found, const std::string& where, Kind kind)
    : std::runtime_error(sentence(expected, found, where)), kind_(kind) {}

Error::Error(const std::string& sentence, Kind kind) : std::runtime_error(sentence), kind_(kind) {}

Error Error::within(const std::string& where) const { return {std::string(what()) + ", in " + where, kind_}; }

Error Error::usage(const std::string& expected, const std::string& found, const std::string& where) {
  return {expected, found, where, Kind::kUsage};
}

std::string messageOf(const std::exception& error) {
  const bool memory = dynamic_cast<const std::bad_alloc*>(&error) || dynamic_cast<const std::length_error*>(&error);
  if (!memory) return error.what();
  return sentence(
      "enough memory for these settings (futures × depth of the search, train.envs, train.replay and the network's "
      "width "
      "decide how much)",
      "too little", "");
}

std::string withSuggestion(const std::string& name, const std::string& nearest) {
  return nearest.empty() ? "'" + name + "'" : "'" + name + "' (did you mean '" + nearest + "'?)";
}

}  // namespace spolab
