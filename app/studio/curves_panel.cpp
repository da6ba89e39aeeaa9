#include "app/studio/curves_panel.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSlider>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>

#include "app/studio/curve_chart.h"
#include "app/studio/curves_export.h"
#include "app/studio/number_text.h"
#include "app/studio/save_file.h"
#include "core/base/error.h"
#include "core/run/metrics_file.h"

namespace spolab {
namespace {

constexpr int kRefreshMilliseconds = 250;
constexpr int kChartWidth = 140;
constexpr int kSmoothingAtFirst = 70;  ///< percent

/// In which worlds a chart is worth its place.
enum class ChartUse { kAlways, kDiscrete, kBodies, kWhenNotZero };

struct ChartPlan {
  const char* title;
  const char* help;
  std::vector<std::string> columns;  ///< in this order; one that ends in "_" stands for all that begin so
  ChartUse use = ChartUse::kAlways;
};

const std::vector<ChartPlan>& chartPlans() {
  static const std::vector<ChartPlan> plans{
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Solve rate"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "Share of episodes that accomplish the task, in training and in evaluations"),
       {"solve_rate", "eval_solve_rate"},
       ChartUse::kDiscrete},
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Return"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Mean sum of rewards of an episode, in training and in evaluations"),
       {"return_mean", "eval_return"}},
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Losses"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "What the learner minimises: the policy's distance to the search, the critic's error"),
       {"loss_"}},
      {"η",
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "Temperature of the search weights, learned by its dual: small follows advantages closely"),
       {"eta"}},
      {"α",
       QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Price of moving the policy away from its anchor, learned by its dual"),
       {"alpha"},
       ChartUse::kDiscrete},
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "α of the means"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "Price of moving the means μ away from their anchor, learned by its dual"),
       {"alpha_mu"},
       ChartUse::kBodies},
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "α of the spreads"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "Price of changing the spreads σ from their anchor, learned by its dual"),
       {"alpha_sigma"},
       ChartUse::kBodies},
      {"KL",
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "How far the search moves away from the policy, in nats; and how far a policy update moves"),
       {"kl_"}},
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Entropy"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "How undecided the policy is, in nats: log of the number of actions at most; of bodies per "
                         "joint, before squashing"),
       {"entropy"}},
      {"ESS",
       QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Effective sample size of the particles: how many carry the weight"),
       {"ess"}},
      {"steps/s",
       QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Environment steps per second, learning included"),
       {"steps_per_second"}},
      {QT_TRANSLATE_NOOP("spolab::CurvesPanel", "Broken steps"),
       QT_TRANSLATE_NOOP("spolab::CurvesPanel",
                         "Simulations that broke down in an iteration, in episodes (nothing is learned from them) and "
                         "within searches (such particles have no weight)"),
       {"failures", "search_failures"},
       ChartUse::kWhenNotZero}};
  return plans;
}

QString seriesName(const std::string& column) {
  if (column.starts_with("eval_")) return CurvesPanel::tr("evaluation");
  if (column == "kl_qhat") return CurvesPanel::tr("search q̂ from policy π");
  if (column == "kl_anchor") return CurvesPanel::tr("anchor from policy");
  if (column == "kl_anchor_mu") return CurvesPanel::tr("anchor from policy, means μ");
  if (column == "kl_anchor_sigma") return CurvesPanel::tr("anchor from policy, spreads σ");
  if (column == "failures") return CurvesPanel::tr("in episodes");
  if (column == "search_failures") return CurvesPanel::tr("in searches");
  if (column == "kl_particles") return CurvesPanel::tr("particle weights from uniform");
  if (column == "loss_eta") return QStringLiteral("η");
  if (column.starts_with("loss_")) return QString::fromStdString(column.substr(5)).replace('_', ' ');
  return CurvesPanel::tr("training");
}

bool isEvaluation(int column) {
  const std::string& name = metricNames()[static_cast<std::size_t>(column)];
  return name == "eval_return" || name == "eval_solve_rate";
}

std::vector<int> columnsOf(const ChartPlan& plan) {
  std::vector<int> columns;
  const auto& names = metricNames();
  for (const std::string& wanted : plan.columns)
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == wanted || (wanted.ends_with('_') && names[i].starts_with(wanted)))
        columns.push_back(static_cast<int>(i));
  return columns;
}

}  // namespace

CurvesPanel::CurvesPanel(QWidget* parent)
    : QWidget(parent),
      header_(new QWidget(this)),
      axis_(new QComboBox(header_)),
      smoothing_(new QSlider(Qt::Horizontal, header_)),
      timer_(new QTimer(this)) {
  axis_->addItem(tr("environment steps"), "env_steps");
  axis_->addItem(tr("iterations"), "iteration");
  axis_->addItem(tr("seconds"), "seconds");
  axis_->setAccessibleName(tr("Horizontal axis"));
  smoothing_->setRange(0, 98);
  smoothing_->setValue(kSmoothingAtFirst);
  smoothing_->setFixedWidth(110);
  smoothing_->setAccessibleName(tr("Smoothing"));
  auto* bar = new QHBoxLayout(header_);
  bar->setContentsMargins(0, 0, 0, 0);
  auto* title = new QLabel(tr("Learning"), header_);
  title->setProperty("role", "title");
  bar->addWidget(title);
  bar->addSpacing(12);
  auto* over = new QLabel(tr("over"), header_);
  over->setProperty("role", "dim");
  auto* smooth = new QLabel(tr("smoothing"), header_);
  smooth->setProperty("role", "dim");
  auto* hint = new QLabel(tr("wheel zooms · drag moves · double click shows all"), header_);
  hint->setProperty("role", "dim");
  hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  for (QWidget* widget : {static_cast<QWidget*>(over), static_cast<QWidget*>(axis_), static_cast<QWidget*>(smooth),
                          static_cast<QWidget*>(smoothing_)})
    bar->addWidget(widget);
  bar->addSpacing(8);
  bar->addWidget(hint, 1);
  addSaving(*bar);

  auto* row = new QWidget;
  chartsRow_ = row;
  buildCharts(row);
  auto* scroll = new QScrollArea;
  scroll->setWidget(row);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* empty =
      new QLabel(tr("No training yet. Train starts a fresh agent with the chosen preset; its curves grow here: "
                    "what it earns, what the search and the losses do, how fast it goes."));
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  empty->setProperty("role", "dim");
  empty->setContentsMargins(24, 8, 24, 8);
  auto* pages = new QWidget(this);
  stack_ = new QStackedLayout(pages);
  stack_->addWidget(empty);
  stack_->addWidget(scroll);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(pages, 1);

  connect(axis_, &QComboBox::currentIndexChanged, this, &CurvesPanel::refeed);
  connect(smoothing_, &QSlider::valueChanged, this, [this](int percent) {
    for (CurveChart* chart : charts_) chart->setSmoothing(percent / 100.0);
  });
  timer_->setInterval(kRefreshMilliseconds);
  connect(timer_, &QTimer::timeout, this, &CurvesPanel::refresh);
  timer_->start();
  refeed();
}

/// A button, and the same with the right mouse button.
void CurvesPanel::addSaving(QHBoxLayout& bar) {
  auto* values = new QAction(tr("Save &values as CSV…"), this);
  auto* picture = new QAction(tr("Save &picture…"), this);
  auto* menu = new QMenu(header_);
  menu->addActions({values, picture});
  auto* save = new QToolButton(header_);
  save->setText(tr("Save…"));
  save->setToolTip(tr("Save the curves as a table or as a picture"));
  save->setAccessibleName(tr("Save the curves"));
  save->setMenu(menu);
  save->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
  save->setPopupMode(QToolButton::InstantPopup);
  bar.addWidget(save);
  addActions({values, picture});
  setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(values, &QAction::triggered, this, [this] { askAndSave(true); });
  connect(picture, &QAction::triggered, this, [this] { askAndSave(false); });
  connect(menu, &QMenu::aboutToShow, this, [this, values, picture] {
    for (QAction* action : {values, picture}) action->setEnabled(!rows_.empty());
  });
}

void CurvesPanel::askAndSave(bool values) {
  const QString ending = values ? QStringLiteral(".csv") : QStringLiteral(".png");
  const QString file =
      askWhereToSave(this, tr("Save the curves"), QDir::homePath() + QStringLiteral("/curves") + ending,
                     values ? tr("Tables (*.csv)") : tr("Pictures (*.png)"), ending);
  if (file.isEmpty()) return;
  try {
    if (values)
      saveCurvesCsv(rows_, file);
    else
      saveCurvesPicture(*chartsRow_, file);
    Q_EMIT saved(file);
  } catch (const Error& error) {
    Q_EMIT failed(tr("The curves were not saved"), QString::fromUtf8(error.what()), tr("Choose another folder."));
  }
}

void CurvesPanel::buildCharts(QWidget* row) {
  row_ = new QHBoxLayout(row);
  row_->setContentsMargins(0, 0, 0, 0);
  row_->setSpacing(0);
  for (const ChartPlan& plan : chartPlans()) {
    const std::vector<int> columns = columnsOf(plan);
    std::vector<CurveSeries> series;
    for (const int column : columns) {
      const std::string& name = metricNames()[static_cast<std::size_t>(column)];
      series.push_back({seriesName(name), static_cast<int>(series.size()), name.starts_with("eval_")});
    }
    auto* chart = new CurveChart(tr(plan.title), tr(plan.help), series, row);
    chart->setMinimumWidth(kChartWidth);
    chart->setSmoothing(kSmoothingAtFirst / 100.0);
    for (std::size_t i = 0; i < columns.size(); ++i) plotted_.push_back({chart, static_cast<int>(i), columns[i]});
    charts_.push_back(chart);
    row_->addWidget(chart, 1);
  }
  showCharts();
}

void CurvesPanel::setWorld(const EnvSpec& spec) {
  discrete_ = spec.discrete();
  showCharts();
}

void CurvesPanel::showCharts() {
  for (std::size_t i = 0; i < charts_.size(); ++i) {
    const ChartUse use = chartPlans()[i].use;
    const bool shown = use == ChartUse::kAlways || (use == ChartUse::kDiscrete && discrete_) ||
                       (use == ChartUse::kBodies && !discrete_) ||
                       (use == ChartUse::kWhenNotZero && charts_[i]->largest() > 0.0);
    if (charts_[i]->isHidden() == shown) charts_[i]->setVisible(shown);
  }
}

void CurvesPanel::append(const std::vector<MetricsRow>& rows) {
  for (const MetricsRow& row : rows) {
    rows_.push_back(row);
    feed(row);
  }
  if (!rows_.empty()) stack_->setCurrentIndex(1);
  if (!snapshots_.empty()) showSnapshots();
}

void CurvesPanel::clear() {
  rows_.clear();
  for (CurveChart* chart : charts_) chart->clear();
  showCharts();
  stack_->setCurrentIndex(0);
}

void CurvesPanel::load(const std::filesystem::path& metricsFile) {
  const std::vector<MetricsRow> rows = readMetrics(metricsFile);
  clear();
  append(rows);
}

void CurvesPanel::feed(const MetricsRow& row) {
  const auto value = [&](int column) { return row.values[static_cast<std::size_t>(column)]; };
  for (const Plotted& plotted : plotted_) plotted.chart->append(plotted.series, value(xColumn_), value(plotted.column));
}

void CurvesPanel::refeed() {
  xColumn_ = std::max(0, metricColumn(axis_->currentData().toString().toStdString()));
  for (CurveChart* chart : charts_) {
    chart->clear();
    chart->setXName(axis_->currentText());
  }
  for (const MetricsRow& row : rows_) feed(row);
  showSnapshots();
  refresh();
}

void CurvesPanel::setSnapshots(std::vector<std::int64_t> iterations) {
  snapshots_ = std::move(iterations);
  showSnapshots();
}

void CurvesPanel::markSnapshot(int position) {
  chosenSnapshot_ = position;
  showSnapshots();
}

void CurvesPanel::onSnapshot(const std::function<void(int)>& pressed,
                             const std::function<void(int, const QPoint&)>& menu) {
  for (const Plotted& plotted : plotted_)
    if (isEvaluation(plotted.column)) plotted.chart->onMarker(pressed, menu);
}

/// Every snapshot was made at an evaluation, whose row says where on the curve it stands: the row of its iteration, or
/// one more of the same where the evaluation was made up for later.
void CurvesPanel::showSnapshots() {
  const auto iteration = static_cast<std::size_t>(metricColumn("iteration"));
  for (const Plotted& plotted : plotted_) {
    if (!isEvaluation(plotted.column)) continue;
    std::vector<CurveMarker> markers;
    std::size_t row = 0;
    for (const std::int64_t snapshot : snapshots_) {
      const auto wanted = static_cast<double>(snapshot);
      const auto evaluated = [&] { return std::isfinite(rows_[row].values[static_cast<std::size_t>(plotted.column)]); };
      while (row < rows_.size() && rows_[row].values[iteration] < wanted) ++row;
      while (row < rows_.size() && rows_[row].values[iteration] == wanted && !evaluated()) ++row;
      if (row == rows_.size() || rows_[row].values[iteration] != wanted) {
        markers.push_back({std::nan(""), std::nan(""), {}});  // keeps the positions
        continue;
      }
      const auto& values = rows_[row].values;
      markers.push_back({values[static_cast<std::size_t>(xColumn_)], values[static_cast<std::size_t>(plotted.column)],
                         tr("snapshot of iteration %1").arg(countText(wanted))});
    }
    plotted.chart->setMarkers(std::move(markers), chosenSnapshot_);
  }
}

void CurvesPanel::refresh() {
  if (!isVisible()) return;
  showCharts();
  for (CurveChart* chart : charts_) chart->refresh();
}

void CurvesPanel::setLook(const Theme& theme, double scale) {
  for (CurveChart* chart : charts_) {
    chart->setMinimumWidth(qRound(kChartWidth * scale));
    chart->setLook(theme, scale);
  }
}

}  // namespace spolab
