#include "app/episode/episode_table.h"

#include <iterator>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "app/episode/move_report.h"
#include "app/episode/table_text.h"

namespace spolab {
namespace {

/// Columns value to search_ms.
std::string searchFields(const PlayerFrame& frame) {
  if (frame.advised.empty()) return ",,,";
  const SearchTrace& trace = frame.trace;
  const bool counted = !trace.ess.empty() && !trace.isTree();
  const float ess = counted ? trace.ess.back() : std::numeric_limits<float>::quiet_NaN();
  return fmt::format("{},{},{},{}", tableNumber(trace.rootValue), tableNumber(trace.klToPrior), tableNumber(ess),
                     tableNumber(1e3 * frame.planSeconds));
}

/// Columns rank and regret.
std::string reportFields(const PlayerFrame& frame) {
  const auto report = frame.by == Actor::kPerson ? reportOn(frame) : std::nullopt;
  if (!report) return ",";
  const std::string rank = report->rank > 0 ? std::to_string(report->rank) : std::string();  // of a box there is none
  return rank + ',' + (report->regret ? tableNumber(*report->regret) : std::string());
}

}  // namespace

std::string episodeTable(const PlayerView& view, bool header) {
  const EnvSpec& spec = view.env->spec();
  std::string table;
  if (header)
    table = "episode,step,by," + actionColumns(spec) +
            ",reward,return,value,kl_to_prior,ess,search_ms,rank,regret,success\n";
  float sum = 0.0f;
  for (const auto& frame : view.frames) {
    sum += frame->result.reward;
    fmt::format_to(std::back_inserter(table), "{},{},{},{},{},{},{},{},{:d}\n", view.episode + 1, frame->step + 1,
                   frame->by == Actor::kPerson ? "person" : "agent", actionFields(spec, frame->action),
                   tableNumber(frame->result.reward), tableNumber(sum), searchFields(*frame), reportFields(*frame),
                   frame->result.success);
  }
  return table;
}

}  // namespace spolab
