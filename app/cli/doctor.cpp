#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/base/machine.h"
#include "core/base/version.h"
#include "core/base/worker_pool.h"
#include "core/run/run_place.h"
#include "parts.h"
#ifdef SPOLAB_WITH_RENDER
#include "core/run/json_text.h"
#include "render/gl_loader.h"
#include "render/offscreen.h"
#endif

namespace spolab::cli {
namespace {

using nlohmann::json;

json engineReport() {
  try {
    const DeviceReport devices = engine().devices();
    return {{"available", true},
            {"libtorch", devices.libtorchVersion},
            {"blas", devices.blas},
            {"cuda_built", devices.cudaBuilt},
            {"cuda_available", devices.cudaAvailable},
            {"cuda", devices.cudaDevice}};
  } catch (const Error& error) {
    return {{"available", false}, {"reason", error.what()}};
  }
}

json openGlReport() {
#ifdef SPOLAB_WITH_RENDER
  try {
    const OffscreenContext context(16, 16);
    const GlReport& gl = glReport();
    return {{"available", true}, {"version", gl.version}, {"renderer", gl.renderer}, {"software", gl.software}};
  } catch (const Error& error) {
    return {{"available", false}, {"reason", error.what()}};
  }
#else
  return {{"available", false}, {"reason", "the parts that draw were not built"}};
#endif
}

std::string openGlText(const json& gl) {
  if (!gl["available"].get<bool>()) return "none: " + gl["reason"].get<std::string>();
  return gl["version"].get<std::string>() + ", " + gl["renderer"].get<std::string>() +
         (gl["software"].get<bool>() ? " (drawn by the processor)" : "");
}

void doctor(bool asJson) {
  const MemoryReport memory = memoryReport();
  json report{{"version", programVersion()},
              {"machine", machineDescription()},
              {"memory_gib", memory.total},
              {"memory_available_gib", memory.available},
              {"runs", defaultRunsFolder().string()},
              {"disk_free_gib", freeDisk(defaultRunsFolder())},
              {"threads", availableCores()},
              {"engine", engineReport()},
              {"opengl", openGlReport()},
              {"display", std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr},
              {"not_built", kMissingParts}};
  try {
    report["assets"] = findAsset("presets").parent_path().string();
  } catch (const Error& error) {
    report["assets"] = nullptr;
    report["assets_reason"] = error.what();
  }
  if (asJson) {
    fmt::print("{}\n", jsonText(report, 2));
    return;
  }
  const json& torch = report["engine"];
  fmt::print("spolab {}\nmachine    {}\n", programVersion(), machineDescription());
  if (torch["available"].get<bool>()) {
    fmt::print("networks   LibTorch {}, {}\ndevice     {}\n", torch["libtorch"].get<std::string>(),
               torch["blas"].get<std::string>(),
               torch["cuda_available"].get<bool>() ? torch["cuda"].get<std::string>()
                                                   : "CPU (" + torch["cuda"].get<std::string>() + ")");
  } else {
    fmt::print("networks   none: {}\n", torch["reason"].get<std::string>());
  }
  fmt::print("opengl     {}\n", openGlText(report["opengl"]));
  fmt::print("display    {}\n", report["display"].get<bool>() ? "yes" : "none (the command line works without)");
  fmt::print("memory     {:.1f} GiB, {:.1f} GiB free\n", memory.total, memory.available);
  fmt::print("runs       {}, {:.1f} GiB free\n", report["runs"].get<std::string>(),
             report["disk_free_gib"].get<double>());
  fmt::print("assets     {}\n", report["assets"].is_null() ? "not found" : report["assets"].get<std::string>());
  fmt::print("not built  {}\n", *kMissingParts == '\0' ? "nothing is missing" : kMissingParts);
}

}  // namespace

void addDoctor(CLI::App& app) {
  auto common = std::make_shared<Common>();
  CLI::App* sub = app.add_subcommand("doctor", "Say what this machine offers, what was built and what not");
  common->bindJson(*sub);
  sub->callback([common] { doctor(common->json); });
}

}  // namespace spolab::cli
