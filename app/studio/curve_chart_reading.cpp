// How a chart is read: by the pointer, by keys, and what its markers do.
#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QTextDocumentFragment>
#include <QToolTip>

#include "app/studio/curve_chart_impl.h"
#include "app/studio/look.h"
#include "app/studio/number_text.h"

namespace spolab {
namespace {

/// How far from a marker a press still means it, in pixels along x.
constexpr double kMarkerReach = 12.0;

}  // namespace

/// Puts the cursor at `x` and the values there into the legend; returns them as a tip.
QString CurveChart::Impl::read(double x) {
  reading = x;
  QStringList values;
  for (const Line& line : lines) {
    const auto above = std::lower_bound(line.xs.begin(), line.xs.end(), x);
    auto i = static_cast<std::size_t>(above - line.xs.begin());
    if (i > 0 && (i == line.xs.size() || x - line.xs[i - 1] < line.xs[i] - x)) --i;
    values << (line.xs.empty() ? QString() : numberText(line.ys[i]));
  }
  legend(values);
  cursor->point1->setCoords(x, 0.0);
  cursor->point2->setCoords(x, 1.0);
  cursor->setVisible(true);
  QString tip = QStringLiteral("%1 %2").arg(numberText(x), xName);
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!values[static_cast<int>(i)].isEmpty())
      tip += QStringLiteral("<br><span style='color:%1'>●</span> %2 <b>%3</b>")
                 .arg(qcolour(theme->category(lines[i].series.category)).name(), lines[i].series.name,
                      values[static_cast<int>(i)]);
  return tip;
}

void CurveChart::Impl::hover(const QPoint& at) {
  QString tip = read(plot->xAxis->pixelToCoord(at.x()));
  const int marker = markerAt(at);
  if (marker >= 0)
    tip += CurveChart::tr("<br>◦ %1: click, and it plays").arg(marks[static_cast<std::size_t>(marker)].name);
  plot->setCursor(marker >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  plot->setToolTip(QStringLiteral("<p style='white-space:pre'>%1</p>").arg(tip));
  plot->replot(QCustomPlot::rpQueuedReplot);
}

/// The values are said at the cursor, and to those who listen.
void CurveChart::Impl::readByKeys(double x) {
  hovering = true;
  const QCPRange range = plot->xAxis->range();
  if (zoomed && !range.contains(x)) plot->xAxis->setRange(x, range.size(), Qt::AlignHCenter);
  QString tip = read(x);
  const int marker = markerRead();
  if (marker >= 0)
    tip += CurveChart::tr("<br>◦ %1: Enter, and it plays").arg(marks[static_cast<std::size_t>(marker)].name);
  const QPoint at(static_cast<int>(plot->xAxis->coordToPixel(x)), plot->axisRect()->center().y());
  QToolTip::showText(plot->mapToGlobal(at), QStringLiteral("<p style='white-space:pre'>%1</p>").arg(tip), plot);
  chart->setAccessibleDescription(QTextDocumentFragment::fromHtml(tip).toPlainText());
  plot->replot(QCustomPlot::rpQueuedReplot);
}

/// To the value before or after along the longest line.
void CurveChart::Impl::step(int by) {
  const auto longest = std::max_element(lines.begin(), lines.end(),
                                        [](const Line& a, const Line& b) { return a.xs.size() < b.xs.size(); });
  if (longest == lines.end() || longest->xs.empty()) return;
  const std::vector<double>& xs = longest->xs;
  if (!std::isfinite(reading)) return readByKeys(by > 0 ? xs.front() : xs.back());
  const auto after =
      by > 0 ? std::upper_bound(xs.begin(), xs.end(), reading) : std::lower_bound(xs.begin(), xs.end(), reading) - 1;
  if (after >= xs.begin() && after < xs.end()) readByKeys(*after);
}

void CurveChart::Impl::stepMarker(int by) {
  double nearest = std::numeric_limits<double>::quiet_NaN();
  for (const CurveMarker& mark : marks) {
    if (!std::isfinite(mark.x)) continue;
    const bool beyond = !std::isfinite(reading) || (by > 0 ? mark.x > reading : mark.x < reading);
    if (beyond && (!std::isfinite(nearest) || by < 0)) nearest = mark.x;
  }
  if (std::isfinite(nearest)) readByKeys(nearest);
}

/// The marker that the cursor stands on, −1: none.
int CurveChart::Impl::markerRead() const {
  for (std::size_t i = 0; i < marks.size(); ++i)
    if (marks[i].x == reading) return static_cast<int>(i);
  return -1;
}

void CurveChart::Impl::zoom(double factor) {
  if (empty()) return;
  zoomed = true;
  plot->xAxis->scaleRange(factor, std::isfinite(reading) ? reading : plot->xAxis->range().center());
  plot->replot(QCustomPlot::rpQueuedReplot);
}

/// The nearest along x, −1 when none is in reach.
int CurveChart::Impl::markerAt(const QPoint& at) const {
  int best = -1;
  double distance = kMarkerReach;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const double away = std::abs(plot->xAxis->coordToPixel(marks[i].x) - at.x());
    if (!(away <= distance)) continue;  // nor one without a place
    distance = away;
    best = static_cast<int>(i);
  }
  return plot->axisRect()->rect().contains(at) ? best : -1;
}

void CurveChart::Impl::drawMarkers() {
  if (rings == nullptr) {
    rings = plot->addGraph();
    filled = plot->addGraph();
    for (QCPGraph* graph : {rings, filled}) graph->setLineStyle(QCPGraph::lsNone);
    chart->setLook(*theme, scale);
  }
  QVector<double> xs, ys;
  for (const CurveMarker& mark : marks) {
    if (!std::isfinite(mark.x) || !std::isfinite(mark.y)) continue;
    xs << mark.x;
    ys << mark.y;
  }
  rings->setData(xs, ys, true);
  filled->data()->clear();
  if (chosenMark >= 0 && chosenMark < static_cast<int>(marks.size())) {
    const CurveMarker& mark = marks[static_cast<std::size_t>(chosenMark)];
    if (std::isfinite(mark.x) && std::isfinite(mark.y)) filled->addData(mark.x, mark.y);
  }
  dirty = true;
}

void CurveChart::Impl::press(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  pressedAt = event->pos();
  zoomedBefore = zoomed;
  zoomed = !empty();
}

/// A press without a drag leaves the axes as they were.
void CurveChart::Impl::release(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if ((event->pos() - pressedAt).manhattanLength() >= QApplication::startDragDistance()) return;
  zoomed = zoomedBefore;
  const int marker = markerAt(event->pos());
  if (marker >= 0 && markPressed) markPressed(marker);
}

double CurveChart::reading() const { return impl_->reading; }

/// Keys of the window that mean something else here, as long as they have something to do.
bool CurveChart::Impl::wants(const QKeyEvent& event) const {
  const bool plus = event.key() == Qt::Key_Plus || event.key() == Qt::Key_Equal;
  if ((event.modifiers() & ~(Qt::KeypadModifier | (plus ? Qt::ShiftModifier : Qt::NoModifier))) != 0) return false;
  switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus:
      return !empty();
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      return !marks.empty();
    case Qt::Key_Enter:
    case Qt::Key_Return:
      return markerRead() >= 0;
    case Qt::Key_Escape:
      return zoomed;
    default:
      return false;
  }
}

bool CurveChart::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && impl_->wants(static_cast<QKeyEvent&>(*event))) event->accept();
  return QWidget::event(event);
}

void CurveChart::keyPressEvent(QKeyEvent* event) {
  if (!impl_->wants(*event)) return QWidget::keyPressEvent(event);
  const int key = event->key();
  if (key == Qt::Key_Escape) return resetZoom();
  if (key == Qt::Key_Left || key == Qt::Key_Right) return impl_->step(key == Qt::Key_Right ? 1 : -1);
  if (key == Qt::Key_PageUp || key == Qt::Key_PageDown) return impl_->stepMarker(key == Qt::Key_PageDown ? 1 : -1);
  if (key == Qt::Key_Home || key == Qt::Key_End) {
    impl_->reading = std::numeric_limits<double>::quiet_NaN();
    return impl_->step(key == Qt::Key_Home ? 1 : -1);
  }
  if (key == Qt::Key_Enter || key == Qt::Key_Return) {
    if (impl_->markPressed) impl_->markPressed(impl_->markerRead());
    return;
  }
  impl_->zoom(key == Qt::Key_Minus ? 1.25 : 0.8);
}

void CurveChart::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void CurveChart::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  QToolTip::hideText();
  setAccessibleDescription(impl_->help);
  impl_->hovering = false;
  impl_->dirty = true;
  refresh();
  update();
}

/// The frame of the focus.
void CurveChart::paintEvent(QPaintEvent* event) {
  QWidget::paintEvent(event);
  if (!hasFocus()) return;
  QPainter painter(this);
  painter.setPen(qcolour(impl_->theme->accent));
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace spolab
