#include <charconv>
#include <cmath>
#include <system_error>
#include <vector>

#include "core/base/error.h"
#include "envs/planar_bodies/state.h"

namespace spolab::planar {
namespace {

constexpr double kFarthest = 1e9;
constexpr float kLargestPosition = 1e5f;
constexpr float kLargestRate = 1e4f;

/// As C99's %a, whatever the locale.
template <typename Real>
std::string hexadecimal(Real value) {
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(value), std::chars_format::hex);
  return (std::signbit(value) ? "-0x" : "0x") + std::string(digits.data(), end.ptr);
}

/// Takes the words of a text one after another and knows where it is.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : rest_(text) {}

  void expect(std::string_view name) {
    const std::string_view word = next();
    if (word != name) refuse("'" + std::string(name) + "'", word);
  }

  template <typename Real>
  Real number(const char* what, Real limit) {
    const std::string_view word = next();
    std::string_view digits = word;
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    const bool hex = digits.starts_with("0x");
    if (hex) digits.remove_prefix(2);
    Real value{};
    const char* const end = digits.data() + digits.size();
    const auto result =
        std::from_chars(digits.data(), end, value, hex ? std::chars_format::hex : std::chars_format::general);
    const bool whole = result.ec == std::errc{} && result.ptr == end && !digits.starts_with('-');
    if (!whole || !(value <= limit)) refuse(std::string(what) + ", a number between ±" + shortText(limit), word);
    return negative ? -value : value;
  }

  template <typename Whole>
  Whole whole(const std::string& what, Whole limit, int base) {
    const std::string_view word = next();
    Whole value{};
    const auto result = std::from_chars(word.data(), word.data() + word.size(), value, base);
    if (result.ec != std::errc{} || result.ptr != word.data() + word.size() || value < 0 || value > limit)
      refuse(what, word);
    return value;
  }

  void expectEnd() {
    if (const std::string_view word = next(); !word.empty()) refuse("the end of the text", word);
  }

 private:
  std::string_view next() {
    constexpr std::string_view kSpaces = " \t\r\n";
    ++count_;
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpaces), rest_.size()));
    const std::string_view word = rest_.substr(0, rest_.find_first_of(kSpaces));
    rest_.remove_prefix(word.size());
    return word;
  }

  static std::string shortText(double value) {
    std::array<char, 40> digits;
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
  }

  [[noreturn]] void refuse(const std::string& expected, std::string_view word) const {
    constexpr std::size_t kLongest = 24;
    std::string found = "nothing";
    if (!word.empty()) {
      found = "'";
      for (const char c : word.substr(0, kLongest)) found += c >= ' ' && c <= '~' ? c : '?';
      found += word.size() > kLongest ? "...'" : "'";
    }
    throw Error::usage(expected, found, "word " + std::to_string(count_) + " of a body's state");
  }

  std::string_view rest_;
  int count_ = 0;
};

/// The lengths and angles of a state in the order of the text, then its rates.
template <typename StateType, typename Visitor>
void visitPositions(const Body& body, StateType& state, Visitor visit) {
  visit(state.z, "the height z");
  visit(state.pitch, "the pitch");
  for (std::size_t j = 0; j < body.joints(); ++j) visit(state.angles[j], "a joint's angle");
}

template <typename StateType, typename Visitor>
void visitRates(const Body& body, StateType& state, Visitor visit) {
  visit(state.vx, "the speed along x");
  visit(state.vz, "the speed along z");
  visit(state.pitchRate, "the pitch rate");
  for (std::size_t j = 0; j < body.joints(); ++j) visit(state.rates[j], "a joint's rate");
}

}  // namespace

bool isPlausible(const State& state) {
  bool fine = std::abs(state.x) <= kFarthest;
  const auto within = [&fine](float value, float limit) { fine = fine && std::abs(value) <= limit; };
  within(state.z, kLargestPosition);
  within(state.pitch, kLargestPosition);
  for (const float angle : state.angles) within(angle, kLargestPosition);
  within(state.vx, kLargestRate);
  within(state.vz, kLargestRate);
  within(state.pitchRate, kLargestRate);
  for (const float rate : state.rates) within(rate, kLargestRate);
  return fine;
}

std::string printState(const Body& body, const State& state, bool hasTerrain) {
  std::string text;
  if (hasTerrain) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), state.terrain, 16);
    text = "terrain " + std::string(digits.data(), end.ptr) + ' ';
  }
  text += "x " + hexadecimal(state.x) + " q";
  const auto append = [&text](float value, const char*) { text += ' ' + hexadecimal(value); };
  visitPositions(body, state, append);
  text += " qd";
  visitRates(body, state, append);
  return text + " step " + std::to_string(state.steps);
}

State parseState(const Body& body, std::string_view text, bool hasTerrain, int stepLimit) {
  State state;
  WordReader words(text);
  if (hasTerrain) {
    words.expect("terrain");
    state.terrain = words.whole("the terrain's seed, up to 16 hexadecimal digits", ~std::uint64_t{0}, 16);
  }
  words.expect("x");
  state.x = words.number("the place x", kFarthest);
  words.expect("q");
  visitPositions(body, state, [&](float& value, const char* what) { value = words.number(what, kLargestPosition); });
  words.expect("qd");
  visitRates(body, state, [&](float& value, const char* what) { value = words.number(what, kLargestRate); });
  words.expect("step");
  state.steps = words.whole("a step count from 0 to " + std::to_string(stepLimit) + " (env.step_limit)", stepLimit, 10);
  words.expectEnd();
  return state;
}

}  // namespace spolab::planar
