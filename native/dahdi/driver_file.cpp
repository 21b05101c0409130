#include "dahdi/driver_file.h"

#include <dahdi/user.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "dahdi/dahdi_board.h"

namespace callbox::dahdi {

namespace {

constexpr int kFlags = O_RDWR | O_CLOEXEC;

DriverFile openFile(const char *path, int more) {
    DriverFile file(::open(path, kFlags | more));
    if (file.fd() >= 0)
        return file;
    const int why = errno;
    const std::string name(path);
    if (why == ENOENT || why == ENXIO || why == ENODEV) {
        fail("there is no " + name +
             ": the driver of the card is not loaded. Load it (modprobe dahdi and the "
             "card's module, then dahdi_cfg), or use the virtual board");
    }
    if (why == EACCES || why == EPERM)
        fail(name + " may not be opened by this user; add the user to the group that owns it (ls -l " + name +
             ")");
    fail(name + ": " + std::strerror(why));
}

} // namespace

DriverFile::~DriverFile() {
    if (fd_ >= 0)
        ::close(fd_);
}

void fail(const std::string &message) { throw std::runtime_error("DAHDI: " + message); }

DriverFile openControl() { return openFile("/dev/dahdi/ctl", O_NONBLOCK); }
DriverFile openClock() { return openFile("/dev/dahdi/pseudo", 0); }

DriverFile openChannel(int number, const std::string &name) {
    DriverFile file = openFile("/dev/dahdi/channel", O_NONBLOCK); // needs no device node of the channel's own
    if (file.set(DAHDI_SPECIFY, number))
        return file;
    const int why = errno;
    const std::string channel = "channel " + std::to_string(number) + " (" + name + ")";
    if (why == EBUSY)
        fail(channel +
             " is in use by another program; stop it first (Asterisk, FreeSWITCH, another Callbox)");
    if (why == ENXIO) {
        fail(channel + " is not there or not configured; describe it in /etc/dahdi/system.conf and run "
                       "dahdi_cfg -vv");
    }
    fail(channel + " cannot be opened: " + std::strerror(why));
}

std::vector<Place> places(const DriverFile &control) {
    std::vector<Place> all;
    for (int number = 1; number <= kMaxChannelNumber; number++) {
        dahdi_params params{};
        params.channo = number;
        if (control.ask(DAHDI_GET_PARAMS, &params))
            all.push_back({number, params.spanno, params.chanpos, params.sigtype});
    }
    return all;
}

} // namespace callbox::dahdi
