#include "app/studio/tools/shortest_way.h"

#include <utility>

#include <QMetaObject>

#include "app/studio/thread_priority.h"
#include "envs/rubiks_cube/optimal_solver.h"

namespace spolab {
namespace {

constexpr int kNearest = 5;
constexpr int kFarthest = 12;
constexpr int kPatienceMilliseconds = 5000;

}  // namespace

ShortestWay::ShortestWay(QObject* parent) : QObject(parent) {
  patience_.setSingleShot(true);
  patience_.setInterval(kPatienceMilliseconds);
  connect(&patience_, &QTimer::timeout, this, [this] { stop_.request_stop(); });
  background_.run([] { lowerThreadPriority("spolab-way"); });
}

ShortestWay::~ShortestWay() { stop_.request_stop(); }

void ShortestWay::forget() {
  ++ticket_;
  searching_ = false;
  patience_.stop();
  stop_.request_stop();
}

void ShortestWay::ask(const cube::State& state) {
  forget();
  stop_ = std::stop_source();
  searching_ = true;
  patience_.start();
  background_.run([this, state, stop = stop_.get_token(), ticket = ticket_] {
    Answer answer = find(state, stop);
    QMetaObject::invokeMethod(
        this,
        [this, ticket, answer = std::move(answer)] {
          if (ticket != ticket_) return;
          searching_ = false;
          patience_.stop();
          Q_EMIT answered(answer);
        },
        Qt::QueuedConnection);
  });
}

ShortestWay::Answer ShortestWay::find(const cube::State& state, const std::stop_token& stop) {
  Answer answer;
  if (stop.stop_requested()) return answer;
  if (!solver_) solver_ = std::make_unique<cube::OptimalSolver>();
  for (int length = kNearest; length <= kFarthest && !answer.turns; ++length) {
    answer.turns = solver_->solve(state, length, stop);
    if (!answer.turns && stop.stop_requested()) break;
    if (!answer.turns) answer.moreThan = length;
  }
  return answer;
}

}  // namespace spolab
