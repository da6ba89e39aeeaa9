#include "render/video/muxer.h"

namespace spolab::av {
namespace {

/// Decodes with what it has been given until there is a picture.
bool decoded(AVCodecContext& decoder, const AVPacket* packet, const std::string& name) {
  const Frame frame = makeFrame();
  check(avcodec_send_packet(&decoder, packet), "a film that can be decoded", name);
  return avcodec_receive_frame(&decoder, frame.get()) >= 0;
}

}  // namespace

void verifyVideo(const std::filesystem::path& file, int width, int height, long long pictures,
                 const std::string& name) {
  AVFormatContext* opened = nullptr;
  check(avformat_open_input(&opened, ("file:" + file.string()).c_str(), nullptr, nullptr),
        "a film that can be read back", name);
  const Input input(opened);
  check(avformat_find_stream_info(input.get(), nullptr), "a film that can be read back", name);
  const AVCodec* codec = nullptr;
  const int index = check(av_find_best_stream(input.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0),
                          "a film that can be read back", name);
  const AVCodecParameters& parameters = *input->streams[index]->codecpar;
  const Codec decoder(avcodec_alloc_context3(codec));
  check(avcodec_parameters_to_context(decoder.get(), &parameters), "a film that can be decoded", name);
  check(avcodec_open2(decoder.get(), codec, nullptr), "a film that can be decoded", name);
  long long found = 0;
  bool seen = false;
  const Packet packet = makePacket();
  for (; av_read_frame(input.get(), packet.get()) >= 0; av_packet_unref(packet.get())) {
    if (packet->stream_index != index) continue;
    ++found;
    if (!seen) seen = decoded(*decoder, packet.get(), name);
  }
  if (!seen) seen = decoded(*decoder, nullptr, name);
  if (!seen || found != pictures || parameters.width != width || parameters.height != height)
    throw Error(
        "a film of " + std::to_string(pictures) + " pictures of " + std::to_string(width) + "x" +
            std::to_string(height),
        std::to_string(found) + " of " + std::to_string(parameters.width) + "x" + std::to_string(parameters.height),
        name);
}

}  // namespace spolab::av
