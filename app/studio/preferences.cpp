#include "app/studio/preferences.h"

#include <algorithm>

#include <QSettings>

namespace spolab {
Preferences Preferences::load() {
  QSettings s(QStringLiteral("spolab"), QStringLiteral("studio"));
  Preferences p;
  p.dark = s.value("look/dark", p.dark).toBool();
  p.uiScale = std::clamp(s.value("look/scale", p.uiScale).toDouble(), 0.75, 2.0);
  p.motion = s.value("look/motion", p.motion).toBool();
  p.panels = s.value("look/panels", p.panels).toBool();
  p.futures = s.value("look/futures", p.futures).toBool();
  p.shares.below = std::clamp(s.value("look/below", 0.0f).toFloat(), 0.0f, 0.99f);
  p.shares.beside = std::clamp(s.value("look/beside", 0.0f).toFloat(), 0.0f, 0.99f);
  p.leastPercent = std::clamp(s.value("look/leastPercent", p.leastPercent).toInt(), 0, 100);
  p.hiddenFaces = s.value("look/hiddenFaces", p.hiddenFaces).toBool();
  p.lineGhosts = s.value("look/lineGhosts", p.lineGhosts).toBool();
  p.speed = std::clamp(s.value("play/speed", p.speed).toInt(), kSlowest, kFastest);
  p.choice.env = s.value("choice/world", QString::fromStdString(p.choice.env)).toString().toStdString();
  p.choice.algorithm = s.value("choice/method", QString::fromStdString(p.choice.algorithm)).toString().toStdString();
  p.choice.preset = s.value("choice/preset", QString::fromStdString(p.choice.preset)).toString().toStdString();
  p.mode = static_cast<Mode>(std::clamp(s.value("window/mode", static_cast<int>(p.mode)).toInt(),
                                        static_cast<int>(Mode::kWatch), static_cast<int>(Mode::kLearn)));
  p.advice = static_cast<Advice>(std::clamp(s.value("play/advice", static_cast<int>(p.advice)).toInt(),
                                            static_cast<int>(Advice::kBefore), static_cast<int>(Advice::kNever)));
  p.curvesInWatch = s.value("window/curvesInWatch", p.curvesInWatch).toBool();
  p.curvesInLearn = s.value("window/curvesInLearn", p.curvesInLearn).toBool();
  p.settingsShown = s.value("window/settings", p.settingsShown).toBool();
  p.tourSeen = s.value("around/tourSeen", p.tourSeen).toBool();
  p.attract = s.value("around/attract", p.attract).toBool();
  p.notify = s.value("around/notify", p.notify).toBool();
  p.watchCeiling = std::clamp(s.value("around/watchCeiling", p.watchCeiling).toInt(), 0, 100);
  p.historyMegabytes = std::clamp(s.value("play/historyMegabytes", p.historyMegabytes).toInt(), 64, 16384);
  p.geometry = s.value("window/geometry").toByteArray();
  p.docks = s.value("window/docks").toByteArray();
  return p;
}

void Preferences::save() const {
  QSettings s(QStringLiteral("spolab"), QStringLiteral("studio"));
  s.setValue("look/dark", dark);
  s.setValue("look/scale", uiScale);
  s.setValue("look/motion", motion);
  s.setValue("look/panels", panels);
  s.setValue("look/futures", futures);
  s.setValue("look/below", shares.below);
  s.setValue("look/beside", shares.beside);
  s.setValue("look/leastPercent", leastPercent);
  s.setValue("look/hiddenFaces", hiddenFaces);
  s.setValue("look/lineGhosts", lineGhosts);
  s.setValue("play/speed", speed);
  s.setValue("choice/world", QString::fromStdString(choice.env));
  s.setValue("choice/method", QString::fromStdString(choice.algorithm));
  s.setValue("choice/preset", QString::fromStdString(choice.preset));
  s.setValue("window/mode", static_cast<int>(mode));
  s.setValue("play/advice", static_cast<int>(advice));
  s.setValue("window/curvesInWatch", curvesInWatch);
  s.setValue("window/curvesInLearn", curvesInLearn);
  s.setValue("window/settings", settingsShown);
  s.setValue("around/tourSeen", tourSeen);
  s.setValue("around/attract", attract);
  s.setValue("around/notify", notify);
  s.setValue("around/watchCeiling", watchCeiling);
  s.setValue("play/historyMegabytes", historyMegabytes);
  s.setValue("window/geometry", geometry);
  s.setValue("window/docks", docks);
}

}  // namespace spolab
