#include "envs/sokoban/level_rows.h"

#include <algorithm>

#include "core/base/error.h"
#include "envs/sokoban/level_check.h"

namespace spolab::sokoban {
namespace {

constexpr std::string_view kFloorCharacters = " -_";
constexpr std::string_view kRowCharacters = "#.@$+* -_|0123456789";
constexpr std::size_t kManyCells = 1'000'000;  ///< run lengths saturate here

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// The cell a character stands for, or 0xFF.
std::uint8_t cellOf(char c) {
  switch (c) {
    case '#':
      return kWall;
    case '.':
      return kTarget;
    case '@':
      return kPlayer;
    case '+':
      return kPlayerOnTarget;
    case '$':
      return kBox;
    case '*':
      return kBoxOnTarget;
    default:
      return kFloorCharacters.find(c) == std::string_view::npos ? 0xFF : kFloor;
  }
}

/// "# Old ones": a first row of a level ends with a wall and has no letters.
bool isHeading(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t");
  return line[last] != '#' &&
         std::any_of(line.begin(), line.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// "Title: …": a word, perhaps with dashes, and a colon.
bool isProperty(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '_' || c == ' ';
  });
}

}  // namespace

std::string quotedByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte < 0x7F) return std::string("'") + c + "'";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  return std::string("the byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
}

LineKind kindOfLine(std::string_view line, bool afterRows) {
  if (line.find_first_not_of(" \t") == std::string_view::npos) return LineKind::kBlank;
  const std::size_t first = line.find_first_not_of(" -_0123456789");
  if (first != std::string_view::npos) {
    if (line[first] == '#') return !afterRows && isHeading(line) ? LineKind::kText : LineKind::kRow;
    if (line[first] == ';' || line.substr(first).starts_with("::")) return LineKind::kComment;
  }
  const bool number = line.find_first_not_of(" \t0123456789") == std::string_view::npos;  // of the next level
  const bool rowLike = !number && line.find_first_not_of(kRowCharacters) == std::string_view::npos;
  const bool piece = line.find_first_of("#@$+") != std::string_view::npos;
  if (rowLike && (piece || afterRows)) return LineKind::kRow;
  return isProperty(line) ? LineKind::kProperty : LineKind::kText;
}

void RowCollector::refuse(const std::string& expected, const std::string& found, std::size_t line,
                          std::size_t column) const {
  throw Error::usage(expected, found,
                     source_ + ", line " + std::to_string(line) + ", column " + std::to_string(column));
}

RowCollector::Row& RowCollector::beginRow(std::size_t line, std::size_t column) {
  if (rowCount_ == kLongest) refuse("a level of at most " + std::to_string(kMaxSide) + " rows", "more", line, column);
  Row& row = rows_[rowCount_++];
  row.count = 0;
  row.line = line;
  return row;
}

void RowCollector::addCells(Row& row, std::uint8_t cell, std::size_t times, std::size_t column) {
  if (row.count + times > kLongest)
    refuse("a row of at most " + std::to_string(kMaxSide) + " columns", "more", row.line, column);
  for (; times > 0; --times, ++row.count) {
    row.cells[row.count] = cell;
    row.columns[row.count] = static_cast<std::uint32_t>(column);
  }
}

void RowCollector::add(std::string_view line, std::size_t lineNumber) {
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  Row* row = &beginRow(lineNumber, 1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '|') {
      row = &beginRow(lineNumber, i + 2);
      continue;
    }
    const std::size_t begin = i;
    std::size_t times = isDigit(line[i]) ? 0 : 1;
    for (; i < line.size() && isDigit(line[i]); ++i)
      times = std::min(kManyCells, 10 * times + static_cast<std::size_t>(line[i] - '0'));
    if (i == line.size()) refuse("a cell behind its run length", "the end of the row", lineNumber, i + 1);
    const std::uint8_t cell = cellOf(line[i]);
    if (cell == 0xFF)
      refuse("one of the cells # . @ + $ * and space, - or _ for floor", quotedByte(line[i]), lineNumber, i + 1);
    if (times == 0) refuse("a run length of at least 1", "0", lineNumber, begin + 1);
    addCells(*row, cell, times, begin + 1);
  }
}

RowCollector::Extent RowCollector::extent() const {
  Extent used{rowCount_, 0, kLongest, 0};
  for (std::size_t r = 0; r < rowCount_; ++r)
    for (std::size_t c = 0; c < rows_[r].count; ++c) {
      if (rows_[r].cells[c] == kFloor) continue;
      used = {std::min(used.top, r), r + 1, std::min(used.left, c), std::max(used.right, c + 1)};
    }
  return used;
}

void RowCollector::finish(Level& level) {
  const Extent used = extent();
  const std::size_t rows = used.bottom - used.top, columns = used.right - used.left;
  constexpr auto kMost = static_cast<std::size_t>(kMaxSide);
  const std::string most = "a level of at most " + std::to_string(kMost) + " × " + std::to_string(kMost) + " cells";
  if (rows > kMost) refuse(most, std::to_string(rows) + " rows", rows_[used.top + kMost].line, 1);
  for (std::size_t r = used.top; columns > kMost && r < used.bottom; ++r)
    if (rows_[r].count > used.left + kMost)
      refuse(most, std::to_string(columns) + " columns", rows_[r].line, rows_[r].columns[used.left + kMost]);

  level.rows = static_cast<int>(rows);
  level.columns = static_cast<int>(columns);
  level.cells.assign(rows * columns, kFloor);
  for (std::size_t r = 0; r < rows; ++r) {
    const Row& row = rows_[used.top + r];
    for (std::size_t c = used.left; c < std::min(row.count, used.right); ++c)
      level.cells[r * columns + c - used.left] = row.cells[c];
  }
  rowCount_ = 0;
  if (const auto flaw = findFlaw(level)) {
    const Row& row = rows_[used.top + static_cast<std::size_t>(flaw->row)];
    const std::size_t c = used.left + static_cast<std::size_t>(flaw->column);
    // A gap may lie behind the end of a short row.
    const std::size_t column = c < row.count ? row.columns[c] : row.count == 0 ? 1 : row.columns[row.count - 1] + 1;
    refuse(flaw->expected, flaw->found, row.line, column);
  }
}

}  // namespace spolab::sokoban
