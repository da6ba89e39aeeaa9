#include "app/studio/compare/contender_presets.h"

#include <algorithm>

#include <QCoreApplication>
#include <QSignalBlocker>
#include <fmt/format.h>

namespace spolab {
namespace {

constexpr double kHotter = 4.0;

QString tr(const char* text) { return QCoreApplication::translate("Compare", text); }

}  // namespace

std::vector<ContenderPreset> contenderPresets(const RunConfig& held) {
  const auto period = static_cast<std::int64_t>(held.number("planner.period").value_or(1.0));
  const std::string futures(held.planner->futuresKey()), depthKey(held.planner->depthKey());
  const bool particles = futures == "planner.particles";
  std::vector<ContenderPreset> presets{{tr("as held").toStdString(), {}}};
  const auto add = [&](const QString& name, std::vector<std::string> changes) {
    presets.push_back({name.toStdString(), std::move(changes)});
  };
  for (const int count : {4, 16, 64, 256})
    add(particles ? tr("%1 particles").arg(count) : tr("%1 simulations").arg(count),
        {fmt::format("{}={}", futures, count)});
  for (const std::int64_t depth : {1, 2, 8}) {
    std::vector<std::string> changes{fmt::format("{}={}", depthKey, depth)};
    if (held.number("planner.period")) changes.push_back(fmt::format("planner.period={}", std::min(period, depth)));
    add(tr("depth %1").arg(depth), std::move(changes));
  }
  if (held.number("planner.temperature")) {
    const double temperature = held.planner->temperature();
    add(tr("hot: η × 4"), {fmt::format("planner.temperature={:g}", temperature * kHotter)});
    add(tr("cold: η ÷ 4"), {fmt::format("planner.temperature={:g}", temperature / kHotter)});
    add(tr("resampled each depth"), {"planner.resample=period", "planner.period=1"});
    add(tr("never resampled"), {"planner.resample=never"});
  }
  if (held.number("planner.c1")) {
    add(tr("curious: c₁ × 4"), {fmt::format("planner.c1={:g}", kHotter * held.number("planner.c1").value_or(1.0))});
    add(tr("set in its ways: c₁ ÷ 4"),
        {fmt::format("planner.c1={:g}", held.number("planner.c1").value_or(1.0) / kHotter)});
  }
  const EnvSpec spec = held.makeEnv()->spec();
  for (const AlgorithmEntry& entry : algorithmRegistry())
    if (entry.id != held.algorithm && entry.actsIn(spec))
      presets.push_back({entry.shortTitle(), {}, true, entry.id});
  presets.push_back({tr("policy only").toStdString(), {}, false});
  return presets;
}

QComboBox* makeMethodList(QWidget* parent) {
  auto* list = new QComboBox(parent);
  list->setAccessibleName(tr("Method"));
  list->setToolTip(tr("The planner that searches; the network stays the held agent's"));
  list->setFocusPolicy(Qt::StrongFocus);
  return list;
}

void fillMethodList(QComboBox* list, const EnvSpec& spec, const std::string& chosen) {
  const QSignalBlocker quiet(list);
  list->clear();
  for (const AlgorithmEntry& entry : algorithmRegistry()) {
    if (!entry.actsIn(spec)) continue;
    list->addItem(QString::fromStdString(entry.shortTitle()),
                  QString::fromStdString(entry.id));
  }
  list->setCurrentIndex(std::max(0, list->findData(QString::fromStdString(chosen))));
}

}  // namespace spolab
