#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "app/studio/background.h"
#include "core/run/engine.h"

namespace spolab {

enum class SessionState { kIdle, kStarting, kRunning, kPaused, kStopping, kFailed };

/// The training of this window as a state machine: Idle → Starting → Running ⇄ Paused → Stopping → Idle, and Failed
/// with its message. Lives on the window's thread and never blocks it: starting and tearing down happen on a background
/// thread, the rest is polled. Any request in any state is safe; one that makes no sense is ignored, one that comes
/// while starting is remembered.
class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);
  /// Stops and waits for the last iteration and its checkpoint.
  ~Session() override;

  void start(const RunConfig& config, TrainingOptions options);
  void resume(const std::filesystem::path& folder, TrainingOptions options);
  void setPaused(bool paused);
  /// Finish the iteration, checkpoint, end.
  void stop();
  /// The same at once and without events, for a window that has lost its display: waits for the checkpoint, and returns
  /// the folder of the run, empty where nothing was trained. Nothing but the destructor may be called afterwards.
  std::filesystem::path finish();

  [[nodiscard]] SessionState state() const { return state_; }
  /// A training exists: starting, running, paused or stopping.
  [[nodiscard]] bool active() const;
  [[nodiscard]] bool canStart() const { return !active(); }
  [[nodiscard]] bool canPause() const;
  [[nodiscard]] bool canStop() const;
  /// Newest status; default values before the first.
  [[nodiscard]] const TrainingStatus& status() const { return status_; }
  /// Why the last training failed, empty otherwise.
  [[nodiscard]] const QString& error() const { return error_; }

 Q_SIGNALS:
  void stateChanged(spolab::SessionState state);
  void statusChanged();
  void rowsArrived(const std::vector<spolab::MetricsRow>& rows);
  /// Newer parameters than before.
  void agentPublished(const std::shared_ptr<const spolab::Agent>& agent);
  /// A training has ended well; its folder can be resumed.
  void finished(const QString& folder);
  void failed(const QString& message);

 private:
  using Starter = std::function<std::unique_ptr<Training>()>;

  void begin(Starter starter);
  void onStarted(std::unique_ptr<Training> training, const QString& failure);
  void poll();
  void takeNews();
  void end();
  void fail(const QString& message);
  void setState(SessionState state);
  void dispose(std::unique_ptr<Training> training);

  SessionState state_ = SessionState::kIdle;
  std::unique_ptr<Training> training_;
  TrainingStatus status_;
  std::shared_ptr<const TrainingStatus> seen_;
  std::shared_ptr<const Agent> newest_;
  QString error_;
  bool pauseWanted_ = false;
  bool stopWanted_ = false;
  QTimer timer_;
  Background background_;
};

/// "Idle", "Training", "Paused", … for people.
QString sessionStateText(SessionState state);

}  // namespace spolab
