#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace spolab {

/// One setting: where it lives, what it may be, and what to tell a person about it.
struct Field {
  std::string key;  ///< dotted, for example "planner.particles"
  std::variant<bool*, std::int64_t*, double*, std::string*> value;
  double minimum = 0.0;              ///< numbers only, inclusive
  double maximum = 0.0;              ///< numbers only, inclusive
  std::vector<std::string> choices;  ///< texts only; empty: any text
  std::string unit;                  ///< "" when it has none
  std::string help;                  ///< one sentence, no final full stop
  bool shapesNetwork = false;        ///< a change needs new parameters
  bool idle = false;                 ///< read and written, but nothing asks for it here: forms leave it out

  /// The current value as it stands in a TOML file ("true", "16", "0.5", "\"sample\"").
  [[nodiscard]] std::string toml() const;
  /// The current value for people and `set` (like toml(), texts without quotes).
  [[nodiscard]] std::string text() const;
  /// "a whole number from 1 to 65536", "one of sample, greedy", …
  [[nodiscard]] std::string expectation() const;
  /// Parses and checks `text`; throws a usage Error that names the key, the range, the value and `where`.
  void set(std::string_view text, const std::string& where) const;
};

/// The list of all settings of a program part. One `describe(Settings&, Schema&)` per settings struct adds its fields;
/// from this one list come the TOML reader and writer, `--set`, the form in the app, `--help` and the reference page.
/// Borrows the structs: they must outlive it.
class Schema {
 public:
  struct Range {
    double minimum, maximum;
  };
  /// Prefix of the keys added next, for example "planner".
  void group(std::string name) { group_ = std::move(name); }
  void add(const char* name, bool& value, const char* help);
  void add(const char* name, std::int64_t& value, Range range, const char* unit, const char* help);
  void add(const char* name, double& value, Range range, const char* unit, const char* help);
  void add(const char* name, std::string& value, std::vector<std::string> choices, const char* help);
  /// Marks the field added last as one that changes the network's shape.
  void shapesNetwork() { fields_.back().shapesNetwork = true; }
  /// Marks a field that is there already as one without effect.
  void setIdle(std::string_view key);

  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  /// Null when there is no such key.
  [[nodiscard]] const Field* find(std::string_view key) const;
  /// Throws a usage Error, with the nearest key as a suggestion, when there is no such key.
  [[nodiscard]] const Field& at(std::string_view key, const std::string& where) const;
  /// All values as a TOML document, one table per group, in the order of the schema.
  [[nodiscard]] std::string toml() const;

 private:
  std::string group_;
  std::vector<Field> fields_;
};

/// The element of `names` nearest to `name`, or "" when none is within about a third of its length.
std::string nearestName(std::string_view name, const std::vector<std::string>& names);

}  // namespace spolab
