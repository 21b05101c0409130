// Files of the driver: /dev/dahdi/ctl, pseudo, and one per channel.
#pragma once

#include <sys/ioctl.h>

#include <string>
#include <utility>
#include <vector>

namespace callbox::dahdi {

class DriverFile {
  public:
    DriverFile() = default;
    explicit DriverFile(int fd) : fd_(fd) {}
    DriverFile(DriverFile &&other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    DriverFile &operator=(DriverFile &&other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    DriverFile(const DriverFile &) = delete;
    DriverFile &operator=(const DriverFile &) = delete;
    ~DriverFile();

    int fd() const { return fd_; }
    /// False: errno says why.
    template <typename Argument> bool ask(unsigned long request, Argument *argument) const {
        return ::ioctl(fd_, request, argument) == 0;
    }
    /// For the many requests that take the address of an int.
    bool set(unsigned long request, int value) const { return ask(request, &value); }

  private:
    int fd_ = -1;
};

/// These throw std::runtime_error: what is wrong and what to do.
DriverFile openControl();
/// A channel of no card that has silence for us as fast as the cards have sound: a read of it waits for the
/// next blocks. One system call; the driver's timer takes two.
DriverFile openClock();
DriverFile openChannel(int number, const std::string &name);
[[noreturn]] void fail(const std::string &message);

/// One channel as the driver knows it.
struct Place {
    int number = 0;     // the driver's, over all its spans
    int span = 0;       // the driver's
    int position = 0;   // in the span: the timeslot of an E1
    int signalling = 0; // DAHDI_SIG_...
};

/// Every channel there is, by number.
std::vector<Place> places(const DriverFile &control);

} // namespace callbox::dahdi
