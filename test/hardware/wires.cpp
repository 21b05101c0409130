#include "wires.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

namespace callbox::hardware {

void configure(const char *file, bool away) {
    const std::string built = "build/hardware/packages/usr"; // from the checkout, as guest/driver.sh
    const std::string command = "LD_LIBRARY_PATH=" + built + "/lib/x86_64-linux-gnu " + built +
                                "/sbin/dahdi_cfg " + (away ? "-s " : "") + "-c test/hardware/guest/" + file;
    // Taking away ends with an error code, because it then looks for what it has just taken away.
    if (std::system(command.c_str()) != 0 && !away)
        throw std::runtime_error("failed: " + command);
}

Replaceable::Replaceable(dahdi::Options options) : options_(std::move(options)) { reopen(); }

void Replaceable::reopen() {
    board_ = dahdi::open(options_);
    channels_ = board_->channels();
    spanCount_ = board_->spanCount();
    for (board::ChannelIndex channel = 0; channel < channels_.size(); channel++)
        board_->use(channel, true);
}

} // namespace callbox::hardware
