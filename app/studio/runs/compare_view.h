#pragma once

#include <map>
#include <string>
#include <vector>

#include <QWidget>

#include "app/studio/runs/compare_chart.h"
#include "app/studio/runs/run_curves.h"

class QComboBox;
class QLabel;
class QListWidget;
class QSlider;
class QToolButton;

namespace spolab {

/// The curves of several runs over one another: runs that differ only in the seed are one line with a band. A choice of
/// quantity, axis and smoothing, a legend, and the way out as CSV or picture. Lives on the window's thread.
class CompareView : public QWidget {
  Q_OBJECT

 public:
  explicit CompareView(QWidget* parent);

  /// Compares these; their metrics are read in the background.
  void setRuns(const std::vector<RunInfo>& runs);
  void setLook(const Theme& theme, double scale);
  /// The lines on screen as a table: line, runs, x, mean, low, high, how many runs. Throws Error.
  void exportCsv(const std::filesystem::path& file) const;
  /// Chart and legend as a PNG of twice the size on screen. Throws Error.
  void exportPicture(const std::filesystem::path& file);

  [[nodiscard]] CompareChart& chart() const { return *chart_; }
  [[nodiscard]] QListWidget& legend() const { return *legend_; }
  [[nodiscard]] QComboBox& quantity() const { return *quantity_; }
  [[nodiscard]] QComboBox& axis() const { return *axis_; }
  [[nodiscard]] QSlider& smoothing() const { return *smoothing_; }

 Q_SIGNALS:
  void failed(const QString& what, const QString& why);
  /// A file was written.
  void saved(const QString& file);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  QWidget* makeHeader();
  QWidget* makeBody();
  void rebuild();
  void showLegend(const std::vector<RunGroup>& groups);
  void chooseFile(bool picture);

  CompareChart* chart_ = nullptr;
  QListWidget* legend_ = nullptr;
  QLabel* caption_ = nullptr;
  QWidget* body_ = nullptr;
  QComboBox* quantity_ = nullptr;
  QComboBox* axis_ = nullptr;
  QSlider* smoothing_ = nullptr;
  QToolButton* export_ = nullptr;
  std::vector<QLabel*> words_;  ///< of the header, left out where it is narrow
  double scale_ = 1.0;
  std::vector<RunCurve> curves_;
  std::map<std::string, int> colours_;
  RunCurves reader_;
};

}  // namespace spolab
