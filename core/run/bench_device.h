#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/run/engine.h"

namespace spolab {

/// `gpu.*`, with searches and training of `config` (a discrete world) from `roots` states side by side on a device:
/// - output_difference: largest absolute difference of its logits and values to the processor's, over a fresh network
///   and all shipped agents;
/// - evaluations_per_second: rows over the time spent waiting for them, transfers included;
/// - idle_share_of_search: what is left of a search's time when the same networks are asked for the same rows, which
/// lie
///   on the device already, without waiting in between;
/// - training_steps_per_second: median of five iterations after the first.
void benchDevice(const std::string& device, const RunConfig& config, std::size_t roots, std::vector<BenchResult>& out);

}  // namespace spolab
