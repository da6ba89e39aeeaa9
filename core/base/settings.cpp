#include "core/base/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/translate.h"
#include "core/base/utf8.h"

namespace spolab {
namespace {

std::string numberText(double value) {
  char buffer[40];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  SPOLAB_CHECK(error == std::errc{});
  return {buffer, end};
}

/// A float in TOML must look like one: "1" would be an integer.
std::string tomlFloat(double value) {
  std::string text = numberText(value);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

template <typename T>
bool parseNumber(std::string_view text, T& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Whole numbers may be written as 1e6, as people do for steps.
bool parseInteger(std::string_view text, std::int64_t& value) {
  if (parseNumber(text, value)) return true;
  double real = 0.0;
  if (!parseNumber(text, real) || real != std::floor(real) || std::abs(real) > 0x1p53) return false;
  value = static_cast<std::int64_t>(real);
  return true;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substitution, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string Field::toml() const {
  if (auto* const* b = std::get_if<bool*>(&value)) return **b ? "true" : "false";
  if (auto* const* i = std::get_if<std::int64_t*>(&value)) return std::to_string(**i);
  if (auto* const* d = std::get_if<double*>(&value)) return tomlFloat(**d);
  return quoted(*std::get<std::string*>(value));
}

std::string Field::text() const {
  if (auto* const* s = std::get_if<std::string*>(&value)) return **s;
  if (auto* const* d = std::get_if<double*>(&value)) return numberText(**d);
  return toml();
}

std::string Field::expectation() const {
  if (std::holds_alternative<bool*>(value)) return translate("settings", "true or false");
  if (std::holds_alternative<std::string*>(value)) {
    if (choices.empty()) return translate("settings", "a text");
    std::string list;
    for (const std::string& choice : choices) list += (list.empty() ? "" : ", ") + choice;
    return translateFormat(phrase("settings", "one of {}"), list);
  }
  return std::holds_alternative<std::int64_t*>(value)
             ? translateFormat(phrase("settings", "a whole number from {} to {}"), numberText(minimum),
                               numberText(maximum))
             : translateFormat(phrase("settings", "a number from {} to {}"), numberText(minimum), numberText(maximum));
}

void Field::set(std::string_view raw, const std::string& where) const {
  const std::string_view text = trimmed(raw);
  const auto refuse = [&] {
    throw Error::usage("'" + key + "' to be " + expectation(), "'" + std::string(text) + "'", where);
  };
  const auto inRange = [&](double x) { return x >= minimum && x <= maximum; };  // false for NaN
  if (auto* const* b = std::get_if<bool*>(&value)) {
    if (text != "true" && text != "false") refuse();
    **b = text == "true";
  } else if (auto* const* i = std::get_if<std::int64_t*>(&value)) {
    std::int64_t number = 0;
    if (!parseInteger(text, number) || !inRange(static_cast<double>(number))) refuse();
    **i = number;
  } else if (auto* const* d = std::get_if<double*>(&value)) {
    double number = 0.0;
    if (!parseNumber(text, number) || !inRange(number)) refuse();
    **d = number;
  } else {
    if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end()) refuse();
    if (!isUtf8(text)) throw Error::usage("'" + key + "' to be a text in UTF-8", "'" + std::string(text) + "'", where);
    *std::get<std::string*>(value) = std::string(text);
  }
}

void Schema::add(const char* name, bool& value, const char* help) {
  fields_.push_back({group_ + "." + name, &value, 0, 1, {}, "", help});
}

void Schema::add(const char* name, std::int64_t& value, Range range, const char* unit, const char* help) {
  fields_.push_back({group_ + "." + name, &value, range.minimum, range.maximum, {}, unit, help});
}

void Schema::add(const char* name, double& value, Range range, const char* unit, const char* help) {
  fields_.push_back({group_ + "." + name, &value, range.minimum, range.maximum, {}, unit, help});
}

void Schema::add(const char* name, std::string& value, std::vector<std::string> choices, const char* help) {
  fields_.push_back({group_ + "." + name, &value, 0, 0, std::move(choices), "", help});
}

const Field* Schema::find(std::string_view key) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Field& f) { return f.key == key; });
  return found == fields_.end() ? nullptr : &*found;
}

void Schema::setIdle(std::string_view key) {
  const auto field = std::find_if(fields_.begin(), fields_.end(), [&](const Field& each) { return each.key == key; });
  SPOLAB_CHECK(field != fields_.end());
  field->idle = true;
}

const Field& Schema::at(std::string_view key, const std::string& where) const {
  if (const Field* field = find(key)) return *field;
  std::vector<std::string> keys;
  for (const Field& field : fields_) keys.push_back(field.key);
  throw Error::usage("the name of a setting", withSuggestion(std::string(key), nearestName(key, keys)), where);
}

std::string Schema::toml() const {
  std::string out;
  std::string table;
  for (const Field& field : fields_) {
    const auto dot = field.key.find('.');
    if (const std::string group = field.key.substr(0, dot); group != table) {
      out += (out.empty() ? "[" : "\n[") + group + "]\n";
      table = group;
    }
    out += field.key.substr(dot + 1) + " = " + field.toml() + "\n";
  }
  return out;
}

std::string nearestName(std::string_view name, const std::vector<std::string>& names) {
  std::string best;
  std::size_t bestDistance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : names) {
    const std::size_t distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace spolab
