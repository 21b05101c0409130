// Stands for the room where the driver's header could not be had.
#include <stdexcept>

#include "dahdi/dahdi_board.h"

namespace callbox::dahdi {

std::unique_ptr<board::Board> open(const Options &options) {
    check(options);
    throw std::runtime_error("DAHDI: this build has no support for telephony cards, because Debian's package "
                             "dahdi-source could not be downloaded. With a network, remove build/dahdi and "
                             "start again; until then use the virtual board");
}

} // namespace callbox::dahdi
