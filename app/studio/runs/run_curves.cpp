#include "app/studio/runs/run_curves.h"

#include <utility>

#include "core/base/error.h"
#include "core/run/metrics_file.h"

namespace spolab {

RunCurves::RunCurves(QObject* parent) : QObject(parent) {}

RunCurves::~RunCurves() { ++newest_; }

void RunCurves::request(std::vector<RunInfo> runs) {
  const int number = ++newest_;
  background_.run([this, number, runs = std::move(runs)] {
    std::map<std::filesystem::path, Kept> kept;
    std::vector<RunCurve> curves;
    for (const RunInfo& run : runs) {
      if (number != newest_) return;
      const std::filesystem::path file = run.folder / "metrics.csv";
      Kept entry{stampOf(file), nullptr};
      const auto before = kept_.find(file);
      if (before != kept_.end() && before->second.stamp == entry.stamp) {
        entry.rows = before->second.rows;
      } else {
        try {
          entry.rows = std::make_shared<const std::vector<MetricsRow>>(readMetrics(file));
        } catch (const Error&) {
          entry.rows = nullptr;  // the list already says what is wrong with it
        }
      }
      kept[file] = entry;
      curves.push_back({run, entry.rows});
    }
    kept_ = std::move(kept);
    QMetaObject::invokeMethod(
        this,
        [this, number, curves = std::move(curves)] {
          if (number == newest_) Q_EMIT loaded(curves);
        },
        Qt::QueuedConnection);
  });
}

}  // namespace spolab
