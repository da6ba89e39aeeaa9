#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QImage>
#include <QOpenGLWindow>
#include <QTimer>

#include "app/episode/episode_picture.h"
#include "app/episode/hidden_parts.h"
#include "app/episode/playhead.h"
#include "app/episode/search_way.h"
#include "app/episode/stage_layout.h"
#include "app/episode/stage_overlay.h"
#include "app/studio/play/body_hand.h"
#include "app/studio/stage/frame_clock.h"
#include "app/studio/stage/other_worlds.h"
#include "app/studio/stage/recent_futures.h"
#include "app/studio/stage/recent_readings.h"
#include "app/studio/stage/stage_lane.h"
#include "app/studio/stage/stage_tiles.h"
#include "app/studio/stage/world_picture.h"
#include "core/trace/scene.h"
#include "envs/controls.h"
#include "render/camera.h"
#include "render/imagined_states.h"
#include "render/imgui_layer.h"
#include "render/search_panels.h"

namespace spolab {

struct StageOptions {
  bool dark = true;
  double uiScale = 1.0;
  bool panels = true;       ///< river, decision and the rest beside the world
  bool futures = true;      ///< ghosts, trails and visits of the search on the world
  StageShares shares;       ///< of the view, for panels
  float leastShare = 0.0f;  ///< PanelState::leastShare
  bool motion = true;
  bool hiddenFaces = true;   ///< what the world hides from the viewer is hinted beside it
  bool thrifty = false;      ///< a training wants the processor: a software renderer draws less often
  double mostFrames = 60.0;  ///< per second, while no person drags
  double worldScale = 1.0;   ///< of the sides of the world's picture while anything moves; a software renderer's
  bool software = false;     ///< drawn by the CPU: fewer frames, fewer pixels while moving
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
  /// How a picture is drawn that shows the same as this window.
  [[nodiscard]] PictureStyle style() const;

  void setOptions(const StageOptions& options);
  /// Lets a mode arrange the view; null: the panels of Watch. Borrowed until the next call.
  void setTiles(StageTiles* tiles);
  /// A second world beside the first, for a race, instead of all panels.
  void setRival(bool shown);
  [[nodiscard]] Playhead& rivalPlayhead() { return rivalPlayhead_; }
  /// Something changed: draw soon. Cheap, may be called at any rate.
  void invalidate();
  /// A person did something: the same, without waiting for the pace at which moving things are drawn.
  void answer();
  /// Nothing on screen is on its way anywhere.
  [[nodiscard]] bool still() const {
    return !moving_ && settleFrames_ == 0 && !timer_.isActive() && !asked_ && later_.empty();
  }
  /// While false nothing is drawn (the window is hidden, or measured as if it were).
  void setDrawing(bool drawing);
  /// It is drawn when something changes: wanted, and on a display.
  [[nodiscard]] bool drawn() const { return drawing_ && isExposed(); }
  /// Where the parts of the view are, in points of the interface (times the UI scale: of this window).
  [[nodiscard]] StageLayout areas() const { return layout(); }
  void resetCamera();
  [[nodiscard]] const OrbitCamera& camera() const { return camera_; }
  /// Looks at `env` like this, from now on or as soon as it is on screen.
  void setCamera(const OrbitCamera& camera, const Env* env);
  void orbitBy(float dx, float dy);
  /// As if the world had been dragged so many points with the right button.
  void panBy(float dx, float dy);
  void zoomBy(float clicks);
  /// Where a press on the world may take hold of something; null: every drag is the camera's. Called with what is under
  /// the pointer; a null gesture leaves the drag to the camera.
  using Grip = std::function<std::unique_ptr<Gesture>(const PointerRay& ray)>;
  void setGrip(Grip grip);
  /// Said behind the verdict of a finished episode; empty: nothing.
  void setVerdictNote(const QString& note);
  [[nodiscard]] QString verdictNote() const { return QString::fromStdString(verdictNote_); }
  /// What Ctrl and a drag do to a body: the right button pulls, the left one twists.
  [[nodiscard]] BodyHand& hand() { return hand_; }
  /// Adds to the scene of a world at rest what its tools have to show of a state; null: nothing. Draws anew.
  using Marks = std::function<void(StateView state, Scene& scene)>;
  void setMarks(Marks marks);
  /// Other states of the world to be seen together with the one of a moment, of which view is not null; null: none.
  using Others = std::function<std::vector<OtherWorld>(const Moment& moment)>;
  void setOthers(Others others);
  /// To the action or the particle that was clicked; without actions where none is selected.
  [[nodiscard]] SearchWay selectedWay() const;
  /// The next first action or particle of the depth shown, by weight; −1: the one before. For the keyboard.
  void selectAction(int by);
  void selectParticle(int by);
  /// What colours the particles: advantage, value, first action, in turn.
  void nextColour();
  /// Moves an edge of the world by so many points to the left or up (negative), or right or down.
  void moveBorder(StageBorder border, float by);
  /// In views where panels share one place: the next of them, −1: the one before.
  void nextTab(int by);
  [[nodiscard]] StageTab tab() const { return tab_; }
  /// The particle table by its next column, or `turned` by the same one the other way round. Where panels share one
  /// place the table comes into it.
  void sortTable(bool turned);
  /// The particle table stays with the next depth, −1: with the one before; beyond either end it follows the search.
  void pinDepth(int by);
  /// Rows of the particle table, and of a body's joints, that have no room: down, or up with −1.
  void scrollRows(int by);
  /// Says beside the world what its tooltip says of the next quantity, −1: the one before; first of what is selected.
  /// Tiles explain what they show.
  void explain(int by);
  /// False when nothing was explained where it can be seen.
  bool stopExplaining();
  /// False when nothing was selected.
  bool clearSelection();
  /// Puts down what a click has left in the hand. False when there is nothing.
  bool dropCarried();
  [[nodiscard]] bool carrying() const { return carried_; }
  /// The imagined states whose pictures stand on the world now, and where, in points.
  [[nodiscard]] const std::vector<ImaginedStates::One>& imagined() const { return imaginedShown_; }
  [[nodiscard]] std::vector<PanelArea> imaginedAreas() const { return imaginedCells(layout().world); }
  /// Where a point of the world is in this window; nothing behind the camera.
  [[nodiscard]] std::optional<QPointF> positionOf(const Vec3& point) const;
  /// The picture that is on screen; null before the first and between a change of size and the next.
  [[nodiscard]] QImage shown();
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
  /// A double click on an action or a particle of the search on screen: go there.
  void wayChosen(const spolab::SearchWay& way);
  /// The wheel over the river: depths forth (down) or back.
  void depthsScrolled(int by);
  /// A gesture was let go.
  void gestureEnded(const std::vector<std::int32_t>& actions);
  /// A person has given panels more or less room.
  void sharesChanged(const spolab::StageShares& shares);
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
  void scrollDepths(int angle);
  int scrolled_ = 0;  ///< of the wheel over the river, less than a click
  /// Frames after an input: panels look at the pointer one frame late.
  static constexpr int kSettleFrames = 2;

  void create();
  void release();
  void paint();
  void pose(WorldPose pose, bool live);
  void poseGesture(const Moment& moment);
  [[nodiscard]] const Scene& seenScene(const Viewport& viewport);
  bool grab(QMouseEvent* event, const QPointF& at);
  void followHand(const Moment& moment);
  void choosePanels(const Moment& moment);
  void imagine(const Moment& moment);
  [[nodiscard]] SearchWay wayTo(const std::optional<ParticleRef>& particle, int action) const;
  void paintPaths(const Moment& moment, float scale);
  void orbitBoth(float dx, float dy, float viewHeight);
  void paintRival(float scale);
  [[nodiscard]] StageLane::Look rivalLook(float scale) const;
  void showOthers(const Moment& moment);
  void paintInset(float scale, std::vector<PixelArea>& areas);
  [[nodiscard]] StateView insetState();
  /// There is a card beside the world where quantities are explained.
  [[nodiscard]] bool explains() const { return !tiles_ && !rivalShown_ && options_.panels; }
  void imagineStates(const Moment& moment);
  [[nodiscard]] bool onImagined(const QPointF& at) const;
  [[nodiscard]] std::optional<StageBorder> borderUnder(const QPointF& at) const;
  void dragBorder(StageBorder border, const QPointF& to);
  void setShares(const StageShares& shares);
  void pointAtBorder(const QPointF& at);
  bool putDown(QMouseEvent* event, const QPointF& at);
  bool pickUp();
  void take(const QPointF& at);
  void finishGesture();
  void paintWorld(float scale, std::vector<PixelArea>& areas);
  [[nodiscard]] QSize pixels() const;
  /// A second world and the tiles of a mode draw as they like.
  [[nodiscard]] bool drawsFreely() const;
  [[nodiscard]] bool mustStartAnew() const;
  bool startsAnew();
  void addChanged(const std::vector<PixelArea>& changed, std::vector<PixelArea>& areas);
  void paintLater();
  void askForPaint();
  void clear();
  void showWorlds();
  void drawAgain(const std::vector<PixelArea>& areas);
  static void place(QRect& now, const QRect& there, bool drawn, std::vector<PixelArea>& areas);
  void paintPanels(const Moment& moment, float scale);
  void onSwapped();
  void warmUp(int part);
  void fail(const QString& message);
  [[nodiscard]] const Theme& theme() const { return Theme::of(options_.dark); }
  [[nodiscard]] QPointF points(const QPointF& position) const { return position / options_.uiScale; }
  [[nodiscard]] StageLayout layout() const;
  [[nodiscard]] Viewport viewportOf(const PanelArea& area, double scale) const;
  /// Through a position in points.
  [[nodiscard]] PointerRay rayAt(const QPointF& at) const;
  [[nodiscard]] HandView handView(const QPointF& at) const;
  /// What scene_ shows.
  [[nodiscard]] Instant instant() const;
  [[nodiscard]] int frameMilliseconds() const;

  StageOptions options_;
  Playhead playhead_;
  PanelState panels_;
  StageTab tab_ = StageTab::kDecision;
  StageTiles* tiles_ = nullptr;
  bool rivalShown_ = false;
  Playhead rivalPlayhead_;
  std::unique_ptr<StageLane> rival_;  ///< null: never drawn so far
  OrbitCamera camera_;
  std::optional<OrbitCamera> nextCamera_;     ///< for the next world
  WorldPose pose_;                            ///< what scene_ shows
  std::shared_ptr<const PlayerFrame> shown_;  ///< the decision in the panels
  std::shared_ptr<const Env> shownIn_;        ///< its world
  double shownSince_ = 0.0;                   ///< when it was last the newest, on the clock of now()
  Scene scene_;
  RecentFutures futures_;
  RecentReadings readings_;
  Overlay overlay_;
  std::unique_ptr<WorldPicture> world_;
  std::unique_ptr<WorldPicture> inset_;  ///< the state of one particle; null before the first
  Inset insetShown_;
  ImaginedStates imagined_;
  std::shared_ptr<const PlayerFrame> imaginedOf_;  ///< whose search `imagined_` is about
  std::vector<ImaginedStates::One> imaginedShown_;
  std::unique_ptr<ImGuiLayer> layer_;
  /// The picture of the last frame, which this window keeps.
  struct Kept {
    bool there = false;
    bool free = false;  ///< a second world or tiles are on it
    bool dark = false;
    QSize pixels;
  };
  Kept kept_;
  QRect worldAt_, insetAt_;       ///< pixels, from the top left; null: not shown
  std::vector<PixelArea> later_;  ///< what the next frame still has to draw of the last picture
  bool outdated_ = false;         ///< something has changed since the picture with `later_` was begun
  FrameClock clock_;
  ResolutionGovernor governor_;
  QTimer timer_;
  QPointF lastMouse_;
  Qt::MouseButton dragging_ = Qt::NoButton;
  Grip grip_;
  std::unique_ptr<Gesture> gesture_;   ///< held by the pointer
  std::unique_ptr<Gesture> released_;  ///< let go: shown until its action begins
  int releasedAfter_ = -1;             ///< the newest step then
  double releasedUntil_ = 0.0;         ///< on the clock of now()
  std::string verdictNote_;
  HiddenParts hiddenParts_ = nullptr;  ///< of the world on screen
  Scene seen_;                         ///< scene_ with them
  Marks marks_;
  Others others_;
  OtherWorlds otherWorlds_;
  int marksSet_ = 0;                   ///< how often: tells their pictures apart
  int gestureMoves_ = 0;               ///< of all gestures so far: tells their pictures apart
  std::optional<StageBorder> border_;  ///< held by the pointer
  QPointF borderHeld_;                 ///< how far beside it
  bool overBorder_ = false;            ///< the pointer's shape says that there is one
  bool carried_ = false;               ///< gesture_ stays in the hand without a button
  QPointF pressed_;                    ///< where the button of gesture_ went down
  bool wandered_ = false;              ///< and the pointer has left that place since
  std::vector<std::byte> gripped_;     ///< the state it holds a part of
  BodyHand hand_;
  Qt::MouseButton handButton_ = Qt::NoButton;
  bool drawing_ = true;
  bool dead_ = false;
  bool cameraMoving_ = false;
  bool moving_ = false;      ///< the frame being drawn is followed by another
  bool worldDrawn_ = false;  ///< the frame being drawn has a new picture of the moving world
  bool worldAnew_ = false;   ///< … of the world, moving or not
  bool leapt_ = false;       ///< another decision is on screen than before this picture
  bool decisionShown_ = false;
  bool decisionPainted_ = false;
  bool asked_ = false;      ///< a frame is on its way from Qt
  bool answering_ = false;  ///< the next frame shows what a person did
  bool inFull_ = false;     ///< the frame under way is somebody's to keep: no pixel is spared
  int settleFrames_ = 0;    ///< frames still to draw after input, so that hovering settles
  std::chrono::steady_clock::time_point lastPaint_{};
  std::chrono::steady_clock::time_point lastAnswer_{};  ///< begin of the last frame that answered a person
};

}  // namespace spolab
