#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>

#include "app/episode/player_frame.h"
#include "app/studio/background.h"
#include "core/run/decision_agent.h"

namespace spolab {

/// A decision read from its file and made again.
struct OpenedDecision {
  DecisionCapsule capsule;
  std::shared_ptr<const Decider> decider;
  std::vector<std::byte> state;  ///< [stateBytes]
  bool equal = false;            ///< bit for bit
  std::string verdict;           ///< one sentence for people
};

/// Writes decisions to small files and makes them again from there, on a thread of its own. Lives on the window's
/// thread.
class DecisionFiles : public QObject {
  Q_OBJECT

 public:
  explicit DecisionFiles(QObject* parent);

  /// The decision of `frame`, a frame of `view` with its search; beside it its agent, unless that comes with the
  /// program. Ends in saved() or failed().
  void save(const PlayerView& view, const PlayerFrame& frame, const std::filesystem::path& file);
  /// Ends in opened() or failed(). The agent may be `present` (or null), lie where the file says or beside it, or be
  /// the shipped one.
  void open(const std::filesystem::path& file, std::shared_ptr<const Agent> present);

 Q_SIGNALS:
  /// `agent`: what the agent beside it is called; empty: none was needed.
  void saved(const QString& file, const QString& agent);
  void opened(const std::shared_ptr<const spolab::OpenedDecision>& decision);
  void failed(const QString& what, const QString& why, const QString& advice);

 private:
  Background background_;
};

}  // namespace spolab
