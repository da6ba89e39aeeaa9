#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/settings.h"
#include "envs/env.h"

namespace spolab {

/// Settings of the Rubik's cube. Group "env".
struct RubiksCubeSettings {
  std::int64_t scrambleMin = 3;  ///< shortest scramble, turns, 1 to 100
  std::int64_t scrambleMax = 7;  ///< longest scramble, turns, 1 to 100
  std::int64_t stepLimit = 20;   ///< turns until an episode ends, 1 to 200
};
void describe(RubiksCubeSettings& settings, Schema& schema);

/// Throws a usage Error when scrambleMin > scrambleMax.
std::unique_ptr<Env> makeRubiksCube(const RubiksCubeSettings& settings);

/// The cube itself: 54 stickers and 18 face turns, as free functions over plain values.
///
/// Sticker i = 9·face + 3·row + column, each face in reading order while looking straight at it. The unfolded cube:
///
///              0  1  2
///              3 Up  5                        Back is on top of Up
///              6  7  8
///   36 37 38   9 10 11  18 19 20  27 28 29
///   39 Lf 41  12 Fr 14  21 Ri 23  30 Ba 32    Up is on top of these four
///   42 43 44  15 16 17  24 25 26  33 34 35
///             45 46 47
///             48 Dn 50                        Front is on top of Down
///             51 52 53
///
/// A turn is 3·face + amount: amount 0 clockwise as seen looking at that face, 1 anticlockwise, 2 half.
namespace cube {

enum Face : std::uint8_t { kUp, kFront, kRight, kBack, kLeft, kDown };

inline constexpr int kFaces = 6;
inline constexpr int kStickers = 54;
inline constexpr int kTurns = 18;
inline constexpr std::string_view kFaceLetters = "UFRBLD";

/// The bytes of a state. Everything but `stickers` and `steps` is zero, so equal states have equal bytes.
struct alignas(8) State {
  std::array<std::uint8_t, kStickers> stickers{};  ///< home face of the sticker seen there, 0 to 5
  std::array<std::uint8_t, 2> zeroBefore{};
  std::uint16_t steps = 0;  ///< turns made in this episode
  std::array<std::uint8_t, 6> zeroAfter{};
  friend bool operator==(const State&, const State&) = default;
};
static_assert(sizeof(State) == 64 && offsetof(State, steps) == 56);

/// The solved cube with `steps` 0.
State solvedState();
/// Every face shows one colour. Centres never move, so this means every sticker is at home.
bool isSolved(const State& state);
/// `state` after `turn` in [0, 18), as a move of the puzzle: `steps` stays as it is.
State turned(const State& state, int turn);
/// The turn that undoes `turn`.
int inverseTurn(int turn);
/// Where each sticker comes from: after `turn`, place i shows what was at turnTable(turn)[i].
std::span<const std::uint8_t, kStickers> turnTable(int turn);

/// "R", "U'", "F2".
const std::string& turnName(int turn);
/// Turns separated by spaces: "R U R' U'". Empty for none.
std::string printMoves(std::span<const int> turns);
/// Reads printMoves' form; R2' counts as R2, ’ and ´ as ', spaces may be left out. Throws a usage Error that names the
/// bad token, its number and its column.
std::vector<int> parseMoves(std::string_view text);
/// 54 face letters in the order of the sticker numbers.
std::string printStickers(const State& state);
/// 54 face letters (or digits 0 to 5), spaces allowed. Throws a usage Error that says why no legal cube looks like
/// this.
State parseStickers(std::string_view text);
/// Either form, with an optional "@steps" at the end; text with fewer than half the stickers is read as turns. Turns
/// are applied to the solved cube and are not counted.
State parseState(std::string_view text);
/// The sticker form, with " @steps" unless that is zero: parseState() gives the same bytes back.
std::string printState(const State& state);
/// "" for a cube that turns can reach from the solved one, else the reason: colour counts, centres, impossible pieces,
/// corner twist, edge flip or parity.
std::string whyIllegal(const State& state);

/// One step of B states: turn, count it, reward 1 and kSuccess when solved, kEnded when solved or at `stepLimit`.
/// states [B, 64], actions [B] int32 in [0, 18), rewards [B], flags [B] of StepFlags.
struct StepArguments {
  std::byte* states;
  const std::byte* actions;
  float* rewards;
  std::uint8_t* flags;
  std::size_t count;
  int stepLimit;
};
/// The code paths of stepBatch. All give the same bits.
enum class StepPath { kPortable, kAvx2, kAvx512 };
/// Paths this processor can run, kPortable first, the fastest last.
std::span<const StepPath> availableStepPaths();
const char* stepPathName(StepPath path);
/// Runs one given path, which must be available.
void stepBatch(StepPath path, const StepArguments& arguments);
/// Runs the fastest path.
void stepBatch(const StepArguments& arguments);

/// The 48 motions of the cube in space, reflections included: of observations and turns.
std::vector<Symmetry> symmetries();

/// Fills `scene` with 27 cubies and 54 stickers; `turn` −1: at rest, else `fraction` ∈ [0, 1] of the way, softly. In
/// (1, 2] the layer is beyond the end, on its way back from where a pointer left it.
void drawCube(const State& state, int turn, float fraction, Scene& scene);

}  // namespace cube
}  // namespace spolab
