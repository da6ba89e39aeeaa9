#include "app/studio/lines/line_order.h"

#include <algorithm>

#include <QCoreApplication>

#include "app/studio/number_text.h"

namespace spolab {
namespace {

struct Lines {
  Q_DECLARE_TR_FUNCTIONS(Lines)
};

}  // namespace

LineList listLines(const PlayerView& view, int most) {
  LineList list;
  const int others = static_cast<int>(view.lines.size());
  list.hidden = std::max(0, others - most);
  list.lines.push_back({view.line, -1, static_cast<int>(view.frames.size()), &view.frames});
  for (int i = list.hidden; i < others; ++i) {
    const PlayerLine& line = view.lines[static_cast<std::size_t>(i)];
    list.lines.push_back({line.id, i, line.fork, &line.frames});
  }
  std::sort(list.lines.begin(), list.lines.end(), [](const LineEntry& a, const LineEntry& b) { return a.id < b.id; });
  return list;
}

int neighbourOf(const PlayerView& view, int by) {
  const LineList list = listLines(view);
  const int count = static_cast<int>(list.lines.size());
  const auto here =
      std::find_if(list.lines.begin(), list.lines.end(), [](const LineEntry& line) { return line.other < 0; });
  const int place = (static_cast<int>(here - list.lines.begin()) + by % count + count) % count;
  return list.lines[static_cast<std::size_t>(place)].other;
}

QString lineName(int id) { return Lines::tr("line %1").arg(id + 1); }

QString lineEnd(const LineEntry& line) {
  if (line.frames->empty()) return Lines::tr("open");
  const StepResult& last = line.frames->back()->result;
  return last.success ? Lines::tr("solved") : last.ended || last.truncated ? Lines::tr("over") : Lines::tr("open");
}

QString lineSentence(const LineEntry& line) {
  const QString left = line.other < 0 ? QString() : Lines::tr("left after %1, ").arg(line.fork);
  return Lines::tr("%1: %2%3 steps, %4, return %5")
      .arg(lineName(line.id), left)
      .arg(line.steps())
      .arg(lineEnd(line), numberText(returnOf(*line.frames)));
}

const std::vector<std::byte>& stateAfter(const std::vector<std::byte>& start,
                                         const std::vector<std::shared_ptr<const PlayerFrame>>& frames, int steps) {
  const auto done = std::min(frames.size(), static_cast<std::size_t>(std::max(0, steps)));
  return done == 0 ? start : frames[done - 1]->after;
}

float returnAfter(const std::vector<std::shared_ptr<const PlayerFrame>>& frames, int steps) {
  float sum = 0.0f;
  for (std::size_t i = 0; i < frames.size() && static_cast<int>(i) < steps; ++i) sum += frames[i]->result.reward;
  return sum;
}

}  // namespace spolab
