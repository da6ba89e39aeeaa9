#pragma once

#include <functional>
#include <limits>
#include <vector>

#include <qcustomplot.h>

#include "app/studio/curve_chart.h"

namespace spolab {

/// What is behind a CurveChart, for the files that make it up: they see the plotting library, nobody else does.
struct CurveChart::Impl {
  struct Line {
    CurveSeries series;
    QCPGraph* raw = nullptr;
    QCPGraph* smooth = nullptr;
    std::vector<double> xs, ys;
  };

  Impl(CurveChart* owner, const QString& heading, const QString& explanation, std::vector<CurveSeries> wanted);

  void rebuildSmooth();
  void addSmooth(Line& line, double x, double y);
  void thin(Line& line);
  void autoRange();
  void grow(QCPRange& range, double low, double high) const;
  void hover(const QPoint& at);
  QString read(double x);
  void readByKeys(double x);
  void step(int by);
  void stepMarker(int by);
  void zoom(double factor);
  [[nodiscard]] int markerRead() const;
  [[nodiscard]] bool wants(const QKeyEvent& event) const;
  void showLatest();
  void legend(const QStringList& values);
  [[nodiscard]] bool empty() const;
  void drawMarkers();
  [[nodiscard]] int markerAt(const QPoint& at) const;
  void press(QMouseEvent* event);
  void release(QMouseEvent* event);

  CurveChart* chart;
  QString help;
  QLabel* title;
  QLabel* readout;
  QCustomPlot* plot;
  QCPItemStraightLine* cursor;
  std::vector<Line> lines;
  std::vector<double> last;  ///< smoothed value at the end of each line
  double smoothing = 0.0;
  QCPGraph* rings = nullptr;   ///< markers, made when there are some
  QCPGraph* filled = nullptr;  ///< the chosen one
  std::vector<CurveMarker> marks;
  int chosenMark = -1;
  std::function<void(int)> markPressed;
  std::function<void(int, const QPoint&)> markMenu;
  QPoint pressedAt;
  bool zoomedBefore = false;
  QString xName;
  QCPRange seen{0.0, 0.0};  ///< y range shown so far
  bool zoomed = false;
  bool dirty = true;
  bool hovering = false;
  double reading = std::numeric_limits<double>::quiet_NaN();  ///< place of the cursor
  const Theme* theme = &Theme::dark();
  double scale = 1.0;
};

}  // namespace spolab
