#pragma once

#include <map>
#include <optional>

#include <QString>

#include "envs/sokoban/level.h"

namespace spolab {

/// A level without what the player can never come to, cut to what is left with a ring of wall: equal for every way to
/// write the same level. Requires a player.
sokoban::Level playedPart(const sokoban::Level& level);
/// Names a level by what can be played of it: a hash in hexadecimal.
QString levelKey(const sokoban::Level& level);

/// A play that solves a level.
struct LevelSolution {
  QString lurd;
  int moves = 0;   ///< pushes counted
  int pushes = 0;  ///< capitals

  /// Counts the letters of `lurd`, which holds nothing but u d l r and their capitals.
  static LevelSolution of(const QString& lurd);
};

/// The best plays of one level: usually not the same.
struct BestOfLevel {
  std::optional<LevelSolution> byMoves;   ///< fewest moves, then fewest pushes
  std::optional<LevelSolution> byPushes;  ///< fewest pushes, then fewest moves
};

/// The best solutions a person has found, kept in a file of their own. Single-threaded.
class BestSolutions {
 public:
  /// Reads `file` where there is one. What cannot be read is left out, and a damaged file is set aside as
  /// `file`.damaged before the first write.
  explicit BestSolutions(QString file);
  /// In the user's data folder.
  static QString standardFile();

  [[nodiscard]] BestOfLevel of(const QString& key) const;
  /// Keeps a solution where it is better. False when it is not, or was known.
  /// Throws Error when it is better and the file cannot be written; it is kept in memory then.
  bool offer(const QString& key, const QString& lurd);

 private:
  void read();
  void write();

  QString file_;
  std::map<QString, BestOfLevel> levels_;
  bool damaged_ = false;
};

}  // namespace spolab
