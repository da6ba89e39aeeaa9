#include "app/studio/curve_chart.h"

// Sees the plotting library, whose header needs Qt's keywords: they are off everywhere else.
#include <algorithm>
#include <cmath>
#include <limits>

#include <qcustomplot.h>

#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "app/studio/plot_look.h"

namespace spolab {
namespace {

/// More values than this are thinned to half: a chart has about 200 pixels.
constexpr int kMostPoints = 16384;

/// How far from a marker a press still means it, in pixels along x.
constexpr double kMarkerReach = 12.0;

struct Line {
  CurveSeries series;
  QCPGraph* raw = nullptr;
  QCPGraph* smooth = nullptr;
  std::vector<double> xs, ys;
};

}  // namespace

struct CurveChart::Impl {
  Impl(CurveChart* owner, const QString& heading, const QString& help, std::vector<CurveSeries> wanted);

  void rebuildSmooth();
  void addSmooth(Line& line, double x, double y);
  void thin(Line& line);
  void autoRange();
  void grow(QCPRange& range, double low, double high) const;
  void hover(const QPoint& at);
  void showLatest();
  void legend(const QStringList& values);
  [[nodiscard]] bool empty() const;
  void drawMarkers();
  [[nodiscard]] int markerAt(const QPoint& at) const;
  void press(QMouseEvent* event);
  void release(QMouseEvent* event);

  CurveChart* chart;
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
  const Theme* theme = &Theme::dark();
  double scale = 1.0;
};

CurveChart::Impl::Impl(CurveChart* owner, const QString& heading, const QString& help, std::vector<CurveSeries> wanted)
    : chart(owner), title(new QLabel(heading, owner)), readout(new QLabel(owner)), plot(new QCustomPlot(owner)) {
  title->setToolTip(help);
  title->setProperty("role", "value");
  readout->setProperty("role", "small");
  readout->setTextFormat(Qt::RichText);
  readout->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* top = new QHBoxLayout;
  top->setContentsMargins(8, 4, 8, 0);
  top->addWidget(title);
  top->addWidget(readout, 1);
  auto* layout = new QVBoxLayout(owner);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(top);
  layout->addWidget(plot, 1);
  for (CurveSeries& series : wanted) {
    Line line{std::move(series), plot->addGraph(), nullptr, {}, {}};
    line.smooth = plot->addGraph();
    line.raw->setAdaptiveSampling(true);
    lines.push_back(std::move(line));
  }
  last.assign(lines.size(), std::numeric_limits<double>::quiet_NaN());
  cursor = new QCPItemStraightLine(plot);  // owned by the plot
  cursor->setVisible(false);
  plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot->axisRect()->setRangeDrag(Qt::Horizontal);
  plot->axisRect()->setRangeZoom(Qt::Horizontal);
  plot->axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
  plot->axisRect()->setMargins(QMargins(0, 4, 8, 0));
  plot->axisRect()->setMinimumMargins(QMargins(30, 4, 8, 16));
  usePlainTicks(*plot);
  plot->xAxis->ticker()->setTickCount(2);
  plot->yAxis->ticker()->setTickCount(3);
  plot->setNoAntialiasingOnDrag(true);
  plot->setMinimumHeight(60);
}

bool CurveChart::Impl::empty() const {
  return std::all_of(lines.begin(), lines.end(), [](const Line& line) { return line.xs.empty(); });
}

void CurveChart::Impl::addSmooth(Line& line, double x, double y) {
  double& mean = last[static_cast<std::size_t>(&line - lines.data())];
  mean = std::isfinite(mean) && !line.series.marks ? smoothing * mean + (1.0 - smoothing) * y : y;
  line.smooth->addData(x, mean);
}

void CurveChart::Impl::rebuildSmooth() {
  std::fill(last.begin(), last.end(), std::numeric_limits<double>::quiet_NaN());
  for (Line& line : lines) {
    line.smooth->data()->clear();
    for (std::size_t i = 0; i < line.xs.size(); ++i) addSmooth(line, line.xs[i], line.ys[i]);
  }
  dirty = true;
}

void CurveChart::Impl::thin(Line& line) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < line.xs.size(); i += 2, ++kept) {
    line.xs[kept] = line.xs[i];
    line.ys[kept] = line.ys[i];
  }
  line.xs.resize(kept);
  line.ys.resize(kept);
  line.raw->setData(QVector<double>(line.xs.begin(), line.xs.end()), QVector<double>(line.ys.begin(), line.ys.end()),
                    true);
  rebuildSmooth();
}

/// Takes in [low, high] and a little air when it sticks out.
void CurveChart::Impl::grow(QCPRange& range, double low, double high) const {
  const bool first = range.lower == 0.0 && range.upper == 0.0;
  double air = 0.12 * std::max(high - low, 1e-9);
  if (high == low) air = std::max(0.1 * std::abs(high), 1e-3);
  if (first || low < range.lower) range.lower = low >= 0.0 ? std::max(-0.3 * air, low - air) : low - air;
  if (first || high > range.upper) range.upper = high + air;
}

void CurveChart::Impl::autoRange() {
  double left = std::numeric_limits<double>::max();
  double right = std::numeric_limits<double>::lowest();
  for (const Line& line : lines) {
    if (line.xs.empty()) continue;
    const auto [low, high] = std::minmax_element(line.ys.begin(), line.ys.end());
    grow(seen, *low, *high);
    left = std::min(left, line.xs.front());
    right = std::max(right, line.xs.back());
  }
  if (empty()) {
    plot->xAxis->setRange(0.0, 1.0);
    plot->yAxis->setRange(0.0, 1.0);
    return;
  }
  plot->yAxis->setRange(seen);
  if (!zoomed) plot->xAxis->setRange(left, right > left ? right + 0.02 * (right - left) : left + 1.0);
}

/// Values of one or two lines; of more only the first, the others are in the tip under the pointer.
void CurveChart::Impl::legend(const QStringList& values) {
  QString html;
  bool first = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].xs.empty()) continue;
    const QColor colour = qcolour(theme->category(lines[i].series.category));
    html += QStringLiteral("&nbsp;<span style='color:%1'>●</span>").arg(colour.name());
    if (lines.size() <= 2 || first) html += values[static_cast<int>(i)];
    first = false;
  }
  if (readout->text() != html) readout->setText(html);
}

void CurveChart::Impl::showLatest() {
  QStringList values;
  for (const double value : last) values << shortText(value);
  legend(values);
}

void CurveChart::Impl::hover(const QPoint& at) {
  const double x = plot->xAxis->pixelToCoord(at.x());
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
  const int marker = markerAt(at);
  if (marker >= 0)
    tip += CurveChart::tr("<br>◦ %1: click, and it plays").arg(marks[static_cast<std::size_t>(marker)].name);
  plot->setCursor(marker >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  plot->setToolTip(QStringLiteral("<p style='white-space:pre'>%1</p>").arg(tip));
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

CurveChart::CurveChart(const QString& heading, const QString& help, std::vector<CurveSeries> series, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, heading, help, std::move(series))) {
  setAccessibleName(heading);
  setAccessibleDescription(help);
  Impl* impl = impl_.get();
  connect(impl->plot, &QCustomPlot::mouseMove, this, [impl](QMouseEvent* event) {
    impl->hovering = true;
    impl->hover(event->pos());
  });
  connect(impl->plot, &QCustomPlot::mouseWheel, this, [impl] { impl->zoomed = true; });
  connect(impl->plot, &QCustomPlot::mousePress, this, [impl](QMouseEvent* event) { impl->press(event); });
  connect(impl->plot, &QCustomPlot::mouseRelease, this, [impl](QMouseEvent* event) { impl->release(event); });
  impl->plot->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(impl->plot, &QWidget::customContextMenuRequested, this, [impl](const QPoint& at) {
    const int marker = impl->markerAt(at);
    if (marker >= 0 && impl->markMenu) impl->markMenu(marker, impl->plot->mapToGlobal(at));
  });
  connect(impl->plot, &QCustomPlot::mouseDoubleClick, this, [this] { resetZoom(); });
}

CurveChart::~CurveChart() = default;

void CurveChart::append(int series, double x, double y) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  Line& line = impl_->lines[static_cast<std::size_t>(series)];
  line.xs.push_back(x);
  line.ys.push_back(y);
  line.raw->addData(x, y);
  impl_->addSmooth(line, x, y);
  if (static_cast<int>(line.xs.size()) > kMostPoints) impl_->thin(line);
  impl_->dirty = true;
}

void CurveChart::clear() {
  for (Line& line : impl_->lines) {
    line.xs.clear();
    line.ys.clear();
    line.raw->data()->clear();
  }
  impl_->rebuildSmooth();
  impl_->seen = QCPRange(0.0, 0.0);
  impl_->zoomed = false;
  refresh();
}

void CurveChart::setSmoothing(double smoothing) {
  impl_->smoothing = std::clamp(smoothing, 0.0, 0.999);
  impl_->rebuildSmooth();
  refresh();
}

void CurveChart::setMarkers(std::vector<CurveMarker> markers, int chosen) {
  impl_->marks = std::move(markers);
  impl_->chosenMark = chosen;
  if (!impl_->marks.empty() || impl_->rings != nullptr) impl_->drawMarkers();
  refresh();
}

void CurveChart::onMarker(std::function<void(int)> pressed, std::function<void(int, const QPoint&)> menu) {
  impl_->markPressed = std::move(pressed);
  impl_->markMenu = std::move(menu);
}

QPoint CurveChart::markerPlace(int marker) const {
  const CurveMarker& mark = impl_->marks[static_cast<std::size_t>(marker)];
  const QPointF at(impl_->plot->xAxis->coordToPixel(mark.x), impl_->plot->yAxis->coordToPixel(mark.y));
  return impl_->plot->mapTo(this, at.toPoint());
}

int CurveChart::markers() const { return static_cast<int>(impl_->marks.size()); }

void CurveChart::setXName(const QString& name) { impl_->xName = name; }

void CurveChart::refresh() {
  if (!impl_->dirty || !isVisible()) return;
  impl_->dirty = false;
  impl_->autoRange();
  if (!underMouse() || !impl_->hovering) {
    impl_->hovering = false;
    impl_->cursor->setVisible(false);
    impl_->showLatest();
  }
  impl_->plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurveChart::resetZoom() {
  impl_->zoomed = false;
  impl_->seen = QCPRange(0.0, 0.0);
  impl_->dirty = true;
  refresh();
}

int CurveChart::points(int series) const {
  return static_cast<int>(impl_->lines[static_cast<std::size_t>(series)].xs.size());
}

double CurveChart::largest() const {
  double most = 0.0;
  for (const Line& line : impl_->lines)
    for (const double y : line.ys) most = std::max(most, y);
  return most;
}

int CurveChart::points() const {
  int count = 0;
  for (const Line& line : impl_->lines) count += static_cast<int>(line.xs.size());
  return count;
}

void CurveChart::setLook(const Theme& theme, double scale) {
  impl_->theme = &theme;
  impl_->scale = scale;
  QCustomPlot& plot = *impl_->plot;
  setPlotLook(plot, theme, scale);
  impl_->cursor->setPen(QPen(qcolour(theme.textDim), 1.0, Qt::DotLine));
  for (Line& line : impl_->lines) {
    const QColor colour = qcolour(theme.category(line.series.category));
    QColor faint = colour;
    faint.setAlphaF(0.28f);
    line.raw->setPen(line.series.marks ? QPen(Qt::NoPen) : QPen(faint, 1.0));
    line.smooth->setPen(QPen(colour, 1.6 * scale));
    if (line.series.marks) line.smooth->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 4.0 * scale));
  }
  if (impl_->rings != nullptr) {
    const QPen ring(qcolour(theme.text), 1.0 * scale);
    impl_->rings->setScatterStyle(
        QCPScatterStyle(QCPScatterStyle::ssCircle, ring, qcolour(theme.surface[0]), 5.0 * scale));
    impl_->filled->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(qcolour(theme.text), 1.4 * scale),
                                                   qcolour(theme.selection), 9.0 * scale));
  }
  impl_->dirty = true;
  refresh();
}

}  // namespace spolab
