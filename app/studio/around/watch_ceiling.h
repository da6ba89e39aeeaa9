#pragma once

namespace spolab {

/// Keeps watching below a share of the processor while a training runs: chooses how long a frame waits for the next
/// one, then with how many pixels what moves is drawn, then how fast the viewed episode plays. Holds back at once when
/// the measured share is above the ceiling, gives back slowly when it is clearly below, so that it does not hunt. Pure;
/// single-threaded.
class WatchGovernor {
 public:
  /// Never fewer frames per second than this: all come a little late, ten are seen.
  static constexpr double kFewestFrames = 13.0;
  /// Of the ceiling, while it is beside the point.
  static constexpr double kBeside = 0.5;
  static constexpr double kMostFrames = 60.0;
  /// Of the sides of the world's picture, when even the fewest frames cost too much.
  static constexpr double kFewestPixels = 0.5;
  /// Of the viewed episode's pace, when they still do.
  static constexpr double kSlowestEpisode = 0.25;

  /// `share` in (0, 1]; 0: no limit.
  void setCeiling(double share);
  [[nodiscard]] double ceiling() const { return ceiling_; }
  /// The viewed episode is beside the point: a person follows the learning.
  void setBeside(bool beside) { beside_ = beside; }
  /// Whether fewer pixels cost less: where no graphics card draws.
  void setPixelsCount(bool count) { pixelsCount_ = count; }
  /// What holds now: the ceiling, or the part of it that is left to what is beside the point.
  [[nodiscard]] double limit() const { return beside_ ? kBeside * ceiling_ : ceiling_; }
  /// Takes the share measured since the last call, once a second. Without a training nothing is held back.
  void measured(double share, bool training);
  /// Frames per second at most, from the fewest to kMostFrames.
  [[nodiscard]] double framesPerSecond() const { return frames_; }
  /// Multiple of the sides of a moving world's picture, [kFewestPixels, 1].
  [[nodiscard]] double worldScale() const { return scale_; }
  /// Multiple of the viewed episode's pace, [kSlowestEpisode, 1].
  [[nodiscard]] double episodePace() const { return pace_; }
  /// It holds something back now.
  [[nodiscard]] bool limits() const { return frames_ < kMostFrames || scale_ < 1.0 || pace_ < 1.0; }

 private:
  void release();

  double ceiling_ = 0.15;
  bool beside_ = false;
  bool pixelsCount_ = true;
  double frames_ = kMostFrames;
  double scale_ = 1.0;
  double pace_ = 1.0;
};

}  // namespace spolab
