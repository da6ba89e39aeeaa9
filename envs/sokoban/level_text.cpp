#include "envs/sokoban/level_text.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "core/base/error.h"
#include "envs/sokoban/level_rows.h"

namespace spolab::sokoban {
namespace {

constexpr std::string_view kCellLetters = " #.@$+*";  // in the order of Cell
constexpr std::size_t kLongestTitle = 100;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// Line by line, whichever of the three line ends is used.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);  // byte order mark
  }
  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    ++number_;
    const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
    line = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (!rest_.empty()) rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

struct Property {
  std::string name;  ///< in small letters
  std::string_view value;
};

Property propertyOf(std::string_view line) {
  const std::size_t colon = line.find(':');
  Property property{std::string(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1))};
  for (char& c : property.name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == ' ') c = '-';
  }
  return property;
}

class LevelReader {
 public:
  LevelReader(std::string_view text, const std::string& source, const LevelSink& sink)
      : lines_(text), source_(source), sink_(sink), rows_(std::make_unique<RowCollector>(source)) {}

  void readAll() {
    std::string_view line;
    while (lines_.next(line)) {
      refuseControlBytes(line);
      take(line);
    }
    closeBoard();
    passOn();
  }

 private:
  void take(std::string_view line) {
    const LineKind kind = kindOfLine(line, !rows_->empty());
    if (kind != LineKind::kRow) closeBoard();
    switch (kind) {
      case LineKind::kBlank:
        break;
      case LineKind::kRow:
        if (rows_->empty()) passOn();
        rows_->add(line, lines_.number());
        break;
      case LineKind::kComment:
        title_ = trimmed(line.substr(std::min(line.find_first_not_of(" -_;:"), line.size())));
        break;
      case LineKind::kProperty:
        takeProperty(propertyOf(line));
        break;
      case LineKind::kText:
        title_ = trimmed(line);
        break;
    }
  }

  void takeProperty(const Property& property) {
    if (property.name == "title") {
      (waiting_ ? level_.title : title_) = property.value.substr(0, kLongestTitle);
    } else if (property.name == "comment" && property.value.empty()) {
      skipComment();
    }
  }

  void skipComment() {
    const std::size_t opened = lines_.number();
    std::string_view line;
    while (lines_.next(line)) {
      refuseControlBytes(line);
      if (kindOfLine(line, false) == LineKind::kProperty && propertyOf(line).name == "comment-end") return;
    }
    rows_->refuse("a line 'Comment-End:' below 'Comment:'", "the end of the text", opened, 1);
  }

  /// Makes a level of the rows so far. It waits for a title that may follow it.
  void closeBoard() {
    if (rows_->empty()) return;
    line_ = rows_->firstLine();
    rows_->finish(level_);
    level_.title = title_.substr(0, kLongestTitle);
    title_.clear();
    waiting_ = true;
  }

  void passOn() {
    if (waiting_) sink_(level_, {source_, line_});
    waiting_ = false;
  }

  void refuseControlBytes(std::string_view line) const {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const auto byte = static_cast<unsigned char>(line[i]);
      if ((byte < 0x20 && byte != '\t') || byte == 0x7F)
        rows_->refuse("text with Sokoban levels", quotedByte(line[i]), lines_.number(), i + 1);
    }
  }

  Lines lines_;
  const std::string& source_;
  const LevelSink& sink_;
  std::unique_ptr<RowCollector> rows_;
  Level level_;
  std::string title_;
  std::size_t line_ = 0;
  bool waiting_ = false;  ///< level_ is read and not passed on yet
};

const std::string kMomentSource = "a Sokoban level";

[[noreturn]] void refuseMoment(const std::string& expected, const std::string& found, std::size_t line) {
  throw Error::usage(expected, found, kMomentSource + ", line " + std::to_string(line) + ", column 1");
}

/// The start of a line in quotes, for a message: what cannot be shown is left out.
std::string shown(std::string_view line) {
  constexpr std::size_t kLongest = 24;
  std::string text = "'";
  for (const char c : line.substr(0, kLongest)) text += c >= 0x20 && c < 0x7F ? c : '?';
  return text + (line.size() > kLongest ? "...'" : "'");
}

/// Checks what parseMoment() asks of its lines beyond what a collection may hold; returns the number of steps and cuts
/// the text before them.
int takeSteps(std::string_view& text) {
  constexpr std::string_view kSteps = "steps";
  Lines lines(text);
  std::string_view line;
  bool afterRows = false, rowsSeen = false;
  while (lines.next(line)) {
    const LineKind kind = kindOfLine(line, afterRows);
    if (kind == LineKind::kText) {
      if (!rowsSeen && !line.starts_with(kSteps)) continue;  // a title
      if (!line.starts_with(kSteps))
        refuseMoment("a row of a level, or 'steps' and a number", shown(line), lines.number());
      int steps = 0;
      const std::string_view digits = trimmed(line.substr(kSteps.size()));
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), steps);
      if (error != std::errc{} || end != digits.data() + digits.size() || steps < 0)
        refuseMoment("'steps' and a number", shown(line), lines.number());
      text = text.substr(0, static_cast<std::size_t>(line.data() - text.data()));
      while (lines.next(line))
        if (kindOfLine(line, false) != LineKind::kBlank)
          refuseMoment("nothing behind the number of steps", shown(line), lines.number());
      return steps;
    }
    afterRows = kind == LineKind::kRow;
    rowsSeen = rowsSeen || afterRows;
  }
  return 0;
}

/// "…#|steps 7", as rows of one line may end, with a line of its own for the steps.
std::string withStepsOnTheirLine(std::string_view text) {
  std::string lines(text);
  const std::size_t bar = lines.rfind("|steps");
  if (bar == std::string::npos) return lines;
  const std::size_t begin = lines.rfind('\n', bar) + 1;  // npos + 1 is 0
  if (kindOfLine(std::string_view(lines).substr(begin, bar - begin), false) == LineKind::kRow) lines[bar] = '\n';
  return lines;
}

}  // namespace

void readLevelText(std::string_view text, const std::string& source, const LevelSink& sink) {
  LevelReader(text, source, sink).readAll();
}

Moment parseMoment(std::string_view given) {
  const std::string lines = withStepsOnTheirLine(given);
  std::string_view text = lines;
  Moment moment;
  moment.steps = takeSteps(text);
  bool found = false;
  readLevelText(text, kMomentSource, [&](Level& level, const LevelPlace& place) {
    if (found) refuseMoment("one level", "a second one", place.line);
    moment.level = std::move(level);
    moment.line = place.line;
    found = true;
  });
  if (!found) throw Error::usage("the rows of a level (# walls, @ player, $ boxes, . targets)", "none", kMomentSource);
  return moment;
}

std::string printLevel(const Level& level) {
  std::string text;
  for (int row = 0; row < level.rows; ++row) {
    if (row > 0) text += '\n';
    const std::size_t begin = text.size();
    for (int column = 0; column < level.columns; ++column) {
      text += kCellLetters[level.at(row, column)];
    }
    // A blank line would end the level.
    if (row > 0 && text.find_first_not_of(' ', begin) == std::string::npos)
      text.replace(begin, std::string::npos, static_cast<std::size_t>(level.columns), '-');
  }
  return text;
}

std::string printMoment(const Level& level, int steps) {
  return printLevel(level) + (steps == 0 ? "" : "\nsteps " + std::to_string(steps));
}

}  // namespace spolab::sokoban
