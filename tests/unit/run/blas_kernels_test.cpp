#include <dlfcn.h>

#include <QTest>

#include "core/run/engine.h"
#include "render/video_writer.h"

using namespace spolab;

/// FFmpeg and LibTorch both bring OpenBLAS, which chooses its kernels when the first of them loads it.
class BlasKernelsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void areWideWhicheverComesFirst() {
    if (!videoProblem().empty()) QSKIP("no library for films here");
    engine();
    void* library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD);
    if (library == nullptr) QSKIP("LibTorch uses another BLAS here");
    const auto family = reinterpret_cast<const char* (*)()>(dlsym(library, "openblas_get_corename"));
    QVERIFY(family != nullptr);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") == 0) QSKIP("a processor without AVX2");
    QVERIFY2(QByteArray(family()) == "SkylakeX" || QByteArray(family()) == "Haswell", family());
#endif
  }
};

QTEST_GUILESS_MAIN(BlasKernelsTest)
#include "blas_kernels_test.moc"
