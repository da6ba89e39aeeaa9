#include "app/episode/move_report.h"

#include <cmath>
#include <cstring>

namespace spolab {
namespace {

std::optional<float> regretOf(const PlayerFrame& frame) {
  const auto values = frame.comparison ? frame.comparison->get() : std::nullopt;
  if (!values) return std::nullopt;
  const float regret = values->advised - values->done;
  return std::isfinite(regret) ? std::optional(regret) : std::nullopt;
}

std::optional<MoveReport> reportOnBox(const PlayerFrame& frame) {
  if (!frame.comparison || frame.advised.size() != frame.action.size()) return std::nullopt;
  MoveReport report;
  report.regret = regretOf(frame);
  const std::size_t dims = frame.action.size() / sizeof(float);
  for (std::size_t d = 0; d < dims; ++d) {
    float own = 0.0f, advised = 0.0f;
    std::memcpy(&own, &frame.action[d * sizeof own], sizeof own);
    std::memcpy(&advised, &frame.advised[d * sizeof advised], sizeof advised);
    report.difference += std::abs(own - advised) / static_cast<float>(dims);
  }
  report.best = report.difference == 0.0f;
  return report;
}

}  // namespace

std::optional<MoveReport> reportOn(const PlayerFrame& frame, int action) {
  const std::vector<float>& qhat = frame.trace.qhat;
  const std::vector<float>& prior = frame.trace.prior;
  const auto chosen = static_cast<std::size_t>(action);
  if (action < 0 || chosen >= qhat.size() || prior.size() != qhat.size()) return std::nullopt;
  MoveReport report;
  report.action = action;
  report.qhat = qhat[chosen];
  report.prior = prior[chosen];
  report.rank = 1;
  report.of = frame.legal;
  for (std::size_t a = 0; a < qhat.size(); ++a)
    if (qhat[a] > qhat[chosen] || (qhat[a] == qhat[chosen] && prior[a] > prior[chosen])) ++report.rank;
  const bool done = frame.action.size() == sizeof(std::int32_t) && discreteAction(frame.action) == action;
  if (done) report.regret = regretOf(frame);
  report.best = frame.advised.size() == sizeof(std::int32_t) && discreteAction(frame.advised) == action;
  return report;
}

std::optional<MoveReport> reportOn(const PlayerFrame& frame) {
  if (frame.trace.qhat.empty()) return reportOnBox(frame);  // also once its search is forgotten
  if (frame.action.size() != sizeof(std::int32_t)) return std::nullopt;
  return reportOn(frame, discreteAction(frame.action));
}

int worstMove(const std::vector<std::shared_ptr<const PlayerFrame>>& frames) {
  int worst = -1;
  float most = 0.0f;
  for (const auto& frame : frames) {
    if (frame->by != Actor::kPerson) continue;
    const auto report = reportOn(*frame);
    if (!report || !(report->regret.value_or(0.0f) > most)) continue;
    most = *report->regret;
    worst = frame->step;
  }
  return worst;
}

}  // namespace spolab
