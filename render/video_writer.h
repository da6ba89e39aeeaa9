#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "render/image.h"

namespace spolab {

enum class VideoFormat {
  kGif,  ///< one palette made for the whole film, ordered dither: still parts stay still
  kMp4,  ///< H.264 where it is to be had, yuv420p: plays everywhere
};

struct VideoOptions {
  VideoFormat format = VideoFormat::kMp4;
  int width = 0;  ///< pixels of the pictures; of an MP4 an odd side grows by one
  int height = 0;
  int framesPerSecond = 30;
  std::string name;  ///< what messages call the file; empty: its path
  /// Encoders of an MP4 in the order of preference, FFmpeg's names.
  std::vector<std::string> encoders = {"libx264", "libopenh264", "mpeg4"};
};

/// Writes one film. Single-threaded. Every member throws Error when the file cannot be written (a full disk) or the
/// library refuses; the writer is of no use then.
class VideoWriter {
 public:
  virtual ~VideoWriter() = default;
  /// The next picture, of the size in the options.
  virtual void add(const Image& image) = 0;
  /// Ends the file after at least one picture. `progress` is told the fraction of this work, [0, 1]; false abandons it.
  /// True when the film is complete.
  virtual bool finish(const std::function<bool(double fraction)>& progress = {}) = 0;
  /// Reads the finished film back. Throws Error unless it has the size and all pictures, and the first can be decoded.
  virtual void verify() const = 0;
};

/// Creates or replaces `file`, whatever its name. Throws Error, also when videoProblem() says something.
std::unique_ptr<VideoWriter> openVideo(const std::filesystem::path& file, const VideoOptions& options);

/// Why this build cannot write films, for people; empty when it can.
std::string videoProblem();

}  // namespace spolab
