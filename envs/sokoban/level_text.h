#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "envs/sokoban/level.h"

/// Levels as text, in the forms people exchange them:
///
///   ; Boxoban's number, or any remark            ;  or :: begins a comment
///   ########        #  wall        $  box        A text line above a board or `Title: …` below it names the level.
///   #  . $ #        @  player      *  on target  `Comment:` opens remarks that run to `Comment-End:`.
///   #@ *   #        .  target      +  on target  Rows may be ragged and indented.
///   ########       ' ' - _  floor                8#|#-2.$-@# is the run-length form: | ends a row.
///
/// A blank line, or any line of text, ends a level. A line that begins with # (behind floor) is always a row.

namespace spolab::sokoban {

/// Where a level stands, for messages.
struct LevelPlace {
  const std::string& source;  ///< file name, or what the text is
  std::size_t line;           ///< of its first row, from 1
  [[nodiscard]] std::string text() const { return source + ", line " + std::to_string(line) + ", column 1"; }
};

/// Called for one level after the other. The level may be moved from.
using LevelSink = std::function<void(Level& level, const LevelPlace& place)>;

/// Passes on every level of `text`, which came from `source`; none is no error. Every level is without flaw
/// (level_check.h) and at most kMaxSide × kMaxSide, cropped to its rows and columns in use. Throws a usage Error with
/// line and column for anything else.
void readLevelText(std::string_view text, const std::string& source, const LevelSink& sink);

/// The levels of a text file, or of all files *.txt, *.xsb and *.sok right in a folder, ordered by name. Throws a usage
/// Error that names file, line and column for bad content, a file over 64 MiB, or where there is no level at all.
void readLevels(const std::filesystem::path& path, const LevelSink& sink);
[[nodiscard]] std::vector<Level> readLevels(const std::filesystem::path& path);
/// Names, sizes and times of the files that readLevels() reads. Where this is equal they are taken to be the same: a
/// file of the same size and time but other levels goes unnoticed.
[[nodiscard]] std::string levelFilesState(const std::filesystem::path& path);

/// A level as it stands at one moment of an episode.
struct Moment {
  Level level;
  int steps = 0;
  std::size_t line = 1;  ///< of the text where its rows begin
};

/// Reads exactly one level, which a line `steps 7` may follow (or `|steps 7` where | ends rows); other lines must be
/// blank, comments, `Key: value`, or above the level.
/// Throws a usage Error with line and column.
[[nodiscard]] Moment parseMoment(std::string_view text);

/// The rows of XSB text, each ended by a line break but the last; a row of floor alone in dashes.
[[nodiscard]] std::string printLevel(const Level& level);
/// The same, with a line `steps 7` unless that is zero.
[[nodiscard]] std::string printMoment(const Level& level, int steps);

}  // namespace spolab::sokoban
