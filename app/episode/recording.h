#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "render/image.h"

namespace spolab {

/// What a recording becomes, as its name says.
enum class RecordingKind {
  kPicture,   ///< ".png": one picture
  kPictures,  ///< ".png" with a number in the name ("walk-%04d.png"): a picture per moment, counted from 1
  kGif,
  kMp4,
};
/// Throws a usage Error that lists the endings when there is another one.
RecordingKind recordingKind(const std::filesystem::path& file);
/// One film or picture made of pictures: true for kGif and kMp4.
inline bool isFilm(RecordingKind kind) { return kind == RecordingKind::kGif || kind == RecordingKind::kMp4; }

inline constexpr int kSmallestSide = 64;  ///< pixels
inline constexpr int kLargestSide = 8192;
/// Pictures per second: the ones a kind may have (GIF counts hundredths and browsers show nothing faster than two of
/// them), and the ones it has when nobody says.
int mostFramesPerSecond(RecordingKind kind);
int usualFramesPerSecond(RecordingKind kind);

/// Pictures being written to a file that appears under its name only when it is complete and has been read back.
/// Destroying an unfinished one leaves nothing of a film; numbered pictures stay. Single-threaded.
class Recording {
 public:
  /// Throws a usage Error for a size or rate out of range, and Error when the file cannot be written or this build has
  /// no library for films.
  Recording(std::filesystem::path file, int width, int height, int framesPerSecond);
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  /// Every picture has the recording's size. Throws Error (a full disk).
  void add(const Image& image);
  /// Ends the file, reads it back and puts it in its place. `progress` is told the fraction of this work; false
  /// abandons it. True when the file is there. Throws Error, then nothing is.
  bool finish(const std::function<bool(double fraction)>& progress = {});

  [[nodiscard]] RecordingKind kind() const { return kind_; }
  [[nodiscard]] int pictures() const { return pictures_; }
  /// What was written, after finish().
  [[nodiscard]] std::uintmax_t bytes() const { return bytes_; }

 private:
  struct Film;
  std::filesystem::path file_;
  RecordingKind kind_;
  int pictures_ = 0;
  std::uintmax_t bytes_ = 0;
  std::unique_ptr<Film> film_;  ///< null for pictures
};

}  // namespace spolab
