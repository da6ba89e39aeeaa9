// Only in builds with the address sanitizer: what a library leaks can be named, and so listed in leaks.supp, as long
// as the library is still loaded when leaks are reported.
extern "C" __attribute__((visibility("default"))) int dlclose(void*) noexcept { return 0; }
