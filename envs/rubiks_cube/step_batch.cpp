#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "core/base/check.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "envs/rubiks_cube/turn_tables.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define SPOLAB_CUBE_WIDE 1
#include <immintrin.h>
#else
#define SPOLAB_CUBE_WIDE 0
#endif

namespace spolab::cube {
namespace {

constexpr std::size_t kMoved = 20;  ///< stickers a turn moves
constexpr std::size_t kStepsOffset = offsetof(State, steps);

std::int32_t actionAt(const std::byte* actions, std::size_t i) {
  std::int32_t action;
  std::memcpy(&action, actions + i * sizeof action, sizeof action);
  return action;
}

void writeOutcome(const StepArguments& arguments, std::size_t i, bool solved, bool ended) {
  arguments.rewards[i] = solved ? 1.0f : 0.0f;
  arguments.flags[i] = static_cast<std::uint8_t>((solved ? kSuccess : 0) | (solved || ended ? kEnded : 0));
}

/// The face across from each face.
constexpr std::array<std::uint8_t, kFaces> kOpposite{kDown, kBack, kLeft, kFront, kRight, kUp};

/// What one turn does to the 20 stickers that move. They come in closed groups of four (one cycle, or the two swaps of
/// a half turn), few enough to be held in registers.
struct Moves {
  std::array<std::uint8_t, kMoved> from{}, to{};
  std::uint64_t oppositeHome = 0;   ///< eight bytes of the colour of the opposite face
  std::uint8_t oppositeOffset = 0;  ///< its first sticker
};

constexpr Moves movesOf(std::size_t turn) {
  const TurnTable& table = kTurnTables[turn];
  Moves moves;
  std::array<bool, kStickers> done{};
  std::size_t n = 0;
  for (std::size_t i = 0; i < kStickers; ++i) {
    for (std::size_t to = i; table[to] != to && !done[to]; to = table[to]) {
      moves.from[n] = table[to];
      moves.to[n++] = static_cast<std::uint8_t>(to);
      done[to] = true;
    }
  }
  const std::uint8_t opposite = kOpposite[turn / 3];
  moves.oppositeHome = 0x0101010101010101u * opposite;
  moves.oppositeOffset = static_cast<std::uint8_t>(9 * opposite);
  return moves;
}

constexpr std::array<Moves, kTurns> kMoves = [] {
  std::array<Moves, kTurns> all{};
  for (std::size_t turn = 0; turn < kTurns; ++turn) all[turn] = movesOf(turn);
  return all;
}();

/// A turn leaves the opposite face alone, so it can solve the cube only where that face shows its own colour already.
/// Eight of its stickers are enough to rule out nearly all.
bool maySolve(const std::uint8_t* bytes, const Moves& moves) {
  std::uint64_t opposite;
  std::memcpy(&opposite, bytes + moves.oppositeOffset, sizeof opposite);
  return opposite == moves.oppositeHome;
}

void moveStickers(std::uint8_t* bytes, const Moves& moves) {
  for (std::size_t k = 0; k < kMoved; k += 4) {
    const std::uint8_t a = bytes[moves.from[k]];
    const std::uint8_t b = bytes[moves.from[k + 1]];
    const std::uint8_t c = bytes[moves.from[k + 2]];
    const std::uint8_t d = bytes[moves.from[k + 3]];
    bytes[moves.to[k]] = a;
    bytes[moves.to[k + 1]] = b;
    bytes[moves.to[k + 2]] = c;
    bytes[moves.to[k + 3]] = d;
  }
}

/// No branch depends on the turn, so a random action costs no mispredicted jump. The first solved test looks at
/// stickers that rest: no wide load waits for the narrow stores.
void stepPortable(const StepArguments& arguments) {
  for (std::size_t i = 0; i < arguments.count; ++i) {
    auto* bytes = reinterpret_cast<std::uint8_t*>(arguments.states) + i * sizeof(State);
    const Moves& moves = kMoves[static_cast<std::size_t>(actionAt(arguments.actions, i))];
    const bool candidate = maySolve(bytes, moves);
    moveStickers(bytes, moves);
    std::uint16_t steps;
    std::memcpy(&steps, bytes + kStepsOffset, sizeof steps);
    ++steps;
    std::memcpy(bytes + kStepsOffset, &steps, sizeof steps);
    const bool solved = candidate && std::memcmp(bytes, kSolvedBytes.data(), kStickers) == 0;
    writeOutcome(arguments, i, solved, steps >= arguments.stepLimit);
  }
}

#if SPOLAB_CUBE_WIDE

/// A byte shuffle crosses no 16-byte lane before AVX-512 VBMI, so each half of the result is put together from the four
/// lanes of the source: controls [source lane][32 bytes], 0x80 where another lane supplies the byte.
struct LaneControls {
  alignas(32) std::array<std::array<std::uint8_t, 32>, 4> low{}, high{};
};

constexpr std::array<LaneControls, kTurns> kLaneControls = [] {
  std::array<LaneControls, kTurns> all{};
  for (std::size_t turn = 0; turn < kTurns; ++turn) {
    for (std::size_t i = 0; i < sizeof(State); ++i) {
      const std::uint8_t from = kTurnTables[turn][i];
      for (std::size_t lane = 0; lane < 4; ++lane) {
        const auto control = static_cast<std::uint8_t>(from / 16 == lane ? from % 16 : 0x80);
        (i < 32 ? all[turn].low : all[turn].high)[lane][i % 32] = control;
      }
    }
  }
  return all;
}();

/// Bits of a 64-bit byte mask that belong to stickers.
constexpr std::uint64_t kStickerMask = (std::uint64_t{1} << kStickers) - 1;
constexpr std::uint32_t kHighStickerMask = static_cast<std::uint32_t>(kStickerMask >> 32);

/// A state that adds one step when added lane by lane.
constexpr std::array<std::uint8_t, sizeof(State)> kOneStep = [] {
  std::array<std::uint8_t, sizeof(State)> bytes{};
  bytes[kStepsOffset] = 1;
  return bytes;
}();

__attribute__((target("avx2"))) inline __m256i load32(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

/// The four 16-byte lanes of a state, each in both halves of a register.
struct Lanes {
  __m256i lane[4];
};

__attribute__((target("avx2"))) inline __m256i gather32(const Lanes& lanes,
                                                        const std::array<std::array<std::uint8_t, 32>, 4>& controls) {
  const __m256i a = _mm256_or_si256(_mm256_shuffle_epi8(lanes.lane[0], load32(controls[0].data())),
                                    _mm256_shuffle_epi8(lanes.lane[1], load32(controls[1].data())));
  const __m256i b = _mm256_or_si256(_mm256_shuffle_epi8(lanes.lane[2], load32(controls[2].data())),
                                    _mm256_shuffle_epi8(lanes.lane[3], load32(controls[3].data())));
  return _mm256_or_si256(a, b);
}

__attribute__((target("avx2"))) void stepAvx2(const StepArguments& arguments) {
  const __m256i solvedLow = load32(kSolvedBytes.data());
  const __m256i solvedHigh = load32(kSolvedBytes.data() + 32);
  const __m256i oneStep = load32(kOneStep.data() + 32);
  for (std::size_t i = 0; i < arguments.count; ++i) {
    auto* bytes = reinterpret_cast<std::uint8_t*>(arguments.states) + i * sizeof(State);
    const LaneControls& controls = kLaneControls[static_cast<std::size_t>(actionAt(arguments.actions, i))];
    Lanes lanes;
    for (std::size_t lane = 0; lane < 4; ++lane)
      lanes.lane[lane] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes) + lane));
    const __m256i low = gather32(lanes, controls.low);
    const __m256i high = _mm256_add_epi16(gather32(lanes, controls.high), oneStep);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(bytes), low);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(bytes) + 1, high);

    const auto sameLow = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, solvedLow)));
    const auto sameHigh = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, solvedHigh)));
    const bool solved = (sameLow & (sameHigh | ~kHighStickerMask)) == 0xFFFFFFFFu;
    const int steps = _mm256_extract_epi16(high, (kStepsOffset - 32) / 2);
    writeOutcome(arguments, i, solved, (steps & 0xFFFF) >= arguments.stepLimit);
  }
}

/// One vpermb moves all 64 bytes.
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) void stepAvx512(const StepArguments& arguments) {
  const __m512i solvedBytes = _mm512_loadu_si512(kSolvedBytes.data());
  const __m512i oneStep = _mm512_loadu_si512(kOneStep.data());
  const __m512i limit = _mm512_set1_epi16(static_cast<short>(arguments.stepLimit));
  constexpr __mmask64 kAllBytes = ~__mmask64{0};
  constexpr std::uint32_t kStepsLane = std::uint32_t{1} << (kStepsOffset / 2);
  for (std::size_t i = 0; i < arguments.count; ++i) {
    std::byte* bytes = arguments.states + i * sizeof(State);
    const TurnTable& table = kTurnTables[static_cast<std::size_t>(actionAt(arguments.actions, i))];
    // The zeroing form with a full mask is the same instruction; the plain form sets off a false warning in GCC 12.
    const __m512i moved =
        _mm512_maskz_permutexvar_epi8(kAllBytes, _mm512_load_si512(table.data()), _mm512_loadu_si512(bytes));
    const __m512i next = _mm512_add_epi16(moved, oneStep);
    _mm512_storeu_si512(bytes, next);
    const bool solved = _mm512_mask_cmpneq_epi8_mask(kStickerMask, next, solvedBytes) == 0;
    const bool late = _mm512_mask_cmpge_epu16_mask(kStepsLane, next, limit) != 0;
    writeOutcome(arguments, i, solved, late);
  }
}

std::vector<StepPath> detectPaths() {
  std::vector<StepPath> paths{StepPath::kPortable};
  if (__builtin_cpu_supports("avx2")) paths.push_back(StepPath::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi"))
    paths.push_back(StepPath::kAvx512);
  return paths;
}

#else

std::vector<StepPath> detectPaths() { return {StepPath::kPortable}; }

#endif

}  // namespace

std::span<const StepPath> availableStepPaths() {
  static const std::vector<StepPath> paths = detectPaths();
  return paths;
}

const char* stepPathName(StepPath path) {
  switch (path) {
    case StepPath::kAvx2:
      return "AVX2";
    case StepPath::kAvx512:
      return "AVX-512 VBMI";
    case StepPath::kPortable:
      break;
  }
  return "portable";
}

void stepBatch(StepPath path, const StepArguments& arguments) {
  const auto paths = availableStepPaths();
  SPOLAB_CHECK(std::find(paths.begin(), paths.end(), path) != paths.end());
  switch (path) {
#if SPOLAB_CUBE_WIDE
    case StepPath::kAvx2:
      return stepAvx2(arguments);
    case StepPath::kAvx512:
      return stepAvx512(arguments);
#else
    case StepPath::kAvx2:
    case StepPath::kAvx512:
      break;
#endif
    case StepPath::kPortable:
      return stepPortable(arguments);
  }
}

void stepBatch(const StepArguments& arguments) { stepBatch(availableStepPaths().back(), arguments); }

}  // namespace spolab::cube
