// Sees the plotting library, whose header needs Qt's keywords: they are off everywhere else.
#include "app/studio/curve_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/studio/curve_chart_impl.h"
#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "app/studio/plot_look.h"

namespace spolab {
namespace {

/// More values than this are thinned to half: a chart has about 200 pixels.
constexpr int kMostPoints = 16384;

}  // namespace

CurveChart::Impl::Impl(CurveChart* owner, const QString& heading, const QString& explanation,
                       std::vector<CurveSeries> wanted)
    : chart(owner),
      help(explanation),
      title(new QLabel(heading, owner)),
      readout(new QLabel(owner)),
      plot(new QCustomPlot(owner)) {
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
  layout->setContentsMargins(1, 1, 1, 1);  // for the frame of the focus
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
  plot->setFocusPolicy(Qt::NoFocus);  // a click leaves the keys with the window
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

CurveChart::CurveChart(const QString& heading, const QString& help, std::vector<CurveSeries> series, QWidget* parent)
    : QWidget(parent), impl_(std::make_unique<Impl>(this, heading, help, std::move(series))) {
  setAccessibleName(heading);
  setAccessibleDescription(help);
  setFocusPolicy(Qt::TabFocus);
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
  Impl::Line& line = impl_->lines[static_cast<std::size_t>(series)];
  line.xs.push_back(x);
  line.ys.push_back(y);
  line.raw->addData(x, y);
  impl_->addSmooth(line, x, y);
  if (static_cast<int>(line.xs.size()) > kMostPoints) impl_->thin(line);
  impl_->dirty = true;
}

void CurveChart::clear() {
  for (Impl::Line& line : impl_->lines) {
    line.xs.clear();
    line.ys.clear();
    line.raw->data()->clear();
  }
  impl_->rebuildSmooth();
  impl_->seen = QCPRange(0.0, 0.0);
  impl_->zoomed = impl_->hovering = false;
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
  if (!(underMouse() || hasFocus()) || !impl_->hovering) {
    impl_->hovering = false;
    impl_->reading = std::numeric_limits<double>::quiet_NaN();
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
  for (const Impl::Line& line : impl_->lines)
    for (const double y : line.ys) most = std::max(most, y);
  return most;
}

int CurveChart::points() const {
  int count = 0;
  for (const Impl::Line& line : impl_->lines) count += static_cast<int>(line.xs.size());
  return count;
}

void CurveChart::setLook(const Theme& theme, double scale) {
  impl_->theme = &theme;
  impl_->scale = scale;
  QCustomPlot& plot = *impl_->plot;
  setPlotLook(plot, theme, scale);
  impl_->cursor->setPen(QPen(qcolour(theme.textDim), 1.0, Qt::DotLine));
  for (Impl::Line& line : impl_->lines) {
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
