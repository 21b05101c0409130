// libpri.h carries no extern "C" of its own.
#pragma once

extern "C" {
#include <libpri.h>
}
