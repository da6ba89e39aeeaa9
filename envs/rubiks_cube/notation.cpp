#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <functional>
#include <optional>

#include "core/base/error.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f\v";
/// What people type, and what their programs make of it.
constexpr std::array<std::string_view, 7> kPrimes{"'",
                                                  "`",
                                                  "\xC2\xB4",       // ´
                                                  "\xCA\xBC",       // ʼ
                                                  "\xE2\x80\x98",   // ‘
                                                  "\xE2\x80\x99",   // ’
                                                  "\xE2\x80\xB2"};  // ′
constexpr std::string_view kTurnsExpected = "face turns such as R U' F2 (letters U F R B L D, spaces between them)";

bool isSpace(char c) { return kSpaces.find(c) != std::string_view::npos; }

/// A byte that continues a character of UTF-8.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Counted in characters, from 1.
std::string column(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  return "column " + std::to_string(1 + std::count_if(before.begin(), before.end(), std::not_fn(continues)));
}

/// The text from `begin` to `end` in quotes, shortened for a message, never within a character.
std::string quoted(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLongest = 24;
  const bool whole = end - begin <= kLongest;
  if (!whole) end = begin + kLongest;
  while (!whole && end > begin && continues(text[end])) --end;
  return std::string("'").append(text.substr(begin, end - begin)).append(whole ? "'" : "...'");
}

/// The word around `offset`.
std::string wordAt(std::string_view text, std::size_t offset) {
  std::size_t begin = offset;
  std::size_t end = offset;
  while (begin > 0 && !isSpace(text[begin - 1])) --begin;
  while (end < text.size() && !isSpace(text[end])) ++end;
  return quoted(text, begin, end);
}

std::string characterAt(std::string_view text, std::size_t offset) {
  std::size_t end = offset + 1;
  while (end < text.size() && continues(text[end])) ++end;
  return quoted(text, offset, end);
}

/// What follows the letter of a turn: 0 clockwise, 1 anticlockwise, 2 half. Moves `offset` behind it.
int readAmount(std::string_view text, std::size_t& offset) {
  const auto takePrime = [&] {
    for (const std::string_view prime : kPrimes) {
      if (!text.substr(offset).starts_with(prime)) continue;
      offset += prime.size();
      return true;
    }
    return false;
  };
  if (text.substr(offset).starts_with('2')) {
    ++offset;
    takePrime();
    return 2;
  }
  if (!takePrime()) return 0;
  return 1;
}

struct Sticker {
  std::uint8_t colour;
  std::size_t offset;
};

/// The colour a character names, if any.
std::optional<std::uint8_t> colourOf(char c) {
  if (c >= '0' && c < '0' + kFaces) return static_cast<std::uint8_t>(c - '0');
  const auto letter = kFaceLetters.find(c);
  if (letter == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(letter);
}

[[noreturn]] void refuseStickers(const std::string& found) {
  throw Error::usage("54 stickers of a legal cube (letters " + std::string(kFaceLetters) + " or digits 0 to 5)", found,
                     "the stickers of a cube");
}

/// Splits "… @7" into the text before and the number.
std::uint16_t takeSteps(std::string_view& text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return 0;
  std::string_view digits = text.substr(at + 1);
  while (!digits.empty() && isSpace(digits.back())) digits.remove_suffix(1);
  std::uint16_t steps = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), steps);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw Error::usage("a step count such as @7", quoted(text, at, at + 1 + digits.size()) + " at " + column(text, at),
                       "a cube's state");
  text = text.substr(0, at);
  return steps;
}

/// A word of digits alone, or of three or more characters none of which is the amount of a turn.
bool isStickerWord(std::string_view word) {
  if (word.find_first_not_of("0123456789") == std::string_view::npos) return true;
  const bool marked =
      word.find('2') != std::string_view::npos && std::isdigit(static_cast<unsigned char>(word[0])) == 0;
  return word.size() >= 3 && !marked && std::none_of(kPrimes.begin(), kPrimes.end(), [&](std::string_view prime) {
           return word.find(prime) != std::string_view::npos;
         });
}

/// Stickers are told from turns by their number: words of stickers hold at least half of the 54, and more than all
/// other words. A slip in a sequence of turns is then called a slip in a turn.
bool looksLikeStickers(std::string_view text) {
  std::size_t inStickerWords = 0;
  std::size_t inOthers = 0;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kSpaces);
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(kSpaces));
    (isStickerWord(word) ? inStickerWords : inOthers) += word.size();
    text.remove_prefix(word.size());
  }
  return 2 * inStickerWords >= kStickers && inStickerWords > inOthers;
}

}  // namespace

const std::string& turnName(int turn) {
  static const std::array<std::string, kTurns> names = [] {
    std::array<std::string, kTurns> all;
    for (std::size_t i = 0; i < kTurns; ++i)
      all[i] = std::string(1, kFaceLetters[i / 3]) + std::array{"", "'", "2"}[i % 3];
    return all;
  }();
  return names[static_cast<std::size_t>(turn)];
}

std::string printMoves(std::span<const int> turns) {
  std::string text;
  for (const int turn : turns) text += (text.empty() ? "" : " ") + turnName(turn);
  return text;
}

std::vector<int> parseMoves(std::string_view text) {
  std::vector<int> turns;
  std::size_t begin = 0;  // of the newest turn
  for (std::size_t offset = 0; offset < text.size();) {
    if (isSpace(text[offset])) {
      ++offset;
      continue;
    }
    const auto face = kFaceLetters.find(text[offset]);
    if (face == std::string_view::npos) {
      // What is no letter and stands right behind a turn is a slip in that turn.
      const bool tail =
          offset > 0 && !isSpace(text[offset - 1]) && std::isalpha(static_cast<unsigned char>(text[offset])) == 0;
      const std::size_t number = turns.size() + (tail ? 0 : 1);
      if (tail) offset = begin;
      throw Error::usage(std::string(kTurnsExpected),
                         wordAt(text, offset) + " as turn " + std::to_string(number) + " at " + column(text, offset),
                         "a sequence of face turns");
    }
    begin = offset;
    turns.push_back(3 * static_cast<int>(face) + readAmount(text, ++offset));
  }
  return turns;
}

std::string printStickers(const State& state) {
  std::string text;
  for (const std::uint8_t sticker : state.stickers) text += kFaceLetters[sticker];
  return text;
}

State parseStickers(std::string_view text) {
  State state;
  std::size_t count = 0;
  for (std::size_t offset = 0; offset < text.size(); ++offset) {
    if (isSpace(text[offset])) continue;
    const auto colour = colourOf(text[offset]);
    if (!colour)
      refuseStickers(characterAt(text, offset) + " as sticker " + std::to_string(count + 1) + " at " +
                     column(text, offset));
    if (count < kStickers) state.stickers[count] = *colour;
    ++count;
  }
  if (count != kStickers) refuseStickers("a count of " + std::to_string(count) + " stickers");
  if (const std::string reason = whyIllegal(state); !reason.empty()) refuseStickers(reason);
  return state;
}

State parseState(std::string_view text) {
  if (text.empty()) return solvedState();  // printMoves() of no turns; blanks are more likely a slip
  const std::uint16_t steps = takeSteps(text);
  if (std::all_of(text.begin(), text.end(), isSpace))
    throw Error::usage(std::string(kTurnsExpected) + ", or 54 stickers", "nothing", "a cube's state");
  State state = solvedState();
  if (looksLikeStickers(text)) {
    state = parseStickers(text);
  } else {
    for (const int turn : parseMoves(text)) state = turned(state, turn);
  }
  state.steps = steps;
  return state;
}

std::string printState(const State& state) {
  std::string text = printStickers(state);
  if (state.steps != 0) text += " @" + std::to_string(state.steps);
  return text;
}

}  // namespace spolab::cube
