#include "core/base/check.h"
#include "render/video/frame_spool.h"
#include "render/video/muxer.h"
#include "render/video/writers.h"

namespace spolab::av {
namespace {

/// Chains of filters between pictures put in and pictures taken out.
class Filters {
 public:
  /// `description` reads from in0, in1, … and writes to out, as FFmpeg's command line would say it.
  Filters(const std::string& description, const std::vector<std::string>& inputs, const std::string& name)
      : name_(name), graph_(avfilter_graph_alloc()) {
    AVFilterInOut* ends = nullptr;
    for (std::size_t i = inputs.size(); i-- > 0;) {
      const std::string label = "in" + std::to_string(i);
      AVFilterContext* source = nullptr;
      check(avfilter_graph_create_filter(&source, avfilter_get_by_name("buffer"), label.c_str(), inputs[i].c_str(),
                                         nullptr, graph_.get()),
            "FFmpeg's filters", name_);
      sources_.insert(sources_.begin(), source);
      ends = link(label, source, ends);
    }
    check(
        avfilter_graph_create_filter(&sink_, avfilter_get_by_name("buffersink"), "out", nullptr, nullptr, graph_.get()),
        "FFmpeg's filters", name_);
    AVFilterInOut* begins = link("out", sink_, nullptr);
    // The graph's names for inputs and outputs are those of the other side.
    const int code = avfilter_graph_parse_ptr(graph_.get(), description.c_str(), &begins, &ends, nullptr);
    avfilter_inout_free(&begins);
    avfilter_inout_free(&ends);
    check(code, "FFmpeg's filters", name_);
    check(avfilter_graph_config(graph_.get(), nullptr), "FFmpeg's filters", name_);
  }

  /// Null: nothing more comes there.
  void put(std::size_t input, AVFrame* frame) {
    check(av_buffersrc_add_frame_flags(sources_[input], frame, AV_BUFFERSRC_FLAG_KEEP_REF), "FFmpeg's filters", name_);
  }
  /// Null when there is nothing yet, or any more.
  Frame take() {
    Frame frame = makeFrame();
    const int code = av_buffersink_get_frame(sink_, frame.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return nullptr;
    check(code, "FFmpeg's filters", name_);
    return frame;
  }

 private:
  static AVFilterInOut* link(const std::string& label, AVFilterContext* filter, AVFilterInOut* next) {
    AVFilterInOut* end = avfilter_inout_alloc();
    end->name = av_strdup(label.c_str());
    end->filter_ctx = filter;
    end->pad_idx = 0;
    end->next = next;
    return end;
  }

  std::string name_;
  Graph graph_;
  std::vector<AVFilterContext*> sources_;
  AVFilterContext* sink_ = nullptr;
};

std::string sourceText(int width, int height, int framesPerSecond) {
  return "video_size=" + std::to_string(width) + "x" + std::to_string(height) + ":pix_fmt=" + std::to_string(kPixels) +
         ":time_base=1/" + std::to_string(framesPerSecond) + ":pixel_aspect=1/1";
}

/// Two passes: the colours of all pictures decide the palette, then each picture is drawn with it.
class GifWriter final : public VideoWriter {
 public:
  GifWriter(const std::filesystem::path& file, const VideoOptions& options)
      : file_(file),
        options_(options),
        source_(sourceText(options.width, options.height, options.framesPerSecond)),
        muxer_(file, "gif", *found(avcodec_find_encoder(AV_CODEC_ID_GIF), "the encoder GIF", options.name), options),
        spool_(file, options.width, options.height, kPixels, options.name),
        palette_("[in0]palettegen=stats_mode=full[out]", {source_}, options.name) {
    muxer_.codec().pix_fmt = AV_PIX_FMT_PAL8;
    muxer_.begin("loop=0");
  }

  void add(const Image& image) override {
    SPOLAB_CHECK(image.width == options_.width && image.height == options_.height);
    const Frame frame = frameOf(image, options_.name);
    frame->pts = count_++;
    spool_.add(*frame);
    palette_.put(0, frame.get());
  }

  bool finish(const std::function<bool(double)>& progress) override {
    palette_.put(0, nullptr);
    const Frame colours = palette_.take();
    SPOLAB_CHECK(colours != nullptr);
    Filters painter("[in0][in1]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle[out]",
                    {source_, sourceText(colours->width, colours->height, options_.framesPerSecond)}, options_.name);
    painter.put(1, colours.get());
    painter.put(1, nullptr);
    spool_.rewind();
    for (long long done = 0; const Frame frame = spool_.next(); ++done) {
      if (progress && !progress(static_cast<double>(done) / static_cast<double>(count_))) return false;
      frame->pts = done;
      painter.put(0, frame.get());
      write(painter);
    }
    painter.put(0, nullptr);
    write(painter);
    muxer_.end();
    return true;
  }

  void verify() const override { verifyVideo(file_, options_.width, options_.height, count_, options_.name); }

 private:
  void write(Filters& painter) {
    while (const Frame painted = painter.take()) muxer_.write(painted.get());
  }

  std::filesystem::path file_;
  VideoOptions options_;
  std::string source_;
  Muxer muxer_;
  FrameSpool spool_;
  Filters palette_;
  long long count_ = 0;
};

}  // namespace

std::unique_ptr<VideoWriter> openGif(const std::filesystem::path& file, const VideoOptions& options) {
  return std::make_unique<GifWriter>(file, options);
}

}  // namespace spolab::av
