#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "envs/snake/snake.h"

namespace spolab::snake {
namespace {

constexpr std::string_view kArrows = "^>v<";  // in the order of Direction
constexpr char kFreeCell = '.', kFruitCell = '*', kHeadCell = 'O';
constexpr std::string_view kCharacters = ".*O^>v<";
constexpr std::string_view kSeparators = " \t\r\n\f\v/";
constexpr int kHexadecimal = 16;

/// A word of the text and where it begins.
struct Word {
  std::string_view text;
  std::size_t offset = 0;
};

std::vector<Word> wordsOf(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t begin = 0; (begin = text.find_first_not_of(kSeparators, begin)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    words.push_back({text.substr(begin, end - begin), begin});
    begin = end;
  }
  return words;
}

/// In quotes, shortened; bytes that are no plain characters become '?', so that a message stays one readable line.
std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 24;
  std::string plain(text.substr(0, kLongest));
  for (char& c : plain)
    if (c < ' ' || c > '~') c = '?';
  return "'" + plain + (text.size() > kLongest ? "'..." : "'");
}

std::string lineAndColumn(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t lineStart = lines == 0 ? 0 : before.rfind('\n') + 1;
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(offset - lineStart + 1);
}

/// What a person counts: rows and columns from 1.
std::string cellName(int cell, int size) {
  return "row " + std::to_string(cell / size + 1) + ", column " + std::to_string(cell % size + 1);
}

[[noreturn]] void refuse(const std::string& expected, const std::string& found) {
  throw Error::usage(expected, found, "a board of Snake");
}

/// The characters of the board, row by row.
std::string readRows(const std::vector<Word>& words, int size) {
  const auto side = static_cast<std::size_t>(size);
  const std::string rows = std::to_string(size) + " rows of " + std::to_string(size) + " cells (env.size)";
  std::string board;
  for (std::size_t row = 0; row < side; ++row) {
    if (row == words.size()) refuse(rows, "a count of " + std::to_string(row) + " rows");
    const std::string_view cells = words[row].text;
    const std::size_t bad = cells.find_first_not_of(kCharacters);
    if (bad != std::string_view::npos)
      refuse(
          "cells written as . (free) * (fruit) O (head) or ^ > v < (body)",
          quoted(cells.substr(bad, 1)) + " in row " + std::to_string(row + 1) + ", column " + std::to_string(bad + 1));
    if (cells.size() != side)
      refuse(rows,
             quoted(cells) + ", a count of " + std::to_string(cells.size()) + ", as row " + std::to_string(row + 1));
    board += cells;
  }
  return board;
}

/// The one cell that shows `character`; −1 where none does and none is `needed`.
int findOnly(const std::string& board, char character, const std::string& what, bool needed, int size) {
  const std::size_t first = board.find(character);
  if (first == std::string::npos) {
    if (needed) refuse("one " + what + " (" + character + ")", "none");
    return -1;
  }
  const std::size_t second = board.find(character, first + 1);
  if (second != std::string::npos)
    refuse("one " + what + " (" + character + ")", "a second one in " + cellName(static_cast<int>(second), size));
  return static_cast<int>(first);
}

/// The cell an arrow points to, if it is on the board.
std::optional<int> target(int cell, std::size_t direction, int size) {
  constexpr std::array<int, kDirections> kRowStep{-1, 0, 1, 0}, kColumnStep{0, 1, 0, -1};
  const int row = cell / size + kRowStep[direction], column = cell % size + kColumnStep[direction];
  if (row < 0 || row >= size || column < 0 || column >= size) return std::nullopt;
  return row * size + column;
}

/// For every cell the one that points to it, or −1.
std::vector<int> readArrows(const std::string& board, int size) {
  std::vector<int> behind(board.size(), -1);
  for (int cell = 0; cell < size * size; ++cell) {
    const std::size_t direction = kArrows.find(board[static_cast<std::size_t>(cell)]);
    if (direction == std::string_view::npos) continue;
    const std::string here = quoted(kArrows.substr(direction, 1)) + " in " + cellName(cell, size);
    const auto next = target(cell, direction, size);
    if (!next) refuse("arrows that lead to the head", here + " that leads off the board");
    const char there = board[static_cast<std::size_t>(*next)];
    if (there == kFreeCell || there == kFruitCell)
      refuse("arrows that lead to the head", here + " that leads to a cell without a snake");
    int& before = behind[static_cast<std::size_t>(*next)];
    if (before >= 0) refuse("one arrow to each cell", "two to " + cellName(*next, size));
    before = cell;
  }
  return behind;
}

std::vector<int> readBody(const std::string& board, int size) {
  const int head = findOnly(board, kHeadCell, "head", true, size);
  std::vector<int> behind = readArrows(board, size);
  std::vector<int> body;
  for (int cell = head; cell >= 0;) {
    body.push_back(cell);
    cell = std::exchange(behind[static_cast<std::size_t>(cell)], -1);
  }
  // Arrows that the walk from the head did not use up go round in a circle.
  const auto rest = std::find_if(behind.begin(), behind.end(), [](int cell) { return cell >= 0; });
  if (rest != behind.end()) refuse("arrows that lead to the head", "a ring of them through " + cellName(*rest, size));
  return body;
}

/// Takes "`name` number" from the front of `words`, if it is there.
template <typename Number>
Number readNumber(std::vector<Word>& words, std::string_view name, Number largest, int base, std::string_view text) {
  if (words.empty() || words.front().text != name) return 0;
  const std::string expected = std::string(name) + " and a " + (base == kHexadecimal ? "hexadecimal " : "") +
                               "number of at most " +
                               (base == kHexadecimal ? "16 digits" : std::to_string(largest) + " (env.step_limit)");
  if (words.size() < 2) refuse(expected, "no number");
  const std::string_view digits = words[1].text;
  Number value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  const bool read = error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '-';
  if (!read || value > largest) refuse(expected, quoted(digits) + " at " + lineAndColumn(text, words[1].offset));
  words.erase(words.begin(), words.begin() + 2);
  return value;
}

}  // namespace

std::string printPosition(const Position& position) {
  const auto size = static_cast<std::size_t>(position.size);
  const std::array<int, kDirections> stride{-position.size, 1, position.size, -1};
  std::string cells(size * size, kFreeCell);
  if (position.fruit >= 0) cells[static_cast<std::size_t>(position.fruit)] = kFruitCell;
  for (std::size_t i = 0; i < position.body.size(); ++i) {
    char& cell = cells[static_cast<std::size_t>(position.body[i])];
    cell = kHeadCell;
    if (i == 0) continue;
    const auto direction = std::find(stride.begin(), stride.end(), position.body[i - 1] - position.body[i]);
    cell = kArrows[static_cast<std::size_t>(direction - stride.begin())];
  }
  std::string text;
  for (std::size_t row = 0; row < size; ++row) text.append(cells, row * size, size).push_back('\n');
  std::array<char, kHexadecimal> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), position.chance, kHexadecimal).ptr;
  return text + "steps " + std::to_string(position.steps) + " chance " + std::string(digits.data(), end);
}

Position parsePosition(std::string_view text, int size, int stepLimit) {
  std::vector<Word> words = wordsOf(text);
  const std::string board = readRows(words, size);
  words.erase(words.begin(), words.begin() + size);

  Position position;
  position.size = size;
  position.body = readBody(board, size);
  const bool full = position.body.size() == board.size();
  position.fruit = findOnly(board, kFruitCell, "fruit", !full, size);
  position.steps = readNumber<int>(words, "steps", stepLimit, 10, text);
  position.chance = readNumber(words, "chance", std::numeric_limits<std::uint64_t>::max(), kHexadecimal, text);
  if (!words.empty())
    refuse("nothing behind the board but steps, then chance",
           quoted(words.front().text) + " at " + lineAndColumn(text, words.front().offset));
  return position;
}

}  // namespace spolab::snake
