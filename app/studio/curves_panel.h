#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include <QWidget>

#include "core/run/engine.h"
#include "envs/env.h"
#include "render/theme.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QSlider;
class QStackedLayout;
class QTimer;

namespace spolab {

class CurveChart;

/// The learning curves: a row of small charts over one shared axis, fed by rows of metrics. Draws a few times a second
/// at most, and only what is visible.
class CurvesPanel : public QWidget {
  Q_OBJECT

 public:
  explicit CurvesPanel(QWidget* parent);

  void append(const std::vector<MetricsRow>& rows);
  void clear();
  /// Replaces everything by the metrics.csv of a run. Throws Error.
  void load(const std::filesystem::path& metricsFile);
  void setLook(const Theme& theme, double scale);
  /// Shows what matters in this world first: how often puzzles are solved, what bodies earn.
  void setWorld(const EnvSpec& spec);

  /// Iterations whose agents were kept: points to press on the curves of the evaluations.
  void setSnapshots(std::vector<std::int64_t> iterations);
  /// The one that plays, −1: none.
  void markSnapshot(int position);
  /// Called with the position of a snapshot that was pressed, or asked about at a place on the screen.
  void onSnapshot(const std::function<void(int)>& pressed, const std::function<void(int, const QPoint&)>& menu);

  /// Axis and smoothing; shown in the dock's title bar.
  [[nodiscard]] QWidget* header() const { return header_; }
  /// Rows taken since the last clear().
  [[nodiscard]] int rows() const { return static_cast<int>(rows_.size()); }
  [[nodiscard]] const std::vector<CurveChart*>& charts() const { return charts_; }

 Q_SIGNALS:
  void saved(const QString& file);
  void failed(const QString& what, const QString& why, const QString& advice);

 private:
  struct Plotted {
    CurveChart* chart;
    int series;
    int column;
  };
  void buildCharts(QWidget* row);
  void showCharts();
  void showSnapshots();
  void feed(const MetricsRow& row);
  void refeed();
  void refresh();
  void addSaving(QHBoxLayout& bar);
  void askAndSave(bool values);

  std::vector<MetricsRow> rows_;
  std::vector<CurveChart*> charts_;
  std::vector<Plotted> plotted_;
  QHBoxLayout* row_ = nullptr;
  bool discrete_ = true;  ///< actions of the world that is learned
  QWidget* header_;
  QComboBox* axis_;
  QSlider* smoothing_;
  QStackedLayout* stack_;
  QTimer* timer_;
  QWidget* chartsRow_ = nullptr;
  int xColumn_ = 0;
  std::vector<std::int64_t> snapshots_;
  int chosenSnapshot_ = -1;
};

}  // namespace spolab
