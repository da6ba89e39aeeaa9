#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QImage>
#include <QOpenGLWindow>
#include <QTimer>

#include "app/studio/frame_clock.h"
#include "app/studio/playhead.h"
#include "app/studio/stage_layout.h"
#include "app/studio/stage_overlay.h"
#include "app/studio/world_picture.h"
#include "core/trace/scene.h"
#include "envs/controls.h"
#include "render/camera.h"
#include "render/futures.h"
#include "render/imgui_layer.h"
#include "render/search_panels.h"

namespace spolab {

struct StageOptions {
  bool dark = true;
  double uiScale = 1.0;
  bool panels = true;   ///< river, decision and the rest beside the world
  bool futures = true;  ///< ghosts, trails and visits of the search on the world
  bool motion = true;
  bool thrifty = false;   ///< a training wants the processor: a software renderer draws less often
  bool software = false;  ///< drawn by the CPU: fewer frames, fewer pixels while moving
};

/// The centre of the window: the world, the river and the panels of one decision, drawn with OpenGL. Draws only when
/// something changed, at most 60 times a second. Lives on the window's thread.
class StageWindow : public QOpenGLWindow {
  Q_OBJECT

 public:
  explicit StageWindow(const StageOptions& options);
  /// Frees everything of OpenGL with its context current.
  ~StageWindow() override;

  /// What is on screen is computed from this; the caller changes it and then calls invalidate().
  [[nodiscard]] Playhead& playhead() { return playhead_; }
  [[nodiscard]] PanelState& panelState() { return panels_; }
  [[nodiscard]] const FrameClock& frames() const { return clock_; }
  FrameClock& frames() { return clock_; }
  [[nodiscard]] const StageOptions& options() const { return options_; }

  void setOptions(const StageOptions& options);
  /// Something changed: draw soon. Cheap, may be called at any rate.
  void invalidate();
  /// While false nothing is drawn (the window is hidden, or measured as if it were).
  void setDrawing(bool drawing);
  void resetCamera();
  void orbitBy(float dx, float dy);
  void zoomBy(float clicks);
  /// Where a press on the world may take hold of something; null: every drag is the camera's. Called with what is under
  /// the pointer; a null gesture leaves the drag to the camera.
  using Grip = std::function<std::unique_ptr<Gesture>(const PointerRay& ray)>;
  void setGrip(Grip grip);
  /// Adds to the scene of a world at rest what its tools have to show of a state; null: nothing. Draws anew.
  using Marks = std::function<void(StateView state, Scene& scene)>;
  void setMarks(Marks marks);
  /// Where a point of the world is in this window; nothing behind the camera.
  [[nodiscard]] std::optional<QPointF> positionOf(const Vec3& point) const;
  /// Draws once more and reads the picture.
  [[nodiscard]] QImage picture();
  /// Seconds on the clock of the playhead.
  [[nodiscard]] double now() const;

 Q_SIGNALS:
  /// A key nobody here wants.
  void keyPressed(int key, Qt::KeyboardModifiers modifiers);
  void keyReleased(int key);
  /// A frame with a decision of the playing agent is on screen. Once.
  void firstDecisionShown();
  /// A gesture was let go.
  void gestureEnded(const std::vector<std::int32_t>& actions);
  /// OpenGL failed; nothing more is drawn.
  void failed(const QString& message);

 protected:
  void initializeGL() override;
  void paintGL() override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void create();
  void release();
  void paint();
  void pose(WorldPose pose);
  void poseGesture();
  void choosePanels(const Moment& moment);
  void imagine(const Moment& moment);
  void paintPaths(const Moment& moment, float scale);
  void paintInset(float scale);
  void paintWorld(float scale);
  void paintPanels(const Moment& moment, float scale);
  void onSwapped();
  void fail(const QString& message);
  [[nodiscard]] const Theme& theme() const { return Theme::of(options_.dark); }
  [[nodiscard]] QPointF points(const QPointF& position) const { return position / options_.uiScale; }
  [[nodiscard]] StageLayout layout() const;
  [[nodiscard]] Viewport viewportOf(const PanelArea& area, double scale) const;
  /// Through a position in points.
  [[nodiscard]] PointerRay rayAt(const QPointF& at) const;
  [[nodiscard]] int frameMilliseconds() const;

  StageOptions options_;
  Playhead playhead_;
  PanelState panels_;
  StageTab tab_ = StageTab::kDecision;
  OrbitCamera camera_;
  WorldPose pose_;                            ///< what scene_ shows
  std::shared_ptr<const PlayerFrame> shown_;  ///< the decision in the panels
  double shownSince_ = 0.0;                   ///< when it was last the newest, on the clock of now()
  Scene scene_;
  Futures futures_;
  Overlay overlay_;
  std::shared_ptr<const Env> imaginedIn_;
  std::shared_ptr<const PlayerFrame> imagined_;  ///< the decision whose search futures_ shows
  std::unique_ptr<WorldPicture> world_;
  std::unique_ptr<WorldPicture> inset_;  ///< the state of one particle; null before the first
  Inset insetShown_;
  std::unique_ptr<ImGuiLayer> layer_;
  FrameClock clock_;
  ResolutionGovernor governor_;
  QTimer timer_;
  QPointF lastMouse_;
  Qt::MouseButton dragging_ = Qt::NoButton;
  Grip grip_;
  std::unique_ptr<Gesture> gesture_;  ///< held by the pointer
  Marks marks_;
  int marksSet_ = 0;      ///< how often: tells their pictures apart
  int gestureMoves_ = 0;  ///< of all gestures so far: tells their pictures apart
  bool drawing_ = true;
  bool dead_ = false;
  bool cameraMoving_ = false;
  bool moving_ = false;      ///< the frame being drawn is followed by another
  bool worldDrawn_ = false;  ///< the frame being drawn has a new picture of the moving world
  bool decisionShown_ = false;
  bool decisionPainted_ = false;
  int settleFrames_ = 0;  ///< frames still to draw after input, so that hovering settles
  std::chrono::steady_clock::time_point lastPaint_{};
};

}  // namespace spolab
