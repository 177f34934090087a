// The body of volk, compiled once, with its warnings its own affair.
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wall"
#endif
#define VOLK_IMPLEMENTATION
#include <volk.h>
