#pragma once

#include <memory>
#include <vector>

#include <QCoreApplication>
#include <QPixmap>
#include <QString>
#include <QWidget>

#include "app/studio/runs/run_bands.h"
#include "render/theme.h"

namespace spolab {

/// One line of a comparison, with its band where it stands for several runs.
struct ComparedCurve {
  QString title;
  int colour = 0;      ///< category of the theme; from 8 on the same colours with another stroke
  bool marks = false;  ///< sparse values: a mark at each
  int runs = 1;        ///< how many it stands for
  std::vector<BandPoint> points;
};

/// Curves laid over one another: lines with bands, dotted where not all runs of a line reach; wheel and drag to zoom,
/// double click to see everything, values under the pointer. Hides the plotting library.
class CompareChart : public QWidget {
  Q_DECLARE_TR_FUNCTIONS(CompareChart)

 public:
  explicit CompareChart(QWidget* parent);
  ~CompareChart() override;

  void setCurves(std::vector<ComparedCurve> curves);
  void setAxisNames(const QString& x, const QString& y);
  void setLook(const Theme& theme, double scale);
  /// What to say instead of curves; empty: nothing.
  void setNotice(const QString& notice);
  void resetZoom();
  [[nodiscard]] const std::vector<ComparedCurve>& curves() const;
  /// A piece of a curve's line, for legends.
  [[nodiscard]] QPixmap sample(int colour) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab
