#include <array>

#include "core/base/check.h"
#include "render/video/muxer.h"
#include "render/video/writers.h"

namespace spolab::av {
namespace {

constexpr int kSecondsBetweenKeyFrames = 2;
/// Constant quality: thin lines and small letters stay clear.
constexpr const char* kX264Quality = "18";
constexpr int kMpeg4Quantiser = 2;

int even(int side) { return side + side % 2; }

const AVCodec& chooseEncoder(const VideoOptions& options) {
  std::string tried;
  for (const std::string& encoder : options.encoders) {
    if (const AVCodec* codec = avcodec_find_encoder_by_name(encoder.c_str())) return *codec;
    tried += (tried.empty() ? "" : ", ") + encoder;
  }
  throw Error("an encoder for MP4 in FFmpeg's libraries (" + tried + ")", "none", options.name);
}

class Mp4Writer final : public VideoWriter {
 public:
  Mp4Writer(const std::filesystem::path& file, const VideoOptions& options)
      : file_(file),
        options_(options),
        width_(even(options.width)),
        height_(even(options.height)),
        muxer_(file, "mp4", chooseEncoder(options), options) {
    AVCodecContext& codec = muxer_.codec();
    codec.width = width_;
    codec.height = height_;
    codec.pix_fmt = AV_PIX_FMT_YUV420P;
    codec.gop_size = kSecondsBetweenKeyFrames * options.framesPerSecond;
    codec.colorspace = AVCOL_SPC_BT709;
    codec.color_primaries = AVCOL_PRI_BT709;
    codec.color_trc = AVCOL_TRC_BT709;
    codec.color_range = AVCOL_RANGE_MPEG;
    if (codec.codec_id == AV_CODEC_ID_MPEG4) {
      codec.flags |= AV_CODEC_FLAG_QSCALE;
      codec.global_quality = FF_QP2LAMBDA * kMpeg4Quantiser;
    } else {
      codec.bit_rate = std::int64_t{4} * width_ * height_;  // for encoders without a constant quality
      av_opt_set(codec.priv_data, "crf", kX264Quality, 0);
      av_opt_set(codec.priv_data, "preset", "fast", 0);
    }
    muxer_.begin("movflags=+faststart");
    scaler_.reset(sws_getContext(width_, height_, kPixels, width_, height_, AV_PIX_FMT_YUV420P,
                                 SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr));
    found(scaler_.get(), "a conversion of colours", options_.name);
    const int* coefficients = sws_getCoefficients(SWS_CS_ITU709);
    sws_setColorspaceDetails(scaler_.get(), coefficients, 1, coefficients, 0, 0, 1 << 16, 1 << 16);
  }

  void add(const Image& image) override {
    SPOLAB_CHECK(image.width == options_.width && image.height == options_.height);
    const Frame pixels = frameOf(padded(image), options_.name);
    const Frame frame = makeFrame(AV_PIX_FMT_YUV420P, width_, height_, options_.name);
    sws_scale(scaler_.get(), pixels->data, pixels->linesize, 0, height_, frame->data, frame->linesize);
    frame->pts = count_++;
    if (muxer_.codec().codec_id == AV_CODEC_ID_MPEG4) frame->quality = muxer_.codec().global_quality;
    muxer_.write(frame.get());
  }

  bool finish(const std::function<bool(double)>& /*progress*/) override {
    muxer_.end();
    return true;
  }

  void verify() const override { verifyVideo(file_, width_, height_, count_, options_.name); }

 private:
  /// An odd side is repeated at its end: the format's colours come in squares of two by two.
  [[nodiscard]] Image padded(const Image& image) const {
    if (image.width == width_ && image.height == height_) return image;
    Image larger{width_, height_, {}};
    larger.pixels.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * 4);
    for (int y = 0; y < height_; ++y)
      for (int x = 0; x < width_; ++x) {
        const int fromY = std::min(y, image.height - 1), fromX = std::min(x, image.width - 1);
        const auto from = (static_cast<std::size_t>(fromY) * static_cast<std::size_t>(image.width) +
                           static_cast<std::size_t>(fromX)) *
                          4;
        const auto to =
            (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) * 4;
        std::copy_n(&image.pixels[from], 4, &larger.pixels[to]);
      }
    return larger;
  }

  std::filesystem::path file_;
  VideoOptions options_;
  int width_, height_;
  Muxer muxer_;
  Scaler scaler_;
  long long count_ = 0;
};

}  // namespace

std::unique_ptr<VideoWriter> openMp4(const std::filesystem::path& file, const VideoOptions& options) {
  return std::make_unique<Mp4Writer>(file, options);
}

}  // namespace spolab::av
