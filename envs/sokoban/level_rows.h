#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "envs/sokoban/level.h"

namespace spolab::sokoban {

/// What a line of a level file is.
enum class LineKind { kBlank, kRow, kComment, kProperty, kText };

/// `afterRows`: the line before was a row, so that rows without any wall are taken for rows too.
LineKind kindOfLine(std::string_view line, bool afterRows);

/// Collects the rows of one level, remembers where each cell stood, and makes the level of them.
class RowCollector {
 public:
  explicit RowCollector(const std::string& source) : source_(source) {}

  [[nodiscard]] bool empty() const { return rowCount_ == 0; }
  /// Line of the first row.
  [[nodiscard]] std::size_t firstLine() const { return rows_[0].line; }
  /// Takes a line of rows, run lengths and | understood. Throws a usage Error for a character that stands for nothing
  /// and for more rows or columns than any level has.
  void add(std::string_view line, std::size_t lineNumber);
  /// Writes the level of the rows so far and starts again. Throws a usage Error for a level too large or with a flaw.
  void finish(Level& level);

  /// Throws a usage Error that names the place.
  [[noreturn]] void refuse(const std::string& expected, const std::string& found, std::size_t line,
                           std::size_t column) const;

 private:
  static constexpr std::size_t kLongest = 80;  ///< cells of a row and rows of a level, margins counted

  struct Row {
    std::array<std::uint8_t, kLongest> cells;
    std::array<std::uint32_t, kLongest> columns;  ///< in the text, from 1
    std::size_t count = 0;
    std::size_t line = 0;
  };
  struct Extent {
    std::size_t top = 0, bottom = 0, left = 0, right = 0;  ///< bottom and right exclusive
  };

  Row& beginRow(std::size_t line, std::size_t column);
  void addCells(Row& row, std::uint8_t cell, std::size_t times, std::size_t column);
  [[nodiscard]] Extent extent() const;

  const std::string& source_;
  std::array<Row, kLongest> rows_;
  std::size_t rowCount_ = 0;
};

/// A character in quotes, or its value where it cannot be shown.
std::string quotedByte(char c);

}  // namespace spolab::sokoban
