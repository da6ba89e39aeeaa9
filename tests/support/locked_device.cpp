#include "tests/support/locked_device.h"

#include <array>
#include <atomic>
#include <sys/mman.h>
#include <tuple>
#include <unistd.h>
#include <utility>
#include <vector>

#include <ATen/EmptyTensor.h>
#include <ATen/NativeFunctions.h>
#include <ATen/native/CPUFallback.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>
#if __has_include(<ATen/detail/PrivateUse1HooksInterface.h>)
#include <ATen/detail/PrivateUse1HooksInterface.h>
#define SPOLAB_TORCH_HOOKS
#endif

namespace {

using at::IntArrayRef;
using at::Tensor;
using MaybeTensor = c10::optional<Tensor>;

constexpr c10::DeviceType kLocked = c10::DeviceType::PrivateUse1;
constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

std::atomic<std::int64_t> copies{0};

/// One piece of memory seen twice: at `locked`, where nobody may read or write, and at `open`.
struct Block {
  void* locked;
  void* open;
  std::size_t bytes;
};

void freeBlock(void* context) {
  const auto* block = static_cast<Block*>(context);
  munmap(block->locked, block->bytes);
  munmap(block->open, block->bytes);
  delete block;
}

c10::DataPtr allocateBlock(std::size_t bytes) {
  const c10::Device device(kLocked, 0);
  if (bytes == 0) return {nullptr, nullptr, &freeBlock, device};
  const int memory = memfd_create("locked device", 0);
  TORCH_CHECK(memory >= 0 && ftruncate(memory, static_cast<off_t>(bytes)) == 0, "no memory file of ", bytes, " bytes");
  void* locked = mmap(nullptr, bytes, PROT_NONE, MAP_SHARED, memory, 0);
  void* open = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  close(memory);
  TORCH_CHECK(locked != MAP_FAILED && open != MAP_FAILED, "no memory of ", bytes, " bytes");
  return {locked, new Block{locked, open, bytes}, &freeBlock, device};
}

#if TORCH_VERSION_MAJOR == 1
struct LockedAllocator final : c10::Allocator {
  [[nodiscard]] c10::DataPtr allocate(std::size_t bytes) const override { return allocateBlock(bytes); }
  [[nodiscard]] c10::DeleterFnPtr raw_deleter() const override { return nullptr; }
};
#else
struct LockedAllocator final : c10::Allocator {
  c10::DataPtr allocate(std::size_t bytes) override { return allocateBlock(bytes); }
  [[nodiscard]] c10::DeleterFnPtr raw_deleter() const override { return nullptr; }
  void copy_data(void*, const void*, std::size_t) const override { TORCH_CHECK(false, "memory of a locked device"); }
};
#endif

LockedAllocator allocator;

#ifdef SPOLAB_TORCH_HOOKS
/// What LibTorch 2 asks of a kind of device. Which of these are virtual differs between its versions.
struct Hooks : at::PrivateUse1HooksInterface {
  bool isBuilt() const { return true; }                            // NOLINT(modernize-use-override)
  bool isAvailable() const { return true; }                        // NOLINT(modernize-use-override)
  bool hasPrimaryContext(c10::DeviceIndex) const { return true; }  // NOLINT(modernize-use-override)
};
#endif

/// The same elements where the processor may touch them.
Tensor opened(const Tensor& tensor) {
  if (tensor.device().type() != kLocked) return tensor;
  const auto options = tensor.options().device(c10::kCPU);
  const auto* block = static_cast<const Block*>(tensor.storage().data_ptr().get_context());
  if (block == nullptr) return at::empty_strided(tensor.sizes(), tensor.strides(), options);
  auto* first = static_cast<char*>(block->open) + static_cast<std::size_t>(tensor.storage_offset()) * tensor.itemsize();
  return at::from_blob(first, tensor.sizes(), tensor.strides(), options);
}

Tensor emptyTensor(IntArrayRef size, c10::optional<at::ScalarType> type, c10::optional<at::Layout> /*layout*/,
                   c10::optional<at::Device> /*device*/, c10::optional<bool> /*pinned*/,
                   c10::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, &allocator, kKeys, c10::dtype_or_default(type), format);
}

Tensor emptyStrided(IntArrayRef size, IntArrayRef stride, c10::optional<at::ScalarType> type,
                    c10::optional<at::Layout> /*layout*/, c10::optional<at::Device> /*device*/,
                    c10::optional<bool> /*pinned*/) {
  return at::detail::empty_strided_generic(size, stride, &allocator, kKeys, c10::dtype_or_default(type));
}

/// Copies to the processor for which nobody has waited. All from one thread.
std::vector<std::pair<Tensor, Tensor>> pending;
/// An event is still to come for so many questions.
int questions = 0;

void arrive() {
  const c10::InferenceMode inference;  // as where they were asked for
  for (const auto& [from, to] : pending) opened(to).copy_(opened(from));
  pending.clear();
}

Tensor copyFrom(const Tensor& from, const Tensor& to, bool nonBlocking) {
  if (from.device() != to.device()) ++copies;
  if (nonBlocking && to.is_cpu()) {
    pending.emplace_back(from, to);
    return to;
  }
  opened(to).copy_(opened(from));
  return to;
}

/// Only results that are still empty grow.
const Tensor& resizeEmpty(const Tensor& self, IntArrayRef size, c10::optional<at::MemoryFormat> /*format*/) {
  if (self.sizes() == size) return self;
  TORCH_CHECK(self.numel() == 0, "a locked device resizes no tensor with elements");
  const Tensor fresh = at::empty(size, self.options());
  self.unsafeGetTensorImpl()->set_storage_keep_dtype(fresh.storage());
  self.unsafeGetTensorImpl()->set_sizes_contiguous(size);
  return self;
}

Tensor copyFromAndResize(const Tensor& from, const Tensor& to) {
  resizeEmpty(to, from.sizes(), {});
  return copyFrom(from, to, false);
}

Tensor toDevice(const Tensor& tensor) { return tensor.defined() ? tensor.to(c10::Device(kLocked, 0)) : tensor; }

Tensor convolution(const Tensor& input, const Tensor& weight, const MaybeTensor& bias, IntArrayRef stride,
                   IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef outputPadding,
                   std::int64_t groups) {
  const MaybeTensor openBias = bias.has_value() && bias->defined() ? MaybeTensor(opened(*bias)) : MaybeTensor();
  return toDevice(at::convolution(opened(input), opened(weight), openBias, stride, padding, dilation, transposed,
                                  outputPadding, groups));
}

std::tuple<Tensor, Tensor, Tensor> convolutionBackward(const Tensor& gradient, const Tensor& input,
                                                       const Tensor& weight, IntArrayRef stride, IntArrayRef padding,
                                                       IntArrayRef dilation, bool transposed, IntArrayRef outputPadding,
                                                       std::int64_t groups, std::array<bool, 3> wanted) {
  const std::int64_t channels = gradient.size(1);
  const auto [ofInput, ofWeight, ofBias] =
      at::convolution_backward(opened(gradient), opened(input), opened(weight), IntArrayRef(&channels, 1), stride,
                               padding, dilation, transposed, outputPadding, groups, wanted);
  return {toDevice(ofInput), toDevice(ofWeight), toDevice(ofBias)};
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", emptyTensor);
  library.impl("empty_strided", emptyStrided);
  library.impl("_copy_from", copyFrom);
  library.impl("_copy_from_and_resize", copyFromAndResize);
  library.impl("resize_", resizeEmpty);
  library.impl("view", [](const Tensor& self, IntArrayRef size) { return at::native::view(self, size); });
  library.impl("_reshape_alias", [](const Tensor& self, IntArrayRef size, IntArrayRef stride) {
    return at::native::_reshape_alias(self, size, stride);
  });
  library.impl("as_strided",
               [](const Tensor& self, IntArrayRef size, IntArrayRef stride, c10::optional<std::int64_t> offset) {
                 return at::native::as_strided_tensorimpl(self, size, stride, offset);
               });
  library.impl("convolution_overrideable", convolution);
  library.impl("convolution_backward_overrideable", convolutionBackward);
}

/// What has no kernel here is brought to the processor, calculated there and brought back. As on CUDA a tensor of the
/// processor is no argument, unless it is a single number.
void calculate(const c10::OperatorHandle& operation, torch::jit::Stack* stack) {
  const std::size_t arguments = operation.schema().arguments().size();
  for (const c10::IValue& argument : torch::jit::last(*stack, arguments)) {
    const bool foreign = argument.isTensor() && argument.toTensor().defined() && argument.toTensor().device().is_cpu();
    TORCH_CHECK(!foreign || argument.toTensor().dim() == 0, "tensors of two devices in ",
                operation.schema().operator_name());
  }
  at::native::cpu_fallback(operation, stack);
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&calculate>());
}

/// One device with one stream, on which all is done at once but for copies to the processor that nobody waits for.
struct Guard final : c10::impl::DeviceGuardImplInterface {
  static c10::Device only() { return {kLocked, 0}; }
  static c10::Stream stream() { return c10::Stream(c10::Stream::DEFAULT, only()); }
  [[nodiscard]] c10::DeviceType type() const override { return kLocked; }
  [[nodiscard]] c10::Device exchangeDevice(c10::Device) const override { return only(); }
  [[nodiscard]] c10::Device getDevice() const override { return only(); }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  [[nodiscard]] c10::Stream getStream(c10::Device) const noexcept override { return stream(); }
  [[nodiscard]] c10::Stream exchangeStream(c10::Stream) const noexcept override { return stream(); }
  [[nodiscard]] c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  void record(void**, const c10::Stream&, c10::DeviceIndex, c10::EventFlag) const override { questions = 2; }
  void block(void*, const c10::Stream&) const override {}
  [[nodiscard]] bool queryEvent(void*) const override {
    if (questions-- > 0) return false;
    arrive();
    return true;
  }
  void destroyEvent(void*, c10::DeviceIndex) const noexcept override {}
  [[nodiscard]] bool queryStream(const c10::Stream&) const override { return true; }
  void synchronizeStream(const c10::Stream&) const override {}
};

const Guard guard;
const c10::impl::DeviceGuardImplRegistrar guardRegistrar(kLocked, &guard);

}  // namespace

namespace spolab::test {

torch::Device lockedDevice() {
  static const bool registered = [] {
    c10::SetAllocator(kLocked, &allocator);
#ifdef SPOLAB_TORCH_HOOKS
    // Else the backward pass of a build for CUDA asks a graphics card for its streams.
    c10::register_privateuse1_backend("locked");
    static Hooks hooks;
    at::RegisterPrivateUse1HooksInterface(&hooks);
#endif
    return true;
  }();
  static_cast<void>(registered);
  return {kLocked, 0};
}

std::int64_t lockedDeviceCopies() { return copies.load(); }

}  // namespace spolab::test
