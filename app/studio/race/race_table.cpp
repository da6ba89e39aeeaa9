#include "app/studio/race/race_table.h"

#include <iterator>

#include <fmt/format.h>

#include "app/episode/table_text.h"

namespace spolab {
namespace {

std::string sideFields(const RaceSide& side) {
  return fmt::format("{},{},{},{:d},{:d}", side.steps, tableNumber(side.seconds), tableNumber(side.score),
                     side.finished, side.success);
}

const char* winnerField(RaceWinner winner) {
  if (winner == RaceWinner::kNobody) return "nobody";
  return winner == RaceWinner::kLeft ? "left" : "opponent";
}

}  // namespace

std::string raceTable(const std::vector<RaceResult>& results) {
  std::string table =
      "when,world,left,opponent,winner,left_steps,left_seconds,left_score,left_finished,left_success,"
      "opponent_steps,opponent_seconds,opponent_score,opponent_finished,opponent_success\n";
  for (const RaceResult& result : results)
    fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{}\n", result.when.toString(Qt::ISODate).toStdString(),
                   tableField(result.world.toStdString()), tableField(result.left.toStdString()),
                   tableField(result.opponent.toStdString()), winnerField(winnerOf(result.mine, result.theirs)),
                   sideFields(result.mine), sideFields(result.theirs));
  return table;
}

}  // namespace spolab
