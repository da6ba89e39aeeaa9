#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <vector>

#include <QObject>

#include "app/studio/background.h"
#include "app/studio/runs/run_info.h"
#include "core/run/engine.h"

namespace spolab {

/// A run with all rows of its metrics.csv; null rows where they cannot be read.
struct RunCurve {
  RunInfo run;
  std::shared_ptr<const std::vector<MetricsRow>> rows;
};

/// Reads the metrics of runs on a background thread; files that have not changed are read once. Lives on the window's
/// thread.
class RunCurves : public QObject {
  Q_OBJECT

 public:
  explicit RunCurves(QObject* parent);
  ~RunCurves() override;

  /// Ask for these instead of what was asked before. Answered by loaded(), in this order.
  void request(std::vector<RunInfo> runs);

 Q_SIGNALS:
  void loaded(const std::vector<spolab::RunCurve>& curves);

 private:
  struct Kept {
    FileStamp stamp;
    std::shared_ptr<const std::vector<MetricsRow>> rows;
  };
  std::map<std::filesystem::path, Kept> kept_;  ///< the background thread's
  std::atomic<int> newest_{0};                  ///< number of the newest request
  Background background_;                       ///< last, so that its thread ends while the rest lives
};

}  // namespace spolab
