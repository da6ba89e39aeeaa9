#pragma once

// Inside render/video/ only: owners for FFmpeg's objects, and its failures as Errors.

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

namespace spolab::av {

// clang-format off
struct CodecFree { void operator()(AVCodecContext* p) const { avcodec_free_context(&p); } };
struct FrameFree { void operator()(AVFrame* p) const { av_frame_free(&p); } };
struct PacketFree { void operator()(AVPacket* p) const { av_packet_free(&p); } };
struct GraphFree { void operator()(AVFilterGraph* p) const { avfilter_graph_free(&p); } };
struct ScalerFree { void operator()(SwsContext* p) const { sws_freeContext(p); } };
struct InputFree { void operator()(AVFormatContext* p) const { avformat_close_input(&p); } };
// clang-format on
using Codec = std::unique_ptr<AVCodecContext, CodecFree>;
using Frame = std::unique_ptr<AVFrame, FrameFree>;
using Packet = std::unique_ptr<AVPacket, PacketFree>;
using Graph = std::unique_ptr<AVFilterGraph, GraphFree>;
using Scaler = std::unique_ptr<SwsContext, ScalerFree>;
using Input = std::unique_ptr<AVFormatContext, InputFree>;

inline std::string reason(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

/// `code` when it is no failure, else an Error: what was wanted, FFmpeg's reason, the file.
inline int check(int code, const char* wish, const std::string& name) {
  if (code < 0) throw Error(wish, reason(code), name);
  return code;
}
template <typename T>
T* found(T* object, const char* wish, const std::string& name) {
  if (object == nullptr) throw Error(wish, "none in FFmpeg's libraries", name);
  return object;
}

inline Frame makeFrame() { return Frame(av_frame_alloc()); }
inline Packet makePacket() { return Packet(av_packet_alloc()); }
/// A frame with memory of its own.
Frame makeFrame(int format, int width, int height, const std::string& name);

}  // namespace spolab::av
