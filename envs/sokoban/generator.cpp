#include "envs/sokoban/generator.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "envs/sokoban/reverse_play.h"
#include "envs/sokoban/room.h"
#include "envs/sokoban/solver.h"

namespace spolab::sokoban {
namespace {

constexpr int kRooms = 32;           // tried for the asked range before the nearest level is given
constexpr int kRoomsAtMost = 10000;  // until there is any level; the smallest rooms fail about every other time
constexpr std::size_t kWidth = 6;    // of the beam, times the effort
constexpr std::size_t kPositionsPerBox = 300;  // times the effort
constexpr std::size_t kProofPositions = 3000;  // for the solver's word on the number of pushes

void checkRange(const char* name, int value, int least, int most) {
  if (value >= least && value <= most) return;
  throw Error::usage(std::string(name) + " from " + std::to_string(least) + " to " + std::to_string(most),
                     std::to_string(value), "level generator");
}

std::vector<std::size_t> squaresOf(const Level& level, std::uint8_t content) {
  std::vector<std::size_t> squares;
  for (std::size_t square = 0; square < level.cells.size(); ++square)
    if (level.cells[square] == content) squares.push_back(square);
  return squares;
}

/// Two floor squares in a row beside it: a box can be pulled off.
bool canBePulled(const Level& room, std::size_t square) {
  const auto isFloor = [&](std::ptrdiff_t offset) {
    return room.cells[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(square) + offset)] == kFloor;
  };
  // Floor never touches the border, so the second square is looked up only where it exists.
  const std::ptrdiff_t row = room.columns;
  return (isFloor(1) && isFloor(2)) || (isFloor(-1) && isFloor(-2)) || (isFloor(row) && isFloor(2 * row)) ||
         (isFloor(-row) && isFloor(-2 * row));
}

int walkingDistance(const Level& level, std::size_t a, std::size_t b) {
  const int columns = level.columns;
  const int first = static_cast<int>(a), second = static_cast<int>(b);
  return std::abs(first / columns - second / columns) + std::abs(first % columns - second % columns);
}

/// Puts solved boxes on random squares, in every other level close together. False when the room has no place.
bool placeTargets(Level& level, int boxes, Rng& rng) {
  std::vector<std::size_t> free = squaresOf(level, kFloor);
  std::erase_if(free, [&](std::size_t square) { return !canBePulled(level, square); });
  if (static_cast<int>(free.size()) < boxes) return false;
  const int tries = rng.below(2) == 0 ? 1 : 4;
  std::size_t centre = 0;
  for (int box = 0; box < boxes; ++box) {
    std::size_t best = rng.below(static_cast<std::uint32_t>(free.size()));
    if (box == 0) centre = free[best];
    for (int k = 1; k < tries; ++k) {
      const std::size_t other = rng.below(static_cast<std::uint32_t>(free.size()));
      if (walkingDistance(level, free[other], centre) < walkingDistance(level, free[best], centre)) best = other;
    }
    level.cells[free[best]] = kBoxOnTarget;
    free.erase(free.begin() + static_cast<std::ptrdiff_t>(best));
  }
  return true;
}

/// The level that begins with `boxes` away from their targets and the player somewhere in its region.
Level unsolved(const Level& solved, const FloorGraph& graph, std::span<const FloorCell> boxes, FloorCell player,
               Rng& rng) {
  Level level = solved;
  for (std::uint8_t& cell : level.cells) {
    if (cell == kBoxOnTarget) cell = kTarget;
    if (cell == kPlayer) cell = kFloor;
  }
  for (const FloorCell box : boxes) level.cells[graph.squareOf(box)] = kBox;
  PlayerWalk walk(graph);
  walk.flood(blockedBy(graph, boxes), player);
  const std::size_t index = rng.below(static_cast<std::uint32_t>(walk.region().size()));
  std::uint8_t& start = level.cells[graph.squareOf(walk.region()[index])];
  start = start == kTarget ? kPlayerOnTarget : kPlayer;
  return level;
}

int boxChangesIn(const Level& level, const std::string& lurd);

/// One room, one level, whatever its number of pushes; nothing when every position leaves a box on a target.
std::optional<GeneratedLevel> attempt(const GeneratorSettings& settings, int wantedPushes, Rng& rng) {
  const int inside = (settings.rows - 2) * (settings.columns - 2);
  Level solved = carveRoom(settings.rows, settings.columns, std::min(3 * settings.boxes + 3, inside * 3 / 4), rng);
  if (!placeTargets(solved, settings.boxes, rng)) return std::nullopt;
  const std::vector<std::size_t> free = squaresOf(solved, kFloor);
  if (free.empty()) return std::nullopt;
  solved.cells[free.front()] = kPlayer;

  const FloorGraph graph(solved);
  ReversePlay play(graph, rng.nextU64());
  const auto effort = static_cast<std::size_t>(settings.effort);
  play.run({wantedPushes, kWidth * effort, kPositionsPerBox * effort * static_cast<std::size_t>(settings.boxes)});
  const std::uint32_t number = play.pick();
  if (number == PositionTable::kFull) return std::nullopt;

  GeneratedLevel made;
  made.level = unsolved(solved, graph, play.boxes(number), play.player(number), rng);
  const FloorGraph start(made.level);
  made.lurd = lurdOf(start, start.boxes(), start.player(), play.plan(number));
  made.pushes = play.pushes(number);
  made.pushesAtLeast = play.pushesAtLeast(number);
  made.boxChanges = play.boxChanges(number);
  if (made.pushesAtLeast == made.pushes) return made;
  const Solution proof = solve(made.level, {kProofPositions});
  made.pushesAtLeast = std::max(made.pushesAtLeast, proof.pushesAtLeast);
  if (proof.outcome != SolveOutcome::kSolved) return made;
  made.pushes = proof.pushes;
  made.lurd = proof.lurd;
  made.boxChanges = boxChangesIn(made.level, proof.lurd);
  return made;
}

int boxChangesIn(const Level& level, const std::string& lurd) {
  const auto found = std::ranges::find_if(level.cells, [](auto c) { return c == kPlayer || c == kPlayerOnTarget; });
  std::ptrdiff_t player = found - level.cells.begin();
  std::ptrdiff_t lastBox = -1;  // where the box pushed last stands now
  int changes = 0;
  for (const char letter : lurd) {
    const char small = static_cast<char>(letter | 0x20);
    const std::ptrdiff_t step = small == 'u' ? -level.columns : small == 'd' ? level.columns : small == 'l' ? -1 : 1;
    player += step;
    if (letter == small) continue;
    if (lastBox >= 0 && lastBox != player) ++changes;
    lastBox = player + step;
  }
  return changes;
}

/// How far the level is outside the asked range; 0 inside.
int missOf(const GeneratedLevel& made, const GeneratorSettings& settings) {
  return std::max({settings.minPushes - made.pushesAtLeast, made.pushes - settings.maxPushes, 0});
}

}  // namespace

void checkSettings(const GeneratorSettings& settings) {
  checkRange("rows", settings.rows, 5, kMaxSide);
  checkRange("columns", settings.columns, 5, kMaxSide);
  checkRange("boxes", settings.boxes, 1, std::min(8, (settings.rows - 2) * (settings.columns - 2) / 4));
  checkRange("effort", settings.effort, 1, 64);
  checkRange("maximum pushes", settings.maxPushes, 1, 1000);
  checkRange("minimum pushes", settings.minPushes, 1, settings.maxPushes);
}

GeneratedLevel generateSolved(const GeneratorSettings& settings, Rng& rng) {
  checkSettings(settings);
  const std::uint64_t seed = rng.nextU64();
  GeneratedLevel nearest;
  int miss = -1;
  for (std::uint32_t room = 0; room < kRoomsAtMost && (room < kRooms || miss < 0); ++room) {
    Rng own(seed, Stream::kReset, room);
    const int wanted =
        settings.minPushes +
        static_cast<int>(own.below(static_cast<std::uint32_t>(settings.maxPushes - settings.minPushes + 1)));
    std::optional<GeneratedLevel> made = attempt(settings, wanted, own);
    if (!made || (miss >= 0 && missOf(*made, settings) >= miss)) continue;
    miss = missOf(*made, settings);
    nearest = std::move(*made);
    if (miss == 0) break;
  }
  SPOLAB_CHECK(miss >= 0);
  return nearest;
}

Level generate(const GeneratorSettings& settings, Rng& rng) { return generateSolved(settings, rng).level; }

}  // namespace spolab::sokoban
