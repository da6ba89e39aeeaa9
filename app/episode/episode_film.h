#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "app/episode/episode_picture.h"
#include "app/episode/playhead.h"
#include "app/episode/recording.h"

namespace spolab {

/// How time runs in a film.
struct FilmPace {
  int framesPerSecond = 30;
  double stepsPerSecond = 1.0;  ///< decisions per second of the film, finite
};

/// Seconds that `decisions` take in a film, with the start before the first and, of a finished episode, its end.
double filmSeconds(int decisions, bool finished, const FilmPace& pace);

/// Cuts an episode into moments at even times, one decision after another, with the motion of the studio: the search is
/// revealed, then the action carried out, a body evenly in real time. Single-threaded.
class FilmCutter {
 public:
  explicit FilmCutter(const FilmPace& pace);

  /// The episode with one more decision; what next() yields is about it. One without any is left out.
  void show(const std::shared_ptr<const PlayerView>& view);
  /// The next moment of the film; nothing once the time of what was shown last is over.
  std::optional<Moment> next();
  /// Seconds between two moments.
  [[nodiscard]] double interval() const { return 1.0 / pace_.framesPerSecond; }

 private:
  FilmPace pace_;
  Playhead playhead_;
  double end_ = 0.0;     ///< when the time of what is shown is over
  long long index_ = 0;  ///< of the next moment
};

/// The moment at which the search of the newest decision is complete and its action has not begun.
Moment searchedMoment(std::shared_ptr<const PlayerView> view);

/// The episode as it was after its first `decisions` decisions, without what is thought about the next one.
std::shared_ptr<const PlayerView> episodeUpTo(const PlayerView& whole, int decisions);

/// Takes pictures of all decisions from number `first` on. `progress` is told the fraction done, [0, 1], before each
/// picture; false stops. True when everything was drawn.
bool recordEpisode(const PlayerView& whole, int first, FilmCutter& cutter, EpisodePicture& picture,
                   Recording& recording, const std::function<bool(double fraction)>& progress);

}  // namespace spolab
