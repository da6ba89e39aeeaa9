#include <algorithm>
#include <array>
#include <string>

#include "envs/rubiks_cube/geometry.h"
#include "envs/rubiks_cube/rubiks_cube.h"

namespace spolab::cube {
namespace {

/// A piece as found at one place: which piece of the solved cube it is and how often it is turned in its place.
struct Found {
  int piece = -1;  ///< −1: no such piece
  int turn = 0;    ///< index of the place's sticker that shows the piece's first colour
};

template <std::size_t N>
using Colours = std::array<std::uint8_t, N>;

template <std::size_t N>
Colours<N> coloursAt(const State& state, const std::array<std::uint8_t, N>& place) {
  Colours<N> colours;
  for (std::size_t k = 0; k < N; ++k) colours[k] = state.stickers[place[k]];
  return colours;
}

/// Compares the colours, rotated, with those of every piece of the solved cube: a mirrored corner is found nowhere.
template <std::size_t N, std::size_t Pieces>
Found findPiece(const Colours<N>& colours, const std::array<std::array<std::uint8_t, N>, Pieces>& places) {
  for (std::size_t piece = 0; piece < Pieces; ++piece) {
    for (std::size_t turn = 0; turn < N; ++turn) {
      bool same = true;
      for (std::size_t k = 0; k < N; ++k) same = same && colours[(turn + k) % N] == places[piece][k] / 9;
      if (same) return {static_cast<int>(piece), static_cast<int>(turn)};
    }
  }
  return {};
}

template <std::size_t N>
std::string nameOf(const Colours<N>& colours) {
  std::string name;
  for (const std::uint8_t colour : colours) name += kFaceLetters[colour];
  return name;
}

template <std::size_t N>
std::string nameOfPlace(const std::array<std::uint8_t, N>& place) {
  Colours<N> colours;
  for (std::size_t k = 0; k < N; ++k) colours[k] = static_cast<std::uint8_t>(place[k] / 9);
  return nameOf(colours);
}

/// What the pieces of one kind say together.
struct Survey {
  std::string problem;
  int turns = 0;          ///< sum of all pieces' turns in their places
  bool oddOrder = false;  ///< an odd permutation of the pieces
};

template <std::size_t N, std::size_t Pieces>
Survey survey(const State& state, const std::array<std::array<std::uint8_t, N>, Pieces>& places, const char* kind) {
  Survey result;
  std::array<int, Pieces> pieceAt{};
  std::array<int, Pieces> placeOf;
  placeOf.fill(-1);
  for (std::size_t place = 0; place < Pieces; ++place) {
    const auto colours = coloursAt(state, places[place]);
    const Found found = findPiece(colours, places);
    if (found.piece < 0) {
      result.problem =
          std::string("no such piece: the ") + kind + " at " + nameOfPlace(places[place]) + " shows " + nameOf(colours);
      return result;
    }
    int& seen = placeOf[static_cast<std::size_t>(found.piece)];
    if (seen >= 0) {
      result.problem = std::string("the ") + kind + " " + nameOfPlace(places[static_cast<std::size_t>(found.piece)]) +
                       " twice, at " + nameOfPlace(places[static_cast<std::size_t>(seen)]) + " and at " +
                       nameOfPlace(places[place]);
      return result;
    }
    seen = static_cast<int>(place);
    pieceAt[place] = found.piece;
    result.turns += found.turn;
  }
  for (std::size_t i = 0; i < Pieces; ++i)
    for (std::size_t j = i + 1; j < Pieces; ++j) result.oddOrder ^= pieceAt[i] > pieceAt[j];
  return result;
}

std::string countProblem(const State& state) {
  std::array<int, kFaces> counts{};
  for (const std::uint8_t sticker : state.stickers) {
    if (sticker >= kFaces) return "a sticker of colour " + std::to_string(sticker);
    ++counts[sticker];
  }
  for (std::size_t face = 0; face < kFaces; ++face)
    if (counts[face] != 9)
      return std::to_string(counts[face]) + " stickers of " + kFaceLetters[face] + " where there must be 9";
  return {};
}

std::string centreProblem(const State& state) {
  std::string centres;
  for (std::size_t face = 0; face < kFaces; ++face) centres += kFaceLetters[state.stickers[9 * face + 4]];
  if (centres == kFaceLetters) return {};
  std::string problem = "the centres " + centres + " where turns leave " + std::string(kFaceLetters);
  std::string sorted = centres;
  std::sort(sorted.begin(), sorted.end());
  if (sorted == "BDFLRU") problem += " (are the faces in another order, or is the whole cube turned?)";
  return problem;
}

}  // namespace

std::string whyIllegal(const State& state) {
  if (std::string problem = countProblem(state); !problem.empty()) return problem;
  if (std::string problem = centreProblem(state); !problem.empty()) return problem;
  const Survey corners = survey(state, kCorners, "corner");
  if (!corners.problem.empty()) return corners.problem;
  const Survey edges = survey(state, kEdges, "edge");
  if (!edges.problem.empty()) return edges.problem;
  if (corners.turns % 3 != 0) return "corner twist: one corner is twisted in its place";
  if (edges.turns % 2 != 0) return "edge flip: one edge is flipped in its place";
  if (corners.oddOrder != edges.oddOrder) return "parity: two pieces are swapped";
  return {};
}

}  // namespace spolab::cube
