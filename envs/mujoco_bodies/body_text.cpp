#include <charconv>
#include <cmath>
#include <cstring>
#include <mujoco/mujoco.h>
#include <optional>

#include "core/base/error.h"
#include "envs/mujoco_bodies/body.h"

namespace spolab::bodies {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f\v";
constexpr double kSmallestNorm = 1e-6;  ///< of a quaternion that still has a direction

/// The token in quotes, shortened, on one line.
std::string quoted(std::string_view token) {
  constexpr std::size_t kLongest = 24;
  std::string text = "'";
  for (const char c : token.substr(0, kLongest)) text += c >= ' ' && c <= '~' ? c : '?';
  return text + (token.size() > kLongest ? "...'" : "'");
}

/// Hexadecimal behind 0x, else decimal; nothing may follow.
std::optional<double> numberIn(std::string_view token) {
  const bool negative = token.starts_with('-');
  if (negative) token.remove_prefix(1);
  const bool hexadecimal = token.starts_with("0x");
  if (hexadecimal) token.remove_prefix(2);
  if (token.empty() || token.front() == '-') return {};
  double value = 0.0;
  const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), value,
                                              hexadecimal ? std::chars_format::hex : std::chars_format::general);
  if (problem != std::errc() || end != token.data() + token.size()) return {};
  return negative ? -value : value;
}

void appendNumber(double value, std::string& text) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, std::abs(value), std::chars_format::hex).ptr;
  text += std::signbit(value) ? " -0x" : " 0x";
  text.append(digits, end);
}

/// Words of the text, one after another.
class Words {
 public:
  Words(std::string_view text, std::string where) : rest_(text), where_(std::move(where)) {}

  void expect(std::string_view word) {
    const std::string_view token = next();
    if (token != word) refuse("the word " + std::string(word), token);
  }

  std::int64_t steps(std::int64_t limit) {
    const std::string_view token = next();
    std::int64_t value = -1;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), value);
    if (problem != std::errc() || end != token.data() + token.size() || value < 0 || value > limit)
      refuse("a step count from 0 to " + std::to_string(limit) + " (env.step_limit)", token);
    return value;
  }

  /// `count` numbers behind the word `name`, none beyond ± largest.
  void numbers(std::string_view name, std::size_t count, double largest, double* out) {
    expect(name);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view token = next();
      const std::optional<double> value = numberIn(token);
      if (!value || !(std::abs(*value) <= largest)) {
        char bound[40];
        *std::to_chars(bound, bound + sizeof bound - 1, largest).ptr = '\0';
        refuse("a number within ±" + std::string(bound) + " as " + std::string(name) + " " + std::to_string(i + 1) +
                   " of " + std::to_string(count),
               token);
      }
      out[i] = *value;
    }
  }

  void expectEnd() {
    if (const std::string_view token = next(); !token.empty()) refuse("no further word", token);
  }

  [[noreturn]] void refuse(const std::string& expected, std::string_view token) const {
    throw Error::usage(expected, token.empty() ? "the end of the text" : quoted(token),
                       "word " + std::to_string(count_) + " of " + where_);
  }

 private:
  std::string_view next() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpaces), rest_.size()));
    const std::string_view token = rest_.substr(0, rest_.find_first_of(kSpaces));
    rest_.remove_prefix(token.size());
    ++count_;
    return token;
  }

  std::string_view rest_;
  std::string where_;
  int count_ = 0;
};

}  // namespace

std::string printState(const Body& body, StateView state) {
  mjData& data = scratch(body);
  restore(body, state, data);
  std::string text = "steps " + std::to_string(stepsOf(state));
  const auto append = [&text](const char* name, const double* values, std::size_t count) {
    text += name;
    for (std::size_t i = 0; i < count; ++i) appendNumber(values[i], text);
  };
  append(" qpos", data.qpos, body.positions);
  append(" qvel", data.qvel, body.velocities);
  if (body.keptControls > 0) append(" ctrl", data.ctrl, body.keptControls);
  return text;
}

void parseState(const Body& body, std::string_view text, std::int64_t stepLimit, StateSpan state) {
  Words words(text, "the " + body.rules.id + "'s state");
  mjData& data = scratch(body);
  words.expect("steps");
  const std::int64_t steps = words.steps(stepLimit);
  words.numbers("qpos", body.positions, kLargestNumber, data.qpos);
  const double* q = data.qpos + 3;
  if (std::hypot(std::hypot(q[0], q[1]), std::hypot(q[2], q[3])) < kSmallestNorm)
    throw Error::usage("a quaternion that is not zero as qpos 4 to 7", "0 0 0 0", "the " + body.rules.id + "'s state");
  words.numbers("qvel", body.velocities, kLargestNumber, data.qvel);
  if (body.keptControls > 0) words.numbers("ctrl", body.keptControls, body.rules.controlScale, data.ctrl);
  words.expectEnd();
  save(body, data, steps, state);
}

std::string stateHelp(const Body& body) {
  std::string help = "\"steps N qpos\" and " + std::to_string(body.positions) +
                     " positions (x y z of the trunk in metres, its quaternion w x y z, then joint angles in radians), "
                     "\"qvel\" and " +
                     std::to_string(body.velocities) + " velocities (trunk linear, trunk angular, joints)";
  if (body.keptControls > 0)
    help += ", \"ctrl\" and the " + std::to_string(body.keptControls) + " controls of the last step";
  return help + "; numbers decimal, or hexadecimal behind 0x as the program prints them";
}

}  // namespace spolab::bodies
