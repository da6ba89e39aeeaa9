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
  const double temperature = held.planner->temperature();
  std::vector<ContenderPreset> presets{{tr("as held").toStdString(), {}}};
  const auto add = [&](const QString& name, std::vector<std::string> changes) {
    presets.push_back({name.toStdString(), std::move(changes)});
  };
  for (const int particles : {4, 16, 64, 256})
    add(tr("%1 particles").arg(particles), {fmt::format("planner.particles={}", particles)});
  for (const std::int64_t depth : {1, 2, 8})
    add(tr("depth %1").arg(depth),
        {fmt::format("planner.horizon={}", depth), fmt::format("planner.period={}", std::min(period, depth))});
  add(tr("hot: η × 4"), {fmt::format("planner.temperature={:g}", temperature * kHotter)});
  add(tr("cold: η ÷ 4"), {fmt::format("planner.temperature={:g}", temperature / kHotter)});
  add(tr("resampled each depth"), {"planner.resample=period", "planner.period=1"});
  add(tr("never resampled"), {"planner.resample=never"});
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
    if (spec.discrete() ? !entry.discrete : !entry.continuous) continue;
    list->addItem(QString::fromStdString(entry.title.substr(0, entry.title.find(':'))),
                  QString::fromStdString(entry.id));
  }
  list->setCurrentIndex(std::max(0, list->findData(QString::fromStdString(chosen))));
}

}  // namespace spolab
