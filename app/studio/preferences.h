#pragma once

#include <QByteArray>

#include "app/episode/speed_scale.h"
#include "app/episode/stage_layout.h"
#include "app/studio/play/play_panel.h"
#include "app/studio/side_panel.h"
#include "app/studio/top_bar.h"

namespace spolab {

/// What a person has decided about the window, remembered between starts.
struct Preferences {
  bool dark = true;
  double uiScale = 1.0;  ///< [0.75, 2]
  bool motion = true;
  bool panels = true;
  bool futures = true;
  StageShares shares;    ///< of the GL view, for panels
  int leastPercent = 0;  ///< futures whose first action has less of q̂ are left out of the world
  bool hiddenFaces = true;
  bool lineGhosts = true;  ///< other lines of the episode over the world
  int speed = kNormalSpeed;
  Choice choice;
  Mode mode = Mode::kWatch;
  Advice advice = Advice::kAfter;  ///< in Play
  bool curvesInWatch = false;
  bool curvesInLearn = true;
  bool settingsShown = true;
  bool tourSeen = false;       ///< the cards of the first start were shown
  bool attract = true;         ///< at rest the studio wanders through its worlds
  bool notify = true;          ///< say so when a training ends while another window is in use
  int watchCeiling = 15;       ///< percent of the processor that watching may take while a training runs; 0: no limit
  int historyMegabytes = 512;  ///< that searches one can go back to may hold
  QByteArray geometry;
  QByteArray docks;

  /// What was saved; anything unreadable falls back to its default.
  static Preferences load();
  void save() const;
};

}  // namespace spolab
