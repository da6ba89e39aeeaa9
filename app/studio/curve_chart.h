#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QColor>
#include <QCoreApplication>
#include <QString>
#include <QWidget>

#include "render/theme.h"

namespace spolab {

/// One line of a chart.
struct CurveSeries {
  QString name;  ///< for people: "training", "evaluation"
  int category;  ///< colour, Theme::category
  bool marks;    ///< sparse values: draw a mark at each and join them
};

/// A point of a chart that can be pressed; without finite coordinates it has no place yet and is not drawn.
struct CurveMarker {
  double x = 0.0, y = 0.0;
  QString name;  ///< for people: "snapshot of iteration 40"
};

/// A small live chart: smoothed lines over their raw trace, hover values, wheel and drag to zoom, double click to see
/// everything again. With the keyboard on it: ← and → read it value by value, Home and End its ends, Page Up and Page
/// Down go from marker to marker, Enter presses the one read, + and − zoom, Escape sees everything again. Its range
/// grows when it is exceeded and never jumps. Hides the plotting library.
class CurveChart : public QWidget {
  Q_DECLARE_TR_FUNCTIONS(CurveChart)

 public:
  CurveChart(const QString& title, const QString& help, std::vector<CurveSeries> series, QWidget* parent);
  ~CurveChart() override;

  /// `x` must not fall; NaN values of `y` are left out.
  void append(int series, double x, double y);
  void clear();
  /// [0, 1): weight of the past in the exponential mean; 0 shows raw values alone.
  void setSmoothing(double smoothing);
  void setXName(const QString& name);
  void setLook(const Theme& theme, double scale);
  /// Draws when something was appended since the last time.
  void refresh();
  /// Sees everything again.
  void resetZoom();

  /// Points to press, by rising x; `chosen` is drawn filled, −1: none.
  void setMarkers(std::vector<CurveMarker> markers, int chosen);
  /// Called when the marker nearest to the pointer is pressed with the left button, or with the right one at a place
  /// on the screen.
  void onMarker(std::function<void(int)> pressed, std::function<void(int, const QPoint&)> menu);
  /// Where a marker is drawn, in this widget.
  [[nodiscard]] QPoint markerPlace(int marker) const;
  [[nodiscard]] int markers() const;

  [[nodiscard]] int points(int series) const;
  /// Largest value of all series, 0 without any.
  [[nodiscard]] double largest() const;
  /// Number of values in all series.
  [[nodiscard]] int points() const;
  /// Where along x it is being read by pointer or keys; NaN: nowhere.
  [[nodiscard]] double reading() const;

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace spolab
